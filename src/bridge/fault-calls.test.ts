// The faults menu over the bridge: what there is, what it could be done to, and that a fault that cannot be is refused.
import { expect, test } from 'vitest';
import { Actions, changesTheWorld } from './actions.ts';
import { clusterCode } from './cluster-door.ts';
import { Terminals } from './terminals.ts';
import { openDesk } from './world-door.ts';

test('catalogue, targets and etcd’s members are looked at without leaving a mark; faults are applied and healed', () => {
  const desk = openDesk({ seed: 1, startMs: 0 });
  const actions = new Actions(desk, new Terminals(desk), { text: () => undefined, ended: () => undefined });
  actions.cluster = clusterCode.join(desk, { seed: 1, startMs: 0 });
  const call = (name: string, argument: unknown): unknown => actions.run({ type: 'call', name: name as 'api', argument: argument as never });
  const catalogue = call('fault-catalogue', null) as readonly { readonly name: string; readonly target: string }[];
  expect(catalogue.find(({ name }) => name === 'partition-node')).toEqual({
    name: 'partition-node', target: 'node', momentary: false, options: [{ name: 'from', kind: 'choice', default: 'all', choices: ['all', 'control-plane'] }], about: expect.any(String),
  });
  expect(call('fault-targets', { name: 'stop-node' })).toEqual(['node-1', 'node-2', 'node-3']);
  expect(call('etcd-members', null)).toMatchObject([{ name: 'etcd-1' }, { name: 'etcd-2' }, { name: 'etcd-3' }]);
  for (const name of ['fault-catalogue', 'fault-targets', 'etcd-members'] as const) expect(changesTheWorld({ type: 'call', name, argument: null })).toBe(false);
  expect(changesTheWorld({ type: 'call', name: 'apply-fault', argument: null })).toBe(true);
  call('apply-fault', { name: 'stop-node', args: { target: 'node-2' } });
  expect(actions.cluster.world.faults.list().map(({ id }) => id)).toEqual(['stop-node/node-2']);
  expect(() => call('apply-fault', { name: 'stop-node', args: { target: 'node-2' } })).toThrow('stop-node cannot be applied to this, or is in force already');
  call('heal-fault', { id: 'stop-node/node-2' });
  expect(actions.cluster.world.faults.list()).toEqual([]);
});
