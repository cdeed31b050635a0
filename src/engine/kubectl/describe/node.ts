// kubectl describe node (NodeDescriber): conditions, capacity, and what the Pods on it ask for.
import { age } from '../../kube/duration.ts';
import type { Lease, Node, Pod } from '../../kube/types.generated.ts';
import { addQuantity, toMilli } from '../../kube/quantity.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer, eventsAbout, find, listOf, writeEvents } from './describer.ts';
import { sortedEntries, timeText, writeAnnotations, writeLabels, writeTaints } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

type Resources = Record<string, string | number>;

export const node = describer<Node>({
  kind: 'Node',
  noEvents: true,
  *describe(w, object, context): Fiber<void> {
    const { metadata, spec, status } = object;
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Roles:\t${rolesOf(object)}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    writeTaints(w, spec.taints);
    w.line(0, `Unschedulable:\t${spec.unschedulable ?? false}`);
    const lease = yield* find<Lease>(context, `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${metadata.name}`);
    if (lease) {
      w.line(0, 'Lease:');
      w.line(1, `HolderIdentity:\t${lease.spec.holderIdentity ?? '<unset>'}`);
      w.line(1, `AcquireTime:\t${lease.spec.acquireTime ? timeText(lease.spec.acquireTime) : '<unset>'}`);
      w.line(1, `RenewTime:\t${lease.spec.renewTime ? timeText(lease.spec.renewTime) : '<unset>'}`);
    }
    writeConditions(w, object);
    writeMachine(w, object);
    if (spec.podCIDR) w.line(0, `PodCIDR:\t${spec.podCIDR}`);
    if (spec.podCIDRs?.length) w.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`);
    if (spec.providerID) w.line(0, `ProviderID:\t${spec.providerID}`);
    const pods = yield* listOf<Pod>(context, '/api/v1/pods', { fieldSelector: `spec.nodeName=${metadata.name},status.phase!=Succeeded,status.phase!=Failed`, limit: '500' });
    writePods(w, pods, (status.allocatable ?? status.capacity ?? {}) as Resources, context.ctx.nowMs);
    if (!context.showEvents) return;
    const about = { kind: 'Node', namespace: '', name: metadata.name };
    const events = [...(yield* eventsAbout(context, { ...about, uid: metadata.uid })), ...(yield* eventsAbout(context, { ...about, uid: metadata.name }))];
    writeEvents(w, events, context.ctx.nowMs);
  },
});

function rolesOf({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => (key.startsWith('node-role.kubernetes.io/') ? [key.slice(24)] : key === 'kubernetes.io/role' ? [value] : []));
  return roles.length > 0 ? [...new Set(roles)].sort().join(',') : '<none>';
}

function writeConditions(w: DescriptionWriter, { status }: Node): void {
  if (!status.conditions?.length) return;
  w.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const c of status.conditions) w.line(1, `${c.type} \t${c.status} \t${timeText(c.lastHeartbeatTime)} \t${timeText(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}`);
}

function writeMachine(w: DescriptionWriter, { status }: Node): void {
  w.line(0, 'Addresses:');
  for (const address of status.addresses ?? []) w.line(1, `${address.type}:\t${address.address}`);
  for (const [title, list] of [['Capacity', status.capacity], ['Allocatable', status.allocatable]] as const) {
    if (!list || Object.keys(list).length === 0) continue;
    w.line(0, `${title}:`);
    for (const [name, quantity] of sortedEntries(list)) w.line(1, `${name}:\t${quantity}`);
  }
  const info = status.nodeInfo;
  if (!info) return;
  w.line(0, 'System Info:');
  const lines: readonly (readonly [string, string])[] = [
    ['Machine ID', info.machineID], ['System UUID', info.systemUUID], ['Boot ID', info.bootID], ['Kernel Version', info.kernelVersion], ['OS Image', info.osImage],
    ['Operating System', info.operatingSystem], ['Architecture', info.architecture], ['Container Runtime Version', info.containerRuntimeVersion], ['Kubelet Version', info.kubeletVersion],
  ];
  for (const [title, value] of lines) w.line(1, `${title}:\t${value}`);
  if (info.kubeProxyVersion) w.line(1, `Kube-Proxy Version:\t${info.kubeProxyVersion}`);
}

/** What a Pod asks for: its containers together, or one init container where that is more (PodRequestsAndLimits). */
function askedBy(pod: Pod, which: 'requests' | 'limits'): Resources {
  const total: Resources = {};
  const initial: Resources = {};
  const add = (to: Resources, from: Resources): void => {
    for (const [name, quantity] of Object.entries(from)) to[name] = name in to ? addQuantity(to[name] as string, quantity) : quantity;
  };
  for (const container of pod.spec.containers) add(total, (container.resources?.[which] ?? {}) as Resources);
  const sidecars: Resources = {};
  for (const container of pod.spec.initContainers ?? []) {
    const own = (container.resources?.[which] ?? {}) as Resources;
    if (container.restartPolicy === 'Always') {
      add(total, own);
      add(sidecars, own);
    }
    const here: Resources = { ...sidecars };
    if (container.restartPolicy !== 'Always') add(here, own);
    for (const [name, quantity] of Object.entries(here)) if (toMilli(quantity) > toMilli(initial[name] ?? 0)) initial[name] = quantity;
  }
  for (const [name, quantity] of Object.entries(initial)) if (toMilli(quantity) > toMilli(total[name] ?? 0)) total[name] = quantity;
  add(total, which === 'requests' || Object.keys(total).length > 0 ? ((pod.spec.overhead ?? {}) as Resources) : {});
  return total;
}

function writePods(w: DescriptionWriter, pods: readonly Pod[], allocatable: Resources, nowMs: number): void {
  const share = (asked: string | number, name: string): string => {
    const all = toMilli(allocatable[name] ?? 0);
    return `${asked} (${all === 0 ? 0 : Math.trunc((toMilli(asked) / all) * 100)}%)`;
  };
  w.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  w.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  w.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  const totals: Record<'requests' | 'limits', Resources> = { requests: {}, limits: {} };
  for (const pod of pods) {
    const asked = { requests: askedBy(pod, 'requests'), limits: askedBy(pod, 'limits') };
    const cells = (['cpu', 'memory'] as const).flatMap((name) => (['requests', 'limits'] as const).map((which) => share(asked[which][name] ?? '0', name)));
    w.line(1, `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${age(pod.metadata.creationTimestamp, nowMs)}`);
    for (const which of ['requests', 'limits'] as const) for (const [name, quantity] of Object.entries(asked[which])) totals[which][name] = addQuantity(totals[which][name] ?? '0', quantity);
  }
  w.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  w.line(1, 'Resource\tRequests\tLimits');
  w.line(1, '--------\t--------\t------');
  const of = (which: 'requests' | 'limits', name: string): string | number => totals[which][name] ?? '0';
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) w.line(1, `${name}\t${share(of('requests', name), name)}\t${share(of('limits', name), name)}`);
  const extended = Object.keys(allocatable).filter((name) => name.startsWith('hugepages-') || name.includes('/')).sort();
  for (const name of extended) w.line(1, name.startsWith('hugepages-') ? `${name}\t${share(of('requests', name), name)}\t${share(of('limits', name), name)}` : `${name}\t${of('requests', name)}\t${of('limits', name)}`);
}
