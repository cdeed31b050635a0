// On which nodes a DaemonSet's Pods belong (pkg/controller/daemon/daemon_controller.go NodeShouldRunDaemonPod, util/daemonset_util.go).
import type { DaemonSet, Node, NodeSelectorRequirement, NodeSelectorTerm, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../kube/types.generated.ts';
import { tolerates } from '../node/tolerations.ts';
import { HASH_LABEL } from '../revisions/revisions.ts';

const exists = (key: string, effect: string): Toleration => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect });
const ALWAYS: readonly Toleration[] = [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
];
const GENERATION = 'pod-template-generation';
const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';

export function tolerationsOf(spec: PodSpec): readonly Toleration[] {
  const added = spec.hostNetwork ? [...ALWAYS, exists('network-unavailable', 'NoSchedule')] : ALWAYS;
  const given = spec.tolerations ?? [];
  return [...given, ...added.filter((one) => !given.some(({ key, operator, effect }) => key === one.key && operator === one.operator && effect === one.effect))];
}

/** The template with the tolerations and labels that every Pod of the set gets. */
export function daemonTemplate(set: DaemonSet, hash: string): PodTemplateSpec {
  const { template } = set.spec;
  const spec = template.spec as PodSpec;
  const generation = set.metadata.annotations?.[GENERATION_ANNOTATION];
  const labels = { ...template.metadata?.labels, ...(generation === undefined ? {} : { [GENERATION]: generation }), [HASH_LABEL]: hash };
  return { metadata: { ...template.metadata, labels }, spec: { ...spec, tolerations: tolerationsOf(spec) } };
}

/** Bound to one node by an affinity that only the scheduler looks at. */
export function onNode(template: PodTemplateSpec, node: string): PodTemplateSpec {
  const spec = template.spec as PodSpec;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const field: NodeSelectorRequirement = { key: 'metadata.name', operator: 'In', values: [node] };
  const terms: readonly NodeSelectorTerm[] = (required?.nodeSelectorTerms ?? []).length ? (required?.nodeSelectorTerms ?? []).map((term) => ({ ...term, matchFields: [field] })) : [{ matchFields: [field] }];
  const nodeAffinity = { ...spec.affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
  return { ...template, spec: { ...spec, affinity: { ...spec.affinity, nodeAffinity } } };
}

export interface Placement {
  readonly run: boolean;
  /** Those that run already may stay. */
  readonly stay: boolean;
}

export function placement(set: DaemonSet, node: Node): Placement {
  const spec = set.spec.template.spec as PodSpec;
  if ((spec.nodeName && spec.nodeName !== node.metadata.name) || !fitsNode(spec, node)) return { run: false, stay: false };
  const tolerations = tolerationsOf(spec);
  const against = (node.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute' || effect === 'NoSchedule').filter((taint) => !tolerations.some((toleration) => tolerates(toleration, taint)));
  if (against.length === 0) return { run: true, stay: true };
  return { run: false, stay: !against.some(({ effect }) => effect === 'NoExecute') };
}

function fitsNode(spec: PodSpec, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  if (!Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)) return false;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms) return true;
  return terms.some(({ matchExpressions = [], matchFields = [] }) => {
    if (matchExpressions.length + matchFields.length === 0) return false;
    return matchExpressions.every((one) => holds(one, labels[one.key])) && matchFields.every((one) => one.key === 'metadata.name' && holds(one, node.metadata.name));
  });
}

function holds({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value);
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    case 'Gt': return value !== undefined && Number.parseInt(value, 10) > Number(values[0]);
    case 'Lt': return value !== undefined && Number.parseInt(value, 10) < Number(values[0]);
    default: return false;
  }
}

/** The node a Pod is on, or meant for. */
export function targetNode(pod: Pod): string | undefined {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  for (const { matchFields = [] } of pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) {
    const field = matchFields.find(({ key, operator, values = [] }) => key === 'metadata.name' && operator === 'In' && values.length === 1);
    if (field) return field.values?.[0];
  }
  return undefined;
}
