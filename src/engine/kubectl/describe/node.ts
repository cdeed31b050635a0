// kubectl describe node (NodeDescriber): conditions, capacity, and what the Pods on it ask for.
import { ApiError } from '../../kube/api-error.ts';
import { age } from '../../kube/duration.ts';
import { byteOrder } from '../../kube/go-format.ts';
import type { Lease, Node, Pod, PodList } from '../../kube/types.generated.ts';
import { addQuantity, toMilli } from '../../kube/quantity.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { type DescribeContext, describer, eventsAbout, writeEvents } from './describer.ts';
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
    yield* writeLease(w, metadata.name, context);
    writeConditions(w, object);
    writeMachine(w, object);
    if (spec.podCIDR) w.line(0, `PodCIDR:\t${spec.podCIDR}`);
    if (spec.podCIDRs?.length) w.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`);
    if (spec.providerID) w.line(0, `ProviderID:\t${spec.providerID}`);
    const pods = yield* podsOn(metadata.name, context);
    if (pods) writePods(w, pods, (Object.keys(status.allocatable ?? {}).length > 0 ? status.allocatable : (status.capacity ?? {})) as Resources, context.ctx.nowMs);
    else w.line(0, 'Pods:\tnot authorized');
    if (!context.showEvents) return;
    const about = { kind: 'Node', namespace: '', name: metadata.name };
    const events = [...(yield* eventsAbout(context, { ...about, uid: metadata.uid })), ...(yield* eventsAbout(context, { ...about, uid: metadata.name }))];
    writeEvents(w, events, context.ctx.nowMs);
  },
});

/** Undefined where they may not be seen. */
function* podsOn(node: string, { ctx }: DescribeContext): Fiber<readonly Pod[] | undefined> {
  try {
    const list = (yield* ctx.rest().get('/api/v1/pods', { fieldSelector: `spec.nodeName=${node},status.phase!=Failed,status.phase!=Succeeded`, limit: '500' })) as unknown as PodList;
    return list.items ?? [];
  } catch (error) {
    if (error instanceof ApiError && error.code === 403) return undefined;
    throw error;
  }
}

function* writeLease(w: DescriptionWriter, name: string, context: DescribeContext): Fiber<void> {
  try {
    const { spec } = (yield* context.ctx.rest().get(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`)) as unknown as Lease;
    w.line(0, 'Lease:');
    w.line(1, `HolderIdentity:\t${spec?.holderIdentity ?? '<unset>'}`);
    w.line(1, `AcquireTime:\t${spec?.acquireTime ? timeText(spec.acquireTime) : '<unset>'}`);
    w.line(1, `RenewTime:\t${spec?.renewTime ? timeText(spec.renewTime) : '<unset>'}`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    w.line(0, `Lease:\tFailed to get lease: ${error.message}`);
  }
}

function rolesOf({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => (key.startsWith('node-role.kubernetes.io/') ? [key.slice(24)] : key === 'kubernetes.io/role' ? [value] : []));
  return [...new Set(roles.filter((role) => role !== ''))].sort().join(',') || '<none>';
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
  w.line(0, 'System Info:');
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Machine ID', info?.machineID], ['System UUID', info?.systemUUID], ['Boot ID', info?.bootID], ['Kernel Version', info?.kernelVersion], ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem], ['Architecture', info?.architecture], ['Container Runtime Version', info?.containerRuntimeVersion], ['Kubelet Version', info?.kubeletVersion],
  ];
  for (const [title, value] of lines) w.line(1, `${title}:\t${value}`);
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

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');

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
  const others = Object.keys(allocatable).filter((name) => !['cpu', 'memory', 'ephemeral-storage', 'pods'].includes(name)).sort(byteOrder);
  for (const name of others.filter(isHugePages)) w.line(1, `${name}\t${share(of('requests', name), name)}\t${share(of('limits', name), name)}`);
  for (const name of others) if (!isHugePages(name)) w.line(1, `${name}\t${of('requests', name)}\t${of('limits', name)}`);
}
