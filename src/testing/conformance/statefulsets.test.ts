// What upstream's end-to-end tests ask of StatefulSets (test/e2e/apps/statefulset.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { Pod, StatefulSet } from '../../engine/kube/types.generated.ts';
import { breakable, condition, isReady, Lab, labels, pause, selecting } from './lab.ts';

const lab = new Lab();
beforeEach(() => lab.freshNamespace());

const claims = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } } }];
const create = (replicas: number, more: object = {}, spec = {}): StatefulSet => lab.create(kinds.statefulsets, { metadata: { name: 'ss', labels: labels('ss') }, spec: { replicas, serviceName: 'test', ...selecting('ss', spec), ...more } });
const set = (): StatefulSet => lab.get(kinds.statefulsets, 'ss');
const ordinal = ({ metadata }: Pod): number => Number(metadata.name.slice(3));
const pods = (): readonly Pod[] => [...lab.list(kinds.pods, 'app=ss')].sort((a, b) => ordinal(a) - ordinal(b));
const names = (): string => pods().map(({ metadata }) => metadata.name).join(' ');
const ready = (count: number, seconds = 240): StatefulSet => lab.until(`${count} are ready`, set, ({ status, metadata }) => status.observedGeneration === metadata.generation && status.replicas === count && (status.readyReplicas ?? 0) === count, seconds);
const updated = (): StatefulSet => lab.until('all are of the new revision', set, ({ spec, status, metadata }) => status.observedGeneration === metadata.generation && status.updatedReplicas === spec.replicas && status.readyReplicas === spec.replicas && status.currentRevision === status.updateRevision, 240);
const image = (value: string): void => void lab.patch(kinds.statefulsets, 'ss', { spec: { template: { spec: { containers: [pause({ image: value })] } } } });
const images = (): string => pods().map(({ spec }) => spec.containers[0]?.image?.replace('nginx:', '')).join(' ');
const revisionOf = ({ metadata }: Pod): string | undefined => metadata.labels?.['controller-revision-hash'];
const scale = (replicas: number): void => void lab.patch(kinds.statefulsets, 'ss', { spec: { replicas } });
const breakPod = (name: string): void => {
  lab.exec(name, 'rm /healthy');
  lab.until(`${name} is not ready`, () => isReady(lab.pod(name)), (is) => !is);
};
const mend = (name: string): void => void lab.exec(name, 'touch /healthy');
const again = (): void => {
  lab.patch(kinds.statefulsets, 'ss', { spec: { template: { metadata: { annotations: { again: 'yes' } } } } });
  lab.until('it is seen', set, ({ status, metadata }) => status.observedGeneration === metadata.generation);
};
const old = { containers: [pause({ image: 'nginx:1.25' })] };

