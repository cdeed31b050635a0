// The life of an object of every kind over the API, as the conformance tests «… should support … API operations», «… should run through the lifecycle of …» and «… should run the lifecycle of …» walk it
// (test/e2e/{apps,auth,network,node,scheduling,storage,apimachinery,instrumentation}): found by discovery, created, read, listed, watched, patched, updated, its status too, deleted alone and together.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { type Sample, samples } from './samples.ts';
import { at, itemsOf, nameOf, Server } from './server.ts';

let server: Server;
beforeAll(() => {
  server = new Server();
  server.namespace('life');
});

const collection = ({ root, resource, namespaced }: Sample): string => (namespaced ? `${root}/namespaces/life/${resource}` : `${root}/${resource}`);
const label = ({ resource, root }: Sample): string => `${resource}${root.split('/').at(-1)}`;
const labels = (sample: Sample): JsonObject => ({ 'e2e-life': label(sample) });
const nameFor = (sample: Sample, n: number): string => (sample.name ?? ((i) => `e2e-${label(sample).toLowerCase()}-${i}`))(n);
const create = (sample: Sample, n: number): JsonObject => server.done('POST', collection(sample), { body: { apiVersion: sample.root.replace(/^\/apis?\//, ''), kind: sample.kind, metadata: { name: nameFor(sample, n), labels: labels(sample) }, ...sample.of(n) } });
const selected = (sample: Sample): { readonly query: Readonly<Record<string, string>> } => ({ query: { labelSelector: `e2e-life=${label(sample)}` } });
const without = (object: JsonObject): JsonObject => ({ ...object, metadata: { ...(object['metadata'] as JsonObject), managedFields: undefined } });

describe.each(samples.map((sample) => ({ title: `${sample.root.replace(/^\/apis?\//, '')} ${sample.kind}`, sample })))('$title', ({ sample }) => {
  test('is in discovery', () => {
    const list = server.done('GET', sample.root);
    const found = (list['resources'] as readonly JsonObject[]).find(({ name }) => name === sample.resource);
    expect(found).toMatchObject({ kind: sample.kind, namespaced: sample.namespaced });
    expect(found?.['verbs']).toEqual(expect.arrayContaining(['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'].filter((verb) => verb !== 'deletecollection' || sample.resource !== 'namespaces')));
  });

  test('lives from create to delete, and watches see it', () => {
    const path = collection(sample);
    const { resourceVersion } = server.done('GET', path)['metadata'] as { readonly resourceVersion: string };
    const watched = server.watch(path, { resourceVersion, ...selected(sample).query });
    const created = create(sample, 1);
    const own = `${path}/${nameOf(created)}`;
    expect(nameOf(server.done('GET', own))).toBe(nameFor(sample, 1));
    expect(itemsOf(server.done('GET', path, selected(sample))).map(nameOf)).toEqual([nameFor(sample, 1)]);
    if (sample.namespaced) expect(itemsOf(server.done('GET', `${sample.root}/${sample.resource}`, selected(sample))).map(nameOf)).toContain(nameFor(sample, 1));
    const patched = server.patch(own, 'merge', { metadata: { annotations: { patched: 'true' } }, ...sample.change });
    expect(at(patched, 'metadata', 'annotations', 'patched')).toBe('true');
    if (sample.change) expect(patched).toMatchObject(sample.change);
    expect(at(server.patch(own, 'json', [{ op: 'add', path: '/metadata/annotations/json', value: 'yes' }]), 'metadata', 'annotations', 'json')).toBe('yes');
    expect(at(server.patch(own, 'strategic', { metadata: { annotations: { strategic: 'yes' } } }), 'metadata', 'annotations', 'strategic')).toBe('yes');
    const applied = server.patch(own, 'apply', { apiVersion: sample.root.replace(/^\/apis?\//, ''), kind: sample.kind, metadata: { name: nameFor(sample, 1), annotations: { applied: 'yes' } } }, { query: { fieldManager: 'e2e', force: 'true' } });
    expect(at(applied, 'metadata', 'annotations', 'applied')).toBe('yes');
    const now = server.done('GET', own);
    const updated = server.done('PUT', own, { body: { ...now, metadata: { ...(now['metadata'] as JsonObject), annotations: { ...(at(now, 'metadata', 'annotations') as JsonObject), updated: 'true' } } } });
    expect(at(updated, 'metadata', 'annotations', 'updated')).toBe('true');
    const stale = server.ask('PUT', own, { body: created as Json });
    expect([stale.code, String(stale.body['message'])]).toEqual([409, expect.stringContaining('the object has been modified; please apply your changes to the latest version and try again')]);
    server.done('DELETE', own);
    if (sample.slow) server.until(`${own} is gone`, () => server.ask('GET', own).code === 404);
    server.run(1000);
    expect(server.ask('GET', own)).toMatchObject({ code: 404, body: { reason: 'NotFound' } });
    const types = watched.types();
    expect([types[0], types.at(-1)]).toEqual(['ADDED', 'DELETED']);
    expect(types.filter((type) => type === 'MODIFIED').length).toBeGreaterThanOrEqual(5);
    watched.close();
  });

  test('several are deleted together, and only those selected', () => {
    const path = collection(sample);
    for (const n of [2, 3, 4]) create(sample, n);
    expect(itemsOf(server.done('GET', path, selected(sample)))).toHaveLength(3);
    const first = server.done('GET', path, { query: { ...selected(sample).query, limit: '2' } });
    expect(itemsOf(first)).toHaveLength(2);
    expect(first['metadata']).toMatchObject({ continue: expect.any(String) as string });
    expect(itemsOf(server.done('GET', path, { query: { ...selected(sample).query, limit: '2', continue: String(at(first, 'metadata', 'continue')) } }))).toHaveLength(1);
    if (sample.resource === 'namespaces') for (const n of [2, 3, 4]) server.done('DELETE', `${path}/${nameFor(sample, n)}`);
    else server.done('DELETE', path, selected(sample));
    server.until('all are gone', () => itemsOf(server.done('GET', path, selected(sample))).length === 0);
  });

  const { status } = sample;
  if (!status) return;
  test('has a status that is read, patched and updated apart', () => {
    const own = `${collection(sample)}/${nameOf(create(sample, 5))}`;
    expect(nameOf(server.done('GET', `${own}/status`))).toBe(nameFor(sample, 5));
    const patched = server.patch(`${own}/status`, 'merge', { metadata: { annotations: { patchedstatus: 'true' } }, status });
    for (const [field, value] of Object.entries(status)) {
      if (typeof value !== 'object') expect(at(patched, 'status', field)).toBe(value);
      else if (value !== null) expect(at(patched, 'status', field)).toMatchObject(value as object);
    }
    for (let tries = 0; ; tries++) {
      const now = without(server.done('GET', `${own}/status`));
      const reply = server.ask('PUT', `${own}/status`, { body: { ...now, metadata: { ...(now['metadata'] as JsonObject), annotations: { ...(at(now, 'metadata', 'annotations') as JsonObject), updatedstatus: 'true' } } } });
      if (reply.code === 409 && tries < 5) continue;
      expect([reply.code, reply.body['message']]).toEqual([200, undefined]);
      break;
    }
    server.done('DELETE', own);
    server.until('it is gone', () => server.ask('GET', own).code === 404);
  });
});
