// Admission policies from end to end: what they deny, warn of and change, and in which words.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../base/json.ts';
import type { ApiResponse } from '../../../client/api.ts';
import { Trace } from '../../../client/trace.ts';
import { Clock } from '../../../sim/clock.ts';
import { Random } from '../../../sim/random.ts';
import { ApiServer } from '../../api-server.ts';

const caller = { userAgent: 'test/1', actor: 'test', user: 'admin', groups: ['system:masters'] };
const GROUP = '/apis/admissionregistration.k8s.io/v1';
let server: ApiServer;

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) frozen(item);
  }
  return value;
}

let clock: Clock;

beforeEach(() => {
  clock = new Clock(Date.UTC(2026, 0, 1));
  server = new ApiServer({ clock, trace: new Trace(), random: new Random(1), dialKubelet: () => undefined, disabledAdmissionPlugins: ['ServiceAccount'], seal: frozen });
  server.onPanic = (error) => {
    throw error;
  };
});

const post = (path: string, body: Json, query: Record<string, string> = {}): ApiResponse => server.request({ method: 'POST', path, body, query }, caller);
const patch = (path: string, body: Json): ApiResponse => server.request({ method: 'PATCH', path, body, headers: { 'content-type': 'application/merge-patch+json' } }, caller);
const bodyOf = (response: ApiResponse): Record<string, Json> => (response.body as { readonly value: Json }).value as Record<string, Json>;
const message = (response: ApiResponse): string => String(bodyOf(response)['message'] ?? '');

function policy(kind: 'Validating' | 'Mutating', name: string, spec: Record<string, Json>, binding: Record<string, Json> = {}): void {
  const plural = `${kind.toLowerCase()}admissionpolicies`;
  const rules = { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }] };
  const made = post(`${GROUP}/${plural}`, { metadata: { name }, spec: { matchConstraints: rules, ...(kind === 'Mutating' ? { reinvocationPolicy: 'Never' } : {}), ...spec } });
  expect(message(made)).toBe('');
  const bound = post(`${GROUP}/${plural.replace('policies', 'policybindings')}`, { metadata: { name: `${name}-binding` }, spec: { policyName: name, ...(kind === 'Validating' ? { validationActions: ['Deny'] } : {}), ...binding } });
  expect(message(bound)).toBe('');
}

const create = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): ApiResponse => post('/api/v1/namespaces/default/configmaps', { metadata: { name, labels }, data });

