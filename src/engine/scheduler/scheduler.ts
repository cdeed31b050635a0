// kube-scheduler: watches Pods without a node and binds them to one, or says why it cannot (pkg/scheduler/scheduler.go, eventhandlers.go, schedule_one.go).
import type { Json } from '../base/json.ts';
import type { Cache } from '../client/cache.ts';
import { createCaches } from '../client/caches.ts';
import type { Api } from '../client/api.ts';
import { KubeClient } from '../client/kube-client.ts';
import { isRefusal } from '../client/refusal.ts';
import type { Trace } from '../client/trace.ts';
import { pathOf } from '../kube/kind.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Pod } from '../kube/types.generated.ts';
import type { Clock, Timer } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import { Attempt } from './attempt.ts';
import { claimNames, isBound } from './claims.ts';
import { Cluster } from './cluster.ts';
import { AllocationFault } from './device-allocator.ts';
import { EventSeries } from './event-series.ts';
import { fitError, outrightError } from './fit-error.ts';
import { follow } from './informers.ts';
import { Placer, type Placement } from './placement.ts';
import type { WeightedPlugin } from './framework.ts';
import { plugins as defaultPlugins } from './plugins/table.ts';
import type { PodInfo } from './pod-info.ts';
import { preempt } from './preemption.ts';
import { configurationOf, DEFAULT_NAME } from './profiles.ts';
import { schedulingReport, type SchedulingReport } from './report.ts';
import { type QueuedPod, SchedulingQueue } from './scheduling-queue.ts';
import { StatusWriter } from './status-writer.ts';
import { storageWriter } from './storage-writer.ts';

export interface SchedulerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly trace: Trace;
  readonly pace: Pace;
  /** A KubeSchedulerConfiguration; without it there is one profile, with everything by default. */
  readonly configuration?: Json | undefined;
}

export interface Scheduler {
  stop(): void;
  /** Why the Pod (`namespace/name`) is where it is, or is not anywhere; undefined where it was never tried or that is long ago. */
  report(podKey: string): SchedulingReport | undefined;
}

const REMEMBERED_ATTEMPTS = 2000;
const VOLUME_TIMEOUT_MS = 10 * 60_000;

const preBindError = (message: string, plugin: string): string => `running PreBind plugin ${JSON.stringify(plugin)}: ${message}`;
const volumeError = (message: string): string => preBindError(message, 'VolumeBinding');

export function createScheduler(deps: SchedulerDeps): Scheduler {
  return new KubeScheduler(deps);
}

class KubeScheduler implements Scheduler {
  private readonly attempts = new Map<string, Attempt>();
  private readonly client: KubeClient;
  private readonly cluster: Cluster;
  private readonly pods: Cache<Pod>;
  private readonly queue: SchedulingQueue;
  private readonly profiles = new Map<string, { readonly plugins: readonly WeightedPlugin[]; readonly placer: Placer }>();
  private readonly events: EventSeries;
  private readonly status: StatusWriter;
  private readonly stopCaches: () => void;
  /** Pods that have their node and wait for their volumes, by uid. */
  private readonly binding = new Map<string, { readonly entry: QueuedPod; readonly node: string; readonly timer: Timer }>();
  private scheduled = false;
  private synced = false;
  private stopped = false;
  private readonly deps: SchedulerDeps;

  constructor(deps: SchedulerDeps) {
    this.deps = deps;
    const { clock, trace, pace } = deps;
    const random = deps.random.fork('scheduler');
    this.client = new KubeClient(deps.api, { userAgent: 'kube-scheduler', actor: 'kube-scheduler', user: 'system:kube-scheduler', groups: ['system:authenticated'] });
    const jitter = random.fork('watch');
    const caches = createCaches({ clock, client: this.client, trace, delayMs: () => pace.watchMs * (1 + jitter.next()) });
    this.pods = caches.of(kinds.pods);
    this.cluster = new Cluster(caches, storageWriter(this.client));
    const { profiles, percentageOfNodesToScore } = configurationOf(deps.configuration);
    for (const { name, plugins } of profiles) this.profiles.set(name, { plugins, placer: new Placer(plugins, random.fork('ties'), percentageOfNodesToScore) });
    this.queue = new SchedulingQueue(clock, (pod) => this.pluginsOf(pod), () => this.wake());
    this.events = new EventSeries(clock, this.client);
    this.status = new StatusWriter(clock, this.client);
    this.stopCaches = () => caches.stop();
    follow(caches, this.cluster, this.queue, trace, { ours: (name) => this.profiles.has(name), storageChanged: () => this.volumesChanged(), gone: (uid) => this.forget(uid) });
    caches.whenSynced(() => {
      this.synced = true;
      this.wake();
    });
  }

