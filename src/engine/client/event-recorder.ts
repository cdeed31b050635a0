// Writes Events a moment after they happen; repeats raise a count (client-go/tools/record/event.go).
import { rfc3339 } from '../base/time.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { KubeObject, New } from '../kube/object.ts';
import type { Event, ObjectReference } from '../kube/types.generated.ts';
import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';
import { TransportError } from './api.ts';
import { EventCorrelator } from './event-correlator.ts';
import type { KubeClient } from './kube-client.ts';
import type { Recorder } from './recorder.ts';
import type { Trace } from './trace.ts';

export interface RecorderDeps {
  readonly clock: Clock;
  readonly client: KubeClient;
  readonly random: Random;
  /** `replicaset-controller`, `kubelet` … */
  readonly source: string;
  readonly host?: string;
  /** Keeps each event's cause until it is written. */
  readonly trace?: Trace;
}

const RETRY_MS = 10_000;
const TRIES = 12;
const UID_LENGTH = 36;

export function createRecorder(deps: RecorderDeps): Recorder {
  return new EventRecorder(deps);
}

class EventRecorder implements Recorder {
  private readonly deps: RecorderDeps;
  private readonly correlator = new EventCorrelator();

  constructor(deps: RecorderDeps) {
    this.deps = deps;
  }

  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
    const { clock, trace, random } = this.deps;
    const at = rfc3339(clock.nowMs);
    const reference: ObjectReference = {
      ...(about.kind === undefined ? {} : { kind: about.kind }),
      ...(about.metadata.namespace ? { namespace: about.metadata.namespace } : {}),
      name: about.metadata.name,
      uid: about.metadata.uid,
      ...(about.apiVersion === undefined ? {} : { apiVersion: about.apiVersion }),
      ...(about.metadata.resourceVersion ? { resourceVersion: about.metadata.resourceVersion } : {}),
      ...(fieldPath ? { fieldPath } : {}),
    };
    const name = `${about.metadata.name}.${(BigInt(Math.floor(clock.nowMs)) * 1_000_000n + BigInt(random.int(1_000_000))).toString(16)}`;
    const cause = trace?.cause;
    const write = (tries: number): void => {
      try {
        if (trace) trace.because(cause, () => this.write(name, reference, type, reason, message, at));
        else this.write(name, reference, type, reason, message, at);
      } catch (error) {
        // The server refused it: the event is lost, as in the real thing. No answer: the same again later.
        if (error instanceof TransportError) {
          if (tries < TRIES) clock.after(RETRY_MS, () => write(tries + 1));
        } else if (!(error instanceof ApiError)) throw error;
      }
    };
    clock.soon(() => write(1));
  }

  private write(name: string, about: ObjectReference, type: string, reason: string, message: string, at: string): void {
    const { clock, source, host = '' } = this.deps;
    // A uid names an object alone; nodes' events carry the node's name there.
    const object = about.uid?.length === UID_LENGTH ? about.uid : `${about.kind}|${about.namespace ?? ''}|${about.name}|${about.uid}|${about.apiVersion}`;
    const verdict = this.correlator.judge({ object, fieldPath: about.fieldPath ?? '', type, reason, message }, clock.nowMs);
    if (verdict.type === 'drop') return;
    const namespace = about.namespace ?? 'default';
    const { previous } = verdict;
    if (previous && this.repeat(previous, verdict.message, at)) {
      verdict.slot.written = { ...previous, count: previous.count + 1 };
      return;
    }
    const firstTimestamp = previous?.firstTimestamp ?? at;
    const count = (previous?.count ?? 0) + 1;
    const event: New<Event> = {
      metadata: { name, namespace },
      involvedObject: about,
      reason,
      message: verdict.message,
      source: { component: source, ...(host ? { host } : {}) },
      firstTimestamp,
      lastTimestamp: at,
      count,
      type,
      reportingComponent: source,
      reportingInstance: host,
    };
    this.deps.client.create(kinds.events, event);
    verdict.slot.written = { namespace, name, count, firstTimestamp };
  }

  /** False where the earlier event is gone (its hour has passed). */
  private repeat(previous: { readonly namespace: string; readonly name: string; readonly count: number }, message: string, at: string): boolean {
    try {
      this.deps.client.patch(kinds.events, previous.namespace, previous.name, 'strategic', { count: previous.count + 1, lastTimestamp: at, message });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return false;
      throw error;
    }
  }
}
