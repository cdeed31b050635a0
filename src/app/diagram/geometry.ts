// Where things stand in a diagram: boxes, wires between them, and the points at which a line meets a box.
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Point, Size {}

/** What the diagram knows how to draw. */
export type BoxType = 'component' | 'lane' | 'machine' | 'tray' | 'workload' | 'pods' | 'service' | 'endpoints' | 'actor' | 'outside' | 'ingress' | 'namespace';

export interface Box extends Rect {
  readonly id: string;
  readonly type: BoxType;
  /** uid of the object, name of the actor, or group of Pods that the box shows. */
  readonly about: string;
  readonly title?: string;
  /** More Pods than this in it are drawn as dots. */
  readonly tilesMax?: number;
}

export interface Wire {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  readonly tone: 'plain' | 'live' | 'off';
  /** Drawn as a curve that leaves and arrives horizontally. */
  readonly curved?: boolean;
  /** The boxes at its ends: it follows them when they are moved. */
  readonly ends?: readonly [from: string, to: string];
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
}

export const centre = (rect: Rect): Point => ({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });

/** Where the line from the middle of `rect` towards `to` leaves it. */
export function edgePoint(rect: Rect, to: Point): Point {
  const from = centre(rect);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (dx === 0 && dy === 0) return from;
  const scale = Math.min(dx === 0 ? Infinity : rect.width / 2 / Math.abs(dx), dy === 0 ? Infinity : rect.height / 2 / Math.abs(dy));
  return scale >= 1 ? from : { x: from.x + dx * scale, y: from.y + dy * scale };
}

export function between(a: Rect, b: Rect): { readonly from: Point; readonly to: Point } {
  return { from: edgePoint(a, centre(b)), to: edgePoint(b, centre(a)) };
}

/** The layout with the boxes where a person has put them. */
export function movedLayout(layout: Layout, moved: Readonly<Record<string, Point>>): Layout {
  if (Object.keys(moved).length === 0) return layout;
  const boxes = layout.boxes.map((box) => {
    const by = moved[box.id];
    return by ? { ...box, x: box.x + by.x, y: box.y + by.y } : box;
  });
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const wires = layout.wires.map((wire): Wire => {
    const [from, to] = wire.ends ?? [];
    const [a, b] = [byId.get(from ?? ''), byId.get(to ?? '')];
    const [da, db] = [moved[from ?? ''], moved[to ?? '']];
    if (!a || !b || (!da && !db)) return wire;
    if (!wire.curved && wire.tone === 'plain') return { ...wire, ...between(a, b) };
    const shift = (point: Point, by: Point | undefined): Point => (by ? { x: point.x + by.x, y: point.y + by.y } : point);
    return { ...wire, from: shift(wire.from, da), to: shift(wire.to, db) };
  });
  return { boxes, wires };
}

export const sameBox = (a: Box, b: Box): boolean => a.id === b.id && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height && a.about === b.about && a.type === b.type && a.title === b.title && a.tilesMax === b.tilesMax;
const samePoint = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y;
const sameWire = (a: Wire, b: Wire): boolean => a.id === b.id && a.tone === b.tone && samePoint(a.from, b.from) && samePoint(a.to, b.to);

export const sameLayout = (a: Layout, b: Layout): boolean =>
  a.boxes.length === b.boxes.length && a.wires.length === b.wires.length && a.boxes.every((box, i) => sameBox(box, b.boxes[i] as Box)) && a.wires.every((wire, i) => sameWire(wire, b.wires[i] as Wire));

export function wirePath({ from, to, curved }: Wire): string {
  if (!curved) return `M${from.x},${from.y}L${to.x},${to.y}`;
  const bend = Math.max(24, (to.x - from.x) / 2);
  return `M${from.x},${from.y}C${from.x + bend},${from.y} ${to.x - bend},${to.y} ${to.x},${to.y}`;
}

/** How much of a Pod is drawn, by the size that its slot has on the screen: a mark, its name too, its containers, the end of its log. */
export type Detail = 'mark' | 'tile' | 'card' | 'log';

export function detailOf(cellWidth: number, zoom: number): Detail {
  const pixels = cellWidth * zoom;
  // Where there are many, they stay marks until few enough are in sight.
  return pixels < (cellWidth < TILE.cell.width ? 64 : 24) ? 'mark' : pixels < 132 ? 'tile' : pixels < 240 ? 'card' : 'log';
}

/** The slots of a grid at `origin` that lie within `view`, first and one past the last, by whole rows. */
export function slotsWithin(grid: Grid, origin: Point, count: number, view: Rect): readonly [number, number] {
  const row = grid.cell.height + grid.gap;
  const width = grid.columns * (grid.cell.width + grid.gap);
  if (view.x > origin.x + width || view.x + view.width < origin.x) return [0, 0];
  const first = Math.max(0, Math.floor((view.y - origin.y) / row)) * grid.columns;
  const last = Math.max(0, Math.ceil((view.y + view.height - origin.y) / row)) * grid.columns;
  return [Math.min(first, count), Math.min(last, count)];
}

/** The grid in which Pods stand, inside of a machine, a tray or a group. */
export interface Grid {
  readonly columns: number;
  readonly cell: Size;
  readonly gap: number;
}

export const TILE: Grid = { columns: 4, cell: { width: 56, height: 56 }, gap: 5 };
export const DOT: Grid = { columns: 14, cell: { width: 15, height: 15 }, gap: 3 };
/** More Pods than this in one box are drawn as dots. */
export const TILES_MAX = 32;

const grids = new Map<string, Grid>();

/** The same value for the same answer, so that nothing is drawn again because of it. */
export function gridFor(count: number, width: number, tilesMax = TILES_MAX): Grid {
  const grid = count > tilesMax ? DOT : TILE;
  const columns = Math.max(1, Math.floor((width + grid.gap) / (grid.cell.width + grid.gap)));
  const key = `${grid.cell.width} ${columns}`;
  const known = grids.get(key) ?? { ...grid, columns };
  grids.set(key, known);
  return known;
}

export function cellAt(grid: Grid, slot: number): Point {
  return { x: (slot % grid.columns) * (grid.cell.width + grid.gap), y: Math.floor(slot / grid.columns) * (grid.cell.height + grid.gap) };
}

export function gridHeight(grid: Grid, slots: number, minRows: number): number {
  const rows = Math.max(minRows, Math.ceil(slots / grid.columns));
  return rows * (grid.cell.height + grid.gap) - grid.gap;
}