  stop(): void {
    this.stopped = true;
    this.stopCaches();
    this.queue.stop();
    for (const { timer } of this.binding.values()) timer.cancel();
  }

  report(podKey: string): SchedulingReport | undefined {
    const attempt = this.attempts.get(podKey);
    const entry = this.queue.find(podKey);
    return attempt || entry ? schedulingReport(podKey, attempt, entry, this.pluginsOf(this.pod(podKey))) : undefined;
  }

  private pod(key: string): Pod | undefined {
    const [namespace = '', name = ''] = key.split('/');
    return this.pods.get(namespace, name);
  }

  /** Those of the Pod's own profile. */
  private pluginsOf(pod: Pod | undefined): readonly WeightedPlugin[] {
    return this.profiles.get(pod?.spec.schedulerName ?? DEFAULT_NAME)?.plugins ?? defaultPlugins;
  }

  private placerOf({ spec }: Pod): Placer {
    const profile = this.profiles.get(spec.schedulerName ?? DEFAULT_NAME) ?? [...this.profiles.values()][0];
    return (profile as NonNullable<typeof profile>).placer;
  }

  private wake(): void {
    if (this.scheduled || this.stopped || !this.synced) return;
    this.scheduled = true;
    const { clock, pace } = this.deps;
    if (pace.scheduleMs > 0) clock.after(pace.scheduleMs, () => this.turn());
    else clock.soon(() => this.turn());
  }

  private turn(): void {
    this.scheduled = false;
    if (this.stopped) return;
    const entry = this.queue.pop();
    if (!entry) return;
    this.deps.trace.because(entry.cause, () => this.tryOne(entry));
    this.wake();
  }

  private tryOne(entry: QueuedPod): void {
    const pod = entry.info;
    if (pod.pod.metadata.deletionTimestamp !== undefined || this.cluster.counted(pod.uid)) return this.queue.remove(pod.uid);
    const placement = this.place(entry);
    if (!placement) return;
    placement.attempt.number = entry.attempts;
    this.remember(placement.attempt);
    if (placement.type === 'placed') this.assume(entry, placement.node.name, placement.attempt);
    else this.refused(entry, placement);
  }

  /** Undefined where a plugin could not do its work at all: that has been said. */
  private place(entry: QueuedPod): Placement | undefined {
    const { info } = entry;
    const { nowMs } = this.deps.clock;
    try {
      return this.placerOf(info.pod).place(info, this.cluster, nowMs);
    } catch (error) {
      if (!(error instanceof AllocationFault)) throw error;
      const attempt = new Attempt(info.key, nowMs);
      attempt.number = entry.attempts;
      this.remember(attempt);
      this.failed(entry, attempt, `running "DynamicResources" filter plugin: ${error.message}`);
      return undefined;
    }
  }

  private assume(entry: QueuedPod, nodeName: string, attempt: Attempt): void {
    const pod = entry.info;
    const node = this.cluster.node(nodeName);
    this.cluster.addPod(pod, nodeName);
    this.cluster.unnominate(pod.uid);
    attempt.outcome = 'scheduled';
    attempt.node = nodeName;
    let running = '';
    try {
      let waits = false;
      for (const { plugin } of node ? this.pluginsOf(pod.pod) : []) {
        running = plugin.name;
        waits = (plugin.reserve?.(pod, node as NonNullable<typeof node>, this.cluster) ?? false) || waits;
      }
      if (!waits) return this.bind(entry, nodeName, attempt);
      this.status.expected(pod.pod, nodeName);
      const timer = this.deps.clock.after(VOLUME_TIMEOUT_MS, () => this.failed(entry, attempt, volumeError('binding volumes: context deadline exceeded')));
      this.binding.set(pod.uid, { entry, node: nodeName, timer });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.failed(entry, attempt, preBindError(error.message, running));
    }
  }

  private volumesChanged(): void {
    for (const [uid, { entry, node, timer }] of this.binding) {
      const { pod, namespace, key } = entry.info;
      const attempt = this.attempts.get(key) ?? new Attempt(key, this.deps.clock.nowMs);
      if (!this.cluster.node(node)) {
        timer.cancel();
        this.failed(entry, attempt, volumeError(`binding volumes: failed to get node "${node}": node "${node}" not found`));
        continue;
      }
      const ready = claimNames(pod).every(({ name }) => {
        const claim = this.cluster.claims.get(namespace, name);
        return claim !== undefined && isBound(claim);
      });
      if (!ready) continue;
      this.binding.delete(uid);
      timer.cancel();
      this.bind(entry, node, attempt);
    }
  }

