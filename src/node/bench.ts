// npm run bench: how fast and how small the engine is, in one run; `--pace fast`, wall and CPU time, memory a Pod, growth, the scheduler alone, and where the time goes. With --quick without the large clusters.
import type { Caller } from '../engine/client/api.ts';
import { type ClusterFigures, deploymentsReady } from './bench-cluster.ts';
import { underLoad } from './bench-load.ts';
import { profiled } from './bench-profile.ts';
import { requestCosts, tableCosts } from './bench-requests.ts';
import { schedulerThroughput } from './bench-scheduler.ts';

const caller: Caller = { userAgent: 'bench', actor: 'bench', user: 'admin', groups: ['system:masters', 'system:authenticated'] };
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
for (const [name, times] of requestCosts(caller)) row([name, times.toFixed(1)]);
const { valueMs, textMs } = tableCosts(caller);
row(['a list of 5000 Pods as a table', 'ms']);
row(['as a value', valueMs.toFixed(1)]);
row(['as text', textMs.toFixed(1)]);
row(['the scheduler alone', 'Pods/s of CPU']);
for (const nodes of [100, 1000]) {
  const best = Math.max(...[1, 2, 3].map(() => schedulerThroughput(nodes, 5000, caller).podsPerSecond));
  row([`5000 Pods on ${nodes} nodes`, best.toFixed(0)]);
}
const load = underLoad();
row(['200 requests/s by name to 100 Pods, pace real', 'x real time', 'CPU us each', 'failed']);
row(['', load.timesRealTime.toFixed(1), load.cpuMicrosPerRequest.toFixed(0), load.failed]);
if (!process.argv.includes('--quick')) showLarge();
