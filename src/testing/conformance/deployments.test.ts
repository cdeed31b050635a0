// What upstream's end-to-end tests ask of Deployments (test/e2e/apps/deployment.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { Deployment } from '../../engine/kube/types.generated.ts';
import { condition, isReady, Lab, labels, pause, selecting, template } from './lab.ts';

const lab = new Lab();
beforeEach(() => lab.freshNamespace());

const deploy = (name: string, replicas: number, more: object = {}, spec = {}): Deployment => lab.create(kinds.deployments, { metadata: { name }, spec: { replicas, ...selecting(name, spec), ...more } });
const complete = (name: string): Deployment =>
  lab.until(`deployment ${name} is complete`, () => lab.get(kinds.deployments, name), ({ spec, status, metadata }) => status?.observedGeneration === metadata.generation && status?.updatedReplicas === (spec.replicas ?? 1) && status?.replicas === spec.replicas && status?.availableReplicas === spec.replicas);
const image = (name: string, value: string): void => void lab.patch(kinds.deployments, name, { spec: { template: { spec: { containers: [pause({ image: value })] } } } });
const revision = ({ metadata }: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }): bigint => BigInt(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '0');
const sets = (name: string) => [...lab.list(kinds.replicasets, `app=${name}`)].sort((a, b) => (revision(a) < revision(b) ? -1 : 1));

