// npm run bench: how fast and how small the engine is, in one run; `--pace fast`, wall and CPU time, memory a Pod.
import { createWorld } from '../engine/world/world.ts';
import type { Caller } from '../engine/client/api.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';

const caller: Caller = { userAgent: 'bench', actor: 'bench', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

interface Figures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly kibPerPod: number;
  readonly revisions: number;
}

const heap = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** One Deployment, as `kubectl create deployment` makes it, until every Pod is Ready. */
function deploymentReady(replicas: number, nodes: number, podsPerNode: number): Figures {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes, node: { cpu: '16', memory: '64Gi', pods: podsPerNode } });
  world.clock.runFor(15_000);
  const client = new KubeClient(world.api, caller);
  const before = heap();
  const container = { name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu: '1m', memory: '1Mi' } } };
  const started = performance.now();
  const cpu = process.cpuUsage();
  client.create(kinds.deployments, {
    metadata: { name: 'bench', namespace: 'default' },
    spec: { replicas, selector: { matchLabels: { app: 'bench' } }, template: { metadata: { labels: { app: 'bench' } }, spec: { containers: [container] } } },
  });
  const deadline = world.clock.nowMs + 600_000;
  const ready = (): boolean => client.get(kinds.deployments, 'default', 'bench').status.readyReplicas === replicas;
  while (!ready()) {
    if (world.clock.nowMs > deadline) throw new Error(`not ready after ten virtual minutes (seed 1): ${JSON.stringify(client.get(kinds.deployments, 'default', 'bench').status)}`);
    for (let i = 0; i < 200 && world.clock.step(deadline); i++);
  }
  const used = process.cpuUsage(cpu);
  const wallMs = performance.now() - started;
  const kibPerPod = (heap() - before) / 1024 / replicas;
  return { wallMs, cpuMs: (used.user + used.system) / 1000, kibPerPod, revisions: world.cluster.api.etcd.revision };
}

const row = (cells: readonly (string | number)[]): void => console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(34) : String(cell).padStart(14))).join(''));

console.log(`node ${process.version}; virtual clock, pace fast; a heap figure needs --expose-gc (given: ${globalThis.gc !== undefined})`);
row(['create deployment until all Ready', 'wall ms', 'CPU ms', 'Pods/s of CPU', 'KiB/Pod', 'writes']);
for (const [replicas, nodes, pods] of [[100, 10, 110], [1000, 10, 200], [1000, 10, 200], [1000, 10, 200]] as const) {
  const figures = deploymentReady(replicas, nodes, pods);
  row([`${replicas} Pods on ${nodes} nodes`, figures.wallMs.toFixed(0), figures.cpuMs.toFixed(0), (replicas / (figures.cpuMs / 1000)).toFixed(0), figures.kibPerPod.toFixed(1), figures.revisions]);
}
