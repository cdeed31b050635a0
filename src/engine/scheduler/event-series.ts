// Events of the scheduler, in the newer form with action and series (client-go/tools/events/event_broadcaster.go).
import { rfc3339Micro } from '../base/time.ts';
import type { KubeClient } from '../client/kube-client.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Pod } from '../kube/types.generated.ts';
import type { Clock } from '../sim/clock.ts';

const FINISH_MS = 6 * 60_000;

interface Known {
  readonly namespace: string;
  readonly name: string;
  lastMs: number;
  count: number;
}

/** A repeat of the same thing about the same Pod is counted in the Event that is there; its message stays the first one's. */
export class EventSeries {
  private readonly known = new Map<string, Known>();
  private readonly clock: Clock;
  private readonly client: KubeClient;

  constructor(clock: Clock, client: KubeClient) {
    this.clock = clock;
    this.client = client;
  }

  record(about: Pod, type: 'Normal' | 'Warning', reason: string, action: string, message: string, related?: Pod): void {
    const nowMs = this.clock.nowMs;
    // A Pod is bound once: no series to come.
    const key = reason === 'Scheduled' ? '' : `${about.metadata.uid}/${reason}/${action}/${related?.metadata.uid ?? ''}`;
    const known = this.known.get(key);
    if (known && nowMs - known.lastMs < FINISH_MS) {
      known.lastMs = nowMs;
      known.count++;
      this.client.patch(kinds.events, known.namespace, known.name, 'strategic', { series: { count: known.count, lastObservedTime: rfc3339Micro(nowMs) } });
      return;
    }
    const { namespace } = about.metadata;
    const reportingComponent = (related ?? about).spec.schedulerName ?? 'default-scheduler';
    const name = `${about.metadata.name}.${Math.floor(nowMs * 1e3).toString(16)}${this.suffix()}`;
    const reference = (pod: Pod) => ({ kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid, apiVersion: 'v1', resourceVersion: pod.metadata.resourceVersion });
    this.client.create(kinds.events, {
      metadata: { name, namespace },
      involvedObject: reference(about),
      ...(related ? { related: reference(related) } : {}),
      reason,
      message: message.slice(0, 1024),
      source: {},
      eventTime: rfc3339Micro(nowMs),
      type,
      action,
      reportingComponent,
      reportingInstance: `${reportingComponent}-control-plane`,
    });
    if (key === '') return;
    if (this.known.size > 4096) this.known.clear();
    this.known.set(key, { namespace, name, lastMs: nowMs, count: 1 });
  }

  private serial = 0;

  // Upstream's names end in nanoseconds; the clock's instants are coarser, so a running number stands in for the rest.
  private suffix(): string {
    this.serial = (this.serial + 1) % 4096;
    return this.serial.toString(16).padStart(3, '0');
  }
}
