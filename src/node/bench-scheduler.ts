// npm run bench, the scheduler: how many Pods a second it binds at 100 and at 1,000 nodes, with the API server and its events, without kubelets and controllers.
import type { Caller } from '../engine/client/api.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import { createWorld } from '../engine/world/world.ts';

export interface SchedulerFigures {
  readonly nodes: number;
  readonly pods: number;
  readonly podsPerSecond: number;
}

/** Pods that differ in nothing but their name, as scheduler_perf's SchedulingBasic has them; they are created before the clock is looked at. */
export function schedulerThroughput(nodes: number, pods: number, caller: Caller): SchedulerFigures {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 0, without: ['controller-manager', 'kubelets', 'cloud'] });
  const client = new KubeClient(world.api, caller);
  client.create(kinds.serviceaccounts, { metadata: { name: 'default', namespace: 'default' } });
  const room = { cpu: '16', memory: '64Gi', pods: '110' };
  for (let i = 0; i < nodes; i++) {
    const name = `node-${i}`;
    const made = client.create(kinds.nodes, { metadata: { name, labels: { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': `zone-${i % 3}` } }, spec: {} });
    client.updateStatus(kinds.nodes, { ...made, status: { capacity: room, allocatable: room, conditions: [{ type: 'Ready', status: 'True' }] } });
    // Without controllers nobody takes away the taint that a new node gets.
    const current = client.get(kinds.nodes, '', name);
    client.update(kinds.nodes, { ...current, spec: { ...current.spec, taints: [] } });
  }
  world.clock.runFor(1000);
  const container = { name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu: '100m', memory: '500Mi' } } };
  for (let i = 0; i < pods; i++) client.create(kinds.pods, { metadata: { name: `pod-${i}`, namespace: 'default', labels: { app: 'bench' } }, spec: { containers: [container] } });
  let bound = 0;
  client.watch(kinds.events, 'default').listen({ item: ({ type, object }) => void (type === 'ADDED' && (object as unknown as { readonly reason: string }).reason === 'Scheduled' && bound++), end: () => undefined });
  // CPU time: what else the machine does must not count.
  const cpu = process.cpuUsage();
  const deadline = world.clock.nowMs + 600_000;
  while (bound < pods) if (!world.clock.step(deadline)) throw new Error(`only ${bound} of ${pods} Pods bound on ${nodes} nodes (seed 1)`);
  const { user, system } = process.cpuUsage(cpu);
  return { nodes, pods, podsPerSecond: pods / ((user + system) / 1e6) };
}
