// What can be made to go wrong on a node.
import type { Timer } from '../sim/clock.ts';
import type { ContainerRecord } from './container-record.ts';
import type { KubeletContext } from './context.ts';
import type { Eviction, Pressure } from './eviction.ts';
import type { PodWorker } from './pod-worker.ts';

export type ProbeName = 'Startup' | 'Liveness' | 'Readiness';

export interface NodeFaults {
  /** `namespace/pod/container` of all that run (default), or of all that there are. */
  containers(running?: boolean): readonly string[];
  /** Whether the Pod is one of this kubelet's. */
  knows(namespace: string, pod: string): boolean;
  /** The node runs short of something: it says so, takes no more Pods of some kinds and evicts others. */
  pressure(kind: Pressure, on: boolean): void;
  /** Ends process 1 of a container, or holds the whole container; false where it does not run. */
  signal(namespace: string, pod: string, container: string, how: 'crash' | 'oom' | 'freeze' | 'thaw'): boolean;
  /** The container gets the processor only once in so many milliseconds; undefined where it does not run. Returns what ends it. */
  throttle(namespace: string, pod: string, container: string, pauseMs: number): (() => void) | undefined;
  /** Which probes of the container there are that can be made to fail. */
  probes(namespace: string, pod: string, container: string): readonly ProbeName[];
  /** The probe fails from now on; undefined where there is none. Returns what ends it. */
  failProbe(namespace: string, pod: string, container: string, probe: ProbeName): (() => void) | undefined;
  /** Pulls take so many times as long, or fail with this error; undefined heals. */
  registry(fault: { readonly slowness?: number; readonly error?: string } | undefined): void;
}

/** How long a throttled container runs in between. */
const RUN_MS = 20;

export class FaultyNode implements NodeFaults {
  private readonly context: KubeletContext;
  private readonly eviction: Eviction;
  private readonly workers: () => readonly PodWorker[];

  constructor(context: KubeletContext, eviction: Eviction, workers: () => readonly PodWorker[]) {
    this.context = context;
    this.eviction = eviction;
    this.workers = workers;
  }

  pressure(kind: Pressure, on: boolean): void {
    this.eviction.force(kind, on);
  }

  containers(running = true): readonly string[] {
    return this.workers().flatMap(({ pod: { metadata }, records }) => records.flatMap((record) => (record.running || !running ? [`${metadata.namespace}/${metadata.name}/${record.name}`] : [])));
  }

  signal(namespace: string, pod: string, container: string, how: 'crash' | 'oom' | 'freeze' | 'thaw'): boolean {
    const record = this.record(namespace, pod, container);
    if (!record?.running) return false;
    record.oom = how === 'oom';
    if (how === 'freeze' || how === 'thaw') record.running.freeze(how === 'freeze');
    else record.running.signal('SIGKILL');
    return true;
  }

  throttle(namespace: string, pod: string, container: string, pauseMs: number): (() => void) | undefined {
    const record = this.record(namespace, pod, container);
    if (!record?.running) return undefined;
    const { clock } = this.context;
    let timer: Timer | undefined;
    const pause = (): void => {
      if (this.record(namespace, pod, container) !== record) return;
      record.running?.freeze(true);
      timer = clock.after(pauseMs, () => {
        record.running?.freeze(false);
        timer = clock.after(RUN_MS, pause);
      });
    };
    pause();
    return () => {
      timer?.cancel();
      record.running?.freeze(false);
    };
  }

  probes(namespace: string, pod: string, container: string): readonly ProbeName[] {
    const spec = this.record(namespace, pod, container)?.spec;
    return (['Startup', 'Liveness', 'Readiness'] as const).filter((name) => spec?.[`${name.toLowerCase() as 'startup' | 'liveness' | 'readiness'}Probe`]);
  }

  failProbe(namespace: string, pod: string, container: string, probe: ProbeName): (() => void) | undefined {
    const record = this.record(namespace, pod, container);
    if (!record || !this.probes(namespace, pod, container).includes(probe)) return undefined;
    record.failing = new Set([...(record.failing ?? []), probe]);
    return () => {
      record.failing = new Set([...(record.failing ?? [])].filter((name) => name !== probe));
    };
  }

  knows(namespace: string, pod: string): boolean {
    return this.workers().some(({ pod: { metadata } }) => metadata.name === pod && metadata.namespace === namespace);
  }

  private record(namespace: string, pod: string, container: string): ContainerRecord | undefined {
    const worker = this.workers().find(({ pod: { metadata } }) => metadata.name === pod && metadata.namespace === namespace);
    return worker?.records.find(({ name }) => name === container);
  }

  registry(fault: { readonly slowness?: number; readonly error?: string } | undefined): void {
    this.context.images.fault = fault;
  }
}
