// After any storm of operations and faults everything is as it was asked for: a hundred short storms, and those that failed once.
import { expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { keptSeeds } from './kept-seeds.ts';
import { look, runStorm, type StormResult } from './storm.ts';
import { StormWorld } from './storm-world.ts';

const SHORT = { steps: 9, calmMs: 30_000 };
/** Of wall time: other work may have the machine. */
const PATIENCE_MS = 90_000;
const BATCH = 10;

const report = ({ seed, problems, log }: StormResult): string => `seed ${seed} (npm run storms -- --from ${seed} --count 1):\n${problems.join('\n')}\n\n${log.join('\n')}`;

/** `npm run check` is content with fewer. */
const batches = process.env['KUBARIUM_QUICK'] ? 1 : 10;

test.each(Array.from({ length: batches }, (_, i) => 1 + i * BATCH))('ten short storms, seeds from %i', (from) => {
  const failed = Array.from({ length: BATCH }, (_, i) => runStorm(from + i, SHORT)).filter(({ problems }) => problems.length > 0);
  expect(failed.map(report).join('\n\n')).toBe('');
}, PATIENCE_MS);

test.each(keptSeeds)('seed $seed: $about', ({ seed }) => {
  const result = runStorm(seed);
  expect(result.problems.length === 0 ? '' : report(result)).toBe('');
}, PATIENCE_MS);

test('a storm has one history', () => {
  expect(runStorm(5, SHORT).historyHash()).toBe(runStorm(5, SHORT).historyHash());
});

test('what is wrong is seen', () => {
  const storm = new StormWorld(3);
  const { clock, cluster } = storm.world;
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } };
  storm.hands.create(kinds.deployments, { metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 2, selector: { matchLabels: labels }, template } } as never);
  storm.hands.create(kinds.services, { metadata: { name: 'web', namespace: 'default' }, spec: { selector: labels, ports: [{ port: 80 }] } } as never);
  storm.hands.create(kinds.resourcequotas, { metadata: { name: 'quota', namespace: 'default' }, spec: { hard: { pods: '5' } } } as never);
  clock.runFor(60_000);
  expect(look(storm)).toEqual([]);
  cluster.components.stop('kube-controller-manager', 'the test');
  storm.hands.delete(kinds.pods, 'default', storm.list(kinds.pods)[0]?.metadata.name ?? '', { gracePeriodSeconds: 0 });
  storm.hands.patch(kinds.deployments, 'default', 'web', 'merge', { spec: { paused: true } });
  clock.runFor(60_000);
  const problems = look(storm).join('\n');
  for (const expected of [/1 Pods, 2 wanted/, /2 by status, 1 there/, /EndpointSlices have/, /Endpoints have/, /2 pods used by status, 1 there/, /is at generation 2, its controller has seen 1/]) expect(problems).toMatch(expected);
});
