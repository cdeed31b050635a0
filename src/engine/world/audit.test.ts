// The audit log of a whole cluster: stages, levels, and what an event says (test/e2e/auth/audit.go, test/integration/controlplane/audit).
import { beforeEach, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import type { Caller } from '../client/api.ts';
import { auditOptions } from './audit.ts';
import { createWorld, type World } from './world.ts';

const admin: Caller = { userAgent: 'kubectl/v1.36.2', actor: 'kubectl', user: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'], sourceIp: '192.0.2.5' };
let events: JsonObject[];

function world(rules: Json, more: JsonObject = {}): World {
  events = [];
  const audit = auditOptions({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules, ...more }, (event) => void events.push(event));
  if (!('policy' in audit)) throw new Error(audit.join('\n'));
  const made = createWorld({ seed: 5, startMs: Date.UTC(2026, 0, 1), pace: 'fast', nodes: 1, audit });
  made.clock.runFor(5000);
  events = [];
  return made;
}

/** Only what the test itself asks for. */
const own: JsonObject = { users: ['kubernetes-admin'] };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const post = (at: World, body: Json = pod, caller: Caller = admin, headers: Readonly<Record<string, string>> = {}): number => at.api.request({ method: 'POST', path: '/api/v1/namespaces/default/pods', query: { fieldManager: 'kubectl' }, headers, body }, caller).code;
const get = (at: World, path: string, caller: Caller = admin, query: Readonly<Record<string, string>> = {}): ReturnType<World['api']['request']> => at.api.request({ method: 'GET', path, query }, caller);

beforeEach(() => {
  events = [];
});

describe('an event', () => {
  test('at Metadata says who asked for what, from where and when, and what came of it', () => {
    const at = world([{ level: 'Metadata', ...own }]);
    expect(post(at)).toBe(201);
    expect(events).toHaveLength(2);
    const base = {
      kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string, requestURI: '/api/v1/namespaces/default/pods?fieldManager=kubectl', verb: 'create',
      user: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }, sourceIPs: ['192.0.2.5'], userAgent: 'kubectl/v1.36.2', requestReceivedTimestamp: '2026-01-01T00:00:05.000000Z', stageTimestamp: '2026-01-01T00:00:05.000000Z',
    };
    expect(events[0]).toEqual({ ...base, stage: 'RequestReceived', objectRef: { resource: 'pods', namespace: 'default', apiVersion: 'v1' } });
    expect(events[1]).toEqual({
      ...base, stage: 'ResponseComplete', objectRef: { resource: 'pods', namespace: 'default', name: 'p', apiVersion: 'v1' }, responseStatus: { metadata: {}, code: 201 },
      annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '', 'pod-security.kubernetes.io/enforce-policy': 'privileged:latest' },
    });
    expect(events[0]?.['auditID']).toBe(events[1]?.['auditID']);
    expect(Object.keys(events[1] ?? {})).toEqual(['kind', 'apiVersion', 'level', 'auditID', 'stage', 'requestURI', 'verb', 'user', 'sourceIPs', 'userAgent', 'objectRef', 'responseStatus', 'requestReceivedTimestamp', 'stageTimestamp', 'annotations']);
  });

  test('at Request has the object as it was sent, at RequestResponse also what was answered', () => {
    const request = world([{ level: 'Request', ...own }], { omitStages: ['RequestReceived'] });
    post(request);
    expect(events.map(({ requestObject, responseObject }) => [requestObject, responseObject])).toEqual([[pod, undefined]]);
    const both = world([{ level: 'RequestResponse', ...own, omitManagedFields: true }], { omitStages: ['RequestReceived'] });
    post(both);
    const [event] = events as [{ responseObject: { metadata: Readonly<Record<string, unknown>>; spec: Readonly<Record<string, unknown>> } }];
    expect(event.responseObject.spec['restartPolicy']).toBe('Always');
    expect(event.responseObject.metadata).not.toHaveProperty('managedFields');
  });

  test('of a refusal has the status that was answered', () => {
    const at = world([{ level: 'Metadata', ...own }], { omitStages: ['RequestReceived'] });
    get(at, '/api/v1/namespaces/default/pods/none');
    expect(events[0]?.['responseStatus']).toEqual({ metadata: {}, status: 'Failure', message: 'pods "none" not found', reason: 'NotFound', details: { name: 'none', kind: 'pods' }, code: 404 });
  });

  test('of who may not says that, and why who may does', () => {
    const at = world([{ level: 'Metadata', users: ['jane', 'system:kube-scheduler'] }], { omitStages: ['RequestReceived'] });
    get(at, '/api/v1/namespaces/default/secrets', { ...admin, user: 'jane', groups: ['system:authenticated'] });
    expect(events[0]).toMatchObject({ verb: 'list', responseStatus: { reason: 'Forbidden', code: 403 }, annotations: { 'authorization.k8s.io/decision': 'forbid', 'authorization.k8s.io/reason': '' } });
    events = [];
    get(at, '/api/v1/nodes', { ...admin, user: 'system:kube-scheduler', groups: ['system:authenticated'] });
    expect(events[0]?.['annotations']).toEqual({ 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': 'RBAC: allowed by ClusterRoleBinding "system:kube-scheduler" of ClusterRole "system:kube-scheduler" to User "system:kube-scheduler"' });
  });

  test('of who acts as another names both', () => {
    const at = world([{ level: 'Metadata', ...own }], { omitStages: ['RequestReceived'] });
    post(at, pod, admin, { 'impersonate-user': 'superman', 'impersonate-group': 'system:masters' });
    expect(events[0]).toMatchObject({ user: { username: 'kubernetes-admin' }, impersonatedUser: { username: 'superman', groups: ['system:masters', 'system:authenticated'] } });
  });

  test('of what is no resource has none', () => {
    const at = world([{ level: 'Metadata', nonResourceURLs: ['/healthz*', '/version'] }], { omitStages: ['RequestReceived'] });
    for (const path of ['/healthz/ping', '/version', '/readyz', '/api/v1/nodes']) get(at, path);
    expect(events.map(({ requestURI, verb, objectRef }) => [requestURI, verb, objectRef])).toEqual([['/healthz/ping', 'get', undefined], ['/version', 'get', undefined]]);
  });
});

test('a watch is told of when it starts and when it ends', () => {
  const at = world([{ level: 'RequestResponse', ...own }]);
  const { body } = get(at, '/api/v1/namespaces/default/pods', admin, { watch: '1' });
  expect(events.map(({ stage }) => stage)).toEqual(['RequestReceived', 'ResponseStarted']);
  at.clock.runFor(3000);
  if (body.type !== 'watch') throw new Error(body.type);
  body.stream.close();
  body.stream.close();
  expect(events.map(({ stage, stageTimestamp, verb }) => [verb, stage, stageTimestamp])).toEqual([['watch', 'RequestReceived', '2026-01-01T00:00:05.000000Z'], ['watch', 'ResponseStarted', '2026-01-01T00:00:05.000000Z'], ['watch', 'ResponseComplete', '2026-01-01T00:00:08.000000Z']]);
  expect(events[2]).not.toHaveProperty('responseObject');
});

test('the first rule that speaks of a request decides', () => {
  const at = world(
    [
      { level: 'None', users: ['kubernetes-admin'], resources: [{ resources: ['pods/status'] }] },
      { level: 'Request', ...own, resources: [{ group: '', resources: ['configmaps'], resourceNames: ['special'] }], omitStages: ['RequestReceived'] },
      { level: 'None', ...own, resources: [{ group: 'apps' }] },
      { level: 'None', ...own, verbs: ['get', 'list', 'watch'] },
      { level: 'Metadata', ...own, namespaces: ['default'], resources: [{ group: '', resources: ['*'] }], omitStages: ['RequestReceived'] },
    ],
  );
  post(at);
  at.api.request({ method: 'PATCH', path: '/api/v1/namespaces/default/pods/p/status', headers: { 'content-type': 'application/merge-patch+json' }, body: {} }, admin);
  get(at, '/api/v1/namespaces/default/pods/p');
  get(at, '/api/v1/namespaces/default/configmaps/special');
  get(at, '/apis/apps/v1/deployments');
  at.api.request({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'x' } } }, admin);
  expect(events.map(({ level, verb, requestURI }) => [level, verb, requestURI].map(String).join(' '))).toEqual(['Metadata create /api/v1/namespaces/default/pods?fieldManager=kubectl', 'Request get /api/v1/namespaces/default/configmaps/special']);
});

