// The Workloads view: who owns whom, from left to right: Deployment → ReplicaSet → Pods. A workload keeps its row as long as it lives.
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ObjectSummary, WorkloadKind, WorkloadSummary } from '../../../bridge/summary.ts';
import { useCluster } from '../../state/cluster.ts';
import { usePreferences } from '../../state/preferences.ts';
import { type Box, gridFor, gridHeight, type Layout, type Rect, type Wire } from '../geometry.ts';

export const workloadKinds: readonly WorkloadKind[] = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'replicasets', 'replicationcontrollers'];
const CARD = { width: 208, height: 76 };
const PODS = { width: 340, padding: 8 };
const COLUMN = 252;
const ROW_GAP = 16;

/** An owner and what it owns, down to the groups of Pods. */
interface Tree {
  readonly uid: string;
  readonly children: readonly Tree[];
  readonly pods: number;
}

const isWorkload = (object: ObjectSummary | undefined): object is WorkloadSummary => object !== undefined && (workloadKinds as readonly string[]).includes(object.kind);

export function useWorkloadsLayout(): Layout {
  const namespace = usePreferences((preferences) => preferences.namespace);
  // One text says all that the layout depends on, so that it is computed anew only when that changes.
  const shape = useCluster((state) => JSON.stringify(treesOf(state, namespace)));
  const bare = useCluster(useShallow((state) => state.underOwners.groups().filter((group) => group.startsWith('bare/') && (namespace === '' || group === `bare/${namespace}`))));
  const bareCounts = useCluster(useShallow((state) => bare.map((group) => state.underOwners.slots(group).length)));
  return useMemo(() => workloadsLayout(JSON.parse(shape) as Tree[], bare.map((group, i) => ({ group, pods: bareCounts[i] as number }))), [shape, bare, bareCounts]);
}

function treesOf(state: ReturnType<typeof useCluster.getState>, namespace: string): Tree[] {
  const workloads = workloadKinds.flatMap((kind) => (state.members.get(kind) ?? []).map((uid) => state.objects.get(uid)).filter(isWorkload));
  const shown = workloads.filter((object) => namespace === '' || object.namespace === namespace);
  const present = new Set(shown.map((object) => object.uid));
  const tree = (object: WorkloadSummary): Tree => ({
    uid: object.uid,
    pods: state.underOwners.slots(object.uid).length,
    children: shown
      .filter((child) => child.owner === object.uid)
      // Old ReplicaSets without Pods are history, not structure: the newest two are enough to see a rollout.
      .filter((child) => child.kind !== 'replicasets' || child.desired > 0 || state.underOwners.slots(child.uid).length > 0 || child.revision === object.revision)
      .map(tree),
  });
  return shown.filter((object) => object.owner === '' || !present.has(object.owner)).sort((a, b) => a.createdMs - b.createdMs || a.name.localeCompare(b.name)).map(tree);
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
function place(tree: Tree, depth: number, y: number, parent: Rect | undefined, boxes: Box[], wires: Wire[]): number {
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

function wire(from: Rect, to: Rect): Wire {
  const start = { x: from.x + from.width, y: from.y + CARD.height / 2 };
  const end = { x: to.x, y: to.y + CARD.height / 2 };
  return { id: `${start.x},${start.y}-${end.x},${end.y}`, from: start, to: end, tone: 'plain', curved: true };
}