describe('Basic StatefulSet functionality', () => {
  test('should provide basic identity', () => {
    lab.create(kinds.services, { metadata: { name: 'test' }, spec: { clusterIP: 'None', selector: labels('ss'), ports: [{ port: 80 }] } });
    create(3, { volumeClaimTemplates: claims }, { containers: [breakable({ volumeMounts: [{ name: 'data', mountPath: '/data' }] })] });
    ready(3);
    expect(names()).toBe('ss-0 ss-1 ss-2');
    for (const name of ['ss-0', 'ss-1', 'ss-2']) {
      expect(lab.exec(name, 'hostname')).toBe(`${name}\n`);
      expect(lab.pod(name).metadata.labels).toMatchObject({ 'statefulset.kubernetes.io/pod-name': name, 'apps.kubernetes.io/pod-index': name.slice(3) });
      expect(lab.pod(name).spec).toMatchObject({ hostname: name, subdomain: 'test' });
      lab.exec(name, `sh -c "echo ${name} > /data/id"`);
    }
    scale(0);
    lab.until('none is left', () => pods().length, (count) => count === 0);
    scale(3);
    ready(3);
    for (const name of ['ss-0', 'ss-1', 'ss-2']) expect(lab.exec(name, 'cat /data/id')).toBe(`${name}\n`);
  });

  test('should adopt matching orphans and release non-matching pods', () => {
    create(1);
    ready(1);
    lab.patch(kinds.pods, 'ss-0', { metadata: { ownerReferences: null } });
    lab.until('it is adopted again', () => lab.pod('ss-0').metadata.ownerReferences, (owners) => owners?.[0]?.kind === 'StatefulSet');
    lab.patch(kinds.pods, 'ss-0', { metadata: { labels: { app: 'other' } } });
    lab.until('it is let go', () => lab.pod('ss-0').metadata.ownerReferences, (owners) => owners === undefined);
    lab.patch(kinds.pods, 'ss-0', { metadata: { labels: labels('ss') } });
    lab.until('it is adopted once more', () => lab.pod('ss-0').metadata.ownerReferences, (owners) => owners?.[0]?.kind === 'StatefulSet');
  });

  test("should not deadlock when a pod's predecessor fails", () => {
    create(2, {}, { containers: [breakable()] });
    ready(2);
    breakPod('ss-0');
    lab.remove(kinds.pods, 'ss-1');
    lab.run(5);
    mend('ss-0');
    ready(2);
    expect(names()).toBe('ss-0 ss-1');
  });

  test.each([['without claims', {}], ['with PVCs', { volumeClaimTemplates: claims }]])('should perform rolling updates and roll backs of template modifications %s', (_, more) => {
    create(3, more, old);
    const first = ready(3).status;
    expect(first.currentRevision).toBe(first.updateRevision);
    image('nginx:1.27');
    const second = updated().status.updateRevision;
    expect(second).not.toBe(first.updateRevision);
    expect(images()).toBe('1.27 1.27 1.27');
    image('nginx:1.25');
    expect(updated().status.updateRevision).toBe(first.updateRevision);
    expect(pods().map(revisionOf)).toEqual([first.updateRevision, first.updateRevision, first.updateRevision]);
    expect(lab.list(kinds.controllerrevisions).map(({ revision }) => revision).sort((a, b) => a - b)).toEqual([2, 3]);
  });

  test('a rolling update goes from the highest ordinal down, each waited for', () => {
    create(3, {}, { containers: [breakable()] });
    ready(3);
    again();
    const order: number[] = [];
    lab.until('all are new', () => pods().filter((pod) => revisionOf(pod) === set().status.updateRevision), (fresh) => {
      for (const pod of fresh) if (!order.includes(ordinal(pod))) order.push(ordinal(pod));
      expect(pods().filter((pod) => !isReady(pod)).length).toBeLessThan(2);
      return fresh.length === 3;
    });
    expect(order).toEqual([2, 1, 0]);
  });

  test('should perform canary updates and phased rolling updates of template modifications', () => {
    const partition = (at: number): void => void lab.patch(kinds.statefulsets, 'ss', { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: at } } } });
    create(3, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } } }, old);
    ready(3);
    image('nginx:1.27');
    lab.run(10);
    expect(images()).toBe('1.25 1.25 1.25');
    partition(2);
    lab.until('the canary', images, (all) => all === '1.25 1.25 1.27');
    ready(3);
    lab.remove(kinds.pods, 'ss-0');
    lab.remove(kinds.pods, 'ss-2');
    lab.run(5);
    ready(3);
    expect(images()).toBe('1.25 1.25 1.27');
    const { currentRevision, updateRevision, currentReplicas, updatedReplicas } = set().status;
    expect([currentRevision === updateRevision, currentReplicas, updatedReplicas]).toEqual([false, 2, 1]);
    partition(1);
    lab.until('one more', images, (all) => all === '1.25 1.27 1.27');
    partition(0);
    updated();
    expect(images()).toBe('1.27 1.27 1.27');
  });

  test('should implement legacy replacement when the update strategy is OnDelete', () => {
    create(3, { updateStrategy: { type: 'OnDelete' } }, old);
    ready(3);
    image('nginx:1.27');
    lab.run(10);
    expect(images()).toBe('1.25 1.25 1.25');
    for (const name of ['ss-0', 'ss-1', 'ss-2']) lab.remove(kinds.pods, name);
    lab.run(5);
    ready(3);
    expect(images()).toBe('1.27 1.27 1.27');
  });

  test('Scaling should happen in predictable order and halt if any stateful pod is unhealthy', () => {
    create(1, {}, { containers: [breakable()] });
    ready(1);
    breakPod('ss-0');
    scale(3);
    lab.always('it waits', names, (all) => all === 'ss-0', 10);
    mend('ss-0');
    const order: string[] = [];
    lab.until('three are ready', () => pods().filter(isReady).length, (count) => {
      for (const { metadata } of pods()) if (!order.includes(metadata.name)) order.push(metadata.name);
      return count === 3;
    });
    expect(order).toEqual(['ss-0', 'ss-1', 'ss-2']);
    for (const name of order) breakPod(name);
    scale(0);
    lab.always('it waits', () => pods().length, (count) => count === 3, 10);
    for (const name of order) mend(name);
    const gone: string[] = [];
    lab.until('none is left', names, (all) => {
      for (const name of [...order].reverse()) if (!all.includes(name) && !gone.includes(name)) gone.push(name);
      return all === '';
    });
    expect(gone).toEqual(['ss-2', 'ss-1', 'ss-0']);
  });

  test('Burst scaling should run to completion even with unhealthy pods', () => {
    create(1, { podManagementPolicy: 'Parallel' }, { containers: [breakable()] });
    ready(1);
    breakPod('ss-0');
    scale(3);
    lab.until('three are there', () => pods().length, (count) => count === 3);
    mend('ss-0');
    ready(3);
    breakPod('ss-0');
    scale(0);
    lab.until('none is left', () => pods().length, (count) => count === 0);
  });

  test('Should recreate evicted statefulset', () => {
    lab.create(kinds.pods, { metadata: { name: 'in-the-way' }, spec: { nodeName: 'node-1', containers: [pause({ ports: [{ containerPort: 21017, hostPort: 21017 }] })] } });
    lab.running('in-the-way');
    create(1, {}, { nodeName: 'node-1', containers: [pause({ ports: [{ containerPort: 21017, hostPort: 21017 }] })] });
    const uids = new Set<string>();
    lab.until('it is made anew each time that it fails', () => pods(), (all) => {
      for (const { metadata } of all) uids.add(metadata.uid);
      return uids.size > 2;
    });
    lab.remove(kinds.pods, 'in-the-way', { gracePeriodSeconds: 0 });
    ready(1);
  });

  test('should have a working scale subresource', () => {
    create(1);
    ready(1);
    const path = `/apis/apps/v1/namespaces/${lab.ns}/statefulsets/ss/scale`;
    const found = lab.client.call<{ spec: { replicas: number }; status: { replicas: number; selector: string } }>('GET', path);
    expect([found.spec.replicas, found.status.replicas, found.status.selector]).toEqual([1, 1, 'app=ss']);
    lab.client.call('PUT', path, { ...found, spec: { replicas: 2 } });
    expect(set().spec.replicas).toBe(2);
    lab.client.patch(kinds.statefulsets, lab.ns, 'ss', 'merge', { spec: { replicas: 4 } }, 'scale');
    expect(ready(4).spec.replicas).toBe(4);
  });

  test('should list, patch and delete a collection of StatefulSets; should validate Statefulset Status endpoints', () => {
    create(1);
    ready(1);
    lab.client.patch(kinds.statefulsets, lab.ns, 'ss', 'strategic', { metadata: { labels: { e2e: 'testing' } }, spec: { replicas: 2, template: { spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx:1.27' }] } } } });
    ready(2);
    lab.client.updateStatus(kinds.statefulsets, { ...set(), status: { ...set().status, conditions: [{ type: 'StatusUpdate', status: 'True', reason: 'E2E' }] } } as never);
    expect(condition(set(), 'StatusUpdate')).toMatchObject({ status: 'True', reason: 'E2E' });
    lab.removeAll(kinds.statefulsets, 'e2e=testing');
    lab.until('none is left', () => lab.list(kinds.statefulsets).length, (count) => count === 0);
  });

  test('MinReadySeconds should be honored when enabled', () => {
    create(1, { minReadySeconds: 30 });
    ready(1);
    expect(set().status.availableReplicas ?? 0).toBe(0);
    scale(2);
    lab.always('the next waits', () => pods().length, (count) => count === 1, 20);
    lab.until('both are available', () => set().status.availableReplicas, (count) => count === 2);
  });

  test('AvailableReplicas should get updated accordingly when MinReadySeconds is enabled', () => {
    create(2, { minReadySeconds: 1_000_000, podManagementPolicy: 'Parallel' });
    ready(2);
    expect(set().status.availableReplicas ?? 0).toBe(0);
    lab.patch(kinds.statefulsets, 'ss', { spec: { minReadySeconds: 3600 } });
    lab.run(2);
    expect(set().status.availableReplicas ?? 0).toBe(0);
    lab.patch(kinds.statefulsets, 'ss', { spec: { minReadySeconds: 0 } });
    lab.until('both are available', () => set().status.availableReplicas, (count) => count === 2);
  });

  test('maxUnavailable lets so many be replaced at once', () => {
    create(4, { podManagementPolicy: 'Parallel', updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } } }, { containers: [breakable()] });
    ready(4);
    again();
    let most = 0;
    lab.until('all are new', () => pods(), (all) => {
      most = Math.max(most, 4 - all.filter(isReady).length);
      return all.length === 4 && all.every((pod) => isReady(pod) && revisionOf(pod) === set().status.updateRevision);
    });
    expect(most).toBe(2);
  });
});

