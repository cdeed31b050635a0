// JSON, merge and strategic patches: applied, refused, and created so that they turn one object into another.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, type Json, type JsonObject } from '../../base/json.ts';
import { definition } from '../schema/schema.ts';
import { applyJsonPatch, type JsonPatchOperation } from './json.ts';
import { applyMergePatch, createMergePatch, createThreeWayMergePatch } from './merge.ts';
import { applyStrategicPatch } from './strategic.ts';
import { createStrategicPatch, createThreeWayStrategicPatch } from './strategic-diff.ts';

const deployment = definition('io.k8s.api.apps.v1.Deployment');
const podSpec = definition('io.k8s.api.core.v1.PodSpec');
const configMap = definition('io.k8s.api.core.v1.ConfigMap');

describe('JSON patch', () => {
  const document = { data: { a: '1', b: '2' }, list: [1, 2, 3] };
  it.each<[JsonPatchOperation[], Json]>([
    [[{ op: 'copy', from: '/data/a', path: '/data/c' }, { op: 'move', from: '/data/b', path: '/data/d' }], { data: { a: '1', c: '1', d: '2' }, list: [1, 2, 3] }],
    [[{ op: 'replace', path: '/data/zz', value: 'x' }], { data: { a: '1', b: '2', zz: 'x' }, list: [1, 2, 3] }],
    [[{ op: 'add', path: '/list/-', value: 4 }, { op: 'add', path: '/list/0', value: 0 }, { op: 'remove', path: '/list/-1' }], { data: { a: '1', b: '2' }, list: [0, 1, 2, 3] }],
    [[{ op: 'add', path: '/x~1y~0z', value: null }], { ...document, 'x/y~z': null }],
  ])('%j', (patch, expected) => {
    expect(applyJsonPatch(document, patch)).toEqual(expected);
  });

  it.each<[JsonPatchOperation]>([
    [{ op: 'test', path: '/data/a', value: '9' }], [{ op: 'test', path: '/nope', value: '9' }], [{ op: 'frob', path: '/data/a' }], [{ op: 'add', value: 1 }],
    [{ op: 'add', path: '/metadata/labels/x', value: 'y' }], [{ op: 'remove', path: '/data/zz' }], [{ op: 'replace', path: '/list/7', value: 1 }],
  ])('refuses %j', (operation) => {
    expect(() => applyJsonPatch(document, [operation])).toThrow();
  });

  it('shares what it does not touch', () => {
    const result = applyJsonPatch(document, [{ op: 'add', path: '/data/c', value: '3' }]) as typeof document;
    expect(result.list).toBe(document.list);
    expect(document.data).toEqual({ a: '1', b: '2' });
  });
});

const json = (): fc.Arbitrary<JsonObject> =>
  fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.constantFrom<Json>(1, 'x', true), tie('object')),
    object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
  })).object;

describe('merge patch', () => {
  it('creates what turns one into the other', () => {
    fc.assert(fc.property(json(), json(), (a, b) => equal(applyMergePatch(a, createMergePatch(a, b)), b)));
  });

  it('keeps what others added', () => {
    expect(createThreeWayMergePatch({ a: 1, b: 1 }, { a: 2 }, { a: 1, b: 1, c: 1 })).toEqual({ a: 2, b: null });
  });
});

const containers = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), image: fc.constantFrom('x', 'y') }), { selector: ({ name }) => name, maxLength: 4 });

