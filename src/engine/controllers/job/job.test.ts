// The pure parts of Jobs: indexes, waiting, failure rules, verdicts.
import { describe, expect, test } from 'vitest';
import type { Job, Pod } from '../../kube/types.generated.ts';
import { afterPods, noFailures, remainingMs } from './backoff.ts';
import { judgeFailure } from './failure-policy.ts';
import { formatIndexes, parseIndexes } from './indexes.ts';
import { verdict } from './verdict.ts';

const failed = (name: string, code: number, finishedAt = '2026-01-01T00:00:00Z'): Pod =>
  ({
    metadata: { name, namespace: 'ns' }, spec: {},
    status: { phase: 'Failed', conditions: [{ type: 'DisruptionTarget', status: code === 137 ? 'True' : 'False' }], containerStatuses: [{ name: 'c', restartCount: 0, state: { terminated: { exitCode: code, finishedAt } } }] },
  }) as unknown as Pod;

describe('completion indexes', () => {
  test.each([['0-2,4', [0, 1, 2, 4]], ['', []], ['7', [7]], ['0,1', [0, 1]]] as const)('%s', (text, indexes) => {
    expect([...parseIndexes(text, 10)]).toEqual(indexes);
    expect(formatIndexes(new Set(indexes))).toBe(text);
  });
});

describe('waiting after failures', () => {
  test('10 s, 20 s, 40 s … 10 min; a success wipes it out', () => {
    const now = Date.UTC(2026, 0, 1);
    let record = noFailures;
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      record = afterPods(record, [], [failed('p', 1)], now);
      waits.push(remainingMs(record, now) / 1000);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 600, 600]);
    expect(remainingMs(record, now + 590_000)).toBe(10_000);
    expect(remainingMs(afterPods(record, [{ ...failed('q', 0, '2026-01-01T00:00:05Z') }], [], now), now)).toBe(0);
  });
});

describe('what failures mean', () => {
  const policy = {
    rules: [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
      { action: 'FailIndex', onExitCodes: { containerName: 'other', operator: 'NotIn', values: [1] } },
    ],
  };

  test('the first rule that matches decides', () => {
    expect(judgeFailure(policy, failed('p', 137))?.action).toBe('Ignore');
    expect(judgeFailure(policy, failed('p', 42))).toEqual({ action: 'FailJob', message: 'Container c for pod ns/p failed with exit code 42 matching FailJob rule at index 1' });
    expect(judgeFailure(policy, failed('p', 7))).toBeUndefined();
  });

  test('the verdict on the Job', () => {
    const job = (spec: object): Job => ({ metadata: {}, spec: { template: { spec: {} }, backoffLimit: 1, ...spec }, status: { startTime: '2026-01-01T00:00:00Z' } }) as unknown as Job;
    const counted = { pods: [] as Pod[], succeeded: 0, failed: 0, succeededIndexes: new Set<number>(), failedIndexes: new Set<number>() };
    const now = Date.UTC(2026, 0, 1, 0, 1);
    const reason = (spec: object, change: object): string | undefined => verdict(job(spec), { ...counted, ...change }, now)?.reason;
    expect(reason({}, { failed: 1 })).toBeUndefined();
    expect(reason({}, { failed: 2 })).toBe('BackoffLimitExceeded');
    expect(reason({ activeDeadlineSeconds: 30 }, {})).toBe('DeadlineExceeded');
    expect(reason({ podFailurePolicy: policy }, { pods: [failed('p', 42)] })).toBe('PodFailurePolicy');
    expect(reason({ completionMode: 'Indexed', completions: 3, maxFailedIndexes: 1 }, { failedIndexes: new Set([0, 1]) })).toBe('MaxFailedIndexesExceeded');
    expect(reason({ completionMode: 'Indexed', completions: 3, successPolicy: { rules: [{ succeededIndexes: '0,2', succeededCount: 1 }] } }, { succeededIndexes: new Set([2]) })).toBe('SuccessPolicy');
  });
});

test('a Pod without any time of its end ended, as far as is known, when it was created', () => {
  const now = Date.UTC(2026, 0, 1, 0, 0, 4);
  const pod = { metadata: { name: 'p', namespace: 'ns', creationTimestamp: '2026-01-01T00:00:00Z' }, spec: {}, status: { phase: 'Failed' } } as unknown as Pod;
  expect(remainingMs(afterPods(noFailures, [], [pod], now), now)).toBe(6000);
});
