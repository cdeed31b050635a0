// Looks at every binding as it is written: was there room, and did the Pod tolerate the node's taints?
import type { Etcd } from '../../engine/etcd/etcd.ts';
import type { KubeObject } from '../../engine/kube/object.ts';
import { toBytes, toMilli } from '../../engine/kube/quantity.ts';
import type { Node, Pod, Taint, Toleration } from '../../engine/kube/types.generated.ts';
import type { Clock } from '../../engine/sim/clock.ts';

/** A taint this young may not have been known to the scheduler, the API server being slow; where a Pod waits for its volume after its node was chosen, as long as it may wait. */
const GRACE_MS = 4500;
const MIN_GRACE_MS = 3000;
const VOLUME_GRACE_MS = 10 * 60_000;

export const isOver = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(({ key = '', operator = 'Equal', value = '', effect = '' }) => {
    if (effect !== '' && effect !== taint.effect) return false;
    if (key !== '' && key !== taint.key) return false;
    return operator === 'Exists' ? true : key !== '' && value === (taint.value ?? '');
  });
}

/** What a Pod asks for: the sum of its containers or the largest of its init containers, as a plain reading of the API has it. */
export function requestsOf({ spec }: Pod): { readonly cpuMilli: number; readonly memory: number } {
  const of = (container: Pod['spec']['containers'][number]): readonly [number, number] => [toMilli(container.resources?.requests?.['cpu'] ?? '0'), toBytes(container.resources?.requests?.['memory'] ?? '0')];
  const main = spec.containers.map(of).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  const init = (spec.initContainers ?? []).map(of).reduce(([a, b], [c, d]) => [Math.max(a, c), Math.max(b, d)], [0, 0]);
  return { cpuMilli: Math.max(main[0], init[0]), memory: Math.max(main[1], init[1]) };
}

/** What is too much on a node, if anything. */
export function overcommit(node: Node, pods: readonly Pod[]): string | undefined {
  const here = pods.filter((pod) => pod.spec.nodeName === node.metadata.name && !isOver(pod));
  const { cpu = '0', memory = '0', pods: room = '0' } = node.status.allocatable ?? {};
  const sum = here.map(requestsOf).reduce((a, b) => ({ cpuMilli: a.cpuMilli + b.cpuMilli, memory: a.memory + b.memory }), { cpuMilli: 0, memory: 0 });
  if (sum.cpuMilli > toMilli(cpu)) return `${node.metadata.name}: ${sum.cpuMilli}m of ${cpu} CPU asked for`;
  if (sum.memory > toBytes(memory)) return `${node.metadata.name}: ${sum.memory} of ${memory} memory asked for`;
  if (here.length > Number(room)) return `${node.metadata.name}: ${here.length} of ${room} Pods`;
  return undefined;
}

export class BindWatch {
  readonly problems: string[] = [];
  private readonly nodes = new Map<string, Node>();
  private readonly pods = new Map<string, Pod>();
  /** When each taint came. */
  private readonly since = new Map<string, number>();

  /** Until when a Pod that is gone (`namespace/name`) may still have containers: they have the time that its spec gives them. */
  readonly lingers = new Map<string, number>();

  constructor(etcd: Etcd<KubeObject>, clock: Clock) {
    for (const { key, value } of etcd.range('/registry/minions/').items) this.sawNode(key, value as Node, clock.nowMs);
    for (const { key, value } of etcd.range('/registry/pods/').items) this.pods.set(key, value as Pod);
    etcd.watch('/registry/minions/', undefined, ({ key, current }) => this.sawNode(key, current?.value as Node | undefined, clock.nowMs));
    etcd.watch('/registry/pods/', undefined, ({ key, current, previous }) => {
      const pod = current?.value as Pod | undefined;
      const before = previous?.value as Pod | undefined;
      if (pod) this.pods.set(key, pod);
      else {
        this.pods.delete(key);
        const graceMs = Math.max(MIN_GRACE_MS, (before?.spec.terminationGracePeriodSeconds ?? 30) * 1000);
        this.lingers.set(key.slice('/registry/pods/'.length), clock.nowMs + graceMs);
      }
      if (pod?.spec.nodeName && before && !before.spec.nodeName) this.bound(pod, clock.nowMs);
    });
  }

  private readonly goneMs = new Map<string, number>();

  private sawNode(key: string, node: Node | undefined, nowMs: number): void {
    const before = this.nodes.get(key);
    if (!node) {
      this.goneMs.set(key, nowMs);
      return void this.nodes.delete(key);
    }
    this.nodes.set(key, node);
    for (const taint of node.spec.taints ?? []) {
      const known = before?.spec.taints?.some(({ key: name, effect }) => name === taint.key && effect === taint.effect);
      if (!known) this.since.set(`${node.metadata.name}/${taint.key}/${taint.effect}`, nowMs);
    }
  }

  private bound(pod: Pod, nowMs: number): void {
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const node = this.nodes.get(`/registry/minions/${pod.spec.nodeName}`);
    // The scheduler learns a moment later that a node is gone, and the API server does not ask: the Pod is collected as an orphan.
    if (!node && nowMs - (this.goneMs.get(`/registry/minions/${pod.spec.nodeName}`) ?? -Infinity) < GRACE_MS) return;
    if (!node) return void this.problems.push(`${name} was bound to ${pod.spec.nodeName}, which does not exist`);
    const graceMs = (pod.spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim) ? VOLUME_GRACE_MS : GRACE_MS;
    const taint = (node.spec.taints ?? []).find(
      (each) => each.effect !== 'PreferNoSchedule' && !tolerates(pod.spec.tolerations ?? [], each) && nowMs - (this.since.get(`${node.metadata.name}/${each.key}/${each.effect}`) ?? 0) > graceMs,
    );
    if (taint) this.problems.push(`${name} was bound to ${node.metadata.name} in spite of its taint ${taint.key}:${taint.effect}`);
    const tooMuch = overcommit(node, [...this.pods.values()]);
    if (tooMuch !== undefined) this.problems.push(`${name} was bound where there was no room: ${tooMuch}`);
  }
}
