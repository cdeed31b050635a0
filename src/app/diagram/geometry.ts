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
export type BoxType = 'component' | 'lane' | 'machine' | 'tray' | 'workload' | 'pods' | 'service' | 'endpoints' | 'actor' | 'outside';

export interface Box extends Rect {
  readonly id: string;
  readonly type: BoxType;
  /** uid of the object, name of the actor, or group of Pods that the box shows. */
  readonly about: string;
  readonly title?: string;
}

export interface Wire {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  readonly tone: 'plain' | 'live' | 'off';
  /** Drawn as a curve that leaves and arrives horizontally. */
  readonly curved?: boolean;
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

export function wirePath({ from, to, curved }: Wire): string {
  if (!curved) return `M${from.x},${from.y}L${to.x},${to.y}`;
  const bend = Math.max(24, (to.x - from.x) / 2);
  return `M${from.x},${from.y}C${from.x + bend},${from.y} ${to.x - bend},${to.y} ${to.x},${to.y}`;
}

/** The grid in which Pods stand, inside of a machine, a tray or a group. */
export interface Grid {
  readonly columns: number;
  readonly cell: Size;
  readonly gap: number;
}

export const TILE: Grid = { columns: 4, cell: { width: 60, height: 54 }, gap: 5 };
export const DOT: Grid = { columns: 14, cell: { width: 15, height: 15 }, gap: 3 };
/** More Pods than this in one box are drawn as dots. */
export const TILES_MAX = 32;

export function gridFor(count: number, width: number): Grid {
  const grid = count > TILES_MAX ? DOT : TILE;
  return { ...grid, columns: Math.max(1, Math.floor((width + grid.gap) / (grid.cell.width + grid.gap))) };
}

export function cellAt(grid: Grid, slot: number): Point {
  return { x: (slot % grid.columns) * (grid.cell.width + grid.gap), y: Math.floor(slot / grid.columns) * (grid.cell.height + grid.gap) };
}

export function gridHeight(grid: Grid, slots: number, minRows: number): number {
  const rows = Math.max(minRows, Math.ceil(slots / grid.columns));
  return rows * (grid.cell.height + grid.gap) - grid.gap;
}
