// Quotas, garbage collection and namespaces, each test after the conformance test that it names (test/e2e/apimachinery/{resource_quota,garbage_collector,namespace}.go).
import { beforeEach, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { createRig } from '../rig.ts';
import { at, itemsOf, nameOf, Server } from './server.ts';

const server = new Server(createRig({ pace: 'fast', nodes: 1 }));
let ns = '';
let spaces = 0;
beforeEach(() => {
  ns = server.namespace(`ns-${++spaces}`);
});
const path = (resource: string, name = '', group = 'api/v1'): string => `/${group}/namespaces/${ns}/${resource}${name === '' ? '' : `/${name}`}`;
const pod = (name: string, spec: JsonObject = {}, resources: JsonObject = {}, meta: JsonObject = {}): Json => ({ metadata: { name, ...meta }, spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'registry.k8s.io/pause:3.10', resources }], ...spec } });

describe('resource_quota.go', () => {
  const quota = (hard: JsonObject, more: JsonObject = {}): void => {
    server.done('POST', path('resourcequotas'), { body: { metadata: { name: 'test-quota' }, spec: { hard, ...more } } });
    server.until('the quota has a status', () => at(server.done('GET', path('resourcequotas', 'test-quota')), 'status', 'used') !== undefined);
  };
  const used = (what: string): Json | undefined => at(server.done('GET', path('resourcequotas', 'test-quota')), 'status', 'used', what);
  const becomes = (what: string, value: string): void => server.until(`${what} is ${value}`, () => used(what) === value);

  test.each([
    ['service', 'services', { spec: { ports: [{ port: 80 }] } }],
    ['secret', 'secrets', { data: {} }],
    ['configMap', 'configmaps', { data: {} }],
    ['replication controller', 'replicationcontrollers', { spec: { replicas: 0, selector: { a: 'b' }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } } } }],
    ['persistent volume claim', 'persistentvolumeclaims', { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage: '1Gi' } } } }],
  ] as const)('«should create a ResourceQuota and capture the life of a %s»', (_, resource, body) => {
    const before = itemsOf(server.done('GET', path(resource))).length;
    quota({ [resource]: String(before + 1) });
    expect(used(resource)).toBe(String(before));
    server.done('POST', path(resource), { body: { metadata: { name: 'one' }, ...body } });
    becomes(resource, String(before + 1));
    expect(server.ask('POST', path(resource), { body: { metadata: { name: 'two' }, ...body } })).toMatchObject({ code: 403, body: { message: expect.stringContaining(`exceeded quota: test-quota, requested: ${resource}=1, used: ${resource}=${before + 1}, limited: ${resource}=${before + 1}`) as string } });
    server.done('DELETE', path(resource, 'one'));
    becomes(resource, String(before));
  });

  test('«should create a ResourceQuota and capture the life of a pod»', () => {
    quota({ pods: '5', cpu: '1', memory: '500Mi', 'requests.example.com/dongle': '3' });
    server.done('POST', path('pods'), { body: pod('test-pod', {}, { requests: { cpu: '500m', memory: '252Mi', 'example.com/dongle': '2' }, limits: { 'example.com/dongle': '2' } }) });
    becomes('cpu', '500m');
    expect([used('pods'), used('memory'), used('requests.example.com/dongle')]).toEqual(['1', '252Mi', '2']);
    expect(server.ask('POST', path('pods'), { body: pod('fail-pod', {}, { requests: { cpu: '600m', memory: '100Mi' } }) }).code).toBe(403);
    expect(server.ask('POST', path('pods'), { body: pod('fail-dongle', {}, { requests: { cpu: '100m', memory: '100Mi', 'example.com/dongle': '2' }, limits: { 'example.com/dongle': '2' } }) }).code).toBe(403);
    expect(server.ask('PATCH', path('pods', 'test-pod'), { body: { spec: { containers: [{ name: 'c', resources: { requests: { cpu: '100m' } } }] } }, headers: { 'content-type': 'application/strategic-merge-patch+json' } }).code).toBe(422);
    server.done('DELETE', path('pods', 'test-pod'), { query: { gracePeriodSeconds: '0' } });
    becomes('cpu', '0');
  });

  test('«should verify ResourceQuota with terminating scopes», «… with best effort scope»', () => {
    const make = (name: string, scope: string): void => void server.done('POST', path('resourcequotas'), { body: { metadata: { name }, spec: { hard: { pods: '5' }, scopes: [scope] } } });
    for (const [name, scope] of [['terminating', 'Terminating'], ['not-terminating', 'NotTerminating'], ['best', 'BestEffort'], ['not-best', 'NotBestEffort']] as const) make(name, scope);
    const pods = (name: string): Json | undefined => at(server.done('GET', path('resourcequotas', name)), 'status', 'used', 'pods');
    server.until('all are counted', () => pods('not-best') !== undefined);
    server.done('POST', path('pods'), { body: pod('long', {}, { requests: { cpu: '100m' } }) });
    server.until('the first is counted', () => pods('not-terminating') === '1');
    expect([pods('terminating'), pods('best'), pods('not-best')]).toEqual(['0', '0', '1']);
    server.done('POST', path('pods'), { body: pod('short', { activeDeadlineSeconds: 3600 }) });
    server.until('the second is counted', () => pods('terminating') === '1');
    expect([pods('not-terminating'), pods('best'), pods('not-best')]).toEqual(['1', '1', '1']);
  });

  test('«should verify ResourceQuota’s priority class scope (quota set to pod count: 1) against a pod with same priority class»', () => {
    server.done('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', { body: { metadata: { name: `pclass-${ns}` }, value: 1000 } });
    quota({ pods: '1' }, { scopeSelector: { matchExpressions: [{ operator: 'In', scopeName: 'PriorityClass', values: [`pclass-${ns}`] }] } });
    expect(used('pods')).toBe('0');
    server.done('POST', path('pods'), { body: pod('a', { priorityClassName: `pclass-${ns}` }) });
    becomes('pods', '1');
    expect(server.ask('POST', path('pods'), { body: pod('b', { priorityClassName: `pclass-${ns}` }) }).code).toBe(403);
    expect(server.ask('POST', path('pods'), { body: pod('c') }).code).toBe(201);
  });

  test('«should apply changes to a resourcequota status»', () => {
    quota({ cpu: '1', memory: '500Mi' });
    const now = server.done('GET', path('resourcequotas', 'test-quota/status'));
    const replaced = server.done('PUT', path('resourcequotas', 'test-quota/status'), { body: { ...now, status: { ...(now['status'] as JsonObject), hard: { cpu: '7', memory: '250Mi' } } } });
    expect(at(replaced, 'status', 'hard')).toEqual({ cpu: '7', memory: '250Mi' });
    server.until('the controller puts it right', () => at(server.done('GET', path('resourcequotas', 'test-quota')), 'status', 'hard', 'cpu') === '1');
  });

  test('«should be able to update and delete ResourceQuota»', () => {
    quota({ pods: '1' });
    server.patch(path('resourcequotas', 'test-quota'), 'merge', { spec: { hard: { pods: '7' } } });
    server.until('its status follows', () => at(server.done('GET', path('resourcequotas', 'test-quota')), 'status', 'hard', 'pods') === '7');
    server.done('DELETE', path('resourcequotas', 'test-quota'));
    expect(server.ask('GET', path('resourcequotas', 'test-quota')).code).toBe(404);
  });
});