describe('strategic merge patch', () => {
  it('puts new containers first and merges by name', () => {
    const patched = applyStrategicPatch({ containers: [{ name: 'a', image: 'x' }, { name: 'c', image: 'z' }] }, { containers: [{ name: 'b', image: 'y' }, { name: 'c', image: 'w' }] }, podSpec);
    expect(patched).toEqual({ containers: [{ name: 'b', image: 'y' }, { name: 'a', image: 'x' }, { name: 'c', image: 'w' }] });
    expect(applyStrategicPatch({ containers: [{ name: 'a' }] }, { containers: [{ name: 'b' }] }, podSpec)).toEqual({ containers: [{ name: 'b' }, { name: 'a' }] });
  });

  it('carries out its directives', () => {
    const spec = { containers: [{ name: 'a' }, { name: 'b' }], volumes: [{ name: 'v', emptyDir: {} }], nodeSelector: { x: '1' } };
    expect(applyStrategicPatch(spec, { containers: [{ name: 'a', $patch: 'delete' }], nodeSelector: { $patch: 'replace', y: '2' } }, podSpec)).toEqual({ containers: [{ name: 'b' }], volumes: spec.volumes, nodeSelector: { y: '2' } });
    expect(applyStrategicPatch(spec, { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/' } }] }, podSpec)['volumes']).toEqual([{ name: 'v', hostPath: { path: '/' } }]);
    expect(applyStrategicPatch(spec, { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }, podSpec)['containers']).toEqual([{ name: 'b' }, { name: 'a' }]);
    // As kubectl apply's patches came out on a real server: what the patch adds stands after what the server alone has.
    const env = (...names: string[]) => ({ containers: [{ name: 'c', env: names.map((name) => ({ name })) }] });
    const ordered = (order: string[], items: object[]) => ({ containers: [{ name: 'c', '$setElementOrder/env': order.map((name) => ({ name })), env: items }] }) as JsonObject;
    expect(applyStrategicPatch(env('A', 'B', 'LIVE'), ordered(['B', 'C'], [{ name: 'C' }, { name: 'A', $patch: 'delete' }]), podSpec)).toEqual(env('B', 'LIVE', 'C'));
    expect(applyStrategicPatch(env('B', 'LIVE', 'C'), ordered(['A', 'B'], [{ name: 'A' }, { name: 'C', $patch: 'delete' }]), podSpec)).toEqual(env('LIVE', 'A', 'B'));
    expect(applyStrategicPatch({ metadata: { finalizers: ['a', 'b'] } }, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } }, configMap)).toEqual({ metadata: { finalizers: ['b'] } });
    expect(applyStrategicPatch({ spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } }, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }, deployment)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
    expect(applyStrategicPatch({ data: { a: '1' } }, { data: { $patch: 'delete' } }, configMap)).toEqual({ data: {} });
    expect(() => applyStrategicPatch({ data: { a: '1' } }, { data: { $patch: 'frob' } }, configMap)).toThrow('unknown patch type: frob in map: map[$patch:frob]');
    expect(() => applyStrategicPatch(spec, { containers: [{ image: 'x' }] }, podSpec)).toThrow('map: map[image:x] does not contain declared merge key: name');
  });

  it('creates what turns one into the other', () => {
    fc.assert(
      fc.property(containers, containers, json(), json(), (before, after, labels, others) => {
        const [a, b] = [{ containers: before, x: labels }, { containers: after, x: others }] as unknown as [JsonObject, JsonObject];
        return equal(applyStrategicPatch(a, createStrategicPatch(a, b, podSpec), podSpec), b);
      }),
    );
  });

  it('creates the patch that kubectl apply sends', () => {
    const spec = (image: string, extra: JsonObject = {}): JsonObject => ({ spec: { template: { spec: { containers: [{ name: 'c', image, ...extra }] } } } });
    expect(createThreeWayStrategicPatch(spec('nginx:1'), spec('nginx:2'), spec('nginx:1', { imagePullPolicy: 'Always' }), deployment)).toEqual({
      spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'c' }], containers: [{ name: 'c', image: 'nginx:2' }] } } },
    });
    expect(createThreeWayStrategicPatch({ spec: { replicas: 2 } }, { spec: {} }, { spec: { replicas: 5 } }, deployment)).toEqual({ spec: { replicas: null } });
    expect(createThreeWayStrategicPatch(spec('nginx:1'), spec('nginx:1'), spec('nginx:1', { imagePullPolicy: 'Always' }), deployment)).toEqual({});
    expect(createThreeWayStrategicPatch({ containers: [{ name: 'a' }, { name: 'b' }] }, { containers: [{ name: 'a' }] }, { containers: [{ name: 'a' }, { name: 'b' }, { name: 'sidecar' }] }, podSpec)).toEqual({
      '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'b', $patch: 'delete' }],
    });
  });
});

it.each(['add', 'remove', 'replace', 'test', 'move', 'copy'])('%s without a path, or with null for one, is refused', (op) => {
  for (const path of [null, undefined]) {
    expect(() => applyJsonPatch({ a: 1 }, [{ op, from: '/a', ...(path === undefined ? {} : { path }) }])).toThrow(`${op} operation failed to decode path: missing value`);
  }
});