describe('ValidatingAdmissionPolicy', () => {
  it('denies with 422, the message and a cause', () => {
    policy('Validating', 'size', { validations: [{ expression: 'size(object.data) <= 1', message: 'at most one' }] });
    expect(create('ok', { a: '1' }).code).toBe(201);
    const denied = create('no', { a: '1', b: '2' });
    const text = "ValidatingAdmissionPolicy 'size' with binding 'size-binding' denied request: at most one";
    expect(denied.code).toBe(422);
    expect(bodyOf(denied)).toMatchObject({ reason: 'Invalid', message: `configmaps "no" is forbidden: ${text}`, details: { name: 'no', kind: 'configmaps', causes: [{ message: text }] } });
    expect(message(patch('/api/v1/namespaces/default/configmaps/ok', { data: { b: '2' } }))).toContain('at most one');
  });

  it('takes messageExpression, reason and variables', () => {
    policy('Validating', 'p', { variables: [{ name: 'n', expression: 'size(object.data)' }], validations: [{ expression: 'variables.n < 2', messageExpression: '"has " + string(variables.n)', reason: 'Forbidden' }] });
    const denied = create('x', { a: '1', b: '2' });
    expect(denied.code).toBe(403);
    expect(message(denied)).toMatch(/denied request: has 2$/);
  });

  it('says the expression where there is no message', () => {
    policy('Validating', 'p', { validations: [{ expression: "object.metadata.name.startsWith('a')" }] });
    expect(message(create('x'))).toMatch(/denied request: failed expression: object\.metadata\.name\.startsWith\('a'\)$/);
  });

  it('an expression that fails denies, or does not with failurePolicy Ignore', () => {
    policy('Validating', 'strict', { validations: [{ expression: 'object.data.nope == "1"' }] });
    expect(message(create('x', { a: '1' }))).toMatch(/denied request: expression 'object\.data\.nope == "1"' resulted in error: no such key: nope$/);
    server.request({ method: 'DELETE', path: `${GROUP}/validatingadmissionpolicies/strict` }, caller);
    policy('Validating', 'loose', { failurePolicy: 'Ignore', validations: [{ expression: 'object.data.nope == "1"' }] });
    expect(create('x', { a: '1' }).code).toBe(201);
  });

  it('warns, and audits silently', () => {
    policy('Validating', 'w', { validations: [{ expression: 'false', message: 'never' }] }, { validationActions: ['Warn', 'Audit'] });
    const made = create('x');
    expect(made.code).toBe(201);
    expect(made.warnings).toEqual(["Validation failed for ValidatingAdmissionPolicy 'w' with binding 'w-binding': never"]);
  });

  it('asks match conditions and selectors first', () => {
    policy('Validating', 'c', { matchConditions: [{ name: 'not-system', expression: "!object.metadata.name.startsWith('system')" }], validations: [{ expression: 'false' }] }, { matchResources: { objectSelector: { matchLabels: { checked: 'yes' } } } });
    expect(create('plain').code).toBe(201);
    expect(create('system-x', {}, { checked: 'yes' }).code).toBe(201);
    expect(create('y', {}, { checked: 'yes' }).code).toBe(422);
  });

  it('knows old objects, the request and the authorizer', () => {
    policy('Validating', 'o', { validations: [{ expression: "request.operation == 'CREATE' || object.data == oldObject.data", message: 'immutable' }, { expression: "authorizer.group('').resource('configmaps').namespace('default').check('create').allowed() && request.userInfo.username == 'admin' && namespaceObject.metadata.name == 'default'" }] });
    expect(create('x', { a: '1' }).code).toBe(201);
    expect(message(patch('/api/v1/namespaces/default/configmaps/x', { data: { a: '2' } }))).toMatch(/immutable$/);
    expect(patch('/api/v1/namespaces/default/configmaps/x', { metadata: { labels: { l: '1' } } }).code).toBe(200);
  });

  it('runs once for each parameter, and says where there is none', () => {
    create('limit', { max: '1' }, { role: 'limit' });
    const spec = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: 'size(object.data) <= int(params.data.max)', messageExpression: "'at most ' + params.data.max" }] };
    policy('Validating', 'p', spec, { paramRef: { name: 'limit', namespace: 'default', parameterNotFoundAction: 'Deny' } });
    expect(message(create('x', { a: '1', b: '2' }))).toMatch(/at most 1$/);
    server.request({ method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/limit' }, caller);
    expect(message(create('y'))).toMatch(/with binding 'p-binding' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction$/);
  });

  it('does not take what does not compile', () => {
    const refused = post(`${GROUP}/validatingadmissionpolicies`, { metadata: { name: 'bad' }, spec: { matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }] }, validations: [{ expression: 'object.spec.ok' }, { expression: 'foo' }, { expression: 'true', messageExpression: '1' }] } });
    expect(message(refused)).toContain('spec.validations[0].expression: Invalid value: "object.spec.ok": must evaluate to bool but got dyn');
    expect(message(refused)).toContain("spec.validations[1].expression: Invalid value: \"foo\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')");
    expect(message(refused)).toContain('spec.validations[2].messageExpression: Invalid value: "1": must evaluate to string but got int');
  });
});

describe('MutatingAdmissionPolicy', () => {
  it('merges an apply configuration', () => {
    policy('Mutating', 'm', { mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: "Object{metadata: Object.metadata{labels: {'added': object.metadata.name}}, data: {'b': '2'}}" } }] });
    expect(bodyOf(create('x', { a: '1' }, { own: 'l' }))).toMatchObject({ metadata: { labels: { own: 'l', added: 'x' } }, data: { a: '1', b: '2' } });
  });

  it('applies JSON patches, and leaves it where a test fails', () => {
    policy('Mutating', 'm', { mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: "[JSONPatch{op: 'test', path: '/data/a', value: '1'}, JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('x/y'), value: 'z'}]" } }] });
    expect(bodyOf(create('x', { a: '1' }, { l: '1' }))).toMatchObject({ metadata: { labels: { l: '1', 'x/y': 'z' } } });
    expect((bodyOf(create('y', { a: '2' }, { l: '1' }))['metadata'] as Record<string, Json>)['labels']).toEqual({ l: '1' });
  });

  it('its result is validated, and its errors deny', () => {
    policy('Mutating', 'm', { mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: "Object{data: {'a': object.data.nope}}" } }] });
    const denied = create('x', { a: '1' });
    expect(denied.code).toBe(403);
    expect(message(denied)).toBe("policy 'm' with binding 'm-binding' denied request: expression 'Object{data: {'a': object.data.nope}}' resulted in error: no such key: nope");
  });

  it('names of types follow the fields they stand in', () => {
    policy('Mutating', 'm', { mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{metadata: Object.spec{}}' } }] });
    expect(message(create('x'))).toContain('type mismatch: unexpected type name "Object.spec", expected "Object.metadata", which matches field name path from root Object type');
  });

  it('runs again where another changed the object after it', () => {
    policy('Mutating', 'a', { reinvocationPolicy: 'IfNeeded', mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: "Object{data: {'saw': has(object.data.late) ? 'yes' : 'no'}}" } }] });
    policy('Mutating', 'b', { mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: "Object{data: {'late': '1'}}" } }] });
    expect(bodyOf(create('x', { a: '1' }))['data']).toEqual({ a: '1', saw: 'yes', late: '1' });
  });
});

