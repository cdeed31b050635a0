// npm run bench, the whole cluster: Deployments until every Pod is Ready, in time and memory, and how fast the same cluster runs when nothing happens.
import type { Caller } from '../engine/client/api.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import { createWorld } from '../engine/world/world.ts';

export interface ClusterSize {
  /** Of each Deployment. */
  readonly replicas: number;
  readonly deployments: number;
  readonly nodes: number;
  readonly podsPerNode: number;
  readonly runtime: 'simulated' | 'hollow';
}

export interface ClusterFigures {
  readonly size: ClusterSize;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly kibPerPod: number;
  /** Of the process, after a collection. */
  readonly heapMib: number;
  readonly revisions: number;
  /** Virtual seconds per second, once all is Ready. */
  readonly idleSpeed: number;
}

const IDLE_MS = 60_000;
const container = { name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu: '1m', memory: '1Mi' } } };

const heap = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** Deployments as `kubectl create deployment` makes them, all at once. */
export function deploymentsReady(size: ClusterSize, caller: Caller): ClusterFigures {
  const { replicas, deployments, nodes, podsPerNode, runtime } = size;
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes, runtime, node: { cpu: '16', memory: '64Gi', pods: podsPerNode } });
  world.clock.runFor(15_000);
  const client = new KubeClient(world.api, caller);
  const before = heap();
  const started = performance.now();
  const cpu = process.cpuUsage();
  for (let i = 0; i < deployments; i++) {
    const app = `bench-${i}`;
    client.create(kinds.deployments, {
      metadata: { name: app, namespace: 'default' },
      spec: { replicas, selector: { matchLabels: { app } }, template: { metadata: { labels: { app } }, spec: { containers: [container] } } },
    });
  }
  const deadline = world.clock.nowMs + 600_000;
  let waiting = Array.from({ length: deployments }, (_, i) => `bench-${i}`);
  while (waiting.length > 0) {
    waiting = waiting.filter((name) => client.get(kinds.deployments, 'default', name).status.readyReplicas !== replicas);
    if (world.clock.nowMs > deadline) throw new Error(`not ready after ten virtual minutes (seed 1): ${JSON.stringify(client.get(kinds.deployments, 'default', waiting[0] ?? '').status)}`);
    for (let i = 0; i < 200 && world.clock.step(deadline); i++);
  }
  const used = process.cpuUsage(cpu);
  const wallMs = performance.now() - started;
  const after = heap();
  const idleFrom = performance.now();
  world.clock.runFor(IDLE_MS);
  const idleSpeed = IDLE_MS / (performance.now() - idleFrom);
  return { size, wallMs, cpuMs: (used.user + used.system) / 1000, kibPerPod: (after - before) / 1024 / (replicas * deployments), heapMib: after / 1024 ** 2, revisions: world.cluster.api.etcd.revision, idleSpeed };
}