describe('Deployment', () => {
  test('reaping should cascade to its replica sets and pods', () => {
    deploy('reap', 1);
    complete('reap');
    lab.remove(kinds.deployments, 'reap', { propagationPolicy: 'Background' });
    lab.until('nothing is left', () => [...lab.list(kinds.replicasets), ...lab.list(kinds.pods)].map(({ metadata }) => metadata.name), (left) => left.length === 0);
  });

  test('RollingUpdateDeployment should delete old pods and create new ones: it adopts a ReplicaSet of the same selector', () => {
    lab.create(kinds.replicasets, { metadata: { name: 'old', labels: labels('roll'), annotations: { 'deployment.kubernetes.io/revision': '3546343826724305832' } }, spec: { replicas: 1, ...selecting('roll', { containers: [pause({ image: 'nginx:1.25' })] }) } });
    lab.until('its Pod runs', () => lab.pods('app=roll'), ([pod]) => pod !== undefined && isReady(pod));
    deploy('roll', 1);
    complete('roll');
    const [old, fresh] = sets('roll');
    expect(old?.metadata.ownerReferences?.[0]?.name).toBe('roll');
    expect(old?.spec.replicas).toBe(0);
    expect(fresh?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3546343826724305833');
    expect(lab.get(kinds.deployments, 'roll').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3546343826724305833');
  });

  test('RecreateDeployment should delete old pods and create new ones: never both at once', () => {
    deploy('again', 3, { strategy: { type: 'Recreate' } }, { terminationGracePeriodSeconds: 5 });
    complete('again');
    image('again', 'nginx:1.27');
    const tags = () => new Set(lab.list(kinds.pods, 'app=again').filter(({ status }) => status.phase === 'Running').map(({ spec }) => spec.containers[0]?.image)).size;
    lab.until('the new ones run', () => {
      expect(tags()).toBeLessThan(2);
      return lab.get(kinds.deployments, 'again').status;
    }, (status) => status?.updatedReplicas === 3 && status.availableReplicas === 3);
  });

  test('deployment should delete old replica sets', () => {
    deploy('clean', 1, { revisionHistoryLimit: 0 });
    complete('clean');
    image('clean', 'nginx:1.27');
    complete('clean');
    lab.until('one ReplicaSet is left', () => sets('clean').length, (count) => count === 1);
  });

  test('deployment should support rollover', () => {
    lab.create(kinds.replicasets, { metadata: { name: 'rs', labels: labels('over') }, spec: { replicas: 1, ...selecting('over') } });
    lab.until('its Pod runs', () => lab.pods('app=over'), ([pod]) => pod !== undefined && isReady(pod));
    deploy('over', 1, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }, minReadySeconds: 10 }, { containers: [pause({ image: 'nonexistent/image' })] });
    lab.run(10);
    image('over', 'nginx:1.27');
    complete('over');
    const all = sets('over');
    expect(all.map(({ spec }) => spec.replicas)).toEqual([0, 0, 1]);
    expect(all.at(-1)?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
  });

  test('iterative rollouts should eventually progress', () => {
    deploy('iterate', 6, { progressDeadlineSeconds: 30, revisionHistoryLimit: 2 });
    for (let i = 0; i < 12; i++) {
      const change = i % 4;
      if (change === 0) lab.patch(kinds.deployments, 'iterate', { spec: { template: { spec: { containers: [pause({ env: [{ name: 'A', value: String(i) }] })] } } } });
      if (change === 1) lab.patch(kinds.deployments, 'iterate', { spec: { replicas: 4 + (i % 5) } });
      if (change === 2) lab.patch(kinds.deployments, 'iterate', { spec: { paused: i < 9 } });
      if (change === 3) for (const pod of lab.pods('app=iterate').slice(0, 2)) lab.remove(kinds.pods, pod.metadata.name);
      lab.run(i % 3);
    }
    lab.patch(kinds.deployments, 'iterate', { spec: { paused: false } });
    complete('iterate');
    expect(condition(lab.get(kinds.deployments, 'iterate'), 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
  });

  test('test Deployment ReplicaSet orphaning and adoption regarding controllerRef', () => {
    const first = deploy('orphan', 1);
    complete('orphan');
    lab.remove(kinds.deployments, 'orphan', { propagationPolicy: 'Orphan' });
    lab.until('the ReplicaSet has no owner', () => sets('orphan')[0]?.metadata.ownerReferences, (owners) => owners === undefined || owners.length === 0);
    expect(lab.find(kinds.deployments, 'orphan')).toBeUndefined();
    const second = deploy('orphan', 1);
    lab.until('the new one has it', () => sets('orphan').map(({ metadata }) => metadata.ownerReferences?.[0]?.uid), (uids) => uids.length === 1 && uids[0] === second.metadata.uid);
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
  });

  test('deployment should support proportional scaling', () => {
    deploy('share', 10, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
    complete('share');
    image('share', 'webserver:404');
    lab.until('it is as far as it comes', () => sets('share').map(({ spec }) => spec.replicas), (sizes) => sizes.join() === '8,5');
    lab.patch(kinds.deployments, 'share', { spec: { replicas: 30 } });
    lab.until('both have their share', () => sets('share').map(({ spec }) => spec.replicas), (sizes) => sizes.join() === '20,13');
  });

  test('should run the lifecycle of a Deployment', () => {
    lab.create(kinds.deployments, { metadata: { name: 'life', labels: { 'test-deployment-static': 'true' } }, spec: { replicas: 2, ...selecting('life') } });
    complete('life');
    lab.patch(kinds.deployments, 'life', { metadata: { labels: { 'test-deployment': 'patched' } }, spec: { replicas: 1, template: { spec: { terminationGracePeriodSeconds: 0, containers: [pause({ image: 'nginx:1.27' })] } } } });
    complete('life');
    expect(lab.list(kinds.deployments, 'test-deployment-static=true').map(({ metadata }) => metadata.labels?.['test-deployment'])).toEqual(['patched']);
    const status = lab.client.updateStatus(kinds.deployments, { ...lab.get(kinds.deployments, 'life'), status: { ...lab.get(kinds.deployments, 'life').status, readyReplicas: 0, availableReplicas: 0 } });
    expect(status.status?.readyReplicas ?? 0).toBe(0);
    lab.until('the controller sets it right', () => lab.get(kinds.deployments, 'life').status?.readyReplicas, (ready) => ready === 1);
    lab.removeAll(kinds.deployments, 'test-deployment-static=true');
    lab.until('it is gone', () => lab.list(kinds.deployments).length, (count) => count === 0);
  });

  test('should validate Deployment Status endpoints', () => {
    deploy('ends', 1);
    complete('ends');
    const added = { type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Set from e2e test' };
    const updated = lab.client.updateStatus(kinds.deployments, { ...lab.get(kinds.deployments, 'ends'), status: { ...lab.get(kinds.deployments, 'ends').status, conditions: [...(lab.get(kinds.deployments, 'ends').status?.conditions ?? []), added] } } as never);
    expect(condition(updated, 'StatusUpdate')).toMatchObject(added);
    lab.patch(kinds.deployments, 'ends', { status: { conditions: [{ type: 'StatusPatched', status: 'True' }] } }, 'status');
    expect(condition(lab.get(kinds.deployments, 'ends'), 'StatusPatched')?.status).toBe('True');
  });

  test('Deployment should have a working scale subresource', () => {
    deploy('scaled', 1);
    complete('scaled');
    const path = `/apis/apps/v1/namespaces/${lab.ns}/deployments/scaled/scale`;
    const scale = lab.client.call<{ spec: { replicas: number }; status: { replicas: number; selector: string } }>('GET', path);
    expect([scale.spec.replicas, scale.status.replicas, scale.status.selector]).toEqual([1, 1, 'app=scaled']);
    expect(lab.client.call<typeof scale>('PUT', path, { ...scale, spec: { replicas: 2 } }).spec.replicas).toBe(2);
    expect(lab.get(kinds.deployments, 'scaled').spec.replicas).toBe(2);
    lab.client.patch(kinds.deployments, lab.ns, 'scaled', 'merge', { spec: { replicas: 4 } }, 'scale');
    expect(complete('scaled').status?.replicas).toBe(4);
  });

  test('a Deployment whose progress deadline is over says so, and a later rollout is not held back by it', () => {
    deploy('late', 1, { progressDeadlineSeconds: 5 }, { containers: [pause({ image: 'nonexistent/image' })] });
    const late = lab.until('the deadline is over', () => condition(lab.get(kinds.deployments, 'late'), 'Progressing'), (found) => found?.status === 'False');
    expect(late).toMatchObject({ reason: 'ProgressDeadlineExceeded', message: expect.stringMatching(/^ReplicaSet "late-[a-z0-9]+" has timed out progressing\.$/) });
    image('late', 'nginx:1.27');
    complete('late');
  });

  test('templates that differ only in what is defaulted make no new ReplicaSet', () => {
    deploy('same', 1);
    complete('same');
    lab.patch(kinds.deployments, 'same', { spec: { template: { ...template('same'), metadata: { labels: labels('same'), creationTimestamp: null } } } });
    lab.run(5);
    expect(sets('same')).toHaveLength(1);
  });
});
