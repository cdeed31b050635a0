// Moves messages through the diagram: each entry of the trace is a dot from its actor to the API server and on to etcd; a wake-up runs the other way first.
import type { TraceLine } from '../../bridge/protocol.ts';
import { useClock } from '../state/clock.ts';
import { useCluster } from '../state/cluster.ts';
import { isNoise, isPerson, lineText, roleOf, shortText } from './actors.ts';
import { centre, edgePoint, type Layout, type Point, type Rect } from './geometry.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Wall milliseconds that a leg takes at 1×; what happens in virtual milliseconds would be over before anyone saw it. */
const LEG_MS = 560;
const AT_ONCE = 40;
/** An actor sends its next message this much after the one before; what it has to say meanwhile is gathered. */
const SPACING_MS = 420;
/** What an actor cannot say within this time is left out: the diagram must not lag behind the cluster. */
const LATEST_MS = 2600;

interface Flying {
  readonly group: SVGGElement;
  readonly animations: Animation[];
}

/** Speeds above 1 shorten the flight, but not so far that it is a flicker. */
const rateOf = (speed: number): number => Math.min(3, Math.max(0.5, Math.sqrt(speed)));

export class MessageFlights {
  private readonly layer: SVGGElement;
  private readonly flying = new Set<Flying>();
  private layout: ReadonlyMap<string, Rect> = new Map();
  private lastId: number;
  /** When each actor may send its next message, in wall time. */
  private readonly freeAt = new Map<string, number>();
  private readonly stops: (() => void)[];

  constructor(layer: SVGGElement) {
    this.layer = layer;
    this.lastId = useCluster.getState().trace.at(-1)?.id ?? 0;
    this.stops = [
      useCluster.subscribe((state, before) => state.trace !== before.trace && this.see(state.trace)),
      useClock.subscribe((clock, before) => (clock.paused !== before.paused || clock.speed !== before.speed) && this.pace()),
    ];
  }

  setLayout(layout: Layout): void {
    this.layout = new Map(layout.boxes.map((box) => [box.id, box]));
  }

  stop(): void {
    for (const stop of this.stops) stop();
    for (const { group, animations } of this.flying) {
      for (const animation of animations) animation.cancel();
      group.remove();
    }
    this.flying.clear();
  }

  private see(trace: readonly TraceLine[]): void {
    const fresh = trace.filter((line) => line.id > this.lastId);
    this.lastId = trace.at(-1)?.id ?? this.lastId;
    // After a restart of the engine numbers begin anew.
    if ((trace.at(-1)?.id ?? 0) < this.lastId) this.lastId = 0;
    if (document.hidden) return;
    if (useClock.getState().paused) this.release();
    const now = performance.now();
    for (const { line, count } of together(fresh.filter((one) => !isNoise(one)))) {
      const role = roleOf(line.actor);
      const startMs = Math.max(now, this.freeAt.get(role) ?? 0);
      if (this.flying.size >= AT_ONCE || startMs - now > LATEST_MS) continue;
      this.freeAt.set(role, startMs + SPACING_MS);
      this.fly(line, count, startMs - now);
    }
  }

  private boxOf(actor: string): Rect | undefined {
    return this.layout.get(`actor:${actor}`) ?? this.layout.get(roleOf(actor));
  }

  private fly(line: TraceLine, count: number, delayMs: number): void {
    const api = this.layout.get('api');
    const etcd = this.layout.get('etcd');
    const actor = this.boxOf(line.actor);
    if (!api || !etcd || !actor || actor === api) return;
    const legs: Point[][] = [];
    if (line.cause !== undefined && !isPerson(line.actor)) legs.push([edgePoint(api, centre(actor)), edgePoint(actor, centre(api))]);
    legs.push([edgePoint(actor, centre(api)), edgePoint(api, centre(actor))]);
    if (line.revision !== undefined) legs.push([edgePoint(api, centre(etcd)), edgePoint(etcd, centre(api))]);
    const tone = line.code >= 400 ? 'bad' : isPerson(line.actor) ? 'person' : 'machine';
    this.animate(legs, tone, shortText(line, count), `${line.actor}: ${lineText(line)}`, delayMs, line.revision === undefined ? 1 : 1 - 1 / legs.length);
  }

  private animate(legs: readonly (readonly Point[])[], tone: string, label: string, full: string, delayMs: number, spokenUntil: number): void {
    const group = document.createElementNS(SVG, 'g');
    group.dataset['tone'] = tone;
    const words = text(label);
    group.append(circle(5), words, title(full));
    this.layer.append(group);
    const frames = legs.flatMap((leg, i) => leg.map((point, end) => keyframe(point, (i + end) / legs.length)));
    const rate = rateOf(useClock.getState().speed);
    const timing: KeyframeAnimationOptions = { duration: LEG_MS * legs.length, delay: delayMs, fill: 'both', easing: 'linear' };
    const move = group.animate(frames, timing);
    const fade = group.animate([{ opacity: 0 }, { opacity: 1, offset: 0.08 }, { opacity: 1, offset: 0.86 }, { opacity: 0 }], timing);
    // On its last leg, into etcd, the message is known already; there the words would only be in the way.
    const hush = words.animate(spokenUntil < 1 ? [{ opacity: 1 }, { opacity: 1, offset: spokenUntil * 0.9 }, { opacity: 0, offset: spokenUntil }, { opacity: 0 }] : [{ opacity: 1 }, { opacity: 1 }], timing);
    const flying: Flying = { group, animations: [move, fade, hush] };
    for (const animation of flying.animations) {
      animation.playbackRate = rate;
    }
    this.flying.add(flying);
    const end = (): void => {
      group.remove();
      this.flying.delete(flying);
    };
    move.onfinish = end;
    move.oncancel = end;
  }

  /** A step while time stands: what was held in flight goes on to its end, and what the step set off is seen. */
  private release(): void {
    for (const { animations } of this.flying) for (const animation of animations) animation.play();
  }

  private pace(): void {
    const { paused, speed } = useClock.getState();
    for (const { animations } of this.flying) {
      for (const animation of animations) {
        animation.playbackRate = rateOf(speed);
        if (paused) animation.pause();
        else animation.play();
      }
    }
  }
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

function keyframe({ x, y }: Point, offset: number): Keyframe {
  return { transform: `translate(${x}px, ${y}px)`, offset, easing: 'cubic-bezier(0.4, 0, 0.2, 1)' };
}

function circle(radius: number): SVGElement {
  const shape = document.createElementNS(SVG, 'circle');
  shape.setAttribute('r', String(radius));
  return shape;
}

function text(label: string): SVGElement {
  const shape = document.createElementNS(SVG, 'text');
  shape.setAttribute('x', '9');
  shape.setAttribute('y', '-7');
  shape.textContent = label;
  return shape;
}

function title(full: string): SVGElement {
  const shape = document.createElementNS(SVG, 'title');
  shape.textContent = full;
  return shape;
}