describe('garbage_collector.go', () => {
  const apps = (resource: string, name = ''): string => path(resource, name, 'apis/apps/v1');
  const owned = (replicas: number): JsonObject => ({ replicas, selector: { app: 'gc' }, template: { metadata: { labels: { app: 'gc' } }, spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'x' }] } } });
  const controller = (name: string, replicas = 2): void => {
    server.done('POST', path('replicationcontrollers'), { body: { metadata: { name }, spec: owned(replicas) } });
    server.until('its Pods are there', () => pods().length === replicas);
  };
  const pods = (): readonly JsonObject[] => itemsOf(server.done('GET', path('pods')));

  test('«should delete pods created by rc when not orphaning», «should orphan pods created by rc if delete options say so»', () => {
    controller('simpletest.rc');
    server.done('DELETE', path('replicationcontrollers', 'simpletest.rc'), { body: { propagationPolicy: 'Background' } });
    server.until('the Pods are gone', () => pods().length === 0);
    controller('orphaning.rc');
    server.done('DELETE', path('replicationcontrollers', 'orphaning.rc'), { body: { propagationPolicy: 'Orphan' } });
    server.until('the controller is gone', () => server.ask('GET', path('replicationcontrollers', 'orphaning.rc')).code === 404);
    server.run(30_000);
    expect(pods()).toHaveLength(2);
    expect(pods().every((one) => at(one, 'metadata', 'ownerReferences') === undefined)).toBe(true);
  });
  test('«should keep the rc around until all its pods are deleted if the deleteOptions says so»', () => {
    controller('foreground.rc');
    for (const { metadata } of pods()) server.patch(path('pods', nameOf({ metadata: metadata ?? null })), 'merge', { metadata: { finalizers: ['e2e.example.com/hold'] } });
    server.done('DELETE', path('replicationcontrollers', 'foreground.rc'), { body: { propagationPolicy: 'Foreground' } });
    server.run(10_000);
    expect(at(server.done('GET', path('replicationcontrollers', 'foreground.rc')), 'metadata', 'finalizers')).toContain('foregroundDeletion');
    for (const { metadata } of pods()) server.patch(path('pods', nameOf({ metadata: metadata ?? null })), 'merge', { metadata: { finalizers: null } });
    server.until('it goes with its Pods', () => server.ask('GET', path('replicationcontrollers', 'foreground.rc')).code === 404 && pods().length === 0);
  });
  test('«should not delete dependents that have both valid owner and owner that’s waiting for dependents to be deleted»', () => {
    controller('to-be-deleted', 2);
    const stay = server.done('POST', path('replicationcontrollers'), { body: { metadata: { name: 'to-stay' }, spec: { ...owned(0), selector: { app: 'other' }, template: { metadata: { labels: { app: 'other' } }, spec: { containers: [{ name: 'c', image: 'x' }] } } } } });
    const [one] = pods();
    server.patch(path('pods', nameOf(one)), 'strategic', { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ReplicationController', name: 'to-stay', uid: at(stay, 'metadata', 'uid') ?? '' }] } });
    server.done('DELETE', path('replicationcontrollers', 'to-be-deleted'), { body: { propagationPolicy: 'Foreground' } });
    server.until('the owner is gone', () => server.ask('GET', path('replicationcontrollers', 'to-be-deleted')).code === 404);
    expect(pods().map(nameOf)).toEqual([nameOf(one)]);
    expect((at(pods()[0], 'metadata', 'ownerReferences') as readonly JsonObject[]).map(({ name }) => name)).toEqual(['to-stay']);
  });
  test('«should not be blocked by dependency circle»', () => {
    const uid = (name: string): Json => at(server.done('GET', path('pods', name)), 'metadata', 'uid') ?? '';
    for (const name of ['pod1', 'pod2', 'pod3']) server.done('POST', path('pods'), { body: pod(name) });
    for (const [name, owner] of [['pod1', 'pod3'], ['pod2', 'pod1'], ['pod3', 'pod2']] as const) server.patch(path('pods', name), 'merge', { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: owner, uid: uid(owner), controller: true, blockOwnerDeletion: true }] } });
    server.done('DELETE', path('pods', 'pod1'), { body: { propagationPolicy: 'Foreground' } });
    server.until('all are gone', () => pods().length === 0);
  });
  test('«should delete RS created by deployment when not orphaning», «should orphan RS created by deployment when deleteOptions.PropagationPolicy is Orphan»', () => {
    const deployment = (name: string): void => {
      server.done('POST', apps('deployments'), { body: { metadata: { name }, spec: { replicas: 2, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'x' }] } } } } });
      server.until('its ReplicaSet is there', () => itemsOf(server.done('GET', apps('replicasets'), { query: { labelSelector: `app=${name}` } })).length === 1);
    };
    deployment('gone');
    server.done('DELETE', apps('deployments', 'gone'), { body: { propagationPolicy: 'Background' } });
    server.until('its ReplicaSet is gone', () => itemsOf(server.done('GET', apps('replicasets'))).length === 0);
    deployment('left');
    server.done('DELETE', apps('deployments', 'left'), { body: { propagationPolicy: 'Orphan' } });
    server.until('the Deployment is gone', () => server.ask('GET', apps('deployments', 'left')).code === 404);
    server.run(10_000);
    expect(itemsOf(server.done('GET', apps('replicasets'))).map((set) => at(set, 'metadata', 'ownerReferences'))).toEqual([undefined]);
  });
});

