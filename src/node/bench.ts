// npm run bench: how fast and how small the engine is, in one run; `--pace fast`, wall and CPU time, memory a Pod, growth, the scheduler alone, and where the time goes. With --quick without the large clusters.
import type { Api, Caller } from '../engine/client/api.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import type { New } from '../engine/kube/object.ts';
import type { Pod } from '../engine/kube/types.generated.ts';
import { createWorld } from '../engine/world/world.ts';
import { type ClusterFigures, deploymentsReady } from './bench-cluster.ts';
import { profiled } from './bench-profile.ts';
import { schedulerThroughput } from './bench-scheduler.ts';

const caller: Caller = { userAgent: 'bench', actor: 'bench', user: 'admin', groups: ['system:masters', 'system:authenticated'] };
const container = { name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu: '1m', memory: '1Mi' } } };

const ROUNDS = 10;
const REQUESTS = 500;

/** The best of some rounds of CPU time, in microseconds each: what else the machine does only makes it longer. */
function best(run: (index: number) => void, settle: () => void = () => undefined): number {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const cpu = process.cpuUsage();
    for (let i = 0; i < REQUESTS; i++) run(round * REQUESTS + i);
    settle();
    const { user, system } = process.cpuUsage(cpu);
    least = Math.min(least, (user + system) / REQUESTS);
  }
  return least;
}

/** What one request costs, as a multiple of parsing and writing the JSON text of the same Pod. */
function requestCosts(): readonly (readonly [string, number])[] {
  // The API server alone: nobody acts on what is written.
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 0, without: ['scheduler', 'controller-manager', 'kubelets', 'cloud'] });
  const client = new KubeClient(world.api, caller);
  client.create(kinds.serviceaccounts, { metadata: { name: 'default', namespace: 'default' } });
  const pod = (i: number): New<Pod> => ({ metadata: { name: `bench-${i}`, namespace: 'default', labels: { app: 'bench' } }, spec: { containers: [container] } });
  const text = JSON.stringify(client.create(kinds.pods, pod(-1)));
  const json = best(() => void JSON.stringify(JSON.parse(text)));
  const create = best((i) => void client.create(kinds.pods, pod(i)));
  const get = best((i) => void client.get(kinds.pods, 'default', `bench-${i}`));
  const update = (api: KubeClient, label: string) => (i: number) => {
    const current = api.get(kinds.pods, 'default', `bench-${i}`);
    api.update(kinds.pods, { ...current, metadata: { ...current.metadata, labels: { app: 'bench', label } } });
  };
  const settle = (): void => world.clock.runFor(1);
  const updated = best(update(client, 'a'), settle) - get;
  // The same write again, unwatched and watched: the first made new managed fields.
  const unwatched = best(update(client, 'b'), settle);
  const events = watching(world.api);
  const watched = best(update(client, 'c'), settle);
  if (events() < ROUNDS * REQUESTS) throw new Error('the watcher missed events');
  return [['JSON.parse + stringify', json], ['create', create], ['get', get], ['update', updated], ['a watch event', Math.max(0, watched - unwatched)]].map(([name, cost]) => [name as string, (cost as number) / json] as const);
}

function watching(api: Api): () => number {
  let count = 0;
  new KubeClient(api, caller).watch(kinds.pods).listen({ item: (event) => void (event.type === 'MODIFIED' && count++), end: () => undefined });
  return () => count;
}

const row = (cells: readonly (string | number)[]): void => console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(50) : String(cell).padStart(14))).join(''));

function show(figures: ClusterFigures): void {
  const { wallMs, cpuMs, kibPerPod, heapMib, revisions, size } = figures;
  const name = `${size.replicas * size.deployments} Pods (${size.deployments} Deployment${size.deployments > 1 ? 's' : ''}) on ${size.nodes}${size.runtime === 'hollow' ? ' hollow' : ''} nodes`;
  row([name, wallMs.toFixed(0), cpuMs.toFixed(0), ((size.replicas * size.deployments) / (cpuMs / 1000)).toFixed(0), kibPerPod.toFixed(1), heapMib.toFixed(0), revisions]);
}

function showLarge(): void {
  const all = [25, 50, 100].map((replicas) => {
    const figures = deploymentsReady({ replicas, deployments: 100, nodes: 1000, podsPerNode: 110, runtime: 'hollow' }, caller);
    show(figures);
    return figures;
  });
  const [least, , most] = all as [ClusterFigures, ClusterFigures, ClusterFigures];
  row(['growth of CPU, four times the Pods', (most.cpuMs / least.cpuMs).toFixed(2)]);
  row(['idle, virtual seconds per second', most.idleSpeed.toFixed(0)]);
  const { hottest } = profiled(() => deploymentsReady({ replicas: 100, deployments: 100, nodes: 1000, podsPerNode: 110, runtime: 'hollow' }, caller), 10);
  row(['ten hottest functions, 10000 Pods', 'percent']);
  for (const { name, percent } of hottest) row([name, percent.toFixed(1)]);
}

console.log(`node ${process.version}; virtual clock, pace fast; a heap figure needs --expose-gc (given: ${globalThis.gc !== undefined})`);
row(['create deployment until all Ready', 'wall ms', 'CPU ms', 'Pods/s of CPU', 'KiB/Pod', 'heap MiB', 'writes']);
for (const replicas of [100, 1000, 1000, 1000]) show(deploymentsReady({ replicas, deployments: 1, nodes: 10, podsPerNode: 200, runtime: 'simulated' }, caller));
row(['one request for a Pod', 'times JSON']);
for (const [name, times] of requestCosts()) row([name, times.toFixed(1)]);
row(['the scheduler alone', 'Pods/s']);
for (const nodes of [100, 1000]) {
  const best = Math.max(...[1, 2, 3].map(() => schedulerThroughput(nodes, 5000, caller).podsPerSecond));
  row([`5000 Pods on ${nodes} nodes`, best.toFixed(0)]);
}
if (!process.argv.includes('--quick')) showLarge();
