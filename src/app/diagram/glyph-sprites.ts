// The glyphs of Pods as small pictures, drawn once for each state, size and theme: a canvas of many Pods is put together from them.
import type { PodState } from '../../bridge/summary.ts';
import { podShapes, podStates, podTones } from './pod-shapes.ts';

interface Look {
  /** A code of `marks`: which state, dimmed or not. */
  readonly code: number;
  readonly selected: boolean;
}

const CODE_A = 65;
const DIMMED = 32;
const MOST = 400;

export const NOBODY = ' ';
/** One letter for a state, in lower case where it is dimmed. */
export const markOf = (state: PodState, dimmed: boolean): string => String.fromCharCode(CODE_A + podStates.indexOf(state) + (dimmed ? DIMMED : 0));

const paths = new Map<string, Path2D>();
const pathOf = (data: string): Path2D => {
  const path = paths.get(data) ?? new Path2D(data);
  paths.set(data, path);
  return path;
};

let sprites = new Map<string, HTMLCanvasElement>();
let drawnFor = '';

/** The picture of a glyph of `pixels` × `pixels`; `theme` says which colours the tokens have. */
export function spriteOf({ code, selected }: Look, pixels: number, theme: string): HTMLCanvasElement {
  if (theme !== drawnFor || sprites.size > MOST) sprites = new Map();
  drawnFor = theme;
  const key = `${code} ${selected} ${pixels}`;
  const known = sprites.get(key);
  if (known) return known;
  const sprite = document.createElement('canvas');
  sprite.width = pixels;
  sprite.height = pixels;
  const context = sprite.getContext('2d');
  if (context) drawGlyph(context, code, selected, pixels / 24);
  sprites.set(key, sprite);
  return sprite;
}

function drawGlyph(context: CanvasRenderingContext2D, code: number, selected: boolean, scale: number): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (token: string): string => style.getPropertyValue(token).trim();
  const dimmed = code >= CODE_A + DIMMED;
  const state = podStates[code - CODE_A - (dimmed ? DIMMED : 0)] as PodState;
  const { outline, mark, filled = false, dashed = false } = podShapes[state];
  const tone = colour(podTones[state]);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.globalAlpha = dimmed ? 0.22 : 1;
  context.strokeStyle = selected ? colour('--accent') : tone;
  context.lineWidth = selected ? 4 : 2.4;
  context.setLineDash(dashed ? [3.2, 3] : []);
  if (filled) {
    context.fillStyle = tone;
    context.fill(pathOf(outline));
  }
  context.stroke(pathOf(outline));
  context.setLineDash([]);
  context.lineWidth = 2.4;
  context.strokeStyle = filled ? colour('--surface') : tone;
  context.stroke(pathOf(mark));
}
