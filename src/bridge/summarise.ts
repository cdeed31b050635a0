// Turns an object of the API into the summary that the page keeps of it.
import { parseRfc3339 } from '../engine/base/time.ts';
import type { CronJob, DaemonSet, Deployment, EndpointSlice, Event, Ingress, Job, Node, Pod, ReplicaSet, ReplicationController, Service, StatefulSet } from '../engine/kube/types.generated.ts';
import type { KubeObject } from '../engine/kube/object.ts';
import { cpuMilli, memoryMiB } from './amounts.ts';
import { podSummary } from './summarise-pod.ts';
import type { EventSummary, IngressSummary, NodeSummary, ObjectSummary, PlainSummary, ServiceSummary, SliceSummary, SummaryKind, WorkloadKind, WorkloadSummary } from './summary.ts';

const timeOf = (text: string | undefined): number => (text === undefined ? 0 : (parseRfc3339(text) ?? 0));

function commonOf(object: KubeObject) {
  const { uid, resourceVersion, namespace, name, ownerReferences, creationTimestamp, deletionTimestamp, labels } = object.metadata;
  const owner = ownerReferences?.find((reference) => reference.controller)?.uid ?? '';
  return { uid, version: resourceVersion, namespace: namespace ?? '', name, owner, createdMs: timeOf(creationTimestamp), deleting: deletionTimestamp !== undefined, labels: labels ?? {} };
}

export function summarise(kind: SummaryKind, object: KubeObject): ObjectSummary {
  switch (kind) {
    case 'pods':
      return { ...commonOf(object), ...podSummary(object as Pod) };
    case 'nodes':
      return { ...commonOf(object), ...nodeSummary(object as Node) };
    case 'services':
      return { ...commonOf(object), ...serviceSummary(object as Service) };
    case 'endpointslices':
      return { ...commonOf(object), ...sliceSummary(object as EndpointSlice) };
    case 'deployments':
    case 'replicasets':
    case 'replicationcontrollers':
    case 'statefulsets':
    case 'daemonsets':
    case 'jobs':
    case 'cronjobs':
      return { ...commonOf(object), ...workloadSummary(kind, object) };
    case 'ingresses':
      return { ...commonOf(object), ...ingressSummary(object as Ingress) };
    default:
      return { ...commonOf(object), ...plainSummary(kind, object) };
  }
}

type Rest<T> = Omit<T, keyof ReturnType<typeof commonOf>>;

function plainSummary(kind: PlainSummary['kind'], object: KubeObject): Rest<PlainSummary> {
  const { spec, status } = object as { readonly spec?: { readonly volumeName?: string; readonly claimRef?: { readonly namespace?: string; readonly name?: string } }; readonly status?: { readonly phase?: string } };
  const claim = spec?.claimRef;
  return { kind, phase: status?.phase ?? '', bound: spec?.volumeName ?? (claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : '') };
}

function ingressSummary({ spec, status }: Ingress): Rest<IngressSummary> {
  const rules = (spec?.rules ?? []).flatMap(({ host = '*', http }) => (http?.paths ?? []).map(({ path = '/', backend }) => ({ host, path, service: backend.service?.name ?? '' })));
  const { name } = spec?.defaultBackend?.service ?? {};
  return {
    kind: 'ingresses',
    className: spec?.ingressClassName ?? '',
    rules: name ? [...rules, { host: '*', path: '/', service: name }] : rules,
    addresses: (status?.loadBalancer?.ingress ?? []).map((entry) => entry.ip ?? entry.hostname ?? ''),
  };
}

function nodeSummary(node: Node): Rest<NodeSummary> {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready')?.status;
  const room = node.status?.allocatable ?? node.status?.capacity ?? {};
  return {
    kind: 'nodes',
    ready: ready === 'True' || ready === 'False' ? ready : 'Unknown',
    unschedulable: node.spec?.unschedulable ?? false,
    ip: node.status?.addresses?.find((address) => address.type === 'InternalIP')?.address ?? '',
    cpuMilli: cpuMilli(room['cpu']),
    memoryMiB: memoryMiB(room['memory']),
    maxPods: Number(room['pods'] ?? 110),
    taints: (node.spec?.taints ?? []).map((taint) => `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`),
  };
}

function serviceSummary(service: Service): Rest<ServiceSummary> {
  const { spec, status } = service;
  const balancer = (status?.loadBalancer?.ingress ?? []).map((entry) => entry.ip ?? entry.hostname ?? '');
  return {
    kind: 'services',
    type: spec?.type ?? 'ClusterIP',
    clusterIp: spec?.clusterIP ?? '',
    externalIps: [...balancer, ...(spec?.externalIPs ?? [])],
    ports: (spec?.ports ?? []).map((port) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol ?? 'TCP'}`),
    selector: Object.entries(spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`).join(','),
  };
}

function sliceSummary(slice: EndpointSlice): Rest<SliceSummary> {
  return {
    kind: 'endpointslices',
    service: slice.metadata.labels?.['kubernetes.io/service-name'] ?? '',
    endpoints: (slice.endpoints ?? []).flatMap((endpoint) =>
      endpoint.addresses.map((ip) => ({ ip, pod: endpoint.targetRef?.uid ?? '', ready: endpoint.conditions?.ready ?? true })),
    ),
  };
}

interface Counts {
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
}

function countsOf(kind: WorkloadKind, object: KubeObject): Counts {
  if (kind === 'daemonsets') {
    const { status } = object as DaemonSet;
    return {
      desired: status?.desiredNumberScheduled ?? 0, current: status?.currentNumberScheduled ?? 0, ready: status?.numberReady ?? 0,
      updated: status?.updatedNumberScheduled ?? 0, available: status?.numberAvailable ?? 0,
    };
  }
  if (kind === 'jobs') {
    const { spec, status } = object as Job;
    const done = status?.succeeded ?? 0;
    return { desired: spec?.completions ?? 1, current: status?.active ?? 0, ready: done, updated: done, available: done };
  }
  if (kind === 'cronjobs') {
    const active = (object as CronJob).status?.active?.length ?? 0;
    return { desired: active, current: active, ready: active, updated: active, available: active };
  }
  const { spec, status } = object as Deployment | ReplicaSet | StatefulSet | ReplicationController;
  const ready = status?.readyReplicas ?? 0;
  return {
    desired: spec?.replicas ?? 1, current: status?.replicas ?? 0, ready,
    updated: (status as Deployment['status'])?.updatedReplicas ?? status?.replicas ?? 0, available: status?.availableReplicas ?? ready,
  };
}

function workloadSummary(kind: WorkloadKind, object: KubeObject): Rest<WorkloadSummary> {
  const spec = (object as Deployment).spec;
  const containers = spec?.template?.spec?.containers ?? [];
  return {
    kind,
    ...countsOf(kind, object),
    paused: spec?.paused ?? false,
    revision: object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '',
    images: containers.map((container) => container.image ?? ''),
  };
}

export function summariseEvent(event: Event): EventSummary {
  const { metadata, involvedObject: about } = event;
  return {
    uid: metadata.uid,
    name: metadata.name,
    namespace: metadata.namespace,
    warning: event.type === 'Warning',
    reason: event.reason ?? '',
    message: event.message ?? '',
    aboutKind: about.kind ?? '',
    aboutName: about.name ?? '',
    aboutUid: about.uid ?? '',
    source: event.source?.component || event.reportingComponent || '',
    count: event.series?.count ?? event.count ?? 1,
    lastMs: timeOf(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? metadata.creationTimestamp),
  };
}
