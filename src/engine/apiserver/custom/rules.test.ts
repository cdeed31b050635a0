// The CEL rules of custom resources: what they refuse, transitions, what a definition may not say.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { ApiResponse } from '../../client/api.ts';
import { Trace } from '../../client/trace.ts';
import { Clock } from '../../sim/clock.ts';
import { Random } from '../../sim/random.ts';
import { ApiServer } from '../api-server.ts';

const caller = { userAgent: 'test/1', actor: 'test', user: 'admin', groups: ['system:masters'] };
let server: ApiServer;
let clock: Clock;

beforeEach(() => {
  clock = new Clock(Date.UTC(2026, 0, 1));
  server = new ApiServer({ clock, trace: new Trace(), random: new Random(1), dialKubelet: () => undefined });
  server.onPanic = (error) => {
    throw error;
  };
});

const send = (method: 'POST' | 'PATCH', path: string, body: Json): ApiResponse => server.request({ method, path, body, headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' } }, caller);
const message = (response: ApiResponse): string => String(((response.body as { readonly value: Json }).value as Record<string, Json>)['message'] ?? '');

function define(spec: Json, rules: Json = []): ApiResponse {
  const schema = { type: 'object', 'x-kubernetes-validations': rules, properties: { spec } };
  const response = send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: { name: 'widgets.example.com' },
    spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }] },
  });
  clock.runFor(10);
  return response;
}

const path = '/apis/example.com/v1/namespaces/default/widgets';
const create = (name: string, spec: Json): ApiResponse => send('POST', path, { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, spec });
const change = (name: string, spec: Json): ApiResponse => send('PATCH', `${path}/${name}`, { spec });

const numbers = { type: 'object', properties: { min: { type: 'integer' }, max: { type: 'integer' } } };

describe('rules', () => {
  it('refuse with the message, at the field', () => {
    expect(message(define({ ...numbers, 'x-kubernetes-validations': [{ rule: 'self.min <= self.max', message: 'min must not exceed max' }] }))).toBe('');
    expect(create('ok', { min: 1, max: 2 }).code).toBe(201);
    const refused = create('no', { min: 3, max: 2 });
    expect(refused.code).toBe(422);
    expect(message(refused)).toBe('Widget.example.com "no" is invalid: spec: Invalid value: "object": min must not exceed max');
    expect(message(create('half', { min: 3 }))).toBe('Widget.example.com "half" is invalid: spec: Invalid value: "object": no such key: max evaluating rule: min must not exceed max');
  });

  it('messageExpression, reason, fieldPath; failed rule without a message', () => {
    define({ ...numbers, 'x-kubernetes-validations': [
      { rule: 'self.min <= self.max', messageExpression: "'min %d over %d'.format([self.min, self.max])", reason: 'FieldValueForbidden', fieldPath: '.min' },
      { rule: 'self.min > 0' },
    ] });
    expect(message(create('x', { min: 3, max: 2 }))).toBe('Widget.example.com "x" is invalid: spec.min: Forbidden: min 3 over 2');
    expect(message(create('x', { min: 0, max: 2 }))).toBe('Widget.example.com "x" is invalid: spec: Invalid value: "object": failed rule: self.min > 0');
  });

  it('transition rules hold on updates alone', () => {
    define({ type: 'object', properties: { size: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self >= oldSelf', message: 'may only grow' }] } } });
    expect(create('x', { size: 3 }).code).toBe(201);
    expect(change('x', { size: 5 }).code).toBe(200);
    expect(message(change('x', { size: 4 }))).toBe('Widget.example.com "x" is invalid: spec.size: Invalid value: "integer": may only grow');
  });

  it('optionalOldSelf rules hold on creates too', () => {
    define({ type: 'object', properties: { name: { type: 'string', 'x-kubernetes-validations': [{ rule: "oldSelf.hasValue() ? self == oldSelf.value() : self.startsWith('a')", optionalOldSelf: true, message: 'no' }] } } });
    expect(message(create('x', { name: 'b' }))).toContain('spec.name: Invalid value: "string": no');
    expect(create('x', { name: 'a' }).code).toBe(201);
    expect(change('x', { name: 'ab' }).code).toBe(422);
  });

  it('go into lists and maps, and tell items of a keyed list apart', () => {
    define({ type: 'object', properties: {
      ports: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, port: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'fixed' }] } } } },
      labels: { type: 'object', additionalProperties: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self.size() < 3' }] } },
    } });
    expect(message(create('y', { labels: { a: 'long' } }))).toContain('spec.labels[a]: Invalid value: "string": failed rule: self.size() < 3');
    expect(create('x', { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 2 }] }).code).toBe(201);
    expect(change('x', { ports: [{ name: 'b', port: 2 }, { name: 'c', port: 3 }] }).code).toBe(200);
    expect(message(change('x', { ports: [{ name: 'c', port: 4 }] }))).toContain('spec.ports[0].port: Invalid value: "integer": fixed');
  });

  it('are not tried on what the schema refuses, and only warn of what an update leaves as it was', () => {
    define({ ...numbers, required: ['min'], 'x-kubernetes-validations': [{ rule: 'self.min > 0' }] });
    expect(message(create('x', {}))).toContain('<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation');
  });
});

