// Custom resources, each test after the conformance test that it names (test/e2e/apimachinery/{custom_resource_definition,crd_watch,crd_publish_openapi,crd_selectable_fields,crd_validation_rules,crd_validation_ratcheting,field_validation}.go).
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { at, itemsOf, nameOf, patchTypes, Server } from './server.ts';

let server: Server;
let count = 0;
beforeAll(() => {
  server = new Server();
  server.namespace('custom');
});

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
interface Made {
  readonly crd: string;
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly group: string;
}

function define(schema: JsonObject, more: JsonObject = {}, version: JsonObject = {}): Made {
  const n = ++count;
  const group = `e2e${n}.example.com`;
  const crd = `foos${n}.${group}`;
  const kind = `Foo${n}`;
  server.done('POST', definitions, { body: { metadata: { name: crd }, spec: { group, scope: 'Namespaced', names: { plural: `foos${n}`, kind, listKind: `${kind}List`, singular: `foo${n}` }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }], ...more } } });
  server.until(`${crd} is established`, () => ((at(server.done('GET', `${definitions}/${crd}`), 'status', 'conditions') ?? []) as readonly JsonObject[]).some(({ type, status }) => type === 'Established' && status === 'True'));
  return { crd, kind, group, apiVersion: `${group}/v1`, path: `/apis/${group}/v1/namespaces/custom/foos${n}` };
}

const create = ({ path, apiVersion, kind }: Made, name: string, rest: JsonObject = {}, query: Readonly<Record<string, string>> = {}): ReturnType<Server['ask']> => server.ask('POST', path, { body: { apiVersion, kind, metadata: { name }, ...rest }, query });
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const;

