// When what last changed a Service's endpoints happened, for the annotation that programming latency is measured by (staging/src/k8s.io/endpointslice/trigger_time_tracker.go).
import type { Pod, Service } from '../../kube/types.generated.ts';
import { podCondition } from '../pod-state.ts';

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

interface Seen {
  readonly service: string;
  readonly pods: ReadonlyMap<string, string>;
}

export class TriggerTimes {
  private readonly seen = new Map<string, Seen>();

  /** The earliest of the moments that are new since the last call; undefined where none is. */
  compute(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const before = this.seen.get(key);
    let earliest: string | undefined;
    const consider = (time: string, old: string | undefined): void => {
      if ((old === undefined || time > old) && (earliest === undefined || time < earliest)) earliest = time;
    };
    const times = new Map<string, string>();
    for (const pod of pods) {
      const time = podCondition(pod, 'Ready')?.lastTransitionTime;
      if (!time) continue;
      times.set(pod.metadata.name, time);
      consider(time, before?.pods.get(pod.metadata.name));
    }
    consider(service.metadata.creationTimestamp, before?.service);
    this.seen.set(key, { service: service.metadata.creationTimestamp, pods: times });
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
