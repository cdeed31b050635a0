// The Network view: from outside, through a Service and its endpoints, to the Pods that answer.
import type { Box, Layout, Point, Rect, Wire } from '../geometry.ts';

const SERVICE = { width: 232, height: 84 };
const ENDPOINTS = { width: 300, height: 84, row: 30 };
const OUTSIDE = { width: 116, height: 56 };
const X = { outside: 0, service: 168, endpoints: 472 };
const ROW_GAP = 18;

export interface Row {
  readonly uid: string;
  readonly open: boolean;
  readonly endpoints: number;
  readonly ready: number;
}

/** The left edge of an endpoint's row in its box. */
export function endpointRow(box: Rect, index: number, count: number): Point {
  return { x: box.x, y: box.y + box.height / 2 + (index - (count - 1) / 2) * ENDPOINTS.row };
}

export function networkLayout(rows: readonly Row[]): Layout {
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  let y = 0;
  for (const row of rows) {
    const height = Math.max(ENDPOINTS.height, 16 + row.endpoints * ENDPOINTS.row);
    const middle = y + SERVICE.height / 2;
    boxes.push({ id: row.uid, type: 'service', about: row.uid, x: X.service, y, ...SERVICE });
    boxes.push({ id: `endpoints:${row.uid}`, type: 'endpoints', about: row.uid, x: X.endpoints, y, width: ENDPOINTS.width, height });
    wires.push({ id: `${row.uid}-endpoints`, from: { x: X.service + SERVICE.width, y: middle }, to: { x: X.endpoints, y: middle }, tone: row.ready > 0 ? 'live' : 'off' });
    if (row.open) {
      boxes.push({ id: `outside:${row.uid}`, type: 'outside', about: row.uid, x: X.outside, y: middle - OUTSIDE.height / 2, ...OUTSIDE });
      wires.push({ id: `${row.uid}-outside`, from: { x: OUTSIDE.width, y: middle }, to: { x: X.service, y: middle }, tone: 'live' });
    }
    y += height + ROW_GAP;
  }
  return { boxes, wires };
}
