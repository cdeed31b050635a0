// Deployments against the real API server, with hollow nodes.
import { describe, expect, test } from 'vitest';
import { createRig } from '../../../testing/rig.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Deployment, ReplicaSet } from '../../kube/types.generated.ts';

function rig(nodes = 2) {
  const base = createRig({ nodes });
  const { client, clock } = base;
  const make = (spec: object = {}): Deployment =>
    client.create(kinds.deployments, {
      metadata: { name: 'd', namespace: 'default' },
      spec: { replicas: 3, selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }], terminationGracePeriodSeconds: 1 } }, ...spec },
    } as never);
  const get = (): Deployment => client.get(kinds.deployments, 'default', 'd');
  const patch = (body: object): unknown => client.patch(kinds.deployments, 'default', 'd', 'strategic', body);
  const image = (name: string): unknown => patch({ spec: { template: { spec: { containers: [{ name: 'c', image: name }] } } } });
  const sets = (): readonly ReplicaSet[] => [...client.list(kinds.replicasets, 'default').items].sort((a, b) => Number(a.metadata.annotations?.['deployment.kubernetes.io/revision']) - Number(b.metadata.annotations?.['deployment.kubernetes.io/revision']));
  const condition = (type: string): string => {
    const found = get().status.conditions?.find((entry) => entry.type === type);
    return `${found?.status} ${found?.reason}: ${found?.message}`;
  };
  const sizes = (): (number | undefined)[] => sets().map(({ spec }) => spec.replicas);
  const events = (): string[] => client.list(kinds.events, 'default').items.filter(({ involvedObject }) => involvedObject.kind === 'Deployment').map(({ message }) => message ?? '');
  return { ...base, make, get, patch, image, sets, condition, sizes, events, run: (seconds: number) => clock.runFor(seconds * 1000) };
}

describe('a Deployment', () => {
  test('comes up, is replaced, and keeps its revisions', () => {
    const { make, image, sets, sizes, condition, get, run } = rig();
    make();
    run(5);
    expect(condition('Progressing')).toBe(`True NewReplicaSetAvailable: ReplicaSet "${sets()[0]?.metadata.name}" has successfully progressed.`);
    image('nginx:2');
    run(20);
    expect(sizes()).toEqual([0, 3]);
    expect(get().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
    image('nginx:1');
    run(20);
    expect(sets().map(({ metadata }) => [metadata.annotations?.['deployment.kubernetes.io/revision'], metadata.annotations?.['deployment.kubernetes.io/revision-history']])).toEqual([['2', undefined], ['3', '1']]);
  });

  test('Recreate starts nothing before the old Pods are gone', () => {
    const { make, image, client, clock, run } = rig();
    make({ strategy: { type: 'Recreate' } });
    run(5);
    image('nginx:2');
    let most = 0;
    for (let i = 0; i < 200; i++) {
      clock.runFor(50);
      // A Pod that has ended and waits to be removed runs no more.
      const running = client.list(kinds.pods, 'default').items.filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed');
      const images = new Set(running.map(({ spec }) => spec.containers[0]?.image));
      most = Math.max(most, images.size);
    }
    expect(most).toBe(1);
    expect(client.list(kinds.pods, 'default').items.map(({ spec }) => spec.containers[0]?.image)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
  });

  test('paused, it changes size but not template', () => {
    const { make, patch, image, sizes, condition, run } = rig();
    make();
    run(5);
    patch({ spec: { paused: true } });
    image('nginx:2');
    patch({ spec: { replicas: 5 } });
    run(5);
    expect(sizes()).toEqual([5]);
    expect(condition('Progressing')).toBe('Unknown DeploymentPaused: Deployment is paused');
    patch({ spec: { paused: false } });
    run(20);
    expect(sizes()).toEqual([0, 5]);
  });

  test('a rollout that does not come forward exceeds its deadline, and says so once', () => {
    const { make, sets, condition, get, run } = rig(0);
    make({ progressDeadlineSeconds: 30 });
    run(20);
    expect(condition('Progressing')).toContain('True ReplicaSetUpdated');
    run(15);
    expect(condition('Progressing')).toBe(`False ProgressDeadlineExceeded: ReplicaSet "${sets()[0]?.metadata.name}" has timed out progressing.`);
    const { resourceVersion } = get().metadata;
    run(600);
    expect(get().metadata.resourceVersion).toBe(resourceVersion);
  });

  test('scaled in the middle of a rollout, both ReplicaSets change', () => {
    const { make, patch, image, sizes, run } = rig(3);
    make({ replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
    run(10);
    image('missing:never');
    patch({ spec: { template: { spec: { nodeSelector: { no: 'where' } } } } });
    run(10);
    const before = sizes();
    expect(before.reduce<number>((sum, size) => sum + (size ?? 0), 0)).toBe(13);
    patch({ spec: { replicas: 20 } });
    run(10);
    const after = sizes();
    expect(after.reduce<number>((sum, size) => sum + (size ?? 0), 0)).toBe(23);
    expect((after[0] ?? 0) > (before[0] ?? 0)).toBe(true);
  });

  test('a foreign ReplicaSet that has the name makes it choose another', () => {
    const { make, client, sets, get, run } = rig();
    make();
    run(3);
    const name = sets()[0]?.metadata.name ?? '';
    const template = { metadata: { labels: { app: 'b' } }, spec: { containers: [{ name: 'c', image: 'other' }] } };
    client.delete(kinds.deployments, 'default', 'd', { propagationPolicy: 'Foreground' });
    run(10);
    client.create(kinds.replicasets, { metadata: { name, namespace: 'default' }, spec: { replicas: 0, selector: { matchLabels: { app: 'b' } }, template } } as never);
    make();
    run(5);
    expect(get().status.collisionCount).toBe(1);
    expect(sets().filter(({ metadata }) => metadata.ownerReferences).map(({ metadata, spec }) => [metadata.name === name, spec.replicas])).toEqual([[false, 3]]);
  });

  test('at rest nothing is written', () => {
    const { make, client, run } = rig();
    make();
    run(30);
    const versions = (): string[] => [...client.list(kinds.deployments).items, ...client.list(kinds.replicasets).items, ...client.list(kinds.pods).items].map(({ metadata }) => metadata.resourceVersion);
    const before = versions();
    run(300);
    expect(versions()).toEqual(before);
  });
});
