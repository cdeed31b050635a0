// The Workloads view: who owns whom, from left to right: Deployment → ReplicaSet → Pods. A workload keeps its row as long as it lives.
import { type Box, gridFor, gridHeight, type Layout, type Point, type Size, TILES_MAX, type Wire } from '../geometry.ts';
import { type Block, type Columns, columnsFor, columnsOf, placeColumns } from './columns.ts';

const CARD = { width: 196, height: 72 };
const PODS = { width: 316, padding: 8 };
const COLUMN = 226;
const WIDTH = 2 * COLUMN + PODS.width;
const ROW_GAP = 12;
/** Where there are more Pods than this in the whole view, only groups of a few are drawn with names. */
const CROWD = 120;
const FEW = 8;

/** An owner and what it owns, down to the groups of Pods. */
export interface Tree {
  readonly uid: string;
  readonly namespace: string;
  readonly children: readonly Tree[];
  readonly pods: number;
}

/** Pods without an owner, by namespace. */
export interface Bare {
  readonly group: string;
  readonly pods: number;
}

interface TreeBlock extends Block {
  readonly draw: (at: Point) => Drawing;
}

interface Drawing {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
  readonly end: number;
}

/** In the order given; where it is seen, and which columns there were before. */
export function workloadsLayout(trees: readonly Tree[], bare: readonly Bare[], room: Size, before?: Columns): Layout & { readonly columns: Columns } {
  const all = trees.reduce((sum, tree) => sum + podsOf(tree), 0) + bare.reduce((sum, { pods }) => sum + pods, 0);
  const tilesMax = all > CROWD ? FEW : TILES_MAX;
  const blocks = [
    ...trees.map((tree) => blockOf(tree.uid, tree.namespace, (at) => treeAt(tree, at, tilesMax))),
    ...bare.map((group) => blockOf(group.group, group.group.slice('bare/'.length), (at) => bareAt(group, at, tilesMax))),
  ];
  const columns = columnsFor(byNamespace(blocks), () => WIDTH, room, before);
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  const frames = placeColumns(columns, () => WIDTH, (block, at) => {
    const drawing = block.draw(at);
    boxes.push(...drawing.boxes);
    wires.push(...drawing.wires);
  });
  return { boxes: [...frames, ...boxes], wires, columns: columnsOf(columns) };
}

/** Namespaces in the order in which they come; within each what was first stays first. */
function byNamespace(blocks: readonly TreeBlock[]): TreeBlock[] {
  const names = [...new Set(blocks.map(({ namespace }) => namespace))];
  return names.flatMap((name) => blocks.filter(({ namespace }) => namespace === name));
}

function blockOf(id: string, namespace: string, draw: TreeBlock['draw']): TreeBlock {
  return { id, namespace, height: draw({ x: 0, y: 0 }).end, draw };
}

const podsOf = (tree: Tree): number => tree.pods + tree.children.reduce((sum, child) => sum + podsOf(child), 0);

function treeAt(tree: Tree, { x, y }: Point, tilesMax: number): Drawing {
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  const end = place(tree, { depth: 0, x, y, tilesMax }, undefined, boxes, wires);
  return { boxes, wires, end };
}

function bareAt({ group, pods }: Bare, { x, y }: Point, tilesMax: number): Drawing {
  const box = podsBox({ group, x: x + 2 * COLUMN, y, pods, tilesMax, title: group.slice('bare/'.length) });
  return { boxes: [box], wires: [], end: y + box.height };
}

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
  /** Of the whole tree. */
  readonly x: number;
  readonly y: number;
  readonly tilesMax: number;
}

/** Puts a tree at its spot; gives where it ends. */
function place(tree: Tree, { depth, x, y, tilesMax }: Spot, parent: Box | undefined, boxes: Box[], wires: Wire[]): number {
  const box: Box = { id: tree.uid, type: 'workload', about: tree.uid, x: x + depth * COLUMN, y, ...CARD };
  boxes.push(box);
  if (parent) wires.push(wire(parent, box));
  let end = y + CARD.height;
  if (tree.pods > 0 || tree.children.length === 0) {
    const pods = podsBox({ group: tree.uid, x: x + 2 * COLUMN, y, pods: tree.pods, tilesMax });
    boxes.push(pods);
    wires.push(wire(box, pods));
    end = Math.max(end, y + pods.height);
  }
  let at = tree.pods > 0 ? end + ROW_GAP : y;
  for (const child of tree.children) {
    at = place(child, { depth: Math.min(depth + 1, 1), x, y: at, tilesMax }, box, boxes, wires) + ROW_GAP;
    end = Math.max(end, at - ROW_GAP);
  }
  return end;
}

function wire(from: Box, to: Box): Wire {
  const start = { x: from.x + from.width, y: from.y + CARD.height / 2 };
  const end = { x: to.x, y: to.y + CARD.height / 2 };
  return { id: `${start.x},${start.y}-${end.x},${end.y}`, from: start, to: end, tone: 'plain', curved: true, ends: [from.id, to.id] };
}
