// Part of `npm run bench`: how much faster than real time a cluster goes under load, 200 requests a second by name through a Service to 100 Pods.
import { KubeClient } from '../engine/client/kube-client.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import { HttpError, request } from '../engine/machine/http.ts';
import { NetError } from '../engine/machine/net.ts';
import { type Fiber, sleep } from '../engine/sim/fiber.ts';
import { createWorld, type World } from '../engine/world/world.ts';

const PODS = 100;
const REQUESTS_PER_SECOND = 200;
const SECONDS = 60;
/** The best of so many is told, as for the scheduler. */
const TURNS = 3;
const SEED = 1;

interface LoadFigures {
  /** Virtual seconds in one second of CPU time. */
  readonly timesRealTime: number;
  readonly cpuMicrosPerRequest: number;
  readonly answered: number;
  readonly failed: number;
}

function serving(): World {
  const world = createWorld({ seed: SEED, startMs: 1_800_000_000_000, pace: 'real', nodes: 5, node: { cpu: '16', memory: '64Gi', pods: 110 }, addons: true });
  const client = new KubeClient(world.api, { userAgent: 'bench', actor: 'bench', user: 'admin', groups: ['system:masters', 'system:authenticated'] });
  const labels = { app: 'web' };
  client.create(kinds.deployments, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: PODS, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'traefik/whoami', readinessProbe: { httpGet: { path: '/', port: 80 } } }] } } },
  });
  client.create(kinds.services, { metadata: { name: 'web', namespace: 'default' }, spec: { selector: labels, ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] } });
  const deadline = world.clock.nowMs + 300_000;
  while (client.get(kinds.deployments, 'default', 'web').status.readyReplicas !== PODS) {
    if (world.clock.nowMs > deadline) throw new Error(`not ready after five virtual minutes (seed ${SEED})`);
    world.clock.runFor(1000);
  }
  world.clock.runFor(5000);
  return world;
}

export function underLoad(): LoadFigures {
  const world = serving();
  // As the page listens, so that what the trace costs is counted.
  let seen = 0;
  world.onConnection(() => void seen++);
  const callers = ['node-1', 'node-2', 'node-3', 'node-4'].map((node) => {
    const attached = world.cluster.network.podNetwork.attach(`load ${node}`, node, false);
    if (typeof attached === 'string') throw new Error(attached);
    return attached.net;
  });
  let [answered, failed, sent] = [0, 0, 0];
  const call = function* (index: number): Fiber<void> {
    try {
      const response = yield* request(callers[index % callers.length] as (typeof callers)[0], 'http://web/', { timeoutMs: 5000 });
      yield* response.text();
      if (response.status === 200) answered++;
      else failed++;
    } catch (error) {
      if (!(error instanceof NetError || error instanceof HttpError)) throw error;
      failed++;
    }
  };
  world.clock.spawn((function* (): Fiber<void> {
    for (;;) {
      world.clock.spawn(call(sent++), 'load');
      yield* sleep(1000 / REQUESTS_PER_SECOND);
    }
  })(), 'load');
  // A minute is a second of CPU, most of which V8 spends on learning the code; and what else the machine does falls on one turn more than on another.
  let best = Infinity;
  let requests = 1;
  for (let turn = 0; turn < TURNS; turn++) {
    const cpu = process.cpuUsage();
    const before = answered;
    world.clock.runFor(SECONDS * 1000);
    const used = process.cpuUsage(cpu);
    const cpuMs = (used.user + used.system) / 1000;
    if (cpuMs < best) [best, requests] = [cpuMs, answered - before];
  }
  if (seen === 0) throw new Error('no connection was traced');
  return { timesRealTime: (SECONDS * 1000) / best, cpuMicrosPerRequest: (best * 1000) / requests, answered, failed };
}
