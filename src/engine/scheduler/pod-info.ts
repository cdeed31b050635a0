// What the scheduler knows of a Pod, worked out once (pkg/scheduler/framework/types.go PodInfo, component-helpers/resource).
import type { Container, Pod, PodAffinityTerm, Quantity, ResourceRequirements } from '../kube/types.generated.ts';
import { toMilli, toBytes } from '../kube/quantity.ts';
import { type Labels, labelSelector, NO_LABELS, type Selector } from './selectors.ts';

/** Millicores, bytes, counts. */
export interface Requests {
  cpuMilli: number;
  memory: number;
  ephemeral: number;
  /** Extended resources and hugepages. */
  scalars: Map<string, number> | undefined;
}

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

export interface AffinityTerm {
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: Selector | undefined;
}

export interface WeightedTerm {
  readonly weight: number;
  readonly term: AffinityTerm;
}

/** Pods of one namespace with the same labels; counting Pods by selector looks at groups, not at Pods. */
export interface LabelGroup {
  readonly namespace: string;
  readonly labels: Labels;
  readonly terminating: boolean;
}

export interface PodInfo {
  readonly pod: Pod;
  readonly key: string;
  readonly uid: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly priority: number;
  readonly group: LabelGroup;
  readonly requests: Requests;
  readonly nonZeroCpuMilli: number;
  readonly nonZeroMemory: number;
  readonly hostPorts: readonly HostPort[];
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly WeightedTerm[];
  readonly preferredAntiAffinity: readonly WeightedTerm[];
}

// pkg/scheduler/util/pod_resources.go: what a container without a request counts for in scores.
const DEFAULT_CPU_MILLI = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;
const NONE: readonly never[] = [];

const groups = new Map<string, LabelGroup>();

export function podInfo(pod: Pod): PodInfo {
  const { metadata, spec } = pod;
  const affinity = spec.affinity;
  const term = (of: PodAffinityTerm): AffinityTerm => affinityTerm(of, metadata.namespace);
  return {
    pod,
    key: `${metadata.namespace}/${metadata.name}`,
    uid: metadata.uid,
    namespace: metadata.namespace,
    labels: metadata.labels ?? NO_LABELS,
    priority: spec.priority ?? 0,
    group: groupOf(pod),
    ...requestsOf(pod),
    hostPorts: hostPortsOf(pod),
    affinity: affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.map(term) ?? NONE,
    antiAffinity: affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.map(term) ?? NONE,
    preferredAffinity: affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.map((w) => ({ weight: w.weight, term: term(w.podAffinityTerm) })) ?? NONE,
    preferredAntiAffinity: affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.map((w) => ({ weight: w.weight, term: term(w.podAffinityTerm) })) ?? NONE,
  };
}

export function hasAffinity(info: PodInfo): boolean {
  return info.affinity.length + info.antiAffinity.length + info.preferredAffinity.length + info.preferredAntiAffinity.length > 0;
}

export function isFinished(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

function groupOf({ metadata }: Pod): LabelGroup {
  const terminating = metadata.deletionTimestamp !== undefined;
  const labels = metadata.labels ?? NO_LABELS;
  let key = terminating ? `${metadata.namespace}-` : `${metadata.namespace}+`;
  for (const name in labels) key += `${name}=${labels[name]},`;
  let group = groups.get(key);
  if (!group) {
    if (groups.size > 50_000) groups.clear();
    group = { namespace: metadata.namespace, labels, terminating };
    groups.set(key, group);
  }
  return group;
}

function affinityTerm(term: PodAffinityTerm, namespace: string): AffinityTerm {
  const named = term.namespaces ?? NONE;
  const own = named.length === 0 && !term.namespaceSelector;
  return {
    topologyKey: term.topologyKey,
    selector: labelSelector(term.labelSelector),
    namespaces: new Set(own ? [namespace] : named),
    namespaceSelector: term.namespaceSelector ? labelSelector(term.namespaceSelector) : undefined,
  };
}

function hostPortsOf({ spec }: Pod): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  const visit = (container: Container): void => {
    for (const port of container.ports ?? NONE) {
      if (!port.hostPort) continue;
      (ports ??= []).push({ ip: port.hostIP || '0.0.0.0', protocol: port.protocol ?? 'TCP', port: port.hostPort });
    }
  };
  for (const container of spec.containers) visit(container);
  for (const container of spec.initContainers ?? NONE) if (container.restartPolicy === 'Always') visit(container);
  return ports ?? NONE;
}