describe('custom_resource_definition.go', () => {
  test('«creating/deleting custom resource definition objects works», «listing custom resource definition objects works»', () => {
    const many = [1, 2, 3].map(() => define(open));
    expect(itemsOf(server.done('GET', definitions)).length).toBeGreaterThanOrEqual(3);
    for (const { crd } of many) server.done('DELETE', `${definitions}/${crd}`);
    server.until('they are gone', () => many.every(({ crd }) => server.ask('GET', `${definitions}/${crd}`).code === 404));
  });
  test('«getting/updating/patching custom resource definition status sub-resource works»', () => {
    const { crd } = define(open);
    const now = server.done('GET', `${definitions}/${crd}/status`);
    const conditions = [...(at(now, 'status', 'conditions') as readonly Json[]), { type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'updated' }];
    server.done('PUT', `${definitions}/${crd}/status`, { body: { ...now, status: { ...(now['status'] as JsonObject), conditions } } });
    expect(JSON.stringify(server.done('GET', `${definitions}/${crd}`))).toContain('StatusUpdate');
  });
  test('«should include custom resource definition resources in discovery documents»', () => {
    const { group, kind, crd } = define(open);
    expect(JSON.stringify(server.done('GET', '/apis'))).toContain(`"${group}"`);
    expect(server.done('GET', `/apis/${group}`)).toMatchObject({ kind: 'APIGroup', preferredVersion: { version: 'v1' } });
    expect(JSON.stringify(server.done('GET', `/apis/${group}/v1`))).toContain(`"${kind}"`);
    const all = server.done('GET', '/apis', { headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' } });
    const found = itemsOf(all).find((item) => nameOf(item) === group);
    expect(at(found, 'versions', 0)).toMatchObject({ version: 'v1', freshness: 'Current' });
    server.done('DELETE', `${definitions}/${crd}`);
    server.until('the group is gone', () => !JSON.stringify(server.done('GET', '/apis')).includes(`"${group}"`));
  });
  test('«custom resource defaulting for requests and from storage works»', () => {
    const made = define(open);
    create(made, 'first');
    const schema = { type: 'object', properties: { a: { type: 'string', default: 'A' } } };
    server.patch(`${definitions}/${made.crd}`, 'json', [{ op: 'replace', path: '/spec/versions/0/schema/openAPIV3Schema', value: schema }]);
    server.until('stored objects are defaulted', () => server.done('GET', `${made.path}/first`)['a'] === 'A');
    create(made, 'second', { a: 'own' });
    expect(server.done('GET', `${made.path}/second`)['a']).toBe('own');
    expect(create(made, 'third').body['a']).toBe('A');
  });
});

test('crd_watch.go «watch on custom resource definition objects»', () => {
  const made = define(open);
  const watched = server.watch(made.path);
  create(made, 'a');
  create(made, 'b');
  server.patch(`${made.path}/a`, 'merge', { spec: { x: 1 } });
  server.done('DELETE', `${made.path}/a`);
  server.run(300);
  expect(watched.types()).toEqual(['ADDED', 'ADDED', 'MODIFIED', 'DELETED']);
});

describe('crd_selectable_fields.go', () => {
  test('«should list and watch custom resources matching the field selector»', () => {
    const made = define({ type: 'object', properties: { host: { type: 'string' }, port: { type: 'integer' } } }, {}, { selectableFields: [{ jsonPath: '.host' }, { jsonPath: '.port' }] });
    const watched = server.watch(made.path, { fieldSelector: 'host=host1' });
    create(made, 'x', { host: 'host1', port: 80 });
    create(made, 'y', { host: 'host1', port: 8080 });
    create(made, 'z', { host: 'host2', port: 80 });
    const names = (fieldSelector: string): readonly string[] => itemsOf(server.done('GET', made.path, { query: { fieldSelector } })).map(nameOf);
    expect([names('host=host1'), names('host=host1,port=80'), names('port=80')]).toEqual([['x', 'y'], ['x'], ['x', 'z']]);
    server.patch(`${made.path}/x`, 'merge', { host: 'host2' });
    server.run(300);
    expect(watched.types()).toEqual(['ADDED', 'ADDED', 'DELETED']);
    expect(server.ask('GET', made.path, { query: { fieldSelector: 'nope=1' } })).toMatchObject({ code: 400, body: { message: expect.stringContaining('field label not supported: nope') as string } });
    server.done('DELETE', made.path, { query: { fieldSelector: 'host=host2' } });
    expect(itemsOf(server.done('GET', made.path)).map(nameOf)).toEqual(['y']);
  });
});

describe('crd_validation_rules.go', () => {
  const spec = (rules: Json, properties: JsonObject = { replicas: { type: 'integer' }, minReplicas: { type: 'integer' } }): JsonObject => ({ type: 'object', properties: { spec: { type: 'object', 'x-kubernetes-validations': rules, properties } } });
  test('«MUST NOT fail validation for create of a custom resource that satisfies the x-kubernetes-validations rules», «MUST fail …»', () => {
    const made = define(spec([{ rule: 'self.minReplicas <= self.replicas', message: 'too few' }]));
    expect(create(made, 'good', { spec: { replicas: 2, minReplicas: 1 } }).code).toBe(201);
    expect(create(made, 'bad', { spec: { replicas: 1, minReplicas: 2 } })).toMatchObject({ code: 422, body: { message: expect.stringContaining('spec: Invalid value: "object": too few') as string } });
  });
  test('«MUST fail create of a custom resource definition that contains an x-kubernetes-validations rule that refers to a property that do not exist», «… that contains a syntax error»', () => {
    const refused = (schema: JsonObject): string => {
      try {
        define(schema);
        return 'created';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused(spec([{ rule: 'self.nope > 1' }]))).toContain("undefined field 'nope'");
    expect(refused(spec([{ rule: 'self = 42' }]))).toContain('Syntax error');
  });
  test('«MUST fail update of a custom resource that does not satisfy a x-kubernetes-validations transition rule»', () => {
    const made = define(spec([{ rule: 'self.replicas >= oldSelf.replicas', message: 'no way back' }]));
    create(made, 'a', { spec: { replicas: 2 } });
    const back = server.ask('PATCH', `${made.path}/a`, { body: { spec: { replicas: 1 } }, headers: { 'content-type': patchTypes.merge } });
    expect([back.code, back.body['message']]).toEqual([422, expect.stringContaining('no way back')]);
    server.patch(`${made.path}/a`, 'merge', { spec: { replicas: 3 } });
  });
});

test('crd_validation_ratcheting.go «MUST NOT fail to update a resource due to JSONSchema errors on unchanged correlatable fields», «MUST fail … on changed fields»', () => {
  const made = define(open);
  create(made, 'old', { field: 'free', other: 'x' });
  server.patch(`${definitions}/${made.crd}`, 'json', [{ op: 'replace', path: '/spec/versions/0/schema/openAPIV3Schema', value: { type: 'object', properties: { field: { type: 'string', enum: ['foo'] }, other: { type: 'string' } } } }]);
  server.until('the new schema holds', () => create(made, `probe-${Math.floor(server.rig.clock.nowMs)}`, { field: 'bad' }).code === 422);
  server.patch(`${made.path}/old`, 'merge', { other: 'y' });
  expect(server.ask('PATCH', `${made.path}/old`, { body: { field: 'worse' }, headers: { 'content-type': patchTypes.merge } }).code).toBe(422);
});

describe('crd_publish_openapi.go', () => {
  const published = ({ group, kind }: Made): Json | undefined => at(server.done('GET', '/openapi/v2'), 'definitions', `${group.split('.').reverse().join('.')}.v1.${kind}`);
  test('«works for CRD with validation schema», «works for CRD without validation schema», «works for CRD preserving unknown fields in an embedded object»', () => {
    const made = define({ description: 'Foo CRD for Testing', type: 'object', properties: { spec: { type: 'object', description: 'Specification of Foo', properties: { bars: { description: 'List of Bars', type: 'array', items: { type: 'object', required: ['name'], properties: { name: { description: 'Name of Bar.', type: 'string' } } } } } } } });
    expect(published(made)).toMatchObject({ description: 'Foo CRD for Testing', properties: { spec: { properties: { bars: { items: { required: ['name'] } } } } }, 'x-kubernetes-group-version-kind': [{ group: made.group, version: 'v1', kind: made.kind }] });
    const embedded = define({ type: 'object', properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { known: { type: 'string' } } } } });
    expect(published(embedded)).toMatchObject({ properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } });
    expect(JSON.stringify(server.done('GET', `/openapi/v3/apis/${made.group}/v1`))).toContain('List of Bars');
  });
  test('«works for multiple CRDs of different groups», «updates the published spec when one version gets renamed», «removes definition from spec when one version gets changed to not be served»', () => {
    const made = define({ type: 'object', properties: { a: { type: 'string' } } });
    expect(published(made)).toBeDefined();
    const name = `${made.group.split('.').reverse().join('.')}.v2.${made.kind}`;
    server.patch(`${definitions}/${made.crd}`, 'json', [{ op: 'add', path: '/spec/versions/-', value: { name: 'v2', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } } }]);
    server.until('both versions are published', () => at(server.done('GET', '/openapi/v2'), 'definitions', name) !== undefined);
    server.patch(`${definitions}/${made.crd}`, 'json', [{ op: 'replace', path: '/spec/versions/1/served', value: false }]);
    server.until('only one is', () => at(server.done('GET', '/openapi/v2'), 'definitions', name) === undefined);
    expect(published(made)).toBeDefined();
  });
});

