// Whether the node takes a Pod that was bound to it (pkg/kubelet/lifecycle/predicate.go, pkg/scheduler AdmissionCheck).
import { tolerate } from '../client/refusal.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { toBytes, toMilli } from '../kube/quantity.ts';
import type { Container, Node, NodeSelectorRequirement, Pod, Taint, Toleration } from '../kube/types.generated.ts';
import type { KubeletContext } from './context.ts';

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** Undefined: the Pod is admitted. */
export function admit(pod: Pod, context: KubeletContext): Refusal | undefined {
  if (context.hollow) return undefined;
  let node: Node | undefined;
  tolerate(() => (node = context.client.find(kinds.nodes, '', context.node.name)));
  if (!node) return undefined;
  const others = context.livePods().filter(({ metadata }) => metadata.uid !== pod.metadata.uid);
  return context.pressureRefusal(pod) ?? byResources(pod, node, others) ?? byAffinity(pod, node) ?? byPorts(pod, others) ?? byTaints(pod, node);
}

function byResources(pod: Pod, node: Node, others: readonly Pod[]): Refusal | undefined {
  const allocatable = node.status.allocatable ?? {};
  const most = toBytes(allocatable['pods']);
  if (others.length + 1 > most) return { reason: 'OutOfpods', message: `Node didn't have enough resource: pods, requested: 1, used: ${others.length}, capacity: ${most}` };
  const wanted = requestsOf(pod);
  const sums = others.map(requestsOf);
  for (const [name, value] of wanted) {
    if (value === 0) continue;
    const capacity = amount(name, allocatable[name] ?? 0);
    let used = 0;
    for (const sum of sums) used += sum.get(name) ?? 0;
    if (value > capacity - used) return { reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, requested: ${value}, used: ${used}, capacity: ${capacity}` };
  }
  return undefined;
}

export const amount = (name: string, quantity: string | number): number => (name === 'cpu' ? toMilli(quantity) : toBytes(quantity));

const sums = new WeakMap<Pod['spec'], ReadonlyMap<string, number>>();

/** Once for each spec: every Pod that comes is added to all that are there. */
export function requestsOf({ spec }: Pod): ReadonlyMap<string, number> {
  let sum = sums.get(spec);
  if (!sum) sums.set(spec, (sum = sumOf(spec)));
  return sum;
}

function sumOf(spec: Pod['spec']): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  const add = (into: Map<string, number>, container: Container): void => {
    for (const [name, quantity] of Object.entries(container.resources?.requests ?? {})) into.set(name, (into.get(name) ?? 0) + amount(name, quantity));
  };
  for (const container of spec.containers) add(sum, container);
  const sidecars = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    const step = new Map(sidecars);
    add(step, container);
    if (container.restartPolicy === 'Always') {
      add(sidecars, container);
      add(sum, container);
    }
    for (const [name, value] of step) sum.set(name, Math.max(sum.get(name) ?? 0, value));
  }
  return sum;
}

function byAffinity({ spec }: Pod, node: Node): Refusal | undefined {
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const fits = !terms || terms.some(({ matchExpressions = [], matchFields = [] }) => matchExpressions.length + matchFields.length > 0 && matchExpressions.every((requirement) => meets(labels[requirement.key], requirement)) && matchFields.every((requirement) => meets(node.metadata.name, requirement)));
  return selected && fits ? undefined : { reason: 'NodeAffinity', message: 'Predicate NodeAffinity failed: node(s) didn\'t match Pod\'s node affinity/selector' };
}

function meets(value: string | undefined, { operator, values = [] }: NodeSelectorRequirement): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    default:
      return value !== undefined && Number(value) < Number(values[0]);
  }
}

interface HostPort {
  readonly ip: string;
  readonly key: string;
}

const ANY_ADDRESS = '0.0.0.0';

/** Of containers and of sidecars (pkg/scheduler/util GetHostPorts). */
function hostPorts({ spec }: Pod): readonly HostPort[] {
  const containers = [...spec.containers, ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')];
  return containers.flatMap(({ ports = [] }) => ports.filter(({ hostPort }) => hostPort).map(({ hostIP, hostPort, protocol = 'TCP' }) => ({ ip: hostIP || ANY_ADDRESS, key: `${protocol}/${hostPort}` })));
}

const collide = (a: HostPort, b: HostPort): boolean => a.key === b.key && (a.ip === b.ip || a.ip === ANY_ADDRESS || b.ip === ANY_ADDRESS);

function byPorts(pod: Pod, others: readonly Pod[]): Refusal | undefined {
  const wanted = hostPorts(pod);
  if (wanted.length === 0 || !others.some((other) => hostPorts(other).some((port) => wanted.some((own) => collide(own, port))))) return undefined;
  return { reason: 'NodePorts', message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports" };
}

function byTaints({ spec }: Pod, node: Node): Refusal | undefined {
  const bears = (taint: Taint, { key, operator, value, effect }: Toleration): boolean =>
    (!effect || effect === taint.effect) && (!key || key === taint.key) && (operator === 'Exists' || (value ?? '') === (taint.value ?? ''));
  const barred = (node.spec.taints ?? []).some((taint) => taint.effect === 'NoExecute' && !(spec.tolerations ?? []).some((toleration) => bears(taint, toleration)));
  return barred ? { reason: 'TaintToleration', message: 'Predicate TaintToleration failed: node(s) had untolerated taint(s)' } : undefined;
}
