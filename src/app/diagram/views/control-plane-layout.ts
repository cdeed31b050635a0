// The Control plane view: the API server as the hub, every actor around it, so that each message is a line between two of them.
import { between, type Box, type Layout } from '../geometry.ts';

/** Those that a learner meets first; they have their places from the beginning. */
export const wellKnownControllers: readonly string[] = [
  'deployment-controller', 'replicaset-controller', 'endpointslice-controller', 'node-controller', 'statefulset-controller', 'daemonset-controller', 'job-controller', 'namespace-controller',
  'generic-garbage-collector', 'taint-eviction-controller', 'serviceaccount-controller', 'endpoint-controller',
];
const ACTOR = { width: 152, height: 40 };
const GAP = 10;
const COLUMNS = 4;
const WIDTH = COLUMNS * ACTOR.width + (COLUMNS - 1) * GAP + 32;

export function controlPlaneLayout(nodes: readonly string[], others: readonly string[]): Layout {
  const controllers = [...wellKnownControllers, ...others];
  const rows = Math.ceil(controllers.length / COLUMNS);
  const laneHeight = 34 + rows * (ACTOR.height + GAP);
  const lane: Box = { id: 'controller-manager', type: 'lane', about: 'controller-manager', x: 0, y: 0, width: WIDTH, height: laneHeight };
  const at = (id: string, about: string, i: number): Box => ({
    id, type: 'actor', about, x: 16 + (i % COLUMNS) * (ACTOR.width + GAP), y: 30 + Math.floor(i / COLUMNS) * (ACTOR.height + GAP), ...ACTOR,
  });
  const middle = laneHeight + 72;
  const component = (id: string, x: number, y: number, width = 180, height = 56): Box => ({ id, type: 'component', about: id, x, y, width, height });
  const api = component('api', (WIDTH - 190) / 2, middle, 190, 60);
  const hubs = [
    component('workstation', 0, middle),
    component('scheduler', WIDTH - 180, laneHeight + 24),
    component('etcd', WIDTH - 180, middle + 56),
    api,
  ];
  const kubeletTop = middle + 144;
  const width = Math.max(ACTOR.width, Math.min(220, (WIDTH - (Math.min(nodes.length, 5) - 1) * GAP) / Math.max(1, Math.min(nodes.length, 5))));
  const kubelets = nodes.map((name, i): Box => ({
    id: `node:${name}`, type: 'actor', about: `kubelet ${name}`, x: (i % 5) * (width + GAP), y: kubeletTop + Math.floor(i / 5) * (ACTOR.height + GAP), width, height: ACTOR.height,
  }));
  const actors = controllers.map((name, i) => at(`actor:${name}`, name, i));
  const wires = [...hubs.filter((box) => box !== api), ...kubelets, lane].map((box) => ({ id: `api-${box.id}`, ...between(api, box), tone: 'plain' as const, ends: ['api', box.id] as const }));
  return { boxes: [lane, ...hubs, ...actors, ...kubelets], wires };
}
