// Which events become new objects, which raise a count, which are folded into one, and which are dropped as spam (client-go/tools/record/events_cache.go).
export interface EventKey {
  /** What names the object it is about: its uid, or its kind, namespace and name. */
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
  | { readonly type: 'write'; readonly slot: Slot; readonly message: string; /** Set where it repeats one that was written. */ readonly previous: WrittenEvent | undefined };

/** Where an event that is written is remembered. */
export interface Slot {
  readonly fieldPath: string;
  /** Undefined: the one for all that were folded into one. */
  readonly message: string | undefined;
  written: WrittenEvent | undefined;
}

/** Events of one type and reason about one object. */
interface Group {
  readonly type: string;
  readonly reason: string;
  /** Different messages of late, oldest first. */
  messages: readonly string[];
  lastMs: number;
  slots: readonly Slot[];
}

/** What is remembered of one object: nearly always a few groups with one message each, so lists serve better than maps. */
interface About {
  groups: readonly Group[];
  /** Tokens against spam, and when they were counted. */
  left: number;
  atMs: number;
}

// Upstream keeps three caches of so many keys, under texts that are put together anew each time; here it is so many objects.
const OBJECTS = 4096;
const SLOTS = 256;
const SIMILAR_EVENTS = 10;
const SIMILAR_INTERVAL_MS = 600_000;
const SPAM_BURST = 25;
const SPAM_REFILL_MS = 300_000;
const NONE: readonly never[] = [];

/** A list of one is made as such: a list that grows takes room for seventeen. */
const withItem = <T>(list: readonly T[], item: T): readonly T[] => (list.length === 0 ? [item] : list.concat([item]));

/** What one source of events remembers. */
export class EventCorrelator {
  /** The one used longest ago first. */
  private readonly objects = new Map<string, About>();

  judge(event: EventKey, nowMs: number): Verdict {
    const about = this.about(event.object, nowMs);
    const { group, message, folded } = aggregate(about, event, nowMs);
    if (!allowed(about, nowMs)) return { type: 'drop' };
    const slot = slotOf(group, folded ? '' : event.fieldPath, folded ? undefined : message);
    return { type: 'write', slot, message, previous: slot.written };
  }

  private about(object: string, nowMs: number): About {
    const known = this.objects.get(object);
    const about = known ?? { groups: NONE, left: SPAM_BURST, atMs: nowMs };
    if (known) this.objects.delete(object);
    this.objects.set(object, about);
    if (this.objects.size > OBJECTS) this.objects.delete(this.objects.keys().next().value as string);
    return about;
  }
}

/** More than ten messages that differ in nothing else within ten minutes become one. */
function aggregate(about: About, { type, reason, message }: EventKey, nowMs: number): { readonly group: Group; readonly message: string; readonly folded: boolean } {
  let group = about.groups.find((other) => other.reason === reason && other.type === type);
  if (!group) {
    group = { type, reason, messages: NONE, lastMs: nowMs, slots: NONE };
    about.groups = withItem(about.groups, group);
  }
  if (nowMs - group.lastMs > SIMILAR_INTERVAL_MS) group.messages = NONE;
  group.lastMs = nowMs;
  if (!group.messages.includes(message)) group.messages = withItem(group.messages, message);
  if (group.messages.length < SIMILAR_EVENTS) return { group, message, folded: false };
  group.messages = group.messages.slice(1);
  return { group, message: `(combined from similar events): ${message}`, folded: true };
}

function slotOf(group: Group, fieldPath: string, message: string | undefined): Slot {
  const known = group.slots.find((slot) => slot.message === message && slot.fieldPath === fieldPath);
  if (known) return known;
  const slot: Slot = { fieldPath, message, written: undefined };
  group.slots = withItem(group.slots.length < SLOTS ? group.slots : group.slots.slice(1), slot);
  return slot;
}

function allowed(about: About, nowMs: number): boolean {
  about.left = Math.min(SPAM_BURST, about.left + (nowMs - about.atMs) / SPAM_REFILL_MS);
  about.atMs = nowMs;
  if (about.left < 1) return false;
  about.left--;
  return true;
}
