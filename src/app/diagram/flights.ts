// Dots that travel through the diagram with a few words beside them, at the pace of the virtual clock; held in flight while it stands.
// They are elements that only the compositor moves: no frame of the page waits for them, and no key that is typed meanwhile.
import { useClock } from '../state/clock.ts';
import type { Layout, Point, Rect } from './geometry.ts';

/** Wall milliseconds that a leg takes at 1×; what happens in virtual milliseconds would be over before anyone saw it. */
const LEG_MS = 560;
const AT_ONCE = 16;
/** With more than this in the air nobody could read the words. */
const WORDS_AT_ONCE = 6;
/** Wall milliseconds after which words on the same way no longer lie on those before: on a long way they keep their distance. */
const APART_MS = { long: 420, short: 1150 };
const LONG_PX = 170;
/** So far words may stand out beyond what is drawn: there is air around it. */
const AIR = 64;

interface Flying {
  readonly group: HTMLElement;
  readonly animations: Animation[];
}

export interface Flight {
  readonly legs: readonly (readonly [Point, Point])[];
  readonly tone: 'machine' | 'person' | 'bad';
  readonly label: string;
  readonly full: string;
  readonly delayMs: number;
  /** The share of the way after which the words are known and go. */
  readonly spokenUntil: number;
  /** The side of the dot on which the words do not run over other boxes: `end`, to its left. */
  readonly wordsAt: 'start' | 'end';
  /** They stand at the dot's height, not above it: it goes up or down between boxes, whose edges are free. */
  readonly wordsBeside?: boolean;
  /** It does not arrive: why, said where it ends. */
  readonly dies?: string;
}

const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)');
const GRAVE_MS = 2200;
const FADE: readonly Keyframe[] = [{ opacity: 0, offset: 0 }, { opacity: 1, offset: 0.08 }, { opacity: 1, offset: 0.86 }, { opacity: 0, offset: 1 }];

/** Speeds above 1 shorten the flight, but not so far that it is a flicker. */
const rateOf = (speed: number): number => Math.min(3, Math.max(0.5, Math.sqrt(speed)));

export class Flights {
  private readonly layer: HTMLElement;
  private readonly flying = new Set<Flying>();
  /** When the last words set out from each place. */
  private readonly spokenMs = new Map<string, number>();
  protected boxes: ReadonlyMap<string, Rect> = new Map();
  private readonly stops: (() => void)[];
  private edges = { left: -Infinity, right: Infinity };

  constructor(layer: HTMLElement) {
    this.layer = layer;
    this.stops = [useClock.subscribe((clock, before) => (clock.paused !== before.paused || clock.speed !== before.speed) && this.pace())];
  }

  setLayout(layout: Layout): void {
    this.boxes = new Map(layout.boxes.map((box) => [box.id, box]));
    this.edges = { left: Math.min(...layout.boxes.map((box) => box.x)), right: Math.max(...layout.boxes.map((box) => box.x + box.width)) };
  }

  stop(): void {
    for (const stop of this.stops) stop();
    for (const { group, animations } of this.flying) {
      for (const animation of animations) animation.cancel();
      group.remove();
    }
    this.flying.clear();
  }

  protected onStop(stop: () => void): void {
    this.stops.push(stop);
  }

  protected get full(): boolean {
    return this.flying.size >= AT_ONCE;
  }

  /** A step while time stands: what was held in flight goes on to its end, and what the step set off is seen. */
  protected release(): void {
    if (!useClock.getState().paused) return;
    for (const { animations } of this.flying) for (const animation of animations) animation.play();
  }

