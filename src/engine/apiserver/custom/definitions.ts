// What the API server does about CustomResourceDefinitions by itself: names are accepted, resources come and go, instances end with their definition (apiextensions-apiserver/pkg/controller).
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import type { Caller } from '../../client/api.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Context } from '../context.ts';
import type { Core } from '../core.ts';
import { deleteStored } from '../registry/delete.ts';
import { withMeta } from '../registry/meta.ts';
import { commitUpdate } from '../registry/update.ts';
import { requestInfo } from '../request-info.ts';
import type { Resource } from '../resource.ts';
import { traceRequest } from '../tracing.ts';
import { serviceAddress } from '../admission/webhooks/address.ts';
import type { Service } from '../../kube/types.generated.ts';
import { CLEANUP } from './cleanup.ts';
import type { DefinedNames, Definition, DefinitionCondition } from './definition.ts';
import { customResource } from './resource.ts';
import { WebhookConverter } from './webhook-converter.ts';

const caller: Caller = { userAgent: 'kube-apiserver', actor: 'kube-apiserver', user: 'system:apiserver', groups: ['system:masters'] };

export class CustomDefinitions {
  private readonly core: Core;
  private readonly definitions: Resource;
  /** The resources that each definition serves now. */
  private readonly served = new Map<string, readonly Resource[]>();
  private readonly queue = new Set<string>();

  constructor(core: Core, definitions: Resource) {
    this.core = core;
    this.definitions = definitions;
    definitions.store.watch((event) => this.enqueue((event.current ?? event.previous)?.value.metadata.name ?? ''));
  }

  private enqueue(name: string): void {
    if (this.queue.has(name)) return;
    this.queue.add(name);
    this.core.clock.soon(() => {
      this.queue.delete(name);
      const definition = this.definitions.store.get('', name) as Definition | undefined;
      const cause = definition && this.core.trace.ofRevision(Number(definition.metadata.resourceVersion));
      this.core.trace.because(cause, () => {
        // Without a leader of etcd nothing can be written; it is tried again until there is one.
        if (this.core.etcd.refusal === undefined) this.sync(name, definition);
        else this.core.clock.after(1000, () => this.enqueue(name));
      });
    });
  }

  private sync(name: string, definition: Definition | undefined): void {
    if (!definition) return this.serve(name, []);
    if (definition.metadata.deletionTimestamp) return this.cleanUp(definition);
    const status = this.statusOf(definition);
    const next = { ...definition, status } as Definition;
    if (!equal(definition.status, status)) return this.write(definition, next);
    const established = status.conditions.some(({ type, status: is }) => type === 'Established' && is === 'True');
    const versions = established ? definition.spec.versions.filter(({ served }) => served) : [];
    const webhook = this.converterOf(definition);
    this.serve(name, versions.map((version) => customResource(definition, version, (kind) => this.core.resources.storeFor(kind, `/registry/${kind.group}/${kind.plural}/`), webhook)));
  }

  private converterOf({ spec: { group, names, conversion } }: Definition): WebhookConverter | undefined {
    const { clientConfig: client, conversionReviewVersions: versions = [] } = conversion?.webhook ?? {};
    if (conversion?.strategy !== 'Webhook' || !client) return undefined;
    const services = this.core.resources.ofKind(kinds.services)?.store;
    const address = (): ReturnType<typeof serviceAddress> => serviceAddress(client, (namespace, name) => services?.get(namespace, name) as Service | undefined);
    return new WebhookConverter({ group, kind: names.kind, client, versions, address, nowMs: () => this.core.clock.nowMs });
  }

  private serve(name: string, resources: readonly Resource[]): void {
    for (const resource of this.served.get(name) ?? []) this.core.resources.remove(resource);
    for (const resource of resources) this.core.resources.add(resource);
    if (resources.length === 0) this.served.delete(name);
    else this.served.set(name, resources);
  }

  /** Deletes the instances, then lets the definition go. */
  private cleanUp(definition: Definition): void {
    if (!definition.metadata.finalizers?.includes(CLEANUP)) return;
    const [resource] = this.served.get(definition.metadata.name) ?? [];
    const context = this.context(definition.metadata.name);
    for (const object of resource?.store.list() ?? []) if (resource && !object.metadata.deletionTimestamp) deleteStored(context, resource, object, { propagationPolicy: 'Background' });
    if ((resource?.store.list().length ?? 0) > 0) {
      // Finalizers hold some: look again when one of them changes.
      this.core.clock.after(1000, () => this.enqueue(definition.metadata.name));
      return;
    }
    const finalizers = definition.metadata.finalizers.filter((finalizer) => finalizer !== CLEANUP);
    this.serve(definition.metadata.name, []);
    commitUpdate(context, this.definitions, definition, withMeta(definition, { finalizers }));
    traceRequest(context, 200);
  }

