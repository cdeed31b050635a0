// The Network view: from outside, through an Ingress and a Service and its endpoints, to the Pods that answer.
import { type Box, cellAt, type Grid, gridFor, gridHeight, type Layout, type Point, type Rect, type Size, type Wire } from '../geometry.ts';
import { type Block, type Column, type Columns, columnsFor, columnsOf, placeColumns } from './columns.ts';

const SERVICE = { width: 204, height: 80 };
/** Rows are wide enough apart to be hit by a finger also when the whole is shrunk to fit. */
const ENDPOINTS = { width: 288, height: 80, row: 36, padding: 8 };
/** More than these are not listed: they stand as Pods. */
const LISTED = 6;
const OUTSIDE = { width: 112, height: 52 };
const INGRESS = { width: 184, height: 80 };
const GAP = { column: 36, row: 14 };

export interface Row {
  readonly uid: string;
  readonly namespace: string;
  readonly open: boolean;
  readonly endpoints: number;
  readonly ready: number;
  /** All of them are Pods that are known. */
  readonly pods?: boolean;
  /** uids of the Ingresses that lead to it. */
  readonly ingresses: readonly string[];
  /** Those of them that no controller serves: they have no address, and nothing comes through. */
  readonly closed?: readonly string[];
}

/** Where many endpoints stand as Pods; undefined where they are listed. */
export function endpointGrid(count: number, pods: boolean): Grid | undefined {
  return pods && count > LISTED ? gridFor(count, ENDPOINTS.width - 2 * ENDPOINTS.padding) : undefined;
}

export const endpointOrigin = (box: Rect): Point => ({ x: box.x + ENDPOINTS.padding, y: box.y + ENDPOINTS.padding });

/** Where a request meets an endpoint: the left edge of its row in the box, or its Pod. */
export function endpointRow(box: Rect, index: number, count: number, pods: boolean): Point {
  const grid = endpointGrid(count, pods);
  if (grid) {
    const [origin, cell] = [endpointOrigin(box), cellAt(grid, index)];
    return { x: origin.x + cell.x, y: origin.y + cell.y + grid.cell.height / 2 };
  }
  return { x: box.x, y: box.y + box.height / 2 + (index - (count - 1) / 2) * ENDPOINTS.row };
}

/** Services that share an Ingress: they stand below each other. */
interface Family extends Block {
  readonly rows: readonly Row[];
}

/** Where the lanes of a column begin: outside, Ingresses, Services, endpoints. */
interface Lanes {
  readonly ingress: number;
  readonly service: number;
  readonly endpoints: number;
  readonly width: number;
}

/** In the order given; where it is seen, and which columns there were before. */
export function networkLayout(rows: readonly Row[], room: Size, before?: Columns): Layout & { readonly columns: Columns } {
  const families = familiesOf(rows);
  const routed = rows.some((row) => row.ingresses.length > 0);
  // A single column keeps its lanes whatever comes and goes; beside others each has only the lanes that it needs.
  const alone = lanesOf(true, routed);
  const several = columnsFor(families, (column) => (column.length === families.length ? alone : lanesIn(column)).width, room, before);
  const lanes = (column: Column<Family>): Lanes => (several.length === 1 ? alone : lanesIn(column));
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  const frames = placeColumns(several, (column) => lanes(column).width, (family, at, column) => drawFamily(family, at, lanes(column), boxes, wires));
  return { boxes: [...frames, ...boxes], wires, columns: columnsOf(several) };
}

function lanesOf(outside: boolean, routed: boolean): Lanes {
  const ingress = outside ? OUTSIDE.width + GAP.column : 0;
  const service = ingress + (routed ? INGRESS.width + GAP.column : 0);
  const endpoints = service + SERVICE.width + GAP.column + 8;
  return { ingress, service, endpoints, width: endpoints + ENDPOINTS.width };
}

function lanesIn(column: Column<Family>): Lanes {
  const rows = column.flatMap((family) => family.rows);
  const routed = rows.filter((row) => row.ingresses.length > 0);
  return lanesOf(rows.some((row) => row.open) || routed.some((row) => row.ingresses.some((uid) => !row.closed?.includes(uid))), routed.length > 0);
}

