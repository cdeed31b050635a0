// What upstream's end-to-end tests ask of PodDisruptionBudgets and evictions (test/e2e/apps/disruption.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { PodDisruptionBudget } from '../../engine/kube/types.generated.ts';
import { breakable, condition, Lab, labels, pause, selecting } from './lab.ts';

const lab = new Lab();
beforeEach(() => lab.freshNamespace());

const budget = (spec: object, name = 'foo'): PodDisruptionBudget => lab.create(kinds.poddisruptionbudgets, { metadata: { name, labels: { e2e: 'yes' } }, spec: { selector: { matchLabels: labels('foo') }, ...spec } });
const status = () => lab.get(kinds.poddisruptionbudgets, 'foo').status;
const bare = (count: number): void => {
  for (let i = 0; i < count; i++) lab.create(kinds.pods, { metadata: { name: `pod-${i}`, labels: labels('foo') }, spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 0, containers: [pause()] } });
  for (let i = 0; i < count; i++) lab.running(`pod-${i}`);
};
const replicas = (count: number, spec = {}): void => {
  lab.create(kinds.replicasets, { metadata: { name: 'rs' }, spec: { replicas: count, ...selecting('foo', spec) } });
  lab.until('all run', () => lab.pods('app=foo').filter(({ status: { phase } }) => phase === 'Running').length, (running) => running === count);
};
const evict = (name: string): void => void lab.client.call('POST', `/api/v1/namespaces/${lab.ns}/pods/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: lab.ns } });
const first = (): string => lab.pods('app=foo')[0]?.metadata.name ?? '';
const observed = (): void => void lab.until('the budget is counted', () => lab.get(kinds.poddisruptionbudgets, 'foo'), ({ status: found, metadata }) => found?.observedGeneration === metadata.generation);

describe('DisruptionController', () => {
  test('should create a PodDisruptionBudget; update, patch and delete it', () => {
    budget({ minAvailable: '1%' });
    lab.client.update(kinds.poddisruptionbudgets, { ...lab.get(kinds.poddisruptionbudgets, 'foo'), spec: { minAvailable: '2%', selector: { matchLabels: { app: 'foo' } } } });
    lab.client.patch(kinds.poddisruptionbudgets, lab.ns, 'foo', 'strategic', { spec: { minAvailable: '3%' } });
    expect(lab.get(kinds.poddisruptionbudgets, 'foo').spec.minAvailable).toBe('3%');
    lab.remove(kinds.poddisruptionbudgets, 'foo');
    expect(lab.find(kinds.poddisruptionbudgets, 'foo')).toBeUndefined();
  });

  test('should observe PodDisruptionBudget status updated', () => {
    budget({ minAvailable: 1 });
    bare(3);
    lab.until('two may go', status, (found) => found?.disruptionsAllowed === 2);
    expect(status()).toMatchObject({ currentHealthy: 3, desiredHealthy: 1, expectedPods: 3 });
    expect(condition({ status: status() as never }, 'DisruptionAllowed')).toMatchObject({ status: 'True', reason: 'SufficientPods' });
  });

  test('should update/patch PodDisruptionBudget status', () => {
    budget({ minAvailable: 1 });
    observed();
    bare(1);
    lab.until('it is counted', status, (found) => found?.currentHealthy === 1);
    const updated = lab.client.updateStatus(kinds.poddisruptionbudgets, { ...lab.get(kinds.poddisruptionbudgets, 'foo'), status: { ...status(), disruptedPods: { 'pod-0': '2026-01-01T00:00:00Z' } } } as never);
    expect((updated as PodDisruptionBudget).status?.disruptedPods).toEqual({ 'pod-0': '2026-01-01T00:00:00Z' });
    const patched = lab.client.patch(kinds.poddisruptionbudgets, lab.ns, 'foo', 'json', [{ op: 'replace', path: '/status/disruptedPods', value: {} }], 'status');
    expect(patched.status?.disruptedPods ?? {}).toEqual({});
  });

  test('should list and delete a collection of PodDisruptionBudgets', () => {
    budget({ minAvailable: 2 });
    budget({ minAvailable: '1%' }, 'foo2');
    lab.removeAll(kinds.poddisruptionbudgets, 'e2e=yes');
    expect(lab.list(kinds.poddisruptionbudgets)).toEqual([]);
  });

  test.each<[string, object | undefined, number, boolean]>([
    ['no PDB', undefined, 1, true],
    ['too few pods, absolute', { minAvailable: 2 }, 2, false],
    ['enough pods, absolute', { minAvailable: 2 }, 3, true],
    ['maxUnavailable allow evictions, integer', { maxUnavailable: 1 }, 3, true],
    ['enough pods, replicaSet, percentage', { minAvailable: '90%' }, 10, true],
    ['too few pods, replicaSet, percentage', { minAvailable: '90%' }, 9, false],
    ['maxUnavailable deny evictions, integer', { maxUnavailable: 0 }, 3, false],
    ['maxUnavailable allow evictions, percentage', { maxUnavailable: '10%' }, 10, true],
  ])('evictions: %s', (_, spec, count, allowed) => {
    if (spec) budget(spec);
    if (spec && (Object.values(spec).some((value) => typeof value === 'string') || 'maxUnavailable' in spec)) replicas(count);
    else bare(count);
    if (spec) {
      observed();
      lab.until('all are counted', status, (found) => found?.currentHealthy === count);
    }
    const name = first();
    if (allowed) {
      evict(name);
      lab.until('it goes', () => lab.find(kinds.pods, name)?.metadata.deletionTimestamp ?? (lab.find(kinds.pods, name) ? '' : 'gone'), (gone) => gone !== '');
      return;
    }
    const refused = lab.refusal(() => evict(name));
    expect([refused.code, refused.message]).toEqual([429, "Cannot evict pod as it would violate the pod's disruption budget."]);
    const { desiredHealthy, currentHealthy } = status() as NonNullable<PodDisruptionBudget['status']>;
    expect(refused.status.details?.causes).toEqual([{ reason: 'DisruptionBudget', message: `The disruption budget foo needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently` }]);
  });

  test('should block an eviction until the PDB is updated to allow it', () => {
    bare(3);
    budget({ minAvailable: 3 });
    lab.until('all are counted', status, (found) => found?.currentHealthy === 3);
    expect(lab.refusal(() => evict('pod-0')).code).toBe(429);
    lab.patch(kinds.poddisruptionbudgets, 'foo', { spec: { minAvailable: 2 } });
    lab.until('one may go', status, (found) => found?.disruptionsAllowed === 1);
    evict('pod-0');
    lab.until('it is gone', () => lab.find(kinds.pods, 'pod-0'), (pod) => pod === undefined);
    expect(lab.refusal(() => evict('pod-1')).code).toBe(429);
    lab.patch(kinds.poddisruptionbudgets, 'foo', { spec: { minAvailable: 3 } });
    lab.remove(kinds.poddisruptionbudgets, 'foo');
    evict('pod-1');
  });

  test.each<[string, string | undefined, number, boolean]>([
    ['should evict ready pods with Default UnhealthyPodEvictionPolicy', undefined, 3, true],
    ['should not evict unready pods with Default UnhealthyPodEvictionPolicy', undefined, 1, false],
    ['should evict unready pods with AlwaysAllow UnhealthyPodEvictionPolicy', 'AlwaysAllow', 1, true],
    ['should not evict unready pods with IfHealthyBudget UnhealthyPodEvictionPolicy', 'IfHealthyBudget', 1, false],
  ])('%s', (_, unhealthyPodEvictionPolicy, healthy, allowed) => {
    replicas(3, { containers: [breakable()] });
    lab.run(3);
    budget({ minAvailable: 2, ...(unhealthyPodEvictionPolicy ? { unhealthyPodEvictionPolicy } : {}) });
    for (const { metadata } of lab.pods('app=foo').slice(healthy)) lab.exec(metadata.name, 'rm /healthy');
    lab.until('they are counted', status, (found) => found?.currentHealthy === healthy);
    const name = lab.pods('app=foo').at(-1)?.metadata.name ?? '';
    if (allowed) evict(name);
    else expect(lab.refusal(() => evict(name)).code).toBe(429);
  });

  test('an eviction of a Pod that two budgets cover is refused', () => {
    bare(1);
    budget({ minAvailable: 0 });
    budget({ minAvailable: 0 }, 'other');
    observed();
    const refused = lab.refusal(() => evict('pod-0'));
    expect([refused.code, refused.message]).toEqual([500, 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.']);
  });
});
