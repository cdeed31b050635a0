// Resizing a Pod in place: whether the node has room for what is asked now, when it is given, and what is said meanwhile (pkg/kubelet/allocation, kuberuntime_manager.go doPodResizeAction).
import { equal } from '../base/json.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { toBytes, toMilli } from '../kube/quantity.ts';
import type { Container, Pod, ResourceRequirements } from '../kube/types.generated.ts';
import type { Timer } from '../sim/clock.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import { amount, requestsOf } from './admission.ts';
import type { ContainerRecord } from './container-record.ts';
import { killContainer } from './killing.ts';
import type { PodWorker } from './pod-worker.ts';

export interface Pending {
  readonly reason: 'Deferred' | 'Infeasible';
  readonly message: string;
}

const RETRY_MS = 3 * 60_000;
const ACTUATE_MS = 1000;

export class Resizing {
  /** Why what is asked is not given. */
  pending: Pending | undefined;
  /** It is given, but not yet everywhere. */
  inProgress = false;
  private retry: Timer | undefined;
  private readonly worker: PodWorker;

  constructor(worker: PodWorker) {
    this.worker = worker;
  }

  /** The Pod as the node has agreed to it: a resize that is pending is not in it. */
  allocatedPod(): Pod {
    const { pod, records } = this.worker;
    if (!records.some((record) => !agreed(record))) return pod;
    const withAllocated = (containers: readonly Container[] | undefined): readonly Container[] | undefined =>
      containers?.map((container) => {
        const record = records.find(({ name }) => name === container.name);
        return record?.allocated ? { ...container, resources: record.allocated } : container;
      });
    const inits = withAllocated(pod.spec.initContainers);
    return { ...pod, spec: { ...pod.spec, containers: withAllocated(pod.spec.containers) ?? [], ...(inits ? { initContainers: inits } : {}) } };
  }

  /** The spec changed, or room has become free. */
  consider(): void {
    const { worker } = this;
    if (worker.context.hollow) {
      for (const record of worker.records) record.allocated = record.actual = record.spec.resources;
      return;
    }
    if (worker.ending || worker.over || worker.records.every(agreed)) {
      this.settle(undefined);
      return;
    }
    const refused = this.refusal();
    if (refused) {
      this.settle(refused);
      return;
    }
    this.settle(undefined);
    for (const record of worker.records) record.allocated = record.spec.resources;
    if (this.inProgress) return;
    this.inProgress = true;
    worker.event('Normal', 'ResizeStarted', `Pod resize started: ${this.summary()}`);
    worker.publish();
    worker.context.clock.spawn(this.actuate(), `resize ${worker.pod.metadata.name}`);
  }

  stop(): void {
    this.retry?.cancel();
    this.retry = undefined;
  }

  private settle(pending: Pending | undefined): void {
    const { worker } = this;
    const changed = !equal(pending, this.pending);
    this.pending = pending;
    this.stop();
    if (pending?.reason === 'Deferred') this.retry = worker.context.clock.after(RETRY_MS, () => this.consider());
    if (!changed) return;
    if (pending) {
      const resource = /: (\S+), requested/.exec(pending.message)?.[1] ?? '';
      const reason = pending.reason === 'Deferred' ? `OutOf${resource}` : 'Infeasible';
      worker.event('Warning', `Resize${pending.reason}`, `Pod resize ${reason}: ${this.summary(pending.message)}`);
    }
    worker.publish();
  }

  private refusal(): Pending | undefined {
    const { pod, context } = this.worker;
    const allocatable = context.client.find(kinds.nodes, '', context.node.name)?.status.allocatable ?? {};
    const wanted = requestsOf(pod);
    for (const name of ['cpu', 'memory']) {
      const [requested, capacity] = [wanted.get(name) ?? 0, amount(name, allocatable[name] ?? 0)];
      if (requested > capacity) return { reason: 'Infeasible', message: `Node didn't have enough capacity: ${name}, requested: ${requested}, capacity: ${capacity}` };
    }
    const others = context.livePods().filter(({ metadata }) => metadata.uid !== pod.metadata.uid);
    for (const name of ['cpu', 'memory']) {
      const [requested, capacity] = [wanted.get(name) ?? 0, amount(name, allocatable[name] ?? 0)];
      const used = others.reduce((sum, other) => sum + (requestsOf(other).get(name) ?? 0), 0);
      if (requested > capacity - used) return { reason: 'Deferred', message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}` };
    }
    return undefined;
  }

  private *actuate(): Fiber<void> {
    const { worker } = this;
    if (worker.context.pace.containerStartMs > 0) yield* sleep(ACTUATE_MS);
    for (const record of worker.records) {
      if (worker.ending || equal(record.actual, record.allocated)) continue;
      if (record.running && needsRestart(record)) {
        const graceMs = (worker.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
        yield* killContainer(worker, record, worker.context.clock.nowMs + graceMs, `Container ${record.name} resize requires restart`);
      } else {
        const limits = record.allocated?.limits;
        record.running?.limit(limits?.['memory'] === undefined ? undefined : toBytes(limits['memory']), limits?.['cpu'] === undefined ? undefined : toMilli(limits['cpu']));
      }
      record.actual = record.allocated;
    }
    this.inProgress = false;
    if (worker.ending || worker.over) return;
    worker.event('Normal', 'ResizeCompleted', `Pod resize completed: ${this.summary()}`);
    worker.publish();
    worker.touch();
    // Asked again meanwhile?
    this.consider();
  }

  private summary(error?: string): string {
    const { worker } = this;
    const of = (list: readonly ContainerRecord[]): readonly object[] => list.map(({ name, spec }) => ({ name, resources: ordered(spec.resources ?? {}) }));
    return JSON.stringify({ ...(worker.init.length > 0 ? { initContainers: of(worker.init) } : {}), containers: of(worker.main), generation: worker.pod.metadata.generation, ...(error === undefined ? {} : { error }) });
  }
}

const ordered = ({ limits, requests }: ResourceRequirements): object => ({ ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) });

const agreed = (record: ContainerRecord): boolean => record.spec.resources === record.allocated || equal(record.spec.resources ?? {}, record.allocated ?? {});

/** Does what changes ask for a restart? */
function needsRestart({ spec, actual, allocated }: ContainerRecord): boolean {
  return ((spec as Container).resizePolicy ?? []).some(({ resourceName, restartPolicy }) => {
    const of = (resources: ResourceRequirements | undefined): readonly unknown[] => [resources?.requests?.[resourceName], resources?.limits?.[resourceName]];
    return restartPolicy === 'RestartContainer' && !equal(of(actual) as never, of(allocated) as never);
  });
}
