// The Workloads view: who owns whom, from left to right: Deployment → ReplicaSet → Pods. A workload keeps its row as long as it lives.
import { type Box, gridFor, gridHeight, type Layout, type Wire } from '../geometry.ts';

const CARD = { width: 208, height: 76 };
const PODS = { width: 340, padding: 8 };
const COLUMN = 252;
const ROW_GAP = 16;

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
  for (const tree of trees) y = place(tree, 0, y, undefined, boxes, wires) + ROW_GAP;
  for (const { group, pods } of bare) {
    const box = podsBox(group, 2 * COLUMN, y, pods, group.slice('bare/'.length));
    boxes.push(box);
    y += box.height + ROW_GAP;
  }
  return { boxes, wires };
}

function podsBox(group: string, x: number, y: number, pods: number, title = ''): Box {
  const head = title === '' ? 0 : 22;
  const height = Math.max(CARD.height, gridHeight(gridFor(pods, PODS.width - 2 * PODS.padding), pods, 1) + 2 * PODS.padding + head);
  return { id: `pods:${group}`, type: 'pods', about: group, title, x, y, width: PODS.width, height };
}

/** Puts a tree below `y`; gives where it ends. */
function place(tree: Tree, depth: number, y: number, parent: Box | undefined, boxes: Box[], wires: Wire[]): number {
  const box: Box = { id: tree.uid, type: 'workload', about: tree.uid, x: depth * COLUMN, y, ...CARD };
  boxes.push(box);
  if (parent) wires.push(wire(parent, box));
  let end = y + CARD.height;
  if (tree.pods > 0 || tree.children.length === 0) {
    const pods = podsBox(tree.uid, 2 * COLUMN, y, tree.pods);
    boxes.push(pods);
    wires.push(wire(box, pods));
    end = Math.max(end, y + pods.height);
  }
  let at = tree.pods > 0 ? end + ROW_GAP : y;
  for (const child of tree.children) {
    at = place(child, Math.min(depth + 1, 1), at, box, boxes, wires) + ROW_GAP;
    end = Math.max(end, at - ROW_GAP);
  }
  return end;
}

function wire(from: Box, to: Box): Wire {
  const start = { x: from.x + from.width, y: from.y + CARD.height / 2 };
  const end = { x: to.x, y: to.y + CARD.height / 2 };
  return { id: `${start.x},${start.y}-${end.x},${end.y}`, from: start, to: end, tone: 'plain', curved: true, ends: [from.id, to.id] };
}