  private bind(entry: QueuedPod, nodeName: string, attempt: Attempt): void {
    const { pod } = entry.info;
    const { namespace, name, uid } = pod.metadata;
    try {
      this.client.call('POST', pathOf(kinds.pods, namespace, name, 'binding'), {
        apiVersion: 'v1', kind: 'Binding', metadata: { namespace, name, uid }, target: { kind: 'Node', name: nodeName },
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return this.failed(entry, attempt, `binding rejected: running Bind plugin "DefaultBinder": ${error.message}`);
    }
    this.queue.remove(uid);
    attempt.message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
    this.tell(pod, 'Normal', 'Scheduled', 'Binding', attempt.message);
    const counted = this.cluster.counted(uid);
    if (counted) this.queue.changed({ type: 'pod-assigned', pod: counted }, this.cluster, this.deps.trace.cause);
  }

  /** After an error the Pod's room is free again, and it is tried after its back-off. */
  private failed(entry: QueuedPod, attempt: Attempt, message: string): void {
    const { info } = entry;
    this.binding.delete(info.uid);
    this.cluster.removePod(info.uid);
    attempt.outcome = 'error';
    attempt.node = undefined;
    attempt.message = message;
    if (this.status.failed(info.pod, 'SchedulerError', message)) this.tell(info.pod, 'Warning', 'FailedScheduling', 'Scheduling', message);
    this.queue.putBack(entry, new Set());
  }

  private refused(entry: QueuedPod, placement: Extract<Placement, { type: 'unfit' }>): void {
    const { attempt, outright, refusedBy } = placement;
    const { info } = entry;
    const total = this.cluster.nodes.length;
    let nominated: string | undefined;
    let victims: readonly PodInfo[] = [];
    if (total === 0) {
      attempt.message = 'no nodes available to schedule pods';
    } else if (outright) {
      // DynamicResources finds no state of its own where another plugin stopped the cycle before it.
      attempt.message = outrightError(total, outright.reasons.join(', '), 'not found');
    } else {
      const result = preempt(info, this.cluster, placement.filters, attempt);
      const reasons = [...attempt.refusals.values()].map(({ rejection }) => rejection.reasons);
      if (result.type === 'nominated') {
        nominated = result.node.name;
        victims = result.victims;
        attempt.outcome = 'nominated';
        attempt.node = nominated;
        attempt.message = fitError(total, reasons);
      } else {
        const claims = (info.pod.spec.resourceClaims ?? []).length > 0 ? 'still not schedulable' : 'no new claims to deallocate';
        attempt.message = fitError(total, reasons, `${claims}, preemption: ${result.message}`);
      }
    }
    if (nominated !== undefined) this.cluster.nominate(info, nominated);
    else if (!attempt.message.includes('terminating pod on the nominated node')) this.cluster.unnominate(info.uid);
    const kept = nominated ?? this.cluster.nominatedNodeOf(info.uid);
    this.queue.putBack(entry, total === 0 ? new Set(['NodeName']) : refusedBy.size > 0 ? refusedBy : new Set(['NodeName']));
    for (const victim of victims) this.evict(victim, info, nominated as string);
    if (this.status.failed(info.pod, 'Unschedulable', attempt.message, kept)) this.tell(info.pod, 'Warning', 'FailedScheduling', 'Scheduling', attempt.message);
  }

  private evict(victim: PodInfo, by: PodInfo, node: string): void {
    if (victim.group.terminating) return;
    try {
      this.status.disrupted(victim.pod, by.pod);
      this.client.delete(kinds.pods, victim.namespace, victim.pod.metadata.name);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return;
    }
    this.tell(victim.pod, 'Normal', 'Preempted', 'Preempting', `Preempted by pod ${by.uid} on node ${node}`, by.pod);
  }

  private tell(about: Pod, type: 'Normal' | 'Warning', reason: string, action: string, message: string, related?: Pod): void {
    try {
      this.events.record(about, type, reason, action, message, related);
    } catch (error) {
      // An Event that is refused (its namespace is going, say) is lost; scheduling goes on.
      if (!isRefusal(error)) throw error;
    }
  }

  private remember(attempt: Attempt): void {
    this.attempts.delete(attempt.pod);
    this.attempts.set(attempt.pod, attempt);
    if (this.attempts.size <= REMEMBERED_ATTEMPTS) return;
    for (const oldest of this.attempts.keys()) {
      this.attempts.delete(oldest);
      break;
    }
  }

  private forget(uid: string): void {
    const waiting = this.binding.get(uid);
    waiting?.timer.cancel();
    this.binding.delete(uid);
  }
}
