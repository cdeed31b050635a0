// The Network view: from outside, through an Ingress and a Service and its endpoints, to the Pods that answer.
import type { Box, Layout, Point, Rect, Wire } from '../geometry.ts';

const SERVICE = { width: 204, height: 80 };
/** Rows are wide enough apart to be hit by a finger also when the whole is shrunk to fit. */
const ENDPOINTS = { width: 264, height: 80, row: 36 };
const OUTSIDE = { width: 112, height: 52 };
const INGRESS = { width: 184, height: 80 };
const GAP = { column: 36, row: 14 };

export interface Row {
  readonly uid: string;
  readonly open: boolean;
  readonly endpoints: number;
  readonly ready: number;
  /** uids of the Ingresses that lead to it. */
  readonly ingresses: readonly string[];
  /** Those of them that no controller serves: they have no address, and nothing comes through. */
  readonly closed?: readonly string[];
}

/** The left edge of an endpoint's row in its box. */
export function endpointRow(box: Rect, index: number, count: number): Point {
  return { x: box.x, y: box.y + box.height / 2 + (index - (count - 1) / 2) * ENDPOINTS.row };
}

export function networkLayout(rows: readonly Row[]): Layout {
  const routed = rows.some((row) => row.ingresses.length > 0);
  const serviceX = OUTSIDE.width + GAP.column + (routed ? INGRESS.width + GAP.column : 0);
  const endpointsX = serviceX + SERVICE.width + GAP.column + 8;
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  let y = 0;
  for (const row of rows) {
    const height = Math.max(ENDPOINTS.height, 16 + row.endpoints * ENDPOINTS.row);
    const middle = y + SERVICE.height / 2;
    boxes.push({ id: row.uid, type: 'service', about: row.uid, x: serviceX, y, ...SERVICE });
    boxes.push({ id: `endpoints:${row.uid}`, type: 'endpoints', about: row.uid, x: endpointsX, y, width: ENDPOINTS.width, height });
    wires.push({ id: `${row.uid}-endpoints`, from: { x: serviceX + SERVICE.width, y: middle }, to: { x: endpointsX, y: middle }, tone: row.ready > 0 ? 'live' : 'off', ends: [row.uid, `endpoints:${row.uid}`] });
    if (row.open) {
      boxes.push({ id: `outside:${row.uid}`, type: 'outside', about: row.uid, x: 0, y: middle - OUTSIDE.height / 2, ...OUTSIDE });
      wires.push({ id: `${row.uid}-outside`, from: { x: OUTSIDE.width, y: middle }, to: { x: serviceX, y: middle }, tone: 'live', ends: [`outside:${row.uid}`, row.uid] });
    }
    y += height + GAP.row;
  }
  if (routed) placeIngresses(rows, boxes, wires);
  return { boxes, wires };
}

/** From where requests come to an Ingress; where a Service beside it is open itself, its own stands there. */
function placeOutside(ingress: Box, boxes: Box[], wires: Wire[]): void {
  const middle = ingress.y + INGRESS.height / 2;
  const box: Box = { id: `outside:${ingress.id}`, type: 'outside', about: ingress.id, x: 0, y: middle - OUTSIDE.height / 2, ...OUTSIDE };
  if (boxes.some((other) => other.x < OUTSIDE.width && other.y < box.y + box.height && box.y < other.y + other.height)) return;
  boxes.push(box);
  wires.push({ id: `${ingress.id}-outside`, from: { x: OUTSIDE.width, y: middle }, to: { x: ingress.x, y: middle }, tone: 'live', ends: [box.id, ingress.id] });
}

/** Each Ingress stands beside the first Service that it leads to and has no other beside it. */
function placeIngresses(rows: readonly Row[], boxes: Box[], wires: Wire[]): void {
  const services = new Map(boxes.map((box) => [box.id, box]));
  const x = OUTSIDE.width + GAP.column;
  let free = 0;
  for (const uid of new Set(rows.flatMap((row) => row.ingresses))) {
    const behind = rows.filter((row) => row.ingresses.includes(uid));
    const y = Math.max(free, services.get(behind[0]?.uid ?? '')?.y ?? 0);
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
