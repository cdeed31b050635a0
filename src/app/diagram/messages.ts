// Moves messages through the diagram: each entry of the trace is a dot from its actor to the API server and on to etcd; a wake-up runs the other way first.
import type { TraceLine } from '../../bridge/protocol.ts';
import { textNow } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { momentText } from '../time/look-back.ts';
import { usePast } from '../state/past.ts';
import { isNoise, isPerson, lineText, roleOf, shortText } from './actors.ts';
import { Flights } from './flights.ts';
import { centre, edgePoint, type Point, type Rect } from './geometry.ts';

/** An actor sends its next message this much after the one before; what it has to say meanwhile is gathered. */
const SPACING_MS = 420;
/** What an actor cannot say within this time is left out: the diagram must not lag behind the cluster. */
const LATEST_MS = 2600;

export class MessageFlights extends Flights {
  private lastId: number;
  /** When each actor may send its next message, in wall time. */
  private readonly freeAt = new Map<string, number>();

  constructor(layer: HTMLElement) {
    super(layer);
    this.lastId = useCluster.getState().trace.at(-1)?.id ?? 0;
    this.onStop(useCluster.subscribe((state, before) => state.trace !== before.trace && this.see(state.trace)));
  }

  private see(trace: readonly TraceLine[]): void {
    const latest = trace.at(-1)?.id ?? 0;
    // After a restart of the engine numbers begin anew.
    const fresh = trace.filter((line) => line.id > (latest < this.lastId ? 0 : this.lastId));
    this.lastId = latest;
    if (document.hidden || usePast.getState().atMs !== undefined) return;
    this.release();
    const now = performance.now();
    for (const { line, count } of together(fresh.filter((one) => !isNoise(one)))) {
      const role = roleOf(line.actor);
      const startMs = Math.max(now, this.freeAt.get(role) ?? 0);
      if (this.full || startMs - now > LATEST_MS) continue;
      this.freeAt.set(role, startMs + SPACING_MS);
      this.fly(line, count, startMs - now);
    }
  }

  private boxOf(actor: string): Rect | undefined {
    return this.boxes.get(`actor:${actor}`) ?? this.boxes.get(roleOf(actor));
  }

  private fly(line: TraceLine, count: number, delayMs: number): void {
    const api = this.boxes.get('api');
    const etcd = this.boxes.get('etcd');
    const actor = this.boxOf(line.actor);
    if (!api || !etcd || !actor || actor === api) return;
    const legs: [Point, Point][] = [];
    if (line.cause !== undefined && !isPerson(line.actor)) legs.push([edgePoint(api, centre(actor)), edgePoint(actor, centre(api))]);
    legs.push([edgePoint(actor, centre(api)), edgePoint(api, centre(actor))]);
    if (line.revision !== undefined) legs.push([edgePoint(api, centre(etcd)), edgePoint(etcd, centre(api))]);
    this.launch({
      legs,
      tone: line.code >= 400 ? 'bad' : isPerson(line.actor) ? 'person' : 'machine',
      label: shortText(line, count),
      full: fullText(line, count),
      delayMs,
      spokenUntil: line.revision === undefined ? 1 : 1 - 1 / legs.length,
      // Outwards from the hub: words of neighbouring lanes keep apart, and the hub's name stays readable.
      wordsAt: centre(actor).x < centre(api).x ? 'end' : 'start',
      wordsBeside: actor.y + actor.height < api.y || actor.y > api.y + api.height,
    });
  }
}

/** All of a message, to be read while time stands: when, who, what, and because of what. */
function fullText(line: TraceLine, count: number): string {
  const cause = line.cause === undefined ? undefined : useCluster.getState().trace.find((one) => one.id === line.cause);
  const because = cause ? `\n${textNow().diagram.because}: ${cause.actor} ${lineText(cause)}` : '';
  return `${momentText(line.atMs)}  ${line.actor}\n${lineText(line)}${count > 1 ? ` ×${count}` : ''}${line.code >= 400 ? ` → ${line.code}` : ''}${because}`;
}

/** What one actor does to several objects of a kind for one reason is one message with a number. */
function together(lines: readonly TraceLine[]): { readonly line: TraceLine; readonly count: number }[] {
  const groups = new Map<string, { readonly line: TraceLine; count: number }>();
  for (const line of lines) {
    const key = `${line.actor}/${line.verb}/${line.resource}/${line.subresource}/${line.code >= 400}`;
    const group = groups.get(key);
    if (group) group.count++;
    else groups.set(key, { line, count: 1 });
  }
  return [...groups.values()];
}
