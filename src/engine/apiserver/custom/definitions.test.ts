// The life of a CustomResourceDefinition: versions, what it stores, the fields it selects by, approval, and its end.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import type { ApiRequest, ApiResponse } from '../../client/api.ts';
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

function send(method: ApiRequest['method'], path: string, body?: Json, query: Record<string, string> = {}): ApiResponse {
  const response = server.request({ method, path, query, ...(body === undefined ? {} : { body }), headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' } }, caller);
  clock.runFor(10);
  return response;
}
const bodyOf = (response: ApiResponse): JsonObject => (response.body as { readonly value: Json }).value as JsonObject;
const message = (response: ApiResponse): string => String(bodyOf(response)['message'] ?? '');

const schema = { type: 'object', properties: { spec: { type: 'object', properties: { color: { type: 'string' }, size: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } } } } };
const version = (name: string, storage: boolean, more: JsonObject = {}): Json => ({ name, served: true, storage, schema: { openAPIV3Schema: schema }, ...more });
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const define = (versions: readonly Json[], more: JsonObject = {}, group = 'example.com', annotations: JsonObject = {}): ApiResponse =>
  send('POST', crds, { metadata: { name: `widgets.${group}`, annotations }, spec: { group, scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions, ...more } });
const widgets = (of: string): string => `/apis/example.com/${of}/namespaces/default/widgets`;
const statusOf = (group = 'example.com'): JsonObject => bodyOf(send('GET', `${crds}/widgets.${group}`))['status'] as JsonObject;

describe('versions', () => {
  it('are converted by name, and what was stored is remembered', () => {
    define([version('v1', true), version('v1beta1', false)]);
    expect(send('POST', widgets('v1beta1'), { apiVersion: 'example.com/v1beta1', kind: 'Widget', metadata: { name: 'a' }, spec: { color: 'red' } }).code).toBe(201);
    expect(bodyOf(send('GET', `${widgets('v1')}/a`))).toMatchObject({ apiVersion: 'example.com/v1', spec: { color: 'red' } });
    send('PATCH', `${crds}/widgets.example.com`, { spec: { versions: [version('v1', false), version('v2', true)] } });
    expect(statusOf()['storedVersions']).toEqual(['v1', 'v2']);
    expect(bodyOf(send('GET', `${widgets('v2')}/a`))['apiVersion']).toBe('example.com/v2');
    expect(message(send('PATCH', `${crds}/widgets.example.com`, { spec: { versions: [version('v2', true)] } }))).toContain('status.storedVersions[0]: Invalid value: "v1": must appear in spec.versions');
  });
});

describe('a stricter schema', () => {
  it('lets pass what an update does not touch', () => {
    define([version('v1', true)]);
    send('POST', widgets('v1'), { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: { color: 'magenta', size: 1 } });
    const strict = { type: 'object', properties: { spec: { type: 'object', required: ['size'], properties: { color: { type: 'string', maxLength: 4 }, size: { type: 'integer' } } } } };
    send('PATCH', `${crds}/widgets.example.com`, { spec: { versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: strict } }] } });
    expect(send('PATCH', `${widgets('v1')}/a`, { spec: { size: 2 } }).code).toBe(200);
    expect(message(send('PATCH', `${widgets('v1')}/a`, { spec: { color: 'orange' } }))).toContain('spec.color: Too long');
    expect(send('PATCH', `${widgets('v1')}/a`, { spec: { size: null } }).code).toBe(422);
  });
});

describe('selectable fields', () => {
  it('select, and must be simple fields of the schema', () => {
    define([version('v1', true, { selectableFields: [{ jsonPath: '.spec.color' }] })]);
    for (const [name, color] of [['a', 'red'], ['b', 'blue']] as const) send('POST', widgets('v1'), { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, spec: { color } });
    expect((bodyOf(send('GET', widgets('v1'), undefined, { fieldSelector: 'spec.color=blue' }))['items'] as readonly { readonly metadata: { readonly name: string } }[]).map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(send('GET', widgets('v1'), undefined, { fieldSelector: 'spec.size=1' }).code).toBe(400);
  });

  it.each([
    ['.spec.nope', 'spec.selectableFields[0].jsonPath: Invalid value: ".spec.nope": is an invalid path: does not refer to a valid field'],
    ['.spec.tags[0]', 'spec.selectableFields[0].jsonPath: Invalid value: ".spec.tags[0]": is an invalid path: array notation is not allowed'],
    ['.spec', 'spec.selectableFields[0]: Invalid value: ".spec": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'],
    ['', 'spec.selectableFields[0].jsonPath: Required value'],
  ])('may not be %s', (jsonPath, text) => {
    expect(message(define([version('v1', true, { selectableFields: [{ jsonPath }] })]))).toContain(text);
  });
});

describe('conversion', () => {
  it('by webhook says where', () => {
    expect(message(define([version('v1', true)], { conversion: { strategy: 'Webhook' } }))).toContain('spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook');
    expect(message(define([version('v1', true)], { conversion: { strategy: 'None', webhook: { conversionReviewVersions: ['v1'] } } }))).toContain('spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook');
  });
});

describe('conversion by webhook', () => {
  it('cannot be asked for at once: who does not wait is told that no answer came', () => {
    const conversion = { strategy: 'Webhook', webhook: { clientConfig: { service: { name: 'x', namespace: 'default' } }, conversionReviewVersions: ['v1'] } };
    define([version('v1', true), version('v1beta1', false)], { conversion });
    send('POST', widgets('v1'), { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } });
    expect(send('GET', `${widgets('v1')}/a`).code).toBe(200);
    expect(() => send('GET', `${widgets('v1beta1')}/a`)).toThrow('a client that does not wait');
  });
});

describe('approval', () => {
  it('is asked of groups that look like Kubernetes’ own', () => {
    define([version('v1', true)], {}, 'x.k8s.io', { 'api-approved.kubernetes.io': 'https://github.com/kubernetes/enhancements/pull/1' });
    expect(statusOf('x.k8s.io')['conditions']).toContainEqual({ type: 'KubernetesAPIApprovalPolicyConformant', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'ApprovedAnnotation', message: 'approved in https://github.com/kubernetes/enhancements/pull/1' });
    define([version('v1', true)]);
    expect((statusOf()['conditions'] as readonly { readonly type: string }[]).map(({ type }) => type)).toEqual(['NamesAccepted', 'Established']);
  });
});

describe('the end', () => {
  it('waits for the instances, and lets nothing new in', () => {
    define([version('v1', true)]);
    send('POST', widgets('v1'), { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'held', finalizers: ['example.com/hold'] } });
    send('DELETE', `${crds}/widgets.example.com`);
    expect(bodyOf(send('GET', `${crds}/widgets.example.com`))).toMatchObject({ metadata: { finalizers: ['customresourcecleanup.apiextensions.k8s.io'] } });
    const refused = send('POST', widgets('v1'), { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'late' } });
    expect([refused.code, message(refused)]).toEqual([405, 'create not allowed while custom resource definition is terminating']);
    send('PATCH', `${widgets('v1')}/held`, { metadata: { finalizers: null } });
    clock.runFor(3000);
    expect(send('GET', `${crds}/widgets.example.com`).code).toBe(404);
    expect(send('GET', widgets('v1')).code).toBe(404);
  });
});
