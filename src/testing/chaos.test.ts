// The chaos command: what it lists, explains, breaks, heals and refuses.
import { expect, test } from 'vitest';
import { Bench } from './fault-bench.ts';

test('chaos lists, explains, breaks and heals; a wrong target names the right ones', () => {
  const bench = new Bench(2);
  const list = bench.sh('chaos list');
  for (const { name } of bench.world.faults.catalogue) expect(list).toContain(name);
  expect(bench.sh('chaos help partition-node')).toMatch(/OPTIONS\n {2}from=all\|control-plane {2}\(default all\)\n\nTARGETS\n {2}node-1\n {2}node-2\n/);
  expect(bench.sh('chaos partition-node node-2 from=control-plane')).toBe('partition-node node-2 applied\n');
  expect(bench.sh('chaos')).toBe('partition-node node-2\n');
  expect(bench.sh('chaos partition-node node-2')).toBe('chaos: partition-node node-2 is in force already\n');
  expect(bench.sh('chaos stop-node node-9')).toBe('chaos: stop-node cannot be done to "node-9" now; to: node-1, node-2\n');
  expect(bench.sh('chaos slow-node node-1 factor=much')).toBe('chaos: factor is to be a number, not "much"\n');
  expect(bench.sh('chaos heal')).toBe('partition-node node-2 healed\n');
  expect(bench.sh('chaos')).toBe('nothing is broken\n');
});
