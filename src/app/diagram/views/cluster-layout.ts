// The Cluster view: workstation, control plane, waiting Pods and the nodes with their slots; everything has its fixed place.
import { between, type Box, type Grid, gridFor, gridHeight, type Layout, type Rect, type Wire } from '../geometry.ts';

export const MACHINE = { width: 260, head: 72, padding: 10, gap: 14, perRow: 4, minRows: 2, system: 27 };
const COMPONENT = { width: 192, height: 56 };
const TRAY_HEIGHT = 66;
/** Between the rows there is room for the words of a message. */
const ROW = { top: 0, middle: 96, tray: 164, machines: 242 };

export interface Machine {
  readonly uid: string;
  readonly name: string;
  readonly slots: number;
  /** Its system Pods that are shown; they have a strip of their own. */
  readonly system?: number;
}

export function machineInnerWidth(): number {
  return MACHINE.width - 2 * MACHINE.padding;
}

/** One row with names; more are dots, so that a crowd that waits for a moment does not push the nodes away. */
export function trayGrid(waiting: number, trayWidth: number): Grid {
  const room = trayWidth - 176;
  return gridFor(waiting, room, gridFor(1, room).columns);
}

export function clusterLayout(machines: readonly Machine[], waiting: number): Layout {
  const perRow = Math.min(MACHINE.perRow, Math.max(3, machines.length));
  const width = perRow * MACHINE.width + (perRow - 1) * MACHINE.gap;
  const column = (share: number): number => Math.round((width - COMPONENT.width) * share);
  const component = (id: string, x: number, y: number): Box => ({ id, type: 'component', about: id, x, y, ...COMPONENT });
  const components = [
    component('workstation', 0, ROW.middle),
    component('scheduler', column(0.22), ROW.top),
    component('controller-manager', column(0.78), ROW.top),
    component('api', column(0.5), ROW.middle),
    component('etcd', column(1), ROW.middle),
  ];
  const trayHeight = Math.max(TRAY_HEIGHT, gridHeight(trayGrid(waiting, width), waiting, 1) + 10);
  const tray: Box = { id: 'tray', type: 'tray', about: '', x: 0, y: ROW.tray, width, height: trayHeight };
  const boxes = placeMachines(machines, perRow, ROW.machines + trayHeight - TRAY_HEIGHT);
  return { boxes: [...components, tray, ...boxes], wires: wiresOf(components, boxes) };
}

function placeMachines(machines: readonly Machine[], perRow: number, top: number): Box[] {
  const boxes: Box[] = [];
  let y = top;
  for (let from = 0; from < machines.length; from += perRow) {
    const row = machines.slice(from, from + perRow);
    const strip = row.some(({ system = 0 }) => system > 0) ? MACHINE.system : 0;
    const heightOf = (slots: number): number => MACHINE.head + gridHeight(gridFor(slots, machineInnerWidth()), slots, MACHINE.minRows) + MACHINE.padding + strip;
    const height = Math.max(heightOf(0), ...row.map(({ slots }) => heightOf(slots)));
    for (const [i, machine] of row.entries()) {
      boxes.push({ id: `node:${machine.name}`, type: 'machine', about: machine.uid, title: machine.name, x: i * (MACHINE.width + MACHINE.gap), y, width: MACHINE.width, height });
    }
    y += height + MACHINE.gap;
  }
  return boxes;
}

function wiresOf(components: readonly Box[], machines: readonly Box[]): Wire[] {
  const api = components.find((box) => box.id === 'api') as Rect;
  const others = [...components.filter((box) => box.id !== 'api'), ...machines];
  return others.map((box) => ({ id: `api-${box.id}`, ...between(api, box), tone: 'plain' as const, ends: ['api', box.id] as const }));
}
