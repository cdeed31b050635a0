// Which events become new objects, which raise a count, which are folded into one, and which are dropped as spam (client-go/tools/record/events_cache.go).
export interface EventKey {
  /** Component and host. */
  readonly source: string;
  /** Kind, namespace, name, uid and apiVersion of the object it is about. */
  readonly object: string;
  readonly fieldPath: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** An event that was written before. */
export interface WrittenEvent {
  readonly namespace: string;
  readonly name: string;
  readonly count: number;
  readonly firstTimestamp: string;
}

export type Verdict =
  | { readonly type: 'drop' }
  | { readonly type: 'write'; readonly key: string; readonly message: string; /** Set where it repeats one that was written. */ readonly previous: WrittenEvent | undefined };

const ENTRIES = 4096;
const SIMILAR_EVENTS = 10;
const SIMILAR_INTERVAL_MS = 600_000;
const SPAM_BURST = 25;
const SPAM_REFILL_MS = 300_000;

/** A map that forgets what was used longest ago. */
class Recent<V> {
  private readonly map = new Map<string, V>();

  get(key: string): V | undefined {
    const value = this.map.get(key);
    if (value === undefined) return undefined;
    this.map.delete(key);
    this.map.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.map.delete(key);
    this.map.set(key, value);
    if (this.map.size > ENTRIES) this.map.delete(this.map.keys().next().value as string);
  }
}

interface Similar {
  readonly messages: Set<string>;
  lastMs: number;
}

interface Tokens {
  left: number;
  atMs: number;
}

export class EventCorrelator {
  private readonly similar = new Recent<Similar>();
  private readonly written = new Recent<WrittenEvent>();
  private readonly tokens = new Recent<Tokens>();

  judge(event: EventKey, nowMs: number): Verdict {
    const { message, key } = this.aggregate(event, nowMs);
    if (!this.allowed(`${event.source}|${event.object}`, nowMs)) return { type: 'drop' };
    return { type: 'write', key, message, previous: this.written.get(key) };
  }

  wrote(key: string, event: WrittenEvent): void {
    this.written.set(key, event);
  }

  /** More than ten messages that differ in nothing else within ten minutes become one. */
  private aggregate(event: EventKey, nowMs: number): { readonly message: string; readonly key: string } {
    const group = `${event.source}|${event.object}|${event.type}|${event.reason}`;
    let similar = this.similar.get(group);
    if (!similar || nowMs - similar.lastMs > SIMILAR_INTERVAL_MS) {
      similar = { messages: new Set(), lastMs: nowMs };
      this.similar.set(group, similar);
    }
    similar.lastMs = nowMs;
    similar.messages.add(event.message);
    if (similar.messages.size < SIMILAR_EVENTS) return { message: event.message, key: `${group}|${event.fieldPath}|${event.message}` };
    similar.messages.delete(similar.messages.values().next().value as string);
    return { message: `(combined from similar events): ${event.message}`, key: group };
  }

  private allowed(key: string, nowMs: number): boolean {
    let bucket = this.tokens.get(key);
    if (!bucket) this.tokens.set(key, (bucket = { left: SPAM_BURST, atMs: nowMs }));
    bucket.left = Math.min(SPAM_BURST, bucket.left + (nowMs - bucket.atMs) / SPAM_REFILL_MS);
    bucket.atMs = nowMs;
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  }
}
