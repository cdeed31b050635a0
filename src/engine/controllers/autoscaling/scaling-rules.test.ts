// Sizes from metrics: stabilisation, bounds and rates; Pods that are not ready or have no metrics.
import { expect, test } from 'vitest';
import { rfc3339 } from '../../base/time.ts';
import type { HorizontalPodAutoscalerSpec, Pod } from '../../kube/types.generated.ts';
import { byAverage, byUtilization, type Metrics } from './calculator.ts';
import { newMemory, normalize, scaled } from './scaling-rules.ts';

const NOW = 1_800_000_000_000;
const spec = (more: object = {}): HorizontalPodAutoscalerSpec => ({ maxReplicas: 20, minReplicas: 1, scaleTargetRef: { kind: 'Deployment', name: 'd' }, ...more });

test('without rules: at most twice the size (or four), and down only after five minutes', () => {
  const memory = newMemory();
  expect(normalize(spec(), memory, 3, 15, NOW)).toEqual({ replicas: 6, able: { reason: 'ReadyForNewScale', message: 'recommended size matches current size' }, limited: { status: 'True', reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' } });
  expect(normalize(spec(), memory, 1, 3, NOW + 1000).replicas).toBe(4);
  const down = normalize(spec(), memory, 6, 2, NOW + 60_000);
  expect(down.able.reason).toBe('ScaleDownStabilized');
  expect(down.replicas).toBeGreaterThanOrEqual(6);
  expect(normalize(spec(), memory, 6, 2, NOW + 400_000)).toMatchObject({ replicas: 2, limited: { status: 'False', reason: 'DesiredWithinRange' } });
  expect(normalize(spec({ maxReplicas: 5 }), newMemory(), 4, 9, NOW)).toMatchObject({ replicas: 5, limited: { reason: 'TooManyReplicas' } });
  expect(normalize(spec({ minReplicas: 2 }), newMemory(), 4, 1, NOW)).toMatchObject({ replicas: 2, limited: { reason: 'TooFewReplicas' } });
});

test('with rules: policies over a period, the selected one, windows both ways', () => {
  const behavior = {
    scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] },
    scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: 'Min', policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }, { type: 'Pods', value: 1, periodSeconds: 60 }] },
  };
  const rules = spec({ behavior });
  const memory = newMemory();
  expect(normalize(rules, memory, 4, 10, NOW)).toMatchObject({ replicas: 6, limited: { status: 'True', reason: 'ScaleUpLimit' } });
  scaled(rules, memory, 4, 6, NOW);
  expect(normalize(rules, memory, 6, 10, NOW + 15_000).replicas).toBe(6);
  expect(normalize(rules, memory, 6, 10, NOW + 61_000).replicas).toBe(8);
  expect(normalize(rules, memory, 8, 2, NOW + 200_000)).toMatchObject({ replicas: 7, limited: { reason: 'ScaleDownLimit' } });
  const off = spec({ behavior: { ...behavior, scaleDown: { ...behavior.scaleDown, selectPolicy: 'Disabled' } } });
  expect(normalize(off, newMemory(), 8, 2, NOW).replicas).toBe(8);
  const slow = spec({ behavior: { ...behavior, scaleUp: { ...behavior.scaleUp, stabilizationWindowSeconds: 60 } } });
  const hesitant = newMemory();
  hesitant.recommendations.push({ replicas: 4, atMs: NOW - 30_000 });
  expect(normalize(slow, hesitant, 4, 6, NOW)).toMatchObject({ replicas: 4, able: { reason: 'ScaleUpStabilized' } });
});

const pod = (name: string, more: { readonly phase?: string; readonly ready?: string; readonly startedMs?: number; readonly request?: string } = {}): Pod =>
  ({
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: '' },
    spec: { containers: [{ name: 'c', image: 'i', resources: more.request === '' ? {} : { requests: { cpu: more.request ?? '100m' } } }] },
    status: { phase: more.phase ?? 'Running', startTime: rfc3339(more.startedMs ?? NOW - 3_600_000), conditions: [{ type: 'Ready', status: more.ready ?? 'True', lastTransitionTime: rfc3339((more.startedMs ?? NOW - 3_600_000) + 5000) }] },
  }) as unknown as Pod;
const metrics = (...values: readonly (readonly [string, number])[]): Metrics => new Map(values.map(([name, value]) => [name, { value, atMs: NOW, windowMs: 15_000 }]));
const question = (pods: readonly Pod[], given: Metrics, current = pods.length) => ({ pods, metrics: given, current, tolerances: { up: 0.1, down: 0.1 }, resource: 'cpu', nowMs: NOW });

test('the share of the requests, with a tolerance', () => {
  const pods = [pod('a'), pod('b')];
  expect(byUtilization(question(pods, metrics(['a', 100], ['b', 100])), 50, '')).toEqual({ replicas: 4, utilization: 100, average: 100 });
  expect(byUtilization(question(pods, metrics(['a', 54], ['b', 55])), 50, '').replicas).toBe(2);
  expect(byUtilization(question(pods, metrics(['a', 10], ['b', 10])), 50, '').replicas).toBe(1);
  expect(byAverage(question(pods, metrics(['a', 300], ['b', 500])), 200)).toEqual({ replicas: 4, utilization: undefined, average: 400 });
});

test('Pods without metrics or not ready keep it careful', () => {
  // Shrinking: the missing one counts as fully used.
  expect(byUtilization(question([pod('a'), pod('b')], metrics(['a', 10])), 50, '').replicas).toBe(2);
  // Growing: the missing and the unready ones count as idle.
  expect(byUtilization(question([pod('a'), pod('b'), pod('c', { phase: 'Pending' })], metrics(['a', 200], ['b', 200])), 100, '').replicas).toBe(4);
  expect(byUtilization(question([pod('a'), pod('young', { startedMs: NOW - 10_000 })], metrics(['a', 100], ['young', 900])), 100, '').replicas).toBe(2);
  expect(() => byUtilization(question([pod('a', { phase: 'Pending' })], metrics(['a', 1])), 50, '')).toThrow('did not receive metrics for targeted pods (pods might be unready)');
  expect(() => byUtilization(question([pod('a', { request: '' })], metrics(['a', 1])), 50, '')).toThrow('missing request for cpu in container c of Pod a');
  expect(() => byUtilization(question([], metrics()), 50, '')).toThrow('no pods returned by selector while calculating replica count');
});