describe('field_validation.go', () => {
  const strict = { fieldValidation: 'Strict' } as const;
  test('«should detect unknown and duplicate fields of a typed object», «should detect unknown metadata fields of a typed object»', () => {
    const text = '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","unknownMeta":"foo"},"spec":{"replicas":1,"replicas":2,"unknown1":"val1","paused":true,"paused":false,"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"x"}]}}}}';
    const said = server.ask('POST', '/apis/apps/v1/namespaces/custom/deployments', { text, headers: { 'content-type': 'application/json' }, query: strict });
    expect([said.code, said.body['message']]).toEqual([400, 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "metadata.unknownMeta", duplicate field "spec.replicas", unknown field "spec.unknown1", duplicate field "spec.paused"']);
  });
  const schema = { type: 'object', properties: { spec: { type: 'object', properties: { foo: { type: 'string' }, ports: { type: 'array', items: { type: 'object', required: ['port', 'protocol'], properties: { port: { type: 'integer' }, protocol: { type: 'string' } } }, 'x-kubernetes-list-map-keys': ['port', 'protocol'], 'x-kubernetes-list-type': 'map' }, embedded: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } } } } } } };
  test('«should create/apply a valid CR for CRD with validation schema», «should create/apply an invalid CR with extra properties for CRD with validation schema»', () => {
    const made = define(schema);
    const apply = (name: string, spec: JsonObject, query: Readonly<Record<string, string>>): ReturnType<Server['ask']> => server.ask('PATCH', `${made.path}/${name}`, { body: { apiVersion: made.apiVersion, kind: made.kind, metadata: { name, finalizers: ['test/finalizer'] }, spec }, headers: { 'content-type': patchTypes.apply }, query: { fieldManager: 'e2e', ...query } });
    expect(apply('ok', { foo: 'foo1', ports: [{ port: 80, protocol: 'TCP' }] }, strict).code).toBe(201);
    const refused = apply('extra', { foo: 'foo1', knownField: 1, ports: [{ port: 80, protocol: 'TCP' }] }, strict);
    expect([refused.code, refused.body['message']]).toEqual([500, expect.stringContaining('field not declared in schema')]);
    expect(create(made, 'extra2', { spec: { foo: 'a', extra: 'b' } }, strict)).toMatchObject({ code: 400, body: { message: expect.stringContaining('strict decoding error: unknown field "spec.extra"') as string } });
  });
  test('«should detect unknown metadata fields in both the root and embedded object of a CR», «should detect duplicates in a CR when preserving unknown fields»', () => {
    const made = define(schema);
    const text = `{"apiVersion":"${made.apiVersion}","kind":"${made.kind}","metadata":{"name":"m","unknownMeta":"x"},"spec":{"foo":"a","foo":"b","embedded":{"apiVersion":"v1","kind":"P","metadata":{"name":"e","unknownSub":"y"}}}}`;
    const said = server.ask('POST', made.path, { text, headers: { 'content-type': 'application/json' }, query: strict });
    expect(said.code).toBe(400);
    for (const words of ['duplicate field "spec.foo"', 'unknown field "metadata.unknownMeta"', 'unknown field "spec.embedded.metadata.unknownSub"']) expect(said.body['message']).toContain(words);
    const preserving = define(open);
    const applied = server.ask('PATCH', `${preserving.path}/a`, { text: `apiVersion: ${preserving.apiVersion}\nkind: ${preserving.kind}\nmetadata:\n  name: a\nspec:\n  foo: foo1\n  foo: foo2\n`, headers: { 'content-type': patchTypes.apply }, query: { ...strict, fieldManager: 'e2e' } });
    expect([applied.code, applied.body['message']]).toEqual([400, expect.stringContaining('line 7: key "foo" already set in map')]);
    const twice = server.ask('POST', preserving.path, { text: `{"apiVersion":"${preserving.apiVersion}","kind":"${preserving.kind}","metadata":{"name":"p","unknown":"x"},"spec":{"a":1,"a":2}}`, headers: { 'content-type': 'application/json' }, query: strict });
    expect([twice.code, twice.body['message']]).toEqual([400, expect.stringContaining('strict decoding error: duplicate field "spec.a", unknown field "metadata.unknown"')]);
  });
});

test('crd subresources: the scale of a kind with defaults is a Scale and nothing else', () => {
  const made = define({ type: 'object', properties: { spec: { type: 'object', default: {}, properties: { replicas: { type: 'integer', default: 1 }, color: { type: 'string', default: 'red' } } }, status: { type: 'object', properties: { replicas: { type: 'integer' } } } } }, {}, { subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } } });
  create(made, 'w');
  expect(server.done('GET', `${made.path}/w/scale`)).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 1 } });
  expect(at(server.done('GET', `${made.path}/w/scale`), 'spec')).toEqual({ replicas: 1 });
  expect(at(server.patch(`${made.path}/w/scale`, 'merge', { spec: { replicas: 3 } }), 'spec')).toEqual({ replicas: 3 });
  expect(at(server.done('GET', `${made.path}/w`), 'spec')).toEqual({ replicas: 3, color: 'red' });
});
