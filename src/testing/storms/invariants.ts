// What must hold once every fault is healed and time has passed; each gives what is wrong, in words.
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { keyOf } from '../../engine/kube/object.ts';
import type { Kind } from '../../engine/kube/kind.ts';
import type { KubeObject } from '../../engine/kube/object.ts';
import type { Pod, PodDisruptionBudget } from '../../engine/kube/types.generated.ts';
import { isOver, overcommit, tolerates } from './bind-watch.ts';
import { called, isActive, isReady, selects, type State } from './state.ts';
import type { StormWorld } from './storm-world.ts';
import { daemonSets, deployments, jobs, replicaSets, statefulSets } from './workload-invariants.ts';

export type Invariant = (state: State, storm: StormWorld) => readonly string[];

const everyKind = [
  kinds.pods, kinds.nodes, kinds.services, kinds.endpoints, kinds.configmaps, kinds.persistentvolumeclaims, kinds.persistentvolumes, kinds.resourcequotas, kinds.namespaces, kinds.deployments, kinds.replicasets, kinds.statefulsets, kinds.daemonsets,
  kinds.controllerrevisions, kinds.jobs, kinds.cronjobs, kinds.endpointslices, kinds.poddisruptionbudgets, kinds.serviceaccounts,
] as unknown as readonly Kind<KubeObject>[];

/** Nothing of the same kind twice: addresses of Pods and Services, ports of nodes. */
const noAddressTwice: Invariant = (state) => {
  const taken = new Map<string, string>();
  const problems: string[] = [];
  const take = (what: string, by: string): void => {
    const other = taken.get(what);
    if (other !== undefined) problems.push(`${what} is had by ${other} and ${by}`);
    taken.set(what, by);
  };
  for (const pod of state.pods) if (!isOver(pod) && !pod.spec.hostNetwork && pod.status.podIP) take(`address ${pod.status.podIP}`, `pod ${called(pod)}`);
  for (const pod of state.pods) for (const { ports = [] } of pod.spec.containers) for (const { hostPort } of ports) if (hostPort && pod.spec.nodeName && !isOver(pod)) take(`host port ${hostPort} of ${pod.spec.nodeName}`, `pod ${called(pod)}`);
  for (const service of state.all(kinds.services)) {
    const { clusterIP, ports = [] } = service.spec;
    if (clusterIP && clusterIP !== 'None') take(`address ${clusterIP}`, `service ${called(service)}`);
    for (const { nodePort, protocol } of ports) if (nodePort) take(`node port ${protocol}/${nodePort}`, `service ${called(service)}`);
    for (const { ip } of service.status.loadBalancer?.ingress ?? []) if (ip) take(`address ${ip}`, `service ${called(service)}`);
  }
  return problems;
};

/** Everything has the owners that it names, lives in a namespace that is there, and does not wait for its end. */
const noOrphans: Invariant = (state) => {
  const uids = new Set(everyKind.flatMap((kind) => state.all(kind).map(({ metadata }) => metadata.uid)));
  const spaces = new Set(state.all(kinds.namespaces).map(({ metadata }) => metadata.name));
  const claimed = new Set(state.pods.filter((pod) => !isOver(pod)).flatMap(({ metadata, spec }) => (spec.volumes ?? []).map(({ persistentVolumeClaim }) => `${metadata.namespace}/${persistentVolumeClaim?.claimName}`)));
  const problems: string[] = [];
  for (const kind of everyKind) {
    for (const object of state.all(kind)) {
      const { namespace, ownerReferences = [], deletionTimestamp } = object.metadata;
      const what = `${kind.singular} ${called(object)}`;
      if (namespace !== undefined && !spaces.has(namespace)) problems.push(`${what} is in a namespace that is not there`);
      // What is ending already does so after its owner where somebody uses it.
      for (const owner of ownerReferences) if (!uids.has(owner.uid) && deletionTimestamp === undefined) problems.push(`${what} is owned by ${owner.kind} ${owner.name}, which is not there`);
      // A claim in use is protected.
      if (deletionTimestamp !== undefined && !(kind.kind === 'PersistentVolumeClaim' && claimed.has(called(object)))) problems.push(`${what} has been ending since ${deletionTimestamp} (finalizers: ${object.metadata.finalizers?.join() ?? 'none'})`);
    }
  }
  return problems;
};