test('policies that only audit, and their annotations, are noted', () => {
  const at = world([{ level: 'Metadata', ...own, resources: [{ group: '', resources: ['pods'] }] }], { omitStages: ['RequestReceived'] });
  const create = (plural: string, body: JsonObject): void => {
    expect(at.api.request({ method: 'POST', path: `/apis/admissionregistration.k8s.io/v1/${plural}`, body }, admin).code).toBe(201);
  };
  create('validatingadmissionpolicies', {
    metadata: { name: 'named' }, spec: { matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }] }, validations: [{ expression: 'true' }, { expression: "object.metadata.name != 'p'", message: 'not p' }], auditAnnotations: [{ key: 'who', valueExpression: "'pod ' + object.metadata.name" }] },
  });
  create('validatingadmissionpolicybindings', { metadata: { name: 'all' }, spec: { policyName: 'named', validationActions: ['Audit'] } });
  at.api.request({ method: 'PATCH', path: '/api/v1/namespaces/default', headers: { 'content-type': 'application/merge-patch+json' }, body: { metadata: { labels: { 'pod-security.kubernetes.io/audit': 'restricted' } } } }, admin);
  at.clock.runFor(1000);
  expect(post(at)).toBe(201);
  const annotations = events.at(-1)?.['annotations'] as JsonObject;
  expect(annotations['named/who']).toBe('pod p');
  expect(JSON.parse(String(annotations['validation.policy.admission.k8s.io/validation_failure']))).toEqual([{ message: 'not p', policy: 'named', binding: 'all', expressionIndex: 1, validationActions: ['Audit'] }]);
  expect(annotations['pod-security.kubernetes.io/audit-violations']).toMatch(/^would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false/);
});

test('what is written down changes nothing', () => {
  const plain = createWorld({ seed: 5, startMs: Date.UTC(2026, 0, 1), pace: 'fast', nodes: 1 });
  plain.clock.runFor(5000);
  post(plain);
  plain.clock.runFor(20_000);
  const written = world([{ level: 'RequestResponse' }]);
  post(written);
  written.clock.runFor(20_000);
  expect(events.length).toBeGreaterThan(30);
  const shown = (at: World): Json => (get(at, '/api/v1/namespaces/default/pods/p').body as { readonly value: Json }).value;
  expect(shown(written)).toEqual(shown(plain));
});
