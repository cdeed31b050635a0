// Gathers what changed in the world between two frames of the page.
import type { ClockStatus, ConnectionSummary, FaultSummary, Frame, TraceLine, TransferSummary } from './protocol.ts';
import type { LessonView } from './lesson-view.ts';
import type { ClusterParts } from './cluster-door.ts';
import { pageCaller } from './page-caller.ts';

/** More than this between two frames nobody can follow; the latest are kept. */
const TRACE_LIMIT = 400;
const reads = new Set(['get', 'list', 'watch']);

/** The heartbeat of leases, the page's own questions and what components read are left out. */
export function worthShowing(entry: TraceLine): boolean {
  if (entry.resource.startsWith('leases') || entry.actor === pageCaller.actor) return false;
  return !reads.has(entry.verb) || entry.actor.startsWith('kubectl');
}

export class FrameMaker {
  private readonly cluster: ClusterParts;
  private trace: TraceLine[] = [];
  private connections: ConnectionSummary[] = [];
  private readonly files = new Set<string>();
  private faults: readonly FaultSummary[] = [];
  private lesson: LessonView | undefined;
  private transfers: readonly TransferSummary[] = [];
  private last: ClockStatus | undefined;

  constructor(cluster: ClusterParts) {
    this.cluster = cluster;
    const { world } = cluster;
    world.trace.onEntry((entry) => {
      if (!worthShowing(entry)) return;
      this.trace.push(entry);
      if (this.trace.length > TRACE_LIMIT * 2) this.trace = this.trace.slice(-TRACE_LIMIT);
    });
    world.onConnection((connection) => {
      // Questions to name servers are told as the first hop of the connection that they were for.
      if (this.connections.length >= 100 || (connection.protocol === 'UDP' && connection.port === 53 && connection.error === undefined)) return;
      const { fromIp, toIp, port, host, service, error, hops, latencyMs } = connection;
      this.connections.push({ atMs: world.clock.nowMs, fromIp, toIp, port, host, via: service ?? '', ok: error === undefined, error: error ?? '', latencyMs, hops: hops.map(({ at, decision }) => [at, decision]) });
    });
    world.files.watch('/', (path) => this.files.add(path));
  }

  /** Undefined when there is nothing to tell, not even that time has passed. */
  take(clock: ClockStatus): Frame | undefined {
    const changes = this.cluster.watcher.take();
    const { trace, connections } = this;
    const faults = this.cluster.world.faults.list();
    const lesson = this.cluster.lessons.view();
    const faultsChanged = !sameFaults(faults, this.faults);
    const lessonChanged = lesson !== this.lesson;
    const transfers = this.transfersNow();
    const still = !changes && trace.length + connections.length + this.files.size === 0 && !faultsChanged && !lessonChanged;
    if (still && this.last && sameClock(clock, this.last)) return undefined;
    this.last = clock;
    this.faults = faults;
    this.lesson = lesson;
    const transfersChanged = transfers !== this.transfers;
    this.transfers = transfers;
    this.trace = [];
    this.connections = [];
    const changedFiles = [...this.files];
    this.files.clear();
    return {
      clock, upserts: changes?.upserts ?? [], deletes: changes?.deletes ?? [], events: changes?.events ?? [], trace: trace.slice(-TRACE_LIMIT), connections, changedFiles,
      ...(transfersChanged ? { transfers } : {}),
      ...(faultsChanged ? { faults } : {}),
      ...(lessonChanged ? { lesson: lesson ?? null } : {}),
    };
  }

  /** The same value as long as nothing changed. */
  private transfersNow(): readonly TransferSummary[] {
    const now: TransferSummary[] = [];
    for (const [node, { transfer }] of this.cluster.world.cluster.kubelets) if (transfer) now.push({ node, ...transfer });
    const before = this.transfers;
    return now.length === before.length && now.every(({ node, image, untilMs }, i) => before[i]?.node === node && before[i].image === image && before[i].untilMs === untilMs) ? before : now;
  }
}

function sameClock(a: ClockStatus, b: ClockStatus): boolean {
  return a.nowMs === b.nowMs && a.speed === b.speed && a.paused === b.paused && a.behind === b.behind;
}

function sameFaults(a: readonly FaultSummary[], b: readonly FaultSummary[]): boolean {
  return a.length === b.length && a.every((fault, i) => fault.id === b[i]?.id);
}
