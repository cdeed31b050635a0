// What a describer is: from an object (and what belongs to it) to text; one file a kind, registered in table.ts.
import { goSort } from '../printers/go-sort.ts';
import type { JsonObject } from '../../base/json.ts';
import { age } from '../../kube/duration.ts';
import type { Event, EventList } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Query } from '../../client/api.ts';
import type { Invocation } from '../cli/invocation.ts';
import type { DescriptionWriter } from './writer.ts';

export interface DescribeContext {
  readonly ctx: Pick<Invocation, 'rest' | 'nowMs'>;
  readonly showEvents: boolean;
}

/** Writes the description of one object, without its events unless it places them itself. */
export interface Describer<T = JsonObject> {
  /** `Pod`, `Deployment.apps` */
  readonly kind: string;
  describe(w: DescriptionWriter, object: T, context: DescribeContext): Fiber<void>;
  /** Events are not shown for this kind, even with --show-events. */
  readonly noEvents?: boolean;
}

export function describer<T>(value: Describer<T>): Describer {
  return value as unknown as Describer;
}

/** A list; empty where it may not be read or is not served. */
export function* listOf<T>(context: DescribeContext, path: string, query: Query = {}): Fiber<readonly T[]> {
  try {
    const list = (yield* context.ctx.rest().get(path, query)) as unknown as { readonly items?: readonly T[] };
    return list.items ?? [];
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}

/** Undefined where there is none. */
export function* find<T>(context: DescribeContext, path: string): Fiber<T | undefined> {
  try {
    return (yield* context.ctx.rest().get(path)) as unknown as T;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

interface About {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export function* eventsAbout(context: DescribeContext, about: About): Fiber<readonly Event[]> {
  const fields = [`involvedObject.name=${about.name}`, `involvedObject.namespace=${about.namespace}`, `involvedObject.kind=${about.kind}`, `involvedObject.uid=${about.uid}`];
  const path = about.namespace ? `/api/v1/namespaces/${about.namespace}/events` : '/api/v1/events';
  return yield* listOf<Event>(context, path, { fieldSelector: fields.filter((field) => !field.endsWith('=')).join(','), limit: '500' });
}

/** `Events:`, the latest last. */
export function writeEvents(w: DescriptionWriter, events: EventList['items'], nowMs: number): void {
  if (events.length === 0) return w.line(0, 'Events:\t<none>');
  w.flush();
  const last = (event: Event): string => event.lastTimestamp ?? '';
  w.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  w.line(1, '----\t------\t----\t----\t-------');
  for (const event of goSort(events, (a, b) => last(a) < last(b))) {
    const { count = 0, series } = event;
    const first = event.firstTimestamp ?? event.eventTime;
    let interval = age(first ?? undefined, nowMs);
    if (series) interval = `${age(series.lastObservedTime, nowMs)} (x${series.count ?? 0} over ${interval})`;
    else if (count > 1) interval = `${age(event.lastTimestamp ?? undefined, nowMs)} (x${count} over ${interval})`;
    const source = event.source?.component || event.reportingComponent || '';
    w.line(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${interval}\t${source}\t${(event.message ?? '').trim()}`);
  }
}
