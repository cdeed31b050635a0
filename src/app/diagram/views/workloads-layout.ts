// The Workloads view: who owns whom, from left to right: Deployment → ReplicaSet → Pods. A workload keeps its row as long as it lives.
import { type Box, gridFor, gridHeight, type Layout, TILES_MAX, type Wire } from '../geometry.ts';

const CARD = { width: 196, height: 72 };
const PODS = { width: 316, padding: 8 };
const COLUMN = 226;
const ROW_GAP = 12;
/** Where there are more Pods than this in the whole view, only groups of a few are drawn with names. */
const CROWD = 120;
const FEW = 8;

/** An owner and what it owns, down to the groups of Pods. */
export interface Tree {
  readonly uid: string;
  readonly children: readonly Tree[];
  readonly pods: number;
}

export function workloadsLayout(trees: readonly Tree[], bare: readonly { readonly group: string; readonly pods: number }[]): Layout {
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  let y = 0;
  const all = trees.reduce((sum, tree) => sum + podsOf(tree), 0) + bare.reduce((sum, { pods }) => sum + pods, 0);
  const tilesMax = all > CROWD ? FEW : TILES_MAX;
  for (const tree of trees) y = place(tree, { depth: 0, y, tilesMax }, undefined, boxes, wires) + ROW_GAP;
  for (const { group, pods } of bare) {
    const box = podsBox({ group, x: 2 * COLUMN, y, pods, tilesMax, title: group.slice('bare/'.length) });
    boxes.push(box);
    y += box.height + ROW_GAP;
  }
  return { boxes, wires };
}

const podsOf = (tree: Tree): number => tree.pods + tree.children.reduce((sum, child) => sum + podsOf(child), 0);

interface Group {
  readonly group: string;
  readonly x: number;
  readonly y: number;
  readonly pods: number;
  readonly tilesMax: number;
  readonly title?: string;
}

function podsBox({ group, x, y, pods, tilesMax, title = '' }: Group): Box {
  const head = title === '' ? 0 : 22;
  const height = Math.max(CARD.height, gridHeight(gridFor(pods, PODS.width - 2 * PODS.padding, tilesMax), pods, 1) + 2 * PODS.padding + head);
  return { id: `pods:${group}`, type: 'pods', about: group, title, tilesMax, x, y, width: PODS.width, height };
}

interface Spot {
  readonly depth: number;
  readonly y: number;
  readonly tilesMax: number;
}

/** Puts a tree at its spot; gives where it ends. */
function place(tree: Tree, { depth, y, tilesMax }: Spot, parent: Box | undefined, boxes: Box[], wires: Wire[]): number {
  const box: Box = { id: tree.uid, type: 'workload', about: tree.uid, x: depth * COLUMN, y, ...CARD };
  boxes.push(box);
  if (parent) wires.push(wire(parent, box));
  let end = y + CARD.height;
  if (tree.pods > 0 || tree.children.length === 0) {
    const pods = podsBox({ group: tree.uid, x: 2 * COLUMN, y, pods: tree.pods, tilesMax });
    boxes.push(pods);
    wires.push(wire(box, pods));
    end = Math.max(end, y + pods.height);
  }
  let at = tree.pods > 0 ? end + ROW_GAP : y;
  for (const child of tree.children) {
    at = place(child, { depth: Math.min(depth + 1, 1), y: at, tilesMax }, box, boxes, wires) + ROW_GAP;
    end = Math.max(end, at - ROW_GAP);
  }
  return end;
}

function wire(from: Box, to: Box): Wire {
  const start = { x: from.x + from.width, y: from.y + CARD.height / 2 };
  const end = { x: to.x, y: to.y + CARD.height / 2 };
  return { id: `${start.x},${start.y}-${end.x},${end.y}`, from: start, to: end, tone: 'plain', curved: true, ends: [from.id, to.id] };
}