interface Sum extends Requests {
  nonZeroCpuMilli: number;
  nonZeroMemory: number;
}
const zero = (): Sum => ({ cpuMilli: 0, memory: 0, ephemeral: 0, scalars: undefined, nonZeroCpuMilli: 0, nonZeroMemory: 0 });

function addTo(sum: Sum, list: { readonly [key: string]: Quantity } | undefined, defaults: boolean): void {
  for (const name in list) {
    if (name === 'cpu') sum.cpuMilli += toMilli(list[name]);
    else if (name === 'memory') sum.memory += toBytes(list[name]);
    else if (name === 'ephemeral-storage') sum.ephemeral += toBytes(list[name]);
    else (sum.scalars ??= new Map()).set(name, (sum.scalars.get(name) ?? 0) + toBytes(list[name]));
  }
  const cpu = list?.['cpu'];
  const memory = list?.['memory'];
  sum.nonZeroCpuMilli += cpu === undefined ? (defaults ? DEFAULT_CPU_MILLI : 0) : toMilli(cpu);
  sum.nonZeroMemory += memory === undefined ? (defaults ? DEFAULT_MEMORY : 0) : toBytes(memory);
}

function maximum(into: Sum, other: Sum): void {
  into.cpuMilli = Math.max(into.cpuMilli, other.cpuMilli);
  into.memory = Math.max(into.memory, other.memory);
  into.ephemeral = Math.max(into.ephemeral, other.ephemeral);
  into.nonZeroCpuMilli = Math.max(into.nonZeroCpuMilli, other.nonZeroCpuMilli);
  into.nonZeroMemory = Math.max(into.nonZeroMemory, other.nonZeroMemory);
  for (const [name, value] of other.scalars ?? NONE) (into.scalars ??= new Map()).set(name, Math.max(into.scalars.get(name) ?? 0, value));
}

/** max(containers + sidecars, each init container beside the sidecars started before it) + overhead; Pod-level requests win. */
function requestsOf({ spec }: Pod): { requests: Requests; nonZeroCpuMilli: number; nonZeroMemory: number } {
  const sum = zero();
  for (const container of spec.containers) addTo(sum, container.resources?.requests, true);
  if (spec.initContainers && spec.initContainers.length > 0) {
    const sidecars: Container[] = [];
    const peak = zero();
    for (const container of spec.initContainers) {
      const step = zero();
      for (const earlier of sidecars) addTo(step, earlier.resources?.requests, true);
      addTo(step, container.resources?.requests, true);
      if (container.restartPolicy === 'Always') {
        sidecars.push(container);
        addTo(sum, container.resources?.requests, true);
      }
      maximum(peak, step);
    }
    maximum(sum, peak);
  }
  if (spec.resources) overrideWith(sum, spec.resources);
  if (spec.overhead) addTo(sum, spec.overhead, false);
  const { nonZeroCpuMilli, nonZeroMemory, ...requests } = sum;
  return { requests, nonZeroCpuMilli, nonZeroMemory };
}

function overrideWith(sum: Sum, { requests = {} }: ResourceRequirements): void {
  for (const [name, quantity] of Object.entries(requests)) {
    if (name === 'cpu') sum.cpuMilli = sum.nonZeroCpuMilli = toMilli(quantity);
    else if (name === 'memory') sum.memory = sum.nonZeroMemory = toBytes(quantity);
    else if (name.startsWith('hugepages-')) (sum.scalars ??= new Map()).set(name, toBytes(quantity));
  }
}