describe('namespace.go', () => {
  test('«should ensure that all pods are removed when a namespace is deleted», «… all services …»', () => {
    server.done('POST', path('pods'), { body: pod('p') });
    server.done('POST', path('services'), { body: { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } } });
    server.done('DELETE', `/api/v1/namespaces/${ns}`);
    server.until('it is gone', () => server.ask('GET', `/api/v1/namespaces/${ns}`).code === 404);
    server.namespace(ns);
    expect([itemsOf(server.done('GET', path('pods'))), itemsOf(server.done('GET', path('services')))]).toEqual([[], []]);
  });
  test('«should apply changes to a namespace status», «should apply an update to a Namespace», «should patch a Namespace»', () => {
    const own = `/api/v1/namespaces/${ns}`;
    const patched = server.patch(`${own}/status`, 'merge', { metadata: { annotations: { 'e2e-patched-ns-status': ns } }, status: { conditions: [{ type: 'StatusPatch', status: 'True', reason: 'E2E', message: 'Patched by an e2e test' }] } });
    expect(at(patched, 'status', 'conditions', 0, 'type')).toBe('StatusPatch');
    const now = server.done('GET', `${own}/status`);
    const updated = server.done('PUT', `${own}/status`, { body: { ...now, status: { ...(now['status'] as JsonObject), conditions: [...(at(now, 'status', 'conditions') as readonly Json[]), { type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Updated by an e2e test' }] } } });
    expect((at(updated, 'status', 'conditions') as readonly JsonObject[]).map(({ type }) => type)).toEqual(['StatusPatch', 'StatusUpdate']);
    expect(at(server.patch(own, 'strategic', { metadata: { labels: { testLabel: 'testValue' } } }), 'metadata', 'labels', 'testLabel')).toBe('testValue');
  });
  test('«should apply a finalizer to a Namespace»', () => {
    const own = `/api/v1/namespaces/${ns}`;
    const finalize = (finalizers: readonly string[]): JsonObject => {
      const now = server.done('GET', own);
      return server.done('PUT', `${own}/finalize`, { body: { ...now, spec: { finalizers } } });
    };
    expect(at(finalize(['kubernetes', 'e2e.example.com/fakeFinalizer']), 'spec', 'finalizers')).toEqual(['kubernetes', 'e2e.example.com/fakeFinalizer']);
    server.done('DELETE', own);
    server.run(10_000);
    expect(at(server.done('GET', own), 'status', 'phase')).toBe('Terminating');
    finalize(['kubernetes'].filter(() => ((at(server.done('GET', own), 'spec', 'finalizers') ?? []) as readonly string[]).includes('kubernetes')));
    server.until('it is gone', () => server.ask('GET', own).code === 404);
  });
  test('ordered_namespace_deletion «namespace deletion should delete pod first»', () => {
    server.done('POST', path('pods'), { body: pod('testpod', {}, {}, { finalizers: ['e2e.example.com/finalizer'] }) });
    server.done('POST', path('configmaps'), { body: { metadata: { name: 'test-configmap' } } });
    server.done('DELETE', `/api/v1/namespaces/${ns}`);
    server.until('the Pod is being deleted', () => at(server.done('GET', path('pods', 'testpod')), 'metadata', 'deletionTimestamp') !== undefined);
    server.run(10_000);
    expect(at(server.done('GET', path('configmaps', 'test-configmap')), 'metadata', 'deletionTimestamp')).toBeUndefined();
    const conditions = (at(server.done('GET', `/api/v1/namespaces/${ns}`), 'status', 'conditions') ?? []) as readonly JsonObject[];
    expect(conditions.find(({ type }) => type === 'NamespaceDeletionContentFailure')).toMatchObject({ status: 'True', message: expect.stringContaining('unexpected items still remain in namespace') as string });
    server.patch(path('pods', 'testpod'), 'merge', { metadata: { finalizers: null } });
    server.until('it is gone', () => server.ask('GET', `/api/v1/namespaces/${ns}`).code === 404);
  });
});
