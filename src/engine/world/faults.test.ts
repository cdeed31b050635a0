// Every fault does what it says and is undone by healing it.
import { expect, test } from 'vitest';
import { createWorld, type WorldOptions } from './world.ts';

const options: WorldOptions = { seed: 7, startMs: Date.UTC(2026, 0, 1), pace: 'real', nodes: 2 };

test('the catalogue is data; each fault with a target names what it could be done to', () => {
  const { faults } = createWorld(options);
  expect(JSON.parse(JSON.stringify(faults.catalogue))).toEqual(faults.catalogue);
  expect(new Set(faults.catalogue.map(({ name }) => name)).size).toBe(faults.catalogue.length);
  expect(faults.targets('stop-node')).toEqual(['node-1', 'node-2']);
  expect(faults.targets('dns-down')).toEqual([]);
});

test('a fault is in force until it is healed, and not twice', () => {
  const { faults, cluster } = createWorld(options);
  expect(faults.apply('stop-node', { target: 'node-1' })).toBe(true);
  expect(faults.apply('stop-node', { target: 'node-1' })).toBe(false);
  expect(faults.list()).toEqual([{ id: 'stop-node/node-1', name: 'stop-node', target: 'node-1', options: {} }]);
  expect(faults.targets('stop-node')).toEqual(['node-2']);
  expect(faults.heal('stop-node/node-1')).toBe(true);
  expect(faults.heal('stop-node/node-1')).toBe(false);
  expect(cluster.kubelets.get('node-1')?.running).toBe(true);
  expect(faults.list()).toEqual([]);
});

test('what there is not, and options that cannot be, are refused', () => {
  const { faults } = createWorld(options);
  expect(faults.apply('no-such-fault', {})).toBe(false);
  expect(faults.apply('stop-node', { target: 'node-9' })).toBe(false);
  expect(faults.apply('registry-slow', { factor: 'much' })).toBe(false);
  expect(faults.apply('registry-slow', { colour: 'red' })).toBe(false);
  expect(faults.apply('registry-slow', { factor: 3 })).toBe(true);
  expect(faults.list()[0]?.options).toEqual({ factor: 3 });
});