describe('custom resources and subresources', () => {
  const schema = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' }, color: { type: 'string' } } } } };
  const rules = (resource: string, operation = 'CREATE'): Json => ({ resourceRules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: [operation], resources: [resource] }] });
  const widget = (name: string, size: number): ApiResponse => post('/apis/example.com/v1/namespaces/default/widgets', { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, spec: { size } });

  beforeEach(() => {
    post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { metadata: { name: 'widgets.example.com' }, spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions: ['v1', 'v2'].map((name) => ({ name, served: true, storage: name === 'v1', schema: { openAPIV3Schema: schema } })) } });
    clock.runFor(10);
  });

  it('are changed and judged as built-in ones are', () => {
    policy('Mutating', 'm', { matchConstraints: rules('widgets'), mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: "Object{spec: Object.spec{color: object.spec.size > 2 ? 'red' : 'blue'}}" } }] });
    policy('Validating', 'v', { matchConstraints: rules('widgets'), validations: [{ expression: 'object.spec.size < 5', messageExpression: "'too large: ' + string(object.spec.size)" }] });
    expect(bodyOf(widget('a', 3))['spec']).toEqual({ size: 3, color: 'red' });
    expect(message(widget('b', 7))).toBe("widgets.example.com \"b\" is forbidden: ValidatingAdmissionPolicy 'v' with binding 'v-binding' denied request: too large: 7");
  });

  it('match by an equivalent version, unless exactly one is meant', () => {
    const other = (name: string): ApiResponse => post('/apis/example.com/v2/namespaces/default/widgets', { apiVersion: 'example.com/v2', kind: 'Widget', metadata: { name }, spec: { size: 7 } });
    policy('Validating', 'v', { matchConstraints: rules('widgets'), validations: [{ expression: "object.apiVersion != 'example.com/v1' || request.requestKind.version != 'v2'", message: 'seen as v1' }] });
    expect(message(other('a'))).toMatch(/seen as v1$/);
    server.request({ method: 'DELETE', path: `${GROUP}/validatingadmissionpolicies/v` }, caller);
    policy('Validating', 'exact', { matchConstraints: { ...(rules('widgets') as object), matchPolicy: 'Exact' } as Json, validations: [{ expression: 'false' }] });
    expect(other('b').code).toBe(201);
  });

  it('a scale is judged as a Scale, by policies on the subresource alone', () => {
    const deployments = (resource: string): Json => ({ resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources: [resource] }] });
    const web = '/apis/apps/v1/namespaces/default/deployments/web';
    post('/apis/apps/v1/namespaces/default/deployments', { metadata: { name: 'web' }, spec: { replicas: 1, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } } });
    policy('Validating', 'parent', { matchConstraints: deployments('deployments'), validations: [{ expression: 'object.spec.replicas <= 2', message: 'at most two' }] });
    expect(message(patch(web, { spec: { replicas: 3 } }))).toMatch(/at most two$/);
    expect(patch(`${web}/scale`, { spec: { replicas: 3 } }).code).toBe(200);
    policy('Validating', 'scale', { matchConstraints: deployments('deployments/scale'), validations: [{ expression: "object.spec.replicas < 5 || object.kind != 'Scale' || oldObject.spec.replicas != 3 || request.kind.kind != 'Scale'", message: 'too far' }] });
    expect(patch(`${web}/scale`, { spec: { replicas: 4 } }).code).toBe(200);
    expect(patch(`${web}/scale`, { spec: { replicas: 3 } }).code).toBe(200);
    expect(message(patch(`${web}/scale`, { spec: { replicas: 9 } }))).toMatch(/too far$/);
  });

  it('deletions have an old object and no new one', () => {
    policy('Validating', 'd', { matchConstraints: rules('widgets', 'DELETE'), validations: [{ expression: 'object == null && oldObject.spec.size < 2', message: 'kept' }] });
    widget('small', 1);
    widget('large', 3);
    const remove = (name: string): ApiResponse => server.request({ method: 'DELETE', path: `/apis/example.com/v1/namespaces/default/widgets/${name}` }, caller);
    expect(remove('small').code).toBe(200);
    expect(message(remove('large'))).toMatch(/denied request: kept$/);
  });
});
