// Server-side apply and update tracking, replayed from exchanges with the real API server; field sets as sets of paths.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, type JsonObject } from '../../base/json.ts';
import { ApiError } from '../api-error.ts';
import type { ManagedFields } from '../object.ts';
import { applyMergePatch } from '../patch/merge.ts';
import { decode } from '../schema/decode.ts';
import { applySchemaDefaults } from '../schema/defaults.ts';
import { schemaOf } from '../schema/schema.ts';
import type { StructShape } from '../schema/shape.ts';
import { applyPatch } from './apply.ts';
import { difference, type FieldSet, intersection, pathsOf, union } from './field-set.ts';
import { parentEntries, scaleEntries } from './scale.ts';
import { trackUpdate } from './update.ts';

const shapeOf = (group: string, kind: string): StructShape => schemaOf(group, 'v1', kind) as StructShape;

/** One object, its managed fields, and a clock that advances a second a write. */
class Store {
  object: JsonObject | undefined;
  managed: readonly ManagedFields[] = [];
  private seconds = 0;
  private readonly shape: StructShape;
  private readonly apiVersion: string;

  constructor(group: string, kind: string) {
    this.shape = shapeOf(group, kind);
    this.apiVersion = group === '' ? 'v1' : `${group}/v1`;
  }

  private writer(manager: string, subresource: string) {
    return { manager, apiVersion: this.apiVersion, subresource, time: `2026-01-01T00:00:${String(this.seconds++).padStart(2, '0')}Z` };
  }

  private decode(value: JsonObject): JsonObject {
    const { value: object } = decode(value, this.shape);
    applySchemaDefaults(object, this.shape);
    return object;
  }

  apply(manager: string, patch: JsonObject, force = false, subresource = ''): string {
    try {
      const { object, managed } = applyPatch({ live: this.object, managed: this.managed, patch: { apiVersion: this.apiVersion, metadata: { name: 'a' }, ...patch }, writer: this.writer(manager, subresource), force, shape: this.shape });
      this.object = this.decode(object);
      this.managed = managed;
      return '';
    } catch (error) {
      if (error instanceof ApiError) return error.message;
      throw error;
    }
  }

  merge(manager: string, patch: JsonObject, subresource = ''): void {
    const next = this.decode(applyMergePatch(this.object ?? {}, patch) as JsonObject);
    this.managed = trackUpdate(this.object, next, this.managed, this.writer(manager, subresource), this.shape);
    this.object = next;
  }

  get fields(): [string | undefined, string | undefined, boolean, unknown][] {
    return this.managed.map(({ manager, operation, time, fieldsV1 }) => [manager, operation, time !== undefined, fieldsV1]);
  }
}

