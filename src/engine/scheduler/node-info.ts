// A node with the sums of what runs on it, kept by additions and subtractions (pkg/scheduler/framework/types.go NodeInfo).
import type { Node, Taint } from '../kube/types.generated.ts';
import { hasAffinity, type HostPort, type LabelGroup, type PodInfo, type Requests } from './pod-info.ts';
import { toMilli, toBytes } from '../kube/quantity.ts';
import { type Labels, NO_LABELS } from './selectors.ts';

const NO_TAINTS: readonly Taint[] = [];

export class NodeInfo {
  readonly name: string;
  node: Node;
  labels: Labels = NO_LABELS;
  taints: readonly Taint[] = NO_TAINTS;
  unschedulable = false;
  allowedPods = 0;
  readonly allocatable: Requests = { cpuMilli: 0, memory: 0, ephemeral: 0, scalars: undefined };
  readonly requested: Requests = { cpuMilli: 0, memory: 0, ephemeral: 0, scalars: undefined };
  nonZeroCpuMilli = 0;
  nonZeroMemory = 0;
  /** By uid. */
  readonly pods = new Map<string, PodInfo>();
  readonly groups = new Map<LabelGroup, number>();
  readonly withAffinity = new Set<PodInfo>();
  readonly withAntiAffinity = new Set<PodInfo>();
  /** Host ports in use, with how many Pods use each: `TCP/80` → by address. */
  private readonly ports = new Map<string, Map<string, number>>();
  /** Bytes by image name. */
  readonly images = new Map<string, number>();

  constructor(node: Node) {
    this.name = node.metadata.name;
    this.node = node;
    this.setNode(node);
  }

  setNode(node: Node): void {
    this.node = node;
    this.labels = node.metadata.labels ?? NO_LABELS;
    this.taints = node.spec.taints ?? NO_TAINTS;
    this.unschedulable = node.spec.unschedulable === true;
    const into = this.allocatable;
    into.cpuMilli = into.memory = into.ephemeral = this.allowedPods = 0;
    into.scalars = undefined;
    const list = node.status?.allocatable ?? {};
    for (const name in list) {
      if (name === 'cpu') into.cpuMilli = toMilli(list[name]);
      else if (name === 'memory') into.memory = toBytes(list[name]);
      else if (name === 'ephemeral-storage') into.ephemeral = toBytes(list[name]);
      else if (name === 'pods') this.allowedPods = toBytes(list[name]);
      else (into.scalars ??= new Map()).set(name, toBytes(list[name]));
    }
    this.images.clear();
    for (const image of node.status?.images ?? []) for (const name of image.names ?? []) this.images.set(name, image.sizeBytes ?? 0);
  }

  add(pod: PodInfo): void {
    this.pods.set(pod.uid, pod);
    this.count(pod, 1);
    this.groups.set(pod.group, (this.groups.get(pod.group) ?? 0) + 1);
    if (hasAffinity(pod)) this.withAffinity.add(pod);
    if (pod.antiAffinity.length > 0) this.withAntiAffinity.add(pod);
    for (const port of pod.hostPorts) {
      const byAddress = this.ports.get(portKey(port)) ?? new Map<string, number>();
      byAddress.set(port.ip, (byAddress.get(port.ip) ?? 0) + 1);
      this.ports.set(portKey(port), byAddress);
    }
  }

  remove(uid: string): PodInfo | undefined {
    const pod = this.pods.get(uid);
    if (!pod) return undefined;
    this.pods.delete(uid);
    this.count(pod, -1);
    const left = (this.groups.get(pod.group) ?? 0) - 1;
    if (left > 0) this.groups.set(pod.group, left);
    else this.groups.delete(pod.group);
    this.withAffinity.delete(pod);
    this.withAntiAffinity.delete(pod);
    for (const port of pod.hostPorts) {
      const byAddress = this.ports.get(portKey(port));
      const users = (byAddress?.get(port.ip) ?? 0) - 1;
      if (users > 0) byAddress?.set(port.ip, users);
      else byAddress?.delete(port.ip);
    }
    return pod;
  }

  portTaken(port: HostPort): boolean {
    const byAddress = this.ports.get(portKey(port));
    if (!byAddress || byAddress.size === 0) return false;
    return port.ip === '0.0.0.0' || byAddress.has('0.0.0.0') || byAddress.has(port.ip);
  }

  /** The same node with the same Pods, to try things on. */
  clone(): NodeInfo {
    const twin = new NodeInfo(this.node);
    for (const pod of this.pods.values()) twin.add(pod);
    return twin;
  }

  private count(pod: PodInfo, sign: 1 | -1): void {
    const { requests } = pod;
    const sum = this.requested;
    sum.cpuMilli += sign * requests.cpuMilli;
    sum.memory += sign * requests.memory;
    sum.ephemeral += sign * requests.ephemeral;
    this.nonZeroCpuMilli += sign * pod.nonZeroCpuMilli;
    this.nonZeroMemory += sign * pod.nonZeroMemory;
    if (!requests.scalars) return;
    for (const [name, value] of requests.scalars) (sum.scalars ??= new Map()).set(name, (sum.scalars.get(name) ?? 0) + sign * value);
  }
}

const portKey = (port: HostPort): string => `${port.protocol}/${port.port}`;
