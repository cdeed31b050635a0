// The aggregation layer: groups that another server in the cluster serves are passed on to it, and stand in discovery beside our own (kube-aggregator/pkg/apiserver).
import type { Json } from '../../base/json.ts';
import type { AggregatedApi } from '../../client/aggregated-api.ts';
import type { KindInfo } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { APIService } from '../../kube/types.generated.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../handlers/answer.ts';
import type { ResourceTable } from '../resource-table.ts';

const unavailable: Answer = { code: 503, headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }, body: { type: 'text', text: 'service unavailable\n' } };

interface ResourceList {
  readonly resources?: readonly { readonly name: string; readonly singularName: string; readonly namespaced: boolean; readonly kind: string; readonly verbs: readonly string[]; readonly shortNames?: readonly string[]; readonly categories?: readonly string[] }[];
}

export class Aggregation {
  /** The APIServices that point to a Service, by name. */
  readonly services = new Map<string, APIService>();
  /** Told when one of them changed. */
  onChange: () => void = () => undefined;
  private readonly backends = new Map<string, AggregatedApi>();
  private readonly resources: ResourceTable;

  constructor(resources: ResourceTable) {
    this.resources = resources;
    resources.ofKind(kinds.apiservices)?.store.watch(({ current, previous }) => {
      const name = (current ?? previous)?.value.metadata.name ?? '';
      const service = current?.value as APIService | undefined;
      if (service?.spec?.service) this.services.set(name, service);
      else if (!this.services.delete(name)) return;
      this.refresh();
      this.onChange();
    });
  }

  /** The server behind an APIService answers now, or does not any more. */
  connect(name: string, backend: AggregatedApi | undefined): void {
    if (this.backends.get(name) === backend) return;
    if (backend) this.backends.set(name, backend);
    else this.backends.delete(name);
    this.refresh();
  }

  /** Undefined: the request is for the API server itself. */
  answer({ request, info }: Context): Answer | undefined {
    if (this.services.size === 0 || info.prefix !== 'apis') return undefined;
    const [, group, version] = info.parts;
    const name = `${version}.${group}`;
    if (!this.services.has(name)) return undefined;
    const backend = this.backends.get(name);
    if (!backend) return unavailable;
    const { code, value } = backend.request({ method: request.method, path: request.path, query: request.query ?? {}, accept: request.headers?.['accept'] ?? '' });
    return { code, value };
  }

  private refresh(): void {
    const served: KindInfo[] = [];
    const stale: { group: string; version: string }[] = [];
    for (const [name, { spec }] of this.services) {
      const [group, version] = [spec?.group ?? '', spec?.version ?? ''];
      const backend = this.backends.get(name);
      if (backend) served.push(...kindsOf(group, version, backend));
      else stale.push({ group, version });
    }
    this.resources.aggregated = { served, stale };
  }
}

function kindsOf(group: string, version: string, backend: AggregatedApi): readonly KindInfo[] {
  const { code, value } = backend.request({ method: 'GET', path: `/apis/${group}/${version}`, query: {}, accept: 'application/json' });
  if (code !== 200) return [];
  return ((value as Json as ResourceList).resources ?? []).map(({ name, singularName, namespaced, kind, verbs, shortNames = [], categories = [] }) => ({
    group, version, kind, plural: name, singular: singularName, namespaced, verbs, shortNames, categories, subresources: [],
  }));
}