// Each is a recorded exchange with the real API server.
describe('server-side apply', () => {
  it('owns what it states and drops what it no longer states', () => {
    const store = new Store('', 'ConfigMap');
    store.apply('m1', { metadata: { name: 'a', labels: { l: '1' } }, data: { x: '1' } });
    expect(store.fields).toEqual([['m1', 'Apply', true, { 'f:data': { 'f:x': {} }, 'f:metadata': { 'f:labels': { 'f:l': {} } } }]]);
    store.apply('m1', { data: { x: '2', y: '3' } });
    expect(store.object).toMatchObject({ data: { x: '2', y: '3' } });
    expect(store.object?.['metadata']).toEqual({ name: 'a' });
    store.apply('m1', { data: {} });
    expect(store.fields).toEqual([['m1', 'Apply', true, { 'f:data': {} }]]);
    expect(store.object?.['data']).toBeUndefined();
  });

  it('conflicts, shares, forces and gives up', () => {
    const store = new Store('', 'ConfigMap');
    store.apply('m1', { data: { x: '1', y: '1' } });
    expect(store.apply('m2', { data: { x: '2' } })).toBe('Apply failed with 1 conflict: conflict with "m1": .data.x');
    expect(store.apply('m2', { data: { x: '1' } })).toBe('');
    expect(store.fields).toEqual([['m2', 'Apply', false, { 'f:data': { 'f:x': {} } }], ['m1', 'Apply', true, { 'f:data': { 'f:x': {}, 'f:y': {} } }]]);
    store.apply('m2', { data: { x: '2' } }, true);
    expect(store.fields).toEqual([['m1', 'Apply', true, { 'f:data': { 'f:y': {} } }], ['m2', 'Apply', true, { 'f:data': { 'f:x': {} } }]]);
    store.apply('m1', { data: { y: '1' } });
    store.apply('m2', {});
    expect(store.fields).toEqual([['m1', 'Apply', true, { 'f:data': { 'f:y': {} } }]]);
    expect(store.object?.['data']).toEqual({ y: '1' });
  });

  it('conflicts with updaters under their version', () => {
    const store = new Store('', 'ConfigMap');
    store.apply('m1', { data: { x: '1', y: '1' } });
    store.merge('editor', { data: { x: '9' } });
    expect(store.fields).toEqual([['m1', 'Apply', true, { 'f:data': { 'f:y': {} } }], ['editor', 'Update', true, { 'f:data': { 'f:x': {} } }]]);
    expect(store.apply('m1', { data: { x: '1', y: '1' } })).toBe('Apply failed with 1 conflict: conflict with "editor" using v1: .data.x');
    store.apply('m1', { data: { x: '1', y: '1' } }, true);
    expect(store.fields).toEqual([['m1', 'Apply', true, { 'f:data': { 'f:x': {}, 'f:y': {} } }]]);
  });

  it('lists several conflicts by manager', () => {
    const store = new Store('', 'ConfigMap');
    store.apply('m1', { metadata: { name: 'a', labels: { l: '1' } }, data: { x: '1', y: '1', z: '1' } });
    store.apply('other', { data: { y: '2' } }, true);
    expect(store.apply('third', { metadata: { name: 'a', labels: { l: '3' } }, data: { x: '3', y: '3', z: '3' } })).toBe('Apply failed with 4 conflicts: conflicts with "m1":\n- .data.x\n- .data.z\n- .metadata.labels.l\nconflicts with "other":\n- .data.y');
  });

  it('merges lists by their keys, defaults included', () => {
    const store = new Store('', 'Service');
    const port = (number: number, name: string): JsonObject => ({ spec: { ports: [{ port: number, name }] } });
    store.apply('m1', port(80, 'a'));
    expect(store.fields).toEqual([['m1', 'Apply', true, { 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } } } }]]);
    store.apply('m2', port(81, 'b'));
    expect(store.apply('m2', port(80, 'zz'))).toBe('Apply failed with 1 conflict: conflict with "m1": .spec.ports[port=80,protocol="TCP"].name');
    store.apply('m1', port(82, 'c'));
    expect(store.object?.['spec']).toMatchObject({ ports: [{ port: 81, name: 'b', protocol: 'TCP' }, { port: 82, name: 'c', protocol: 'TCP' }] });
  });

  it('takes over what client-side apply set', () => {
    const store = new Store('', 'ConfigMap');
    const last = '{"apiVersion":"v1","data":{"x":"1"},"kind":"ConfigMap","metadata":{"name":"a"}}';
    store.merge('kubectl-client-side-apply', { metadata: { name: 'a', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': last } }, data: { x: '1' } });
    expect(store.apply('kubectl', { data: { x: '2' } })).toBe('');
    expect(store.fields).toEqual([
      ['kubectl', 'Apply', true, { 'f:data': { 'f:x': {} } }],
      ['kubectl-client-side-apply', 'Update', true, { 'f:data': {}, 'f:metadata': { 'f:annotations': { '.': {}, 'f:kubectl.kubernetes.io/last-applied-configuration': {} } } }],
    ]);
  });

  it('says what the schema refuses', () => {
    const store = new Store('', 'ConfigMap');
    expect(store.apply('m', { kind: 'ConfigMap', metadata: { name: 'fva' }, bogus: 1 })).toBe('failed to create typed patch object (/fva; /v1, Kind=ConfigMap): .bogus: field not declared in schema');
    expect(store.apply('m', { kind: 'ConfigMap', data: 'x' })).toBe('failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data: expected map, got &{x}');
    expect(store.apply('m', { kind: 'ConfigMap', data: { a: 1 } })).toBe('failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}');
  });
});

describe('updates', () => {
  it('own what they set on a new object, but not its value structs', () => {
    const store = new Store('', 'Pod');
    store.merge('unknown', { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx', imagePullPolicy: 'Always' }], dnsPolicy: 'ClusterFirst', securityContext: {} } });
    expect(store.fields).toEqual([
      ['unknown', 'Update', true, { 'f:spec': { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:image': {}, 'f:imagePullPolicy': {}, 'f:name': {}, 'f:resources': {} } }, 'f:dnsPolicy': {}, 'f:securityContext': {} } }],
    ]);
  });

  it('sort by time and keep untouched entries', () => {
    const store = new Store('', 'ConfigMap');
    store.merge('b', { data: { a: '1' } });
    const [first] = store.managed;
    store.merge('a', { data: { q: '1' } });
    expect(store.fields).toEqual([['b', 'Update', true, { 'f:data': { '.': {}, 'f:a': {} } }], ['a', 'Update', true, { 'f:data': { 'f:q': {} } }]]);
    expect(store.managed[0]).toBe(first);
    const before = store.managed;
    store.merge('c', {});
    expect(store.managed).toBe(before);
  });

  it('become ancient-changes beyond ten', () => {
    const store = new Store('', 'ConfigMap');
    for (let i = 0; i < 14; i++) store.merge(`m${i}`, { data: { [`k${i}`]: 'x' } });
    expect(store.managed).toHaveLength(10);
    expect(store.managed[0]).toMatchObject({ manager: 'ancient-changes', fieldsV1: { 'f:data': { 'f:k0': {}, 'f:k4': {} } } });
  });

  it('show replicas on the scale subresource', () => {
    const parent: ManagedFields[] = [{ manager: 'kubectl', operation: 'Update', apiVersion: 'apps/v1', time: 't', fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } } }];
    expect(scaleEntries(parent)).toMatchObject([{ manager: 'kubectl', apiVersion: 'autoscaling/v1', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }]);
    const scaled: ManagedFields[] = [{ manager: 'hpa', operation: 'Update', apiVersion: 'autoscaling/v1', time: 'u', fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': { 'f:replicas': {} } }, subresource: 'scale' }];
    expect(parentEntries(parent, scaled, 'apps/v1').map(({ manager, apiVersion, fieldsV1 }) => [manager, apiVersion, fieldsV1])).toEqual([
      ['kubectl', 'apps/v1', { 'f:spec': { 'f:paused': {} } }], ['hpa', 'apps/v1', { 'f:spec': { 'f:replicas': {} } }],
    ]);
  });
});

describe('field sets', () => {
  const set = (): fc.Arbitrary<FieldSet | undefined> =>
    fc.array(fc.array(fc.constantFrom('f:a', 'f:b', 'k:{"name":"c"}'), { minLength: 1, maxLength: 3 }), { maxLength: 6 }).map((paths) => {
      let result: FieldSet | undefined;
      for (const path of paths) result = union(result, path.reduceRight<FieldSet>((below, key) => ({ [key]: below }), {}));
      return result;
    });
  const members = (value: FieldSet | undefined): Set<string> => new Set(pathsOf(value));

  it('behave as sets of paths', () => {
    fc.assert(
      fc.property(set(), set(), (a, b) => {
        const [left, right] = [members(a), members(b)];
        const same = (value: FieldSet | undefined, wanted: Iterable<string>): boolean => equal([...members(value)].sort(), [...new Set(wanted)].sort());
        return (
          same(union(a, b), [...left, ...right]) && same(difference(a, b), [...left].filter((path) => !right.has(path))) && same(intersection(a, b), [...left].filter((path) => right.has(path)))
        );
      }),
    );
  });
});
