// The arithmetic of rollouts, over all combinations of bounds.
import { describe, expect, test } from 'vitest';
import type { Deployment, IntOrString, ReplicaSet } from '../../kube/types.generated.ts';
import { fenceposts, maxSurge, maxUnavailable, newReplicas, proportional, scaleDownOld, wantedReplicas } from './rolling.ts';

const deployment = (replicas: number, surge: IntOrString, unavailable: IntOrString, type = 'RollingUpdate'): Deployment =>
  ({ metadata: { name: 'd' }, spec: { replicas, strategy: { type, rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } } }, status: {} }) as unknown as Deployment;

const set = (name: string, replicas: number, available = replicas, max?: number): ReplicaSet =>
  ({
    metadata: { name, creationTimestamp: `2026-01-01T00:00:0${name.length}Z`, ...(max === undefined ? {} : { annotations: { 'deployment.kubernetes.io/max-replicas': String(max) } }) },
    spec: { replicas },
    status: { replicas, availableReplicas: available },
  }) as unknown as ReplicaSet;

describe('the bounds of a rollout', () => {
  test('percentages: surge is rounded up, unavailable down', () => {
    expect(fenceposts(deployment(10, '25%', '25%'))).toEqual({ surge: 3, unavailable: 2 });
    expect(fenceposts(deployment(3, '25%', '25%'))).toEqual({ surge: 1, unavailable: 0 });
    expect(fenceposts(deployment(1, '1%', '0%'))).toEqual({ surge: 1, unavailable: 0 });
  });

  test('both zero would never move: then one may be unavailable', () => {
    expect(fenceposts(deployment(5, 0, 0))).toEqual({ surge: 0, unavailable: 1 });
    expect(fenceposts(deployment(2, 0, '10%'))).toEqual({ surge: 0, unavailable: 1 });
  });

  test('not more can be unavailable than there are; Recreate has no bounds', () => {
    expect(maxUnavailable(deployment(3, 0, 10))).toBe(3);
    expect([maxSurge(deployment(3, 2, 1, 'Recreate')), maxUnavailable(deployment(3, 2, 1, 'Recreate'))]).toEqual([0, 0]);
  });

  // All combinations: Pods become available one by one, and after each step the bounds must hold.
  test('no combination of bounds breaks them or gets stuck', () => {
    const choices: IntOrString[] = [0, 1, 2, 5, '25%', '50%', '100%'];
    for (const replicas of [1, 2, 3, 5, 10]) {
      for (const surge of choices) {
        for (const unavailable of choices) rollOut(deployment(replicas, surge, unavailable), replicas);
      }
    }
  });

  function rollOut(d: Deployment, replicas: number): void {
    let fresh = { wanted: 0, available: 0 };
    let old = replicas;
    let steps = 0;
    while (fresh.available < replicas || old > 0) {
      expect(++steps).toBeLessThan(200);
      fresh = { ...fresh, wanted: newReplicas(d, fresh.wanted, old) };
      const down = scaleDownOld(d, set('new', fresh.wanted, fresh.available), [set('o', old)]);
      for (const { replicas: left } of down) old = left;
      expect(fresh.wanted + old).toBeLessThanOrEqual(replicas + maxSurge(d));
      expect(fresh.available + old).toBeGreaterThanOrEqual(replicas - maxUnavailable(d));
      if (fresh.available < fresh.wanted) fresh = { ...fresh, available: fresh.available + 1 };
    }
    expect(fresh.wanted).toBe(replicas);
  }

  test('Pods that are not available go first, oldest ReplicaSet first', () => {
    const steps = scaleDownOld(deployment(10, 0, 2), set('new', 2, 0), [set('bb', 4, 1), set('a', 6, 6)]);
    expect(steps.map((step) => [step.set.metadata.name, step.replicas])).toEqual([['bb', 2]]);
  });
});

describe('a change of size in the middle of a rollout', () => {
  test('is shared in proportion to the sizes, the rest goes to the largest', () => {
    const d = deployment(20, 0, 0);
    const sizes = proportional(d, [set('old', 7, 7, 10), set('newer', 3, 3, 10)]);
    expect(sizes.map((entry) => [entry.set.metadata.name, entry.replicas])).toEqual([['old', 14], ['newer', 6]]);
  });

  test('adds up exactly, growing and shrinking', () => {
    for (const total of [0, 1, 5, 9, 13, 40]) {
      const active = [set('o', 5, 5, 12), set('old', 4, 4, 12), set('newer', 3, 3, 12)];
      const d = deployment(total, total === 0 ? 0 : 2, 1);
      const sizes = proportional(d, active);
      expect(wantedReplicas(sizes.map(({ set: one, replicas }) => ({ ...one, spec: { ...one.spec, replicas } })))).toBe(total === 0 ? 0 : total + 2);
    }
  });
});