function familiesOf(rows: readonly Row[]): Family[] {
  const families: { namespace: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const family = families.find((one) => one.rows.some((other) => other.ingresses.some((uid) => row.ingresses.includes(uid))));
    if (family) family.rows.push(row);
    else families.push({ namespace: row.namespace, rows: [row] });
  }
  const namespaces = [...new Set(families.map(({ namespace }) => namespace))];
  return namespaces
    .flatMap((name) => families.filter(({ namespace }) => namespace === name))
    .map((family) => {
      const boxes: Box[] = [];
      drawFamily(family, { x: 0, y: 0 }, lanesOf(true, true), boxes, []);
      return { id: family.rows[0]?.uid ?? '', ...family, height: Math.max(...boxes.map((box) => box.y + box.height)) };
    });
}

function drawFamily({ rows }: Pick<Family, 'rows'>, at: Point, lanes: Lanes, boxes: Box[], wires: Wire[]): void {
  const own: Box[] = [];
  const [serviceX, endpointsX] = [at.x + lanes.service, at.x + lanes.endpoints];
  let { y } = at;
  for (const row of rows) {
    const grid = endpointGrid(row.endpoints, row.pods === true);
    const height = Math.max(ENDPOINTS.height, grid ? gridHeight(grid, row.endpoints, 1) + 2 * ENDPOINTS.padding : 16 + row.endpoints * ENDPOINTS.row);
    const middle = y + SERVICE.height / 2;
    own.push({ id: row.uid, type: 'service', about: row.uid, x: serviceX, y, ...SERVICE });
    own.push({ id: `endpoints:${row.uid}`, type: 'endpoints', about: row.uid, x: endpointsX, y, width: ENDPOINTS.width, height });
    wires.push({ id: `${row.uid}-endpoints`, from: { x: serviceX + SERVICE.width, y: middle }, to: { x: endpointsX, y: middle }, tone: row.ready > 0 ? 'live' : 'off', ends: [row.uid, `endpoints:${row.uid}`] });
    if (row.open) {
      own.push({ id: `outside:${row.uid}`, type: 'outside', about: row.uid, x: at.x, y: middle - OUTSIDE.height / 2, ...OUTSIDE });
      wires.push({ id: `${row.uid}-outside`, from: { x: at.x + OUTSIDE.width, y: middle }, to: { x: serviceX, y: middle }, tone: 'live', ends: [`outside:${row.uid}`, row.uid] });
    }
    y += height + GAP.row;
  }
  placeIngresses(rows, { x: at.x + lanes.ingress, y: at.y }, own, wires);
  boxes.push(...own);
}

/** From where requests come to an Ingress; where a Service beside it is open itself, its own stands there. */
function placeOutside(ingress: Box, boxes: Box[], wires: Wire[]): void {
  const middle = ingress.y + INGRESS.height / 2;
  const x = ingress.x - GAP.column - OUTSIDE.width;
  const box: Box = { id: `outside:${ingress.id}`, type: 'outside', about: ingress.id, x, y: middle - OUTSIDE.height / 2, ...OUTSIDE };
  if (boxes.some((other) => other.x < x + OUTSIDE.width && other.y < box.y + box.height && box.y < other.y + other.height)) return;
  boxes.push(box);
  wires.push({ id: `${ingress.id}-outside`, from: { x: x + OUTSIDE.width, y: middle }, to: { x: ingress.x, y: middle }, tone: 'live', ends: [box.id, ingress.id] });
}

/** Each Ingress stands beside the first Service that it leads to and has no other beside it. */
function placeIngresses(rows: readonly Row[], { x, y: top }: Point, boxes: Box[], wires: Wire[]): void {
  const services = new Map(boxes.map((box) => [box.id, box]));
  let free = top;
  for (const uid of new Set(rows.flatMap((row) => row.ingresses))) {
    const behind = rows.filter((row) => row.ingresses.includes(uid));
    const y = Math.max(free, services.get(behind[0]?.uid ?? '')?.y ?? top);
    const box: Box = { id: uid, type: 'ingress', about: uid, x, y, ...INGRESS };
    boxes.push(box);
    free = y + INGRESS.height + GAP.row;
    if (!behind.some((row) => row.closed?.includes(uid))) placeOutside(box, boxes, wires);
    for (const row of behind) {
      const service = services.get(row.uid) as Box;
      wires.push({ id: `${uid}-${row.uid}`, from: { x: x + INGRESS.width, y: y + INGRESS.height / 2 }, to: { x: service.x, y: service.y + SERVICE.height / 2 }, tone: row.ready > 0 && !row.closed?.includes(uid) ? 'live' : 'off', curved: true, ends: [uid, row.uid] });
    }
  }
}