describe('Non-retain StatefulSetPersistentVolumeClaimPolicy', () => {
  const policy = (whenDeleted: string, whenScaled: string) => ({ volumeClaimTemplates: claims, persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled } });
  const claimNames = (): string => lab.list(kinds.persistentvolumeclaims).map(({ metadata }) => metadata.name).sort().join(' ');

  test('should delete PVCs with a WhenDeleted policy', () => {
    create(3, policy('Delete', 'Retain'));
    ready(3);
    lab.until('the claims are the set’s', () => lab.list(kinds.persistentvolumeclaims).map(({ metadata }) => metadata.ownerReferences?.[0]?.kind), (owners) => owners.length === 3 && owners.every((kind) => kind === 'StatefulSet'));
    lab.remove(kinds.statefulsets, 'ss', { propagationPolicy: 'Foreground' });
    lab.until('they are gone', claimNames, (left) => left === '');
  });

  test('should delete PVCs with a OnScaledown policy', () => {
    create(3, policy('Retain', 'Delete'));
    ready(3);
    scale(1);
    ready(1);
    lab.until('one is left', claimNames, (left) => left === 'data-ss-0');
    lab.remove(kinds.statefulsets, 'ss');
    lab.until('its Pod is gone', () => pods().length, (count) => count === 0);
    expect(claimNames()).toBe('data-ss-0');
  });

  test('should delete PVCs after adopting pod (WhenDeleted); (WhenScaled)', () => {
    create(3, policy('Delete', 'Retain'));
    ready(3);
    lab.remove(kinds.statefulsets, 'ss', { propagationPolicy: 'Orphan' });
    lab.until('the set is gone', () => lab.find(kinds.statefulsets, 'ss'), (found) => found === undefined);
    lab.run(10);
    expect(claimNames()).toBe('data-ss-0 data-ss-1 data-ss-2');
    create(3, policy('Delete', 'Delete'));
    ready(3);
    scale(2);
    ready(2);
    lab.until('the last is gone', claimNames, (left) => left === 'data-ss-0 data-ss-1');
    lab.remove(kinds.statefulsets, 'ss', { propagationPolicy: 'Foreground' });
    lab.until('all are gone', claimNames, (left) => left === '');
  });

  test('should not delete PVC with OnScaledown policy if another controller owns the PVC; a non-controller ref', () => {
    const other = lab.create(kinds.configmaps, { metadata: { name: 'other' } });
    create(2, policy('Retain', 'Delete'));
    ready(2);
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: other.metadata.uid };
    lab.patch(kinds.persistentvolumeclaims, 'data-ss-1', { metadata: { ownerReferences: [{ ...owner, controller: true }] } });
    scale(1);
    ready(1);
    lab.always('it stays', claimNames, (left) => left === 'data-ss-0 data-ss-1', 10);
  });
});

describe('Scaling StatefulSetStartOrdinal', () => {
  const start = (at: number | null): void => void lab.patch(kinds.statefulsets, 'ss', { spec: { ordinals: at === null ? null : { start: at } } });
  const settled = (all: string): void => void lab.until(`the Pods are ${all}`, () => [names(), set().status.readyReplicas], ([found, count]) => found === all && count === all.split(' ').length);

  test('Setting, increasing, decreasing and removing .start ordinal', () => {
    create(2);
    ready(2);
    start(2);
    settled('ss-2 ss-3');
    start(4);
    settled('ss-4 ss-5');
    start(3);
    settled('ss-3 ss-4');
    start(null);
    settled('ss-0 ss-1');
  });
});
