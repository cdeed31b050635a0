// What serve forgets: a page of a list that is gone on with after ten minutes is told that its version has expired, and how to go on all the same.
import { expect, test } from 'vitest';
import type { JsonObject } from '../engine/base/json.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { createWorld } from '../engine/world/world.ts';
import { COMPACT_MS, keepCompacted } from './compaction.ts';

const admin = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters'] };

test('revisions older than two rounds are gone, and none once it is stopped', () => {
  const world = createWorld({ seed: 1, startMs: 0, pace: 'fast', nodes: 0, without: ['cloud', 'scheduler', 'controller-manager'] });
  const stop = keepCompacted(world);
  const client = new KubeClient(world.api, admin);
  const list = (query: Readonly<Record<string, string>>): { readonly code: number; readonly body: JsonObject } => {
    const { code, body } = world.api.request({ method: 'GET', path: '/api/v1/namespaces/default/configmaps', query }, admin);
    return { code, body: (body as { readonly value: JsonObject }).value };
  };
  const add = (name: string): void => void client.create(kinds.configmaps, { metadata: { name, namespace: 'default' } });
  for (const name of ['a', 'b', 'c']) add(name);
  const token = (list({ limit: '1' }).body['metadata'] as { readonly continue: string }).continue;
  world.clock.runFor(COMPACT_MS - 1000);
  expect(list({ limit: '1', continue: token }).code).toBe(200);
  add('d');
  world.clock.runFor(2 * COMPACT_MS);
  const gone = list({ limit: '1', continue: token });
  expect([gone.code, gone.body['reason']]).toEqual([410, 'Expired']);
  const next = (gone.body['metadata'] as { readonly continue: string }).continue;
  expect((list({ limit: '1', continue: next }).body['items'] as readonly { readonly metadata: { readonly name: string } }[])[0]?.metadata.name).toBe('b');
  stop();
  const before = world.cluster.api.etcd.compactRevision;
  add('e');
  world.clock.runFor(3 * COMPACT_MS);
  expect(world.cluster.api.etcd.compactRevision).toBe(before);
});
