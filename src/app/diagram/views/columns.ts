// Blocks of a view in columns, so that a large world fills the surface instead of a strip of it; each namespace in a frame of its own where there are several.
import type { Box, Point, Size } from '../geometry.ts';

export interface Block {
  readonly id: string;
  readonly namespace: string;
  readonly height: number;
}

/** Which block stood in which column. */
export interface Columns {
  readonly count: number;
  readonly of: ReadonlyMap<string, number>;
}

export type Column<T extends Block> = readonly T[];

const MOST = 5;
const GAP = { column: 40, row: 12, frame: 20 };
export const FRAME = { head: 32, padding: 14 };
/** From here on letters can be read: a view that is as large needs no further column. */
const LEGIBLE = 0.95;
/** Another number of columns must show all so much larger before anything moves. */
const WORTH = 1.15;
/** A column may be so much higher than it had to be before its blocks are dealt out anew. */
const SLACK = 1.3;

const severalNamespaces = (blocks: readonly Block[]): boolean => blocks.some(({ namespace }) => namespace !== blocks[0]?.namespace);

function heightOf(column: readonly Block[], framed: boolean): number {
  let height = 0;
  column.forEach((block, i) => {
    const first = block.namespace !== column[i - 1]?.namespace || i === 0;
    if (i > 0) height += framed && first ? GAP.frame : GAP.row;
    height += block.height + (framed && first ? FRAME.head + FRAME.padding : 0);
  });
  return height;
}

/** In order, as many columns as asked for, the highest as low as can be. */
function dealt<T extends Block>(blocks: readonly T[], count: number, framed: boolean): T[][] {
  const within = (limit: number): T[][] => {
    const columns: T[][] = [[]];
    for (const block of blocks) {
      const last = columns.at(-1) as T[];
      if (last.length > 0 && heightOf([...last, block], framed) > limit) columns.push([block]);
      else last.push(block);
    }
    return columns;
  };
  let low = Math.max(0, ...blocks.map((block) => block.height));
  let high = heightOf(blocks, framed);
  while (high - low > 4) {
    const middle = (low + high) / 2;
    if (within(middle).length <= count) high = middle;
    else low = middle;
  }
  return within(high);
}

/** Everyone where he was; who is new beside the last of his namespace, or where there is most room. */
function kept<T extends Block>(blocks: readonly T[], before: Columns, framed: boolean): T[][] {
  const columns: T[][] = Array.from({ length: before.count }, () => []);
  let last = 0;
  for (const [i, block] of blocks.entries()) {
    const known = before.of.get(block.id);
    const beside = blocks[i - 1]?.namespace === block.namespace ? last : columns.reduce((least, column, at) => (heightOf(column, framed) < heightOf(columns[least] ?? [], framed) ? at : least), 0);
    last = known ?? beside;
    columns[last]?.push(block);
  }
  return columns;
}

const highest = (columns: readonly (readonly Block[])[], framed: boolean): number => Math.max(1, ...columns.map((column) => heightOf(column, framed)));

export function columnsFor<T extends Block>(blocks: readonly T[], widthOf: (column: Column<T>) => number, room: Size, before?: Columns): Column<T>[] {
  const framed = severalNamespaces(blocks);
  const zoomOf = (columns: readonly Column<T>[]): number => Math.min(1, room.width / widthOfAll(columns, widthOf, framed), room.height / highest(columns, framed));
  const old = before && kept(blocks, before, framed);
  const oldZoom = old && old.every((column) => column.length > 0) && highest(old, framed) <= SLACK * highest(dealt(blocks, old.length, framed), framed) ? zoomOf(old) : 0;
  let best = dealt(blocks, 1, framed);
  for (let count = 2; count <= MOST && zoomOf(best) < LEGIBLE; count++) {
    const next = dealt(blocks, count, framed);
    if (zoomOf(next) > zoomOf(best)) best = next;
  }
  return old && oldZoom > 0 && (oldZoom * WORTH >= zoomOf(best)) ? old : best;
}

export const columnsOf = (columns: readonly (readonly Block[])[]): Columns => ({ count: columns.length, of: new Map(columns.flatMap((column, at) => column.map(({ id }) => [id, at] as const))) });

function widthOfAll<T extends Block>(columns: readonly Column<T>[], widthOf: (column: Column<T>) => number, framed: boolean): number {
  return columns.reduce((sum, column) => sum + widthOf(column) + (framed ? 2 * FRAME.padding : 0), 0) + (columns.length - 1) * GAP.column;
}

/** Calls `put` with each block's place; gives the frames. */
export function placeColumns<T extends Block>(columns: readonly Column<T>[], widthOf: (column: Column<T>) => number, put: (block: T, at: Point, column: Column<T>) => void): Box[] {
  const framed = severalNamespaces(columns.flat());
  const inset = framed ? FRAME.padding : 0;
  const frames: Box[] = [];
  let x = 0;
  for (const column of columns) {
    const width = widthOf(column);
    let y = 0;
    let frame: Box | undefined;
    for (const [i, block] of column.entries()) {
      const { namespace } = block;
      const first = i === 0 || namespace !== column[i - 1]?.namespace;
      if (i > 0) y += framed && first ? GAP.frame + FRAME.padding : GAP.row;
      const top = y;
      if (framed && first) y += FRAME.head;
      put(block, { x: x + inset, y }, column);
      y += block.height;
      if (!framed) continue;
      if (first) frame = { id: `namespace:${namespace}:${block.id}`, type: 'namespace', about: namespace, x, y: top, width: width + 2 * inset, height: 0 };
      frame = { ...(frame as Box), height: y + inset - (frame as Box).y };
      if (first) frames.push(frame);
      else frames[frames.length - 1] = frame;
    }
    x += width + 2 * inset + GAP.column;
  }
  return frames;
}
