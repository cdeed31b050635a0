// Memory that really runs out on a node: who uses more than it asked for goes, the rest stays, and the node recovers.
import { expect, test } from 'vitest';
import { KubeClient } from '../client/kube-client.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { createWorld } from './world.ts';

const caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

test('a Pod that eats the node is evicted', () => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  const client = new KubeClient(world.api, caller);
  const pod = (name: string, megabytes: number, request: string): void =>
    void client.create(kinds.pods, { metadata: { name, namespace: 'default' }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'polinux/stress', command: ['stress', '--vm', '1', '--vm-bytes', `${megabytes}M`], resources: { requests: { memory: request } } }] } });
  const condition = (): string | undefined => client.get(kinds.nodes, '', 'node-1').status.conditions?.find(({ type }) => type === 'MemoryPressure')?.status;
  world.clock.runFor(3000);
  pod('modest', 1000, '1200Mi');
  pod('greedy', 900, '100Mi');
  world.clock.runFor(30_000);
  expect(condition()).toBe('False');
  pod('glutton', 2000, '200Mi');
  world.clock.runFor(25_000);
  expect(condition()).toBe('True');
  const { status } = client.get(kinds.pods, 'default', 'glutton');
  expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  expect(status.message).toMatch(/^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+(?:Ki)?\. Container c was using 2001Mi, request is 200Mi, has larger consumption of memory\. $/);
  world.clock.runFor(60_000);
  expect(['modest', 'greedy'].map((name) => client.get(kinds.pods, 'default', name).status.phase)).toEqual(['Running', 'Running']);
  expect(client.get(kinds.nodes, '', 'node-1').spec.taints).toMatchObject([{ key: 'node.kubernetes.io/memory-pressure' }]);
  world.clock.runFor(5 * 60_000);
  expect(condition()).toBe('False');
});
