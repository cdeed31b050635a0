// What upstream's end-to-end tests ask of ReplicaSets and ReplicationControllers (test/e2e/apps/replica_set.go, rc.go).
import { beforeEach, describe, expect, test } from 'vitest';
import type { Kind } from '../../engine/kube/kind.ts';
import { pathOf } from '../../engine/kube/kind.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { KubeObject } from '../../engine/kube/object.ts';
import { condition, isReady, Lab, labels, pause, template } from './lab.ts';

const lab = new Lab();
beforeEach(() => lab.freshNamespace());

interface Replicas extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly readyReplicas?: number; readonly availableReplicas?: number; readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[] };
}

const both = [
  { name: 'ReplicaSet', kind: kinds.replicasets as unknown as Kind<Replicas>, selector: (app: string) => ({ matchLabels: labels(app) }) },
  { name: 'ReplicationController', kind: kinds.replicationcontrollers as unknown as Kind<Replicas>, selector: (app: string) => labels(app) },
];

describe.each(both)('$name', ({ name: called, kind, selector }) => {
  const create = (name: string, replicas: number, spec = {}): Replicas => lab.create(kind, { metadata: { name, labels: labels(name) }, spec: { replicas, selector: selector(name), template: template(name, spec) } });
  const ready = (name: string, count: number): Replicas => lab.until(`${count} are ready`, () => lab.get(kind, name), ({ status }) => (status?.readyReplicas ?? 0) === count && status?.replicas === count);

  test('should surface a failure condition on a common issue like exceeded quota', () => {
    lab.create(kinds.resourcequotas, { metadata: { name: 'condition-test' }, spec: { hard: { pods: '2' } } });
    lab.until('the quota is known', () => lab.get(kinds.resourcequotas, 'condition-test').status?.hard, (hard) => hard?.['pods'] === '2');
    create('full', 3);
    const failure = lab.until('it says that it cannot', () => condition(lab.get(kind, 'full'), 'ReplicaFailure'), (found) => found !== undefined);
    expect(failure).toMatchObject({ status: 'True', reason: 'FailedCreate', message: expect.stringMatching(/^pods "full-[a-z0-9]{5}" is forbidden: exceeded quota: condition-test, requested: pods=1, used: pods=2, limited: pods=2$/) });
    lab.patch(kind, 'full', { spec: { replicas: 2 } });
    lab.until('it says so no more', () => condition(lab.get(kind, 'full'), 'ReplicaFailure'), (found) => found === undefined);
  });

  test('should adopt matching pods on creation and release no longer matching pods', () => {
    lab.create(kinds.pods, { metadata: { name: 'orphan', labels: labels('own') }, spec: { containers: [pause()] } });
    const owner = create('own', 1);
    lab.until('the Pod is adopted', () => lab.pod('orphan').metadata.ownerReferences, (owners) => owners?.[0]?.uid === owner.metadata.uid);
    expect(lab.pod('orphan').metadata.ownerReferences?.[0]).toMatchObject({ controller: true, blockOwnerDeletion: true, kind: called, name: 'own' });
    lab.patch(kinds.pods, 'orphan', { metadata: { labels: { app: 'not-matching-name' } } });
    lab.until('the Pod is let go', () => lab.pod('orphan').metadata.ownerReferences, (owners) => owners === undefined);
    lab.until('another is made', () => lab.pods('app=own').length, (count) => count === 1);
  });

  test('should have a working scale subresource', () => {
    create('scaled', 1);
    ready('scaled', 1);
    const path = pathOf(kind, lab.ns, 'scaled', 'scale');
    const scale = lab.client.call<{ spec: { replicas: number }; status: { replicas: number; selector: string } }>('GET', path);
    expect([scale.spec.replicas, scale.status.replicas, scale.status.selector]).toEqual([1, 1, 'app=scaled']);
    expect(lab.client.call<typeof scale>('PUT', path, { ...scale, spec: { replicas: 2 } }).spec.replicas).toBe(2);
    lab.client.patch(kind, lab.ns, 'scaled', 'merge', { spec: { replicas: 4 } }, 'scale');
    expect(ready('scaled', 4).spec.replicas).toBe(4);
  });

  test('Replace and Patch tests: a new template is for Pods to come', () => {
    create('patched', 1);
    const [first] = lab.until('it runs', () => lab.pods('app=patched'), ([pod]) => pod !== undefined && isReady(pod));
    lab.client.patch(kind, lab.ns, 'patched', 'strategic', { metadata: { labels: { patched: 'true' } }, spec: { replicas: 3, template: { spec: { terminationGracePeriodSeconds: 1, containers: [pause({ image: 'nginx:1.27' })] } } } });
    ready('patched', 3);
    expect(lab.pods('app=patched').map(({ metadata, spec }) => `${metadata.name === first?.metadata.name ? 'first' : 'other'} ${spec.containers[0]?.image}`).sort()).toEqual(['first registry.k8s.io/pause:3.10', 'other nginx:1.27', 'other nginx:1.27']);
  });

  test('should list and delete a collection', () => {
    create('several', 3);
    ready('several', 3);
    expect(lab.list(kind, 'app=several')).toHaveLength(1);
    lab.removeAll(kind, 'app=several');
    lab.until('none is left', () => lab.list(kind, 'app=several').length, (count) => count === 0);
  });

  test('should validate status endpoints', () => {
    create('ends', 1);
    ready('ends', 1);
    lab.client.updateStatus(kind, { ...lab.get(kind, 'ends'), status: { ...lab.get(kind, 'ends').status, conditions: [{ type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Set from e2e test' }] } } as Replicas);
    expect(condition(lab.get(kind, 'ends'), 'StatusUpdate')).toMatchObject({ status: 'True', reason: 'E2E' });
    lab.patch(kind, 'ends', { status: { conditions: [{ type: 'StatusPatched', status: 'True' }] } }, 'status');
    expect(condition(lab.get(kind, 'ends'), 'StatusPatched')?.status).toBe('True');
  });

  test('should test the lifecycle: events of a watch, in order', () => {
    const seen: string[] = [];
    lab.client.watch(kind, lab.ns, { labelSelector: 'test-static=true' }).listen({ item: ({ type }) => void (seen.at(-1) === type || seen.push(type)), end: () => undefined });
    lab.create(kind, { metadata: { name: 'life', labels: { 'test-static': 'true' } }, spec: { replicas: 1, selector: selector('life'), template: template('life') } });
    ready('life', 1);
    lab.patch(kind, 'life', { metadata: { labels: { 'test-patched': 'true' } } });
    lab.patch(kind, 'life', { status: { readyReplicas: 0, availableReplicas: 0 } }, 'status');
    ready('life', 1);
    lab.patch(kind, 'life', { spec: { replicas: 2 } });
    ready('life', 2);
    lab.removeAll(kind, 'test-static=true');
    lab.until('its end is seen', () => [...seen], (events) => events.at(-1) === 'DELETED');
    expect(seen).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  test('Pods that are not ready go first when it gets smaller, then those that were ready for a shorter time', () => {
    create('order', 2);
    ready('order', 2);
    lab.run(30);
    lab.patch(kind, 'order', { spec: { replicas: 3 } });
    ready('order', 3);
    lab.run(30);
    const [newest] = [...lab.pods('app=order')].sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1));
    lab.patch(kind, 'order', { spec: { replicas: 2 } });
    ready('order', 2);
    expect(lab.pods('app=order').some(({ metadata }) => metadata.uid === newest?.metadata.uid)).toBe(false);
  });
});