/** EndpointSlices and Endpoints are the Pods that the Service selects, ready where these are. */
const endpointsAreReadyPods: Invariant = (state) => {
  const problems: string[] = [];
  for (const service of state.all(kinds.services)) {
    const { selector, publishNotReadyAddresses = false } = service.spec;
    const { namespace, name } = service.metadata;
    if (!selector) continue;
    const pods = state.pods.filter((pod) => pod.metadata.namespace === namespace && !isOver(pod) && pod.metadata.deletionTimestamp === undefined && pod.status.podIP && selects({ matchLabels: selector }, pod));
    const expected = pods.map((pod) => `${pod.status.podIP}${isReady(pod) || publishNotReadyAddresses ? '' : ' not ready'}`).sort();
    const slices = state.all(kinds.endpointslices).filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name);
    const sliced = slices.flatMap(({ endpoints }) => (endpoints ?? []).map(({ addresses, conditions }) => `${addresses[0]}${conditions?.ready === false ? ' not ready' : ''}`)).sort();
    if (sliced.join() !== expected.join()) problems.push(`service ${called(service)}: EndpointSlices have [${sliced.join()}], the Pods are [${expected.join()}]`);
    const endpoints = state.all(kinds.endpoints).find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
    const older = (endpoints?.subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [] }) => [...addresses.map(({ ip }) => ip), ...notReadyAddresses.map(({ ip }) => `${ip} not ready`)]).sort();
    if (older.join() !== expected.join()) problems.push(`service ${called(service)}: Endpoints have [${older.join()}], the Pods are [${expected.join()}]`);
  }
  for (const slice of state.all(kinds.endpointslices)) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (name !== undefined && !state.all(kinds.services).some(({ metadata }) => metadata.namespace === slice.metadata.namespace && metadata.name === name)) problems.push(`endpointslice ${called(slice)} is of a Service that is not there`);
  }
  return problems;
};

const counted: Readonly<Record<string, (state: State, namespace: string) => number>> = {
  pods: (state, namespace) => state.pods.filter((pod) => pod.metadata.namespace === namespace && !isOver(pod)).length,
  services: (state, namespace) => state.all(kinds.services).filter(({ metadata }) => metadata.namespace === namespace).length,
  configmaps: (state, namespace) => state.all(kinds.configmaps).filter(({ metadata }) => metadata.namespace === namespace).length,
  persistentvolumeclaims: (state, namespace) => state.all(kinds.persistentvolumeclaims).filter(({ metadata }) => metadata.namespace === namespace).length,
  'count/deployments.apps': (state, namespace) => state.all(kinds.deployments).filter(({ metadata }) => metadata.namespace === namespace).length,
};

const quotaIsUsage: Invariant = (state) =>
  state.all(kinds.resourcequotas).flatMap((quota) => {
    const problems: string[] = [];
    for (const [resource, hard] of Object.entries(quota.spec?.hard ?? {})) {
      if (quota.status?.hard?.[resource] !== hard) problems.push(`quota ${called(quota)}: status says that ${resource} may be ${quota.status?.hard?.[resource]}, the spec ${hard}`);
      const count = counted[resource]?.(state, quota.metadata.namespace);
      const used = quota.status?.used?.[resource];
      if (count !== undefined && used !== String(count)) problems.push(`quota ${called(quota)}: ${used} ${resource} used by status, ${count} there`);
    }
    return problems;
  });

const nodesAreWell: Invariant = (state) =>
  state.all(kinds.nodes).flatMap((node) => {
    const problems: string[] = [];
    const { name } = node.metadata;
    if (!node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) problems.push(`node ${name} is not Ready`);
    for (const { type, status } of node.status.conditions ?? []) if (type.endsWith('Pressure') && status === 'True') problems.push(`node ${name} still has ${type}`);
    for (const taint of node.spec.taints ?? []) if (taint.key.startsWith('node.kubernetes.io/') && !(taint.key.endsWith('/unschedulable') && node.spec.unschedulable)) problems.push(`node ${name} still has the taint ${taint.key}`);
    const tooMuch = overcommit(node, state.pods);
    if (tooMuch !== undefined) problems.push(tooMuch);
    for (const pod of state.pods) {
      if (pod.spec.nodeName !== name || isOver(pod)) continue;
      const taint = (node.spec.taints ?? []).find((each) => each.effect === 'NoExecute' && !tolerates(pod.spec.tolerations ?? [], each));
      if (taint) problems.push(`pod ${called(pod)} is on ${name} in spite of ${taint.key}:NoExecute`);
    }
    return problems;
  });

const generationsAreObserved: Invariant = (state) =>
  ([kinds.deployments, kinds.replicasets, kinds.statefulsets, kinds.daemonsets, kinds.poddisruptionbudgets] as unknown as readonly Kind<KubeObject>[]).flatMap((kind) =>
    state.all(kind).flatMap((object) => {
      if (kind.plural === 'poddisruptionbudgets' && couldNotCount(object as PodDisruptionBudget, state)) return [];
      const observed = (object as unknown as { readonly status?: { readonly observedGeneration?: number } }).status?.observedGeneration;
      return observed === object.metadata.generation ? [] : [`${kind.singular} ${called(object)} is at generation ${object.metadata.generation}, its controller has seen ${observed}`];
    }),
  );

