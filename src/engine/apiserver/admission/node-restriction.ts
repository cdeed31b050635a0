// NodeRestriction: a kubelet changes its own Node and the Pods bound to it, and nothing else (plugin/pkg/admission/noderestriction/admission.go).
import { equal } from '../../base/json.ts';
import { type ApiError, forbidden } from '../../kube/api-error.ts';
import { goQuote } from '../../kube/go-format.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Node, Pod } from '../../kube/types.generated.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

const PREFIX = 'system:node:';
const MIRROR = 'kubernetes.io/config.mirror';
const OWN_LABELS = new Set([
  'kubernetes.io/hostname', 'kubernetes.io/os', 'kubernetes.io/arch', 'beta.kubernetes.io/os', 'beta.kubernetes.io/arch', 'beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region',
]);

export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  mutate: (request) => {
    if (request.operation !== 'DELETE') restrict(request);
  },
  validate: (request) => {
    if (request.operation === 'DELETE') restrict(request);
  },
};

function restrict(request: AdmissionRequest): void {
  const { user, groups } = request.context.caller;
  if (!user.startsWith(PREFIX) || !groups.includes('system:nodes')) return;
  const { kind } = request.resource;
  const node = user.slice(PREFIX.length);
  const why = kind === kinds.pods ? podFault(request, node) : kind === kinds.nodes ? nodeFault(request, node) : undefined;
  if (why !== undefined) throw refusal(request, why);
}

const refusal = ({ resource, name, context }: AdmissionRequest, why: string): ApiError => forbidden(resource.kind, name || context.info.name, why);

function podFault({ operation, subresource, draft, stored }: AdmissionRequest, node: string): string | undefined {
  const [now, before] = [draft as unknown as Pod | undefined, stored as Pod | undefined];
  if (subresource === 'status') {
    if (before?.spec.nodeName !== node) return `node ${goQuote(node)} can only update pod status for pods with spec.nodeName set to itself`;
    return equal(now?.metadata.labels ?? {}, before.metadata.labels ?? {}) ? undefined : `node ${goQuote(node)} cannot update labels through pod status`;
  }
  if (subresource === 'eviction') return before && before.spec.nodeName !== node ? `node ${node} can only evict pods with spec.nodeName set to itself` : undefined;
  if (subresource !== '') return `unexpected pod subresource ${goQuote(subresource)}, only 'status' and 'eviction' are allowed`;
  if (operation === 'CREATE') {
    if (now?.metadata.annotations?.[MIRROR] === undefined) return `pod does not have ${goQuote(MIRROR)} annotation, node ${goQuote(node)} can only create mirror pods`;
    return now.spec.nodeName === node ? undefined : `node ${goQuote(node)} can only create pods with spec.nodeName set to itself`;
  }
  if (operation === 'DELETE') return before && before.spec.nodeName !== node ? `node ${goQuote(node)} can only delete pods with spec.nodeName set to itself` : undefined;
  return `unexpected operation ${goQuote(operation)}, node ${goQuote(node)} can only create and delete mirror pods`;
}

function nodeFault({ operation, draft, stored, name, context }: AdmissionRequest, node: string): string | undefined {
  const asked = name || context.info.name;
  if (asked !== node) return `node ${goQuote(node)} is not allowed to modify node ${goQuote(asked)}`;
  const [now, before] = [draft as unknown as Node | undefined, stored as Node | undefined];
  if (operation === 'CREATE') {
    const labels = foreignLabels(now, undefined);
    return labels.length > 0 ? `is not allowed to set the following labels: ${labels.join(', ')}` : undefined;
  }
  if (operation !== 'UPDATE') return undefined;
  if (!equal(now?.spec?.taints ?? [], before?.spec?.taints ?? [])) return `node ${goQuote(node)} is not allowed to modify taints`;
  const labels = foreignLabels(now, before);
  return labels.length > 0 ? `is not allowed to modify labels: ${labels.join(', ')}` : undefined;
}

/** Changed labels of Kubernetes' own domains that are not a kubelet's to set. */
function foreignLabels(now: Node | undefined, before: Node | undefined): readonly string[] {
  const [next, old] = [now?.metadata.labels ?? {}, before?.metadata.labels ?? {}];
  if (next === old) return [];
  const changed = [...new Set([...Object.keys(next), ...Object.keys(old)])].filter((key) => next[key] !== old[key]);
  return changed.filter(isForeign).sort();
}

function isForeign(label: string): boolean {
  const slash = label.indexOf('/');
  const domain = slash < 0 ? '' : label.slice(0, slash);
  const isUnder = (parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);
  if (isUnder('node-restriction.kubernetes.io')) return true;
  if (!isUnder('kubernetes.io') && !isUnder('k8s.io')) return false;
  return !OWN_LABELS.has(label) && !isUnder('node.kubernetes.io') && !isUnder('kubelet.kubernetes.io');
}
