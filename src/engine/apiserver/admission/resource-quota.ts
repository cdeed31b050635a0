// ResourceQuota: what would exceed a quota is refused; what does not is counted at once (apiserver/pkg/admission/plugin/resourcequota).
import { forbidden } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { addQuantity, compareQuantity, subtractQuantity } from '../../kube/quantity.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Container, Pod, ResourceQuota } from '../../kube/types.generated.ts';
import { commitUpdate } from '../registry/update.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';
import type { Quantities } from './limit-bounds.ts';
import { inScopes } from '../../kube/quota-scopes.ts';
import { usageOf } from '../../kube/quota-usage.ts';

const CONSTRAINED = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(request) {
    const { resource, operation, subresource, namespace, draft, stored, context } = request;
    if (!draft || subresource !== '' || namespace === '' || !resource.kind.namespaced) return;
    const updatable = resource.kind === kinds.services || resource.kind === kinds.persistentvolumeclaims;
    if (operation !== 'CREATE' && !(operation === 'UPDATE' && updatable)) return;
    const quotas = context.list<ResourceQuota>(kinds.resourcequotas, namespace);
    if (quotas.length === 0) return;
    const object = draft as unknown as KubeObject;
    const asked = usageOf(resource.kind, object);
    const delta = nonZero(operation === 'UPDATE' && stored ? less(asked, usageOf(resource.kind, stored)) : asked);
    const concerned = quotas.filter((quota) => concerns(quota, resource.kind.kind, asked, object));
    for (const quota of concerned) check(request, quota, asked);
    const spent = concerned.map((quota) => [quota, spend(request, quota, delta)] as const);
    if (context.dryRun) return;
    const quotaResource = context.core.resources.ofKind(kinds.resourcequotas);
    if (quotaResource) for (const [quota, used] of spent) if (used) commitUpdate(context, quotaResource, quota, { ...quota, status: { ...quota.status, used } } as KubeObject);
  },
};

function concerns(quota: ResourceQuota, kind: string, asked: Quantities, object: KubeObject): boolean {
  const limited = Object.keys(quota.status?.hard ?? quota.spec?.hard ?? {});
  return limited.some((name) => asked[name] !== undefined || (kind === 'Pod' && CONSTRAINED.includes(name))) && inScopes(quota, kind, object);
}

function check(request: AdmissionRequest, quota: ResourceQuota, asked: Quantities): void {
  const refuse = (why: string): Error => forbidden(request.resource.kind, String(request.draft?.metadata.name ?? request.name), why);
  const hard = quota.status?.hard;
  if (request.resource.kind === kinds.pods) {
    const missing = missingResources(request.draft as unknown as Pod, Object.keys(hard ?? {}));
    if (missing !== '') throw refuse(`failed quota: ${quota.metadata.name}: must specify ${missing}`);
  }
  const unknown = Object.keys(quota.spec?.hard ?? {}).filter((name) => asked[name] !== undefined && (hard?.[name] === undefined || quota.status?.used?.[name] === undefined));
  if (unknown.length > 0) throw refuse(`status unknown for quota: ${quota.metadata.name}, resources: ${unknown.sort().join(',')}`);
}

/** Where cpu or memory is limited, every container must say what it wants. */
function missingResources({ spec }: Pod, limited: readonly string[]): string {
  const missing = new Map<string, string[]>();
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    for (const name of limited) {
      if (!CONSTRAINED.includes(name) || says(container, name)) continue;
      missing.set(name, [...(missing.get(name) ?? []), container.name]);
    }
  }
  return [...missing.keys()].sort().map((name) => `${name} for: ${[...new Set(missing.get(name))].sort().join(',')}`).join('; ');
}

function says({ resources }: Container, name: string): boolean {
  const [list, resource] = name.startsWith('limits.') ? ([resources?.limits, name.slice(7)] as const) : ([resources?.requests, name.replace(/^requests\./, '')] as const);
  return list?.[resource] !== undefined;
}

/** The used amounts with these added, or undefined where nothing of them is limited. */
function spend(request: AdmissionRequest, quota: ResourceQuota, delta: Quantities): Record<string, string> | undefined {
  const { hard = {}, used = {} } = quota.status;
  const names = Object.keys(delta).filter((name) => hard[name] !== undefined).sort();
  if (names.length === 0) return undefined;
  const after: Record<string, string> = { ...(used as Record<string, string>) };
  for (const name of names) after[name] = addQuantity(after[name] ?? '0', delta[name] as string);
  const exceeded = names.filter((name) => compareQuantity(after[name] as string, hard[name] as string) > 0 && compareQuantity(delta[name] as string, '0') > 0);
  if (exceeded.length === 0) return after;
  const shown = (list: Quantities): string => exceeded.map((name) => `${name}=${list[name] ?? '0'}`).join(',');
  throw forbidden(request.resource.kind, String(request.draft?.metadata.name ?? request.name), `exceeded quota: ${quota.metadata.name}, requested: ${shown(delta)}, used: ${shown(used as Quantities)}, limited: ${shown(hard as Quantities)}`);
}

function less(a: Quantities, b: Quantities): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) result[name] = subtractQuantity(a[name] ?? '0', b[name] ?? '0');
  return result;
}

function nonZero(list: Quantities): Quantities {
  return Object.fromEntries(Object.entries(list).filter(([, amount]) => compareQuantity(amount as string, '0') !== 0));
}