/** What the kubelets run is what is bound to them, and nothing else. */
const kubeletsAgree: Invariant = (state, { world, binds, nowMs }) => {
  const problems: string[] = [];
  const known = new Set(state.pods.map(called));
  for (const kubelet of world.cluster.kubelets.values()) {
    for (const target of kubelet.faults.containers(false)) {
      const pod = target.split('/').slice(0, 2).join('/');
      if (!known.has(pod) && (binds.lingers.get(pod) ?? -Infinity) < nowMs) problems.push(`kubelet ${kubelet.name} runs ${pod}, which is not there`);
    }
    for (const pod of state.pods) if (isActive(pod) && pod.spec.nodeName === kubelet.name && !kubelet.faults.knows(pod.metadata.namespace, pod.metadata.name)) problems.push(`kubelet ${kubelet.name} does not know ${called(pod)}`);
  }
  return problems;
};

const claimsAreBound: Invariant = (state) => {
  const problems: string[] = [];
  for (const claim of state.all(kinds.persistentvolumeclaims)) {
    if (claim.status.phase === 'Lost') problems.push(`claim ${called(claim)} is Lost`);
    if (claim.status.phase !== 'Bound') continue;
    const volume = state.all(kinds.persistentvolumes).find(({ metadata }) => metadata.name === claim.spec.volumeName);
    if (volume?.spec.claimRef?.uid !== claim.metadata.uid) problems.push(`claim ${called(claim)} is bound to ${claim.spec.volumeName}, which is not bound to it`);
  }
  for (const volume of state.all(kinds.persistentvolumes)) if (volume.status.phase === 'Released' && volume.spec.persistentVolumeReclaimPolicy === 'Delete') problems.push(`volume ${volume.metadata.name} is Released and was not deleted`);
  return problems;
};

/** A share of Pods whose controller has no size (a Job, a DaemonSet) cannot be counted: the budget says SyncFailed, and the rest of its status stays as it was (disruption.go, failSafe). */
function couldNotCount({ spec, status, metadata }: PodDisruptionBudget, state: State): boolean {
  const failed = status?.conditions?.some(({ type, reason }) => type === 'DisruptionAllowed' && reason === 'SyncFailed') ?? false;
  const sized = new Set(['ReplicaSet', 'StatefulSet', 'ReplicationController']);
  const sizeless = state.pods.some(({ metadata: own, ...pod }) => own.namespace === metadata.namespace && selects(spec.selector as never, { metadata: own, ...pod } as Pod) && own.ownerReferences?.some(({ controller, kind }) => controller && !sized.has(kind)));
  return failed && sizeless;
}

const budgetsCount: Invariant = (state) =>
  state.all(kinds.poddisruptionbudgets).flatMap((budget) => {
    if (couldNotCount(budget, state)) return [];
    const { currentHealthy = 0, desiredHealthy = 0, disruptionsAllowed = 0, expectedPods = 0 } = budget.status ?? {};
    const pods = state.pods.filter((pod) => pod.metadata.namespace === budget.metadata.namespace && !isOver(pod) && selects(budget.spec.selector as never, pod));
    const healthy = pods.filter((pod) => isActive(pod) && isReady(pod)).length;
    const problems: string[] = [];
    if (currentHealthy !== healthy) problems.push(`budget ${called(budget)}: ${currentHealthy} healthy by status, ${healthy} are`);
    const allowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
    if (disruptionsAllowed !== allowed) problems.push(`budget ${called(budget)}: allows ${disruptionsAllowed}, ${currentHealthy} healthy of ${desiredHealthy} wanted`);
    return problems;
  });

const watchIsList: Invariant = (_, { replay }) => replay.compare();

const copiesAreRight: Invariant = (state, { copies }) =>
  copies.flatMap((copy) => {
    const listed = new Map(state.all(copy.kind).map((object) => [keyOf(object), object.metadata.resourceVersion]));
    const wrong = copy.list().filter((object) => listed.get(keyOf(object)) !== object.metadata.resourceVersion).map(keyOf);
    return wrong.length > 0 || copy.list().length !== listed.size ? [`a client's copy of ${copy.kind.plural} differs: ${copy.list().length} for ${listed.size}, wrong: ${wrong.join()}`] : [];
  });

const bindingsWereRight: Invariant = (_, { binds }) => binds.problems;

export const invariants: readonly Invariant[] = [
  bindingsWereRight, watchIsList, nodesAreWell, noOrphans, generationsAreObserved, deployments, replicaSets, statefulSets, daemonSets, jobs, noAddressTwice, endpointsAreReadyPods, quotaIsUsage, kubeletsAgree, claimsAreBound, budgetsCount, copiesAreRight,
];
