// Resizing a running Pod in place through its resize subresource: at once, by a restart, later, or never.
import { expect, test } from 'vitest';
import { Typist } from '../../testing/typist.ts';
import { KubeClient } from '../client/kube-client.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Event, Pod } from '../kube/types.generated.ts';
import { createWorld } from './world.ts';

const caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

function rig() {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  const client = new KubeClient(world.api, caller);
  const typist = new Typist(world);
  const pod = (name: string, cpu: string, more: object = {}): void => {
    client.create(kinds.pods, { metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'nginx:1.25', resources: { requests: { cpu, memory: '64Mi' }, limits: { cpu: '4', memory: '128Mi' } }, ...more }] } });
    world.clock.runFor(5000);
  };
  const resize = (name: string, resources: object): string => {
    const shown = typist.run(`kubectl patch pod ${name} --subresource resize -p '${JSON.stringify({ spec: { containers: [{ name: 'c', resources }] } })}'`);
    world.clock.runFor(5000);
    return shown;
  };
  const get = (name: string): Pod => client.get(kinds.pods, 'default', name);
  const conditions = (name: string) => (get(name).status.conditions ?? []).filter(({ type }) => type.startsWith('PodResize')).map(({ type, reason, message }) => [type, reason, message]);
  const events = (name: string): readonly string[] => (client.list(kinds.events, 'default').items as readonly Event[]).filter(({ involvedObject, reason }) => involvedObject.name === name && /Resize|Killing/.test(reason ?? '')).map(({ reason, message }) => `${reason}: ${message}`).sort();
  world.clock.runFor(3000);
  return { world, client, pod, resize, get, conditions, events };
}

test('at once, without a restart', () => {
  const { pod, resize, get, conditions, events } = rig();
  pod('p', '100m');
  expect(resize('p', { requests: { cpu: '300m' }, limits: { memory: '256Mi' } })).toBe('pod/p patched');
  const [status] = get('p').status.containerStatuses ?? [];
  expect(status).toMatchObject({ restartCount: 0, allocatedResources: { cpu: '300m', memory: '64Mi' }, resources: { requests: { cpu: '300m' }, limits: { memory: '256Mi' } } });
  expect(get('p').status.observedGeneration).toBe(2);
  expect(conditions('p')).toEqual([]);
  const json = '{"containers":[{"name":"c","resources":{"limits":{"cpu":"4","memory":"256Mi"},"requests":{"cpu":"300m","memory":"64Mi"}}}],"generation":2}';
  expect(events('p')).toEqual([`ResizeCompleted: Pod resize completed: ${json}`, `ResizeStarted: Pod resize started: ${json}`]);
});

test('by a restart where the policy asks for it', () => {
  const { pod, resize, get, events } = rig();
  pod('p', '100m', { resizePolicy: [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }] });
  resize('p', { limits: { memory: '256Mi' } });
  expect(get('p').status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true, resources: { limits: { memory: '256Mi' } } });
  expect(events('p')).toContain('Killing: Container c resize requires restart');
});

test('never, or when there is room', () => {
  const { client, world, pod, resize, get, conditions, events } = rig();
  pod('p', '100m');
  pod('other', '1500m');
  resize('p', { requests: { cpu: '3' } });
  expect(conditions('p')).toEqual([['PodResizePending', 'Infeasible', "Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000"]]);
  expect(get('p').status.containerStatuses?.[0]?.allocatedResources).toMatchObject({ cpu: '100m' });
  resize('p', { requests: { cpu: '1' } });
  expect(conditions('p')).toEqual([['PodResizePending', 'Deferred', "Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000"]]);
  client.delete(kinds.pods, 'default', 'other', { gracePeriodSeconds: 1 });
  world.clock.runFor(10_000);
  expect(conditions('p')).toEqual([]);
  expect(get('p').status.containerStatuses?.[0]?.allocatedResources).toMatchObject({ cpu: '1' });
  expect(events('p').map((event) => event.slice(0, event.indexOf(':')))).toEqual(['ResizeCompleted', 'ResizeDeferred', 'ResizeInfeasible', 'ResizeStarted']);
});
