// The scheduling queue: active, backing off, and unschedulable until something happens that may help (pkg/scheduler/backend/queue/scheduling_queue.go).
import type { Clock, Timer } from '../sim/clock.ts';
import type { Cluster } from './cluster.ts';
import type { Pod } from '../kube/types.generated.ts';
import type { Change, WeightedPlugin } from './framework.ts';
import type { PodInfo } from './pod-info.ts';
import { UNSCHEDULABLE_MS } from './report.ts';

const INITIAL_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 10_000;
const FLUSH_MS = 30_000;

export interface QueuedPod {
  info: PodInfo;
  /** When it was last put into the queue. */
  sinceMs: number;
  attempts: number;
  /** Names of the plugins that refused it; empty after an error. */
  refusedBy: ReadonlySet<string>;
  /** The trace's cause at the time of the change that made it active. */
  cause: number | undefined;
  state: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'in-flight';
  backoffUntilMs: number;
}

export class SchedulingQueue {
  private readonly entries = new Map<string, QueuedPod>();
  private readonly active: QueuedPod[] = [];
  private readonly resting = new Set<QueuedPod>();
  private flush: Timer | undefined;
  private backoff: Timer | undefined;
  private readonly clock: Clock;
  private readonly pluginsOf: (pod: Pod) => readonly WeightedPlugin[];
  private readonly wake: () => void;

  /** @param wake called when there may be a Pod to pop */
  constructor(clock: Clock, pluginsOf: (pod: Pod) => readonly WeightedPlugin[], wake: () => void) {
    this.clock = clock;
    this.pluginsOf = pluginsOf;
    this.wake = wake;
  }

  /** By `namespace/name`. Looks through all. */
  find(key: string): QueuedPod | undefined {
    for (const entry of this.entries.values()) if (entry.info.key === key) return entry;
    return undefined;
  }

  /** A Pod that has no node: new, or changed. */
  put(info: PodInfo, cause: number | undefined): void {
    const known = this.entries.get(info.uid);
    if (!known) {
      const entry: QueuedPod = { info, sinceMs: this.clock.nowMs, attempts: 0, refusedBy: new Set(), cause, state: 'gated', backoffUntilMs: 0 };
      this.entries.set(info.uid, entry);
      this.admit(entry, cause);
      return;
    }
    const before = known.info;
    known.info = info;
    if (known.state === 'gated') this.admit(known, cause);
    else if (known.state === 'unschedulable' && changed(before, info)) this.release(known, cause);
  }

  remove(uid: string): void {
    const entry = this.entries.get(uid);
    if (!entry) return;
    this.entries.delete(uid);
    this.resting.delete(entry);
    const at = this.active.indexOf(entry);
    if (at >= 0) this.active.splice(at, 1);
  }

  /** The next Pod to try: by priority, then by waiting time; if none is active, the one whose back-off ends first. */
  pop(): QueuedPod | undefined {
    const entry = this.active.pop() ?? this.firstBackingOff();
    if (!entry) return undefined;
    this.resting.delete(entry);
    entry.state = 'in-flight';
    entry.attempts++;
    return entry;
  }

  /** After a failed attempt. With no plugin to blame (an error) it is retried after its back-off. */
  putBack(entry: QueuedPod, refusedBy: ReadonlySet<string>): void {
    if (this.entries.get(entry.info.uid) !== entry) return;
    entry.refusedBy = refusedBy;
    entry.sinceMs = this.clock.nowMs;
    entry.backoffUntilMs = this.clock.nowMs + backoffMs(entry.attempts);
    this.resting.add(entry);
    if (refusedBy.size === 0) {
      entry.state = 'backoff';
      this.armBackoff();
      return;
    }
    entry.state = 'unschedulable';
    this.flush ??= this.clock.after(FLUSH_MS, () => this.flushLeftover());
  }

  /** Something happened: the Pods that it may help are tried again. */
  changed(change: Change, cluster: Cluster, cause: number | undefined): void {
    for (const entry of this.resting) {
      if (entry.state !== 'unschedulable') continue;
      for (const { plugin } of this.pluginsOf(entry.info.pod)) {
        if (entry.refusedBy.has(plugin.name) && plugin.retryOn?.(change, entry.info, cluster)) {
          this.release(entry, cause);
          break;
        }
      }
    }
  }

  stop(): void {
    this.flush?.cancel();
    this.backoff?.cancel();
    this.entries.clear();
    this.resting.clear();
    this.active.length = 0;
  }

  private admit(entry: QueuedPod, cause: number | undefined): void {
    for (const { plugin } of this.pluginsOf(entry.info.pod)) {
      if (plugin.gate?.(entry.info.pod) !== undefined) return;
    }
    this.activate(entry, cause);
  }

  private activate(entry: QueuedPod, cause: number | undefined): void {
    this.resting.delete(entry);
    entry.state = 'active';
    entry.cause = cause;
    const list = this.active;
    // Sorted with the next one last; nearly always the newcomer goes to the front.
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (after(list[middle] as QueuedPod, entry)) low = middle + 1;
      else high = middle;
    }
    list.splice(low, 0, entry);
    this.wake();
  }

  private release(entry: QueuedPod, cause: number | undefined): void {
    entry.cause = cause;
    if (this.clock.nowMs >= entry.backoffUntilMs) return this.activate(entry, cause);
    entry.state = 'backoff';
    this.wake();
  }

  /** SchedulerPopFromBackoffQ: an idle scheduler does not wait for a back-off, unless it follows an error. */
  private firstBackingOff(): QueuedPod | undefined {
    let first: QueuedPod | undefined;
    for (const entry of this.resting) {
      if (entry.state !== 'backoff' || (entry.refusedBy.size === 0 && entry.backoffUntilMs > this.clock.nowMs)) continue;
      if (!first || entry.backoffUntilMs < first.backoffUntilMs || (entry.backoffUntilMs === first.backoffUntilMs && after(first, entry))) first = entry;
    }
    return first;
  }

  private armBackoff(): void {
    this.backoff?.cancel();
    let next = Infinity;
    for (const entry of this.resting) if (entry.state === 'backoff') next = Math.min(next, entry.backoffUntilMs);
    this.backoff = next === Infinity ? undefined : this.clock.at(next, () => {
      this.backoff = undefined;
      for (const entry of [...this.resting]) if (entry.state === 'backoff' && entry.backoffUntilMs <= this.clock.nowMs) this.activate(entry, entry.cause);
      this.armBackoff();
    });
  }

  private flushLeftover(): void {
    this.flush = undefined;
    for (const entry of [...this.resting]) {
      if (entry.state === 'unschedulable' && this.clock.nowMs - entry.sinceMs > UNSCHEDULABLE_MS) this.release(entry, undefined);
    }
    if (this.resting.size > 0) this.flush = this.clock.after(FLUSH_MS, () => this.flushLeftover());
  }
}

function backoffMs(attempts: number): number {
  return Math.min(INITIAL_BACKOFF_MS * 2 ** Math.max(0, attempts - 1), MAX_BACKOFF_MS);
}

/** Is `a` to be tried after `b`? */
function after(a: QueuedPod, b: QueuedPod): boolean {
  return a.info.priority < b.info.priority || (a.info.priority === b.info.priority && a.sinceMs > b.sinceMs);
}

/** Did anything change that scheduling looks at? Of the status only the names of claims that were made for the Pod count. */
function changed(before: PodInfo, now: PodInfo): boolean {
  return before.pod.spec !== now.pod.spec || before.group !== now.group || before.pod.status.resourceClaimStatuses !== now.pod.status.resourceClaimStatuses;
}