  private write(definition: Definition, next: KubeObject): void {
    const context = this.context(definition.metadata.name);
    commitUpdate(context, this.definitions, definition, next);
    traceRequest(context, 200);
  }

  private context(name: string): Context {
    const request = { method: 'PUT', path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}/status` } as const;
    return new Context(this.core, request, requestInfo(request), caller);
  }

  private statusOf(definition: Definition): { readonly conditions: readonly DefinitionCondition[]; readonly acceptedNames: DefinedNames; readonly storedVersions: readonly string[] } {
    const { names, versions } = definition.spec;
    const { accepted, conflict } = this.accept(definition);
    const before = definition.status?.conditions ?? [];
    const condition = (type: string, ok: boolean, reason: string, message: string): DefinitionCondition => {
      const old = before.find((candidate) => candidate.type === type);
      const status = ok ? 'True' : 'False';
      const lastTransitionTime = old?.status === status && old.lastTransitionTime ? old.lastTransitionTime : rfc3339(this.core.clock.nowMs);
      return { type, status, lastTransitionTime, reason, message };
    };
    const namesAccepted = conflict ? condition('NamesAccepted', false, conflict.reason, conflict.message) : condition('NamesAccepted', true, 'NoConflicts', 'no conflicts found');
    const was = before.find(({ type, status }) => type === 'Established' && status === 'True');
    const established = was ?? (conflict ? condition('Established', false, 'NotAccepted', 'not all names are accepted') : condition('Established', true, 'InitialNamesAccepted', 'the initial names have been accepted'));
    const others = before.filter(({ type }) => type !== 'NamesAccepted' && type !== 'Established' && type !== APPROVAL);
    const approval = approvalOf(definition);
    const approved = approval ? [condition(APPROVAL, approval.ok, approval.reason, approval.message)] : [];
    const stored = definition.status?.storedVersions ?? [];
    const storage = versions.find((version) => version.storage)?.name;
    return {
      conditions: [namesAccepted, established, ...others, ...approved],
      acceptedNames: conflict ? accepted : names,
      storedVersions: storage === undefined || stored.includes(storage) ? stored : [...stored, storage],
    };
  }

  /** The names that no other definition of the group has (pkg/controller/status/naming_controller.go). */
  private accept(definition: Definition): { readonly accepted: DefinedNames; readonly conflict: { readonly reason: string; readonly message: string } | undefined } {
    const { group, names } = definition.spec;
    const taken = new Set<string>();
    const takenKinds = new Set<string>();
    for (const other of this.definitions.store.list() as readonly Definition[]) {
      if (other.spec.group !== group || other.metadata.name === definition.metadata.name || !other.status?.acceptedNames) continue;
      const { plural, singular, shortNames = [], kind, listKind } = other.status.acceptedNames;
      for (const name of [plural, singular, ...shortNames]) if (name) taken.add(name);
      for (const name of [kind, listKind]) if (name) takenKinds.add(name);
    }
    let conflict: { readonly reason: string; readonly message: string } | undefined;
    const free = (name: string | undefined, used: ReadonlySet<string>, reason: string): string | undefined => {
      if (!name || !used.has(name)) return name;
      conflict = { reason, message: `${JSON.stringify(name)} is already in use` };
      return undefined;
    };
    const plural = free(names.plural, taken, 'PluralConflict');
    const singular = free(names.singular, taken, 'SingularConflict');
    const shortNames = (names.shortNames ?? []).filter((name) => free(name, taken, 'ShortNamesConflict') !== undefined);
    const kind = free(names.kind, takenKinds, 'KindConflict');
    const listKind = free(names.listKind, takenKinds, 'ListKindConflict');
    const accepted = { plural: plural ?? '', ...(singular ? { singular } : {}), ...(shortNames.length > 0 ? { shortNames } : {}), kind: kind ?? '', ...(listKind ? { listKind } : {}), ...(names.categories ? { categories: names.categories } : {}) };
    return { accepted, conflict };
  }
}

const APPROVAL = 'KubernetesAPIApprovalPolicyConformant';

/** Whether a group that looks like Kubernetes' own was approved as such (pkg/controller/apiapproval). */
function approvalOf({ metadata, spec }: Definition): { readonly ok: boolean; readonly reason: string; readonly message: string } | undefined {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(spec.group)) return undefined;
  const annotation = metadata.annotations?.['api-approved.kubernetes.io'] ?? '';
  if (annotation.startsWith('unapproved')) return { ok: false, reason: 'UnapprovedAnnotation', message: `not approved: ${JSON.stringify(annotation)}` };
  return annotation === ''
    ? { ok: false, reason: 'MissingAnnotation', message: 'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111' }
    : { ok: true, reason: 'ApprovedAnnotation', message: `approved in ${annotation}` };
}

export function watchDefinitions(core: Core): void {
  const definitions = core.resources.ofKind(kinds.customresourcedefinitions);
  if (definitions) new CustomDefinitions(core, definitions);
}
