// When what last changed a Service's endpoints happened, for the annotation that programming latency is measured by (staging/src/k8s.io/endpointslice/trigger_time_tracker.go).
import type { Pod, Service } from '../../kube/types.generated.ts';
import { podCondition } from '../pod-state.ts';

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

interface Seen {
  service: string;
  /** By name; what is gone is dropped now and then. */
  pods: Map<string, string>;
}

export class TriggerTimes {
  private readonly seen = new Map<string, Seen>();

  /** The earliest of the moments that are new since the last call; undefined where none is. */
  compute(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    let seen = this.seen.get(key);
    if (!seen) this.seen.set(key, (seen = { service: '', pods: new Map() }));
    let earliest: string | undefined;
    for (const pod of pods) {
      const time = podCondition(pod, 'Ready')?.lastTransitionTime;
      if (!time) continue;
      const old = seen.pods.get(pod.metadata.name);
      if (time === old) continue;
      seen.pods.set(pod.metadata.name, time);
      if ((old === undefined || time > old) && (earliest === undefined || time < earliest)) earliest = time;
    }
    if (seen.pods.size > 2 * pods.length + 10) seen.pods = keepOnly(seen.pods, pods);
    const created = service.metadata.creationTimestamp;
    if (created > seen.service && (earliest === undefined || created < earliest)) earliest = created;
    seen.service = created;
    return earliest;
  }

  knows(key: string): boolean {
    return this.seen.has(key);
  }

  forget(key: string): void {
    this.seen.delete(key);
  }
}

/** The annotations with the time, or without any where there is none. */
export function withTriggerTime(annotations: Readonly<Record<string, string>> | undefined, time: string | undefined): Readonly<Record<string, string>> {
  const { [TRIGGER_TIME]: _, ...rest } = annotations ?? {};
  return time === undefined ? rest : { ...rest, [TRIGGER_TIME]: time };
}

function keepOnly(times: ReadonlyMap<string, string>, pods: readonly Pod[]): Map<string, string> {
  const kept = new Map<string, string>();
  for (const { metadata } of pods) {
    const time = times.get(metadata.name);
    if (time !== undefined) kept.set(metadata.name, time);
  }
  return kept;
}