describe('a definition', () => {
  const bad = (rule: Record<string, Json>, inner: Record<string, Json> = {}): string => message(define({ type: 'object', properties: { a: { type: 'integer' } }, ...inner, 'x-kubernetes-validations': [rule as Json] }));

  it.each([
    ['a field that is not there', { rule: 'self.b > 1' }, "compilation failed: ERROR: <input>:1:5: undefined field 'b'"],
    ['a wrong type', { rule: "self.a == 'x'" }, "found no matching overload for '_==_' applied to '(int, string)'"],
    ['no condition', { rule: 'self.a' }, 'cel expression must evaluate to a bool'],
    ['a reason that is none', { rule: 'true', reason: 'Nope' }, 'Unsupported value: "Nope": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"'],
    ['a path that leads nowhere', { rule: 'true', fieldPath: '.b' }, 'fieldPath must be a valid path: does not refer to a valid field'],
    ['a message that is no text', { rule: 'true', messageExpression: '1' }, 'messageExpression must evaluate to a string'],
    ['optionalOldSelf without oldSelf', { rule: 'true', optionalOldSelf: true }, 'may not be set if oldSelf is not used in rule'],
  ])('may not have %s', (_, rule, text) => {
    expect(bad(rule)).toContain(text);
  });

  it('may not speak of oldSelf where items cannot be told apart', () => {
    expect(message(define({ type: 'object', properties: { list: { type: 'array', items: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self >= oldSelf' }] } } } }))).toContain('oldSelf cannot be used on the uncorrelatable portion of the schema within spec.validation.openAPIV3Schema.properties[spec].properties[list]');
  });
});

describe('what rules may cost', () => {
  const at = 'spec.validation.openAPIV3Schema.properties[spec]';
  const advice = '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';
  const every = (rule: string): Json => [{ rule }];
  const lists = (limits: object): Json => ({ type: 'object', properties: { a: { type: 'array', items: { type: 'string' }, ...limits }, b: { type: 'array', items: { type: 'string' }, ...limits } }, 'x-kubernetes-validations': every('self.a.all(x, self.b.exists(y, x == y))') });
  const faults = (response: ApiResponse): readonly string[] => message(response).replace(/^.*is invalid: \[?/, '').replace(/\]$/, '').split(/, (?=spec\.)/);

  it('is refused where nothing bounds what is looked at again and again', () => {
    expect(faults(define(lists({})))).toEqual([
      `${at}.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x ${advice}`,
      `${at}.x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`,
      `spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x ${advice}`,
    ]);
  });

  it('is taken with limits', () => {
    expect(define(lists({ maxItems: 50, items: { type: 'string', maxLength: 100 } })).code).toBe(201);
  });

  it('counts how often a rule may run', () => {
    const inner = { type: 'string', maxLength: 2048, 'x-kubernetes-validations': every("self.contains('keyword')") };
    expect(faults(define({ type: 'object', properties: { a: { type: 'array', items: inner } } }))[0]).toBe(`${at}.properties[a].items.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of 86.1x ${advice}`);
    expect(define({ type: 'object', properties: { a: { type: 'array', maxItems: 1000, items: inner } } }).code).toBe(201);
  });

  it('a message counts, too', () => {
    const rules = [{ rule: 'self.min <= self.max', messageExpression: "'min (' + string(self.min) + ')'" }];
    expect(faults(define({ ...numbers, 'x-kubernetes-validations': rules }))[0]).toBe(`${at}.x-kubernetes-validations[0].messageExpression: Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x ${advice}`);
  });

  it('all together may not be too much, either', () => {
    const wide = { type: 'array', maxItems: 9000, items: { type: 'string', maxLength: 2000, 'x-kubernetes-validations': every("self.contains('keyword')") } };
    const names = Array.from({ length: 14 }, (_, i) => `f${String(i).padStart(2, '0')}`);
    const found = faults(define({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, wide])) }));
    expect(found).toEqual([
      ...names.slice(0, 4).map((name) => `${at}.properties[${name}].items.x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`),
      `spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of 1.009260x ${advice}`,
    ]);
  });
});
