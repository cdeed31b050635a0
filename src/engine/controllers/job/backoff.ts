// How long a Job waits after failures before it tries again: 10 s, doubling to 10 min (pkg/controller/job/backoff_utils.go).
import { parseRfc3339 } from '../../base/time.ts';
import type { Pod } from '../../kube/types.generated.ts';

const FIRST_MS = 10_000;
const LAST_MS = 600_000;

export interface BackoffRecord {
  /** Since the last success. */
  readonly failures: number;
  readonly lastFailureMs: number | undefined;
}

export const noFailures: BackoffRecord = { failures: 0, lastFailureMs: undefined };

export function afterPods(before: BackoffRecord, succeeded: readonly Pod[], failed: readonly Pod[], nowMs: number): BackoffRecord {
  if (succeeded.length + failed.length === 0) return before;
  const ended = [...succeeded.map((pod) => ({ atMs: finishedMs(pod, nowMs), ok: true })), ...failed.map((pod) => ({ atMs: finishedMs(pod, nowMs), ok: false }))].sort((a, b) => a.atMs - b.atMs);
  let record = before;
  for (const { atMs, ok } of ended) record = ok ? noFailures : { failures: record.failures + 1, lastFailureMs: atMs };
  return record;
}

export function remainingMs({ failures, lastFailureMs }: BackoffRecord, nowMs: number): number {
  if (failures === 0 || lastFailureMs === undefined) return 0;
  const waitMs = Math.min(FIRST_MS * 2 ** (failures - 1), LAST_MS);
  return Math.max(0, lastFailureMs + waitMs - nowMs);
}

export function finishedMs(pod: Pod, nowMs: number): number {
  const times = (pod.status.containerStatuses ?? []).flatMap(({ state }) => parseRfc3339(state?.terminated?.finishedAt ?? '') ?? []);
  if (times.length) return Math.max(...times);
  const ready = pod.status.conditions?.find(({ type, status }) => type === 'Ready' && status === 'False');
  return parseRfc3339(ready?.lastTransitionTime ?? '') ?? parseRfc3339(pod.metadata.deletionTimestamp ?? '') ?? parseRfc3339(pod.metadata.creationTimestamp) ?? nowMs;
}