  protected launch({ legs, tone, label, full, delayMs, spokenUntil, wordsAt, wordsBeside = false, dies }: Flight): void {
    const group = groupOf(tone, full);
    const words = part('words', this.flying.size < WORDS_AT_ONCE && (tone === 'bad' || this.isFree(legs[0], delayMs)) ? label : '');
    words.dataset['side'] = this.sideFor(legs, label, wordsAt);
    words.dataset['beside'] = String(wordsBeside);
    // A wide transparent one first: a small dot is hard to hit.
    group.append(part('target'), part('dot'), words);
    this.layer.append(group);
    const still = (legs[legs.length > 1 ? 1 : 0] as readonly [Point, Point])[0];
    // Where motion is not wanted the words come and go at their place.
    const way = reducedMotion.matches ? [keyframe(still, 0), keyframe(still, 1)] : legs.flatMap((leg, i) => leg.map((point, end) => keyframe(point, (i + end) / legs.length)));
    const timing: KeyframeAnimationOptions = { duration: LEG_MS * legs.length, delay: delayMs, fill: 'both', easing: 'linear' };
    const move = group.animate([...way, ...FADE].sort((a, b) => Number(a.offset) - Number(b.offset)), timing);
    const animations = [move];
    // On its last leg the message is known already; there the words would only be in the way.
    if (spokenUntil < 1 && !words.hidden) animations.push(words.animate([{ opacity: 1 }, { opacity: 1, offset: spokenUntil * 0.9 }, { opacity: 0, offset: spokenUntil }, { opacity: 0 }], timing));
    const flying: Flying = { group, animations };
    const rate = rateOf(useClock.getState().speed);
    for (const animation of flying.animations) animation.playbackRate = rate;
    this.flying.add(flying);
    const end = (): void => {
      group.remove();
      this.flying.delete(flying);
    };
    move.onfinish = () => {
      end();
      if (dies !== undefined) this.bury(legs.at(-1)?.[1] ?? still, dies, full);
    };
    move.oncancel = end;
  }

  /** The other side where the words would leave the diagram. */
  private sideFor(legs: Flight['legs'], label: string, wanted: Flight['wordsAt']): Flight['wordsAt'] {
    const xs = legs.flat().map((point) => point.x);
    if (wanted === 'end' && Math.min(...xs) - widthOf(label) < this.edges.left - AIR) return 'start';
    return wanted === 'start' && Math.max(...xs) + widthOf(label) > this.edges.right + AIR ? 'end' : wanted;
  }

  /** Of messages on one way almost together, in whichever direction, only the first is spoken: the others' words would lie on it. */
  private isFree(leg: readonly [Point, Point] | undefined, delayMs: number): boolean {
    if (!leg) return false;
    const [from, to] = leg;
    const place = leg.map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`).sort().join(' ');
    const atMs = performance.now() + delayMs;
    const apart = Math.hypot(to.x - from.x, to.y - from.y) < LONG_PX ? APART_MS.short : APART_MS.long;
    if (atMs - (this.spokenMs.get(place) ?? -Infinity) < apart / rateOf(useClock.getState().speed)) return false;
    this.spokenMs.set(place, atMs);
    return true;
  }

  /** Marks the place where a request ended, with the reason. */
  private bury(at: Point, reason: string, full: string): void {
    const group = groupOf('bad', full);
    group.style.transform = `translate(${at.x}px, ${at.y}px)`;
    const words = part('words', reason);
    words.dataset['side'] = 'start';
    group.append(part('cross', '✕'), words);
    this.layer.append(group);
    const fade = group.animate([{ opacity: 0 }, { opacity: 1, offset: 0.06 }, { opacity: 1, offset: 0.8 }, { opacity: 0 }], { duration: GRAVE_MS, fill: 'both' });
    const flying: Flying = { group, animations: [fade] };
    fade.playbackRate = rateOf(useClock.getState().speed);
    this.flying.add(flying);
    const end = (): void => {
      group.remove();
      this.flying.delete(flying);
    };
    fade.onfinish = end;
    fade.oncancel = end;
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

function keyframe({ x, y }: Point, offset: number): Keyframe {
  return { transform: `translate(${x}px, ${y}px)`, offset, easing: 'cubic-bezier(0.4, 0, 0.2, 1)' };
}

function groupOf(tone: Flight['tone'], full: string): HTMLElement {
  const group = document.createElement('div');
  group.dataset['tone'] = tone;
  group.dataset['tip'] = full;
  return group;
}

function part(name: 'target' | 'dot' | 'cross' | 'words', words = ''): HTMLElement {
  const element = document.createElement('span');
  element.dataset['part'] = name;
  element.textContent = words;
  element.hidden = name === 'words' && words === '';
  return element;
}

/** Widths of a letter at the size that the words have; a measurement would lay out the page. */
const LETTER = { narrow: 6.35, wide: 10.6 };

const widthOf = (label: string): number => [...label].reduce((sum, letter) => sum + (letter > '\u1100' ? LETTER.wide : LETTER.narrow), 10);
