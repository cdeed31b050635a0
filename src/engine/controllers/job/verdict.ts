// Whether a Job has failed or succeeded, as far as its Pods tell (the middle of syncJob in pkg/controller/job/job_controller.go).
import { parseRfc3339 } from '../../base/time.ts';
import type { Job, JobCondition, Pod } from '../../kube/types.generated.ts';
import { find, jobCondition } from './conditions.ts';
import { judgeFailure, matchSuccess } from './failure-policy.ts';
import { parseIndexes } from './indexes.ts';

export interface Counted {
  readonly pods: readonly Pod[];
  readonly succeeded: number;
  readonly failed: number;
  /** Only of an Indexed Job. */
  readonly succeededIndexes: ReadonlySet<number>;
  readonly failedIndexes: ReadonlySet<number>;
}

/** The interim condition (FailureTarget or SuccessCriteriaMet) that says how the Job ends, before its Pods are all gone. */
export function verdict(job: Job, counted: Counted, nowMs: number): JobCondition | undefined {
  const known = find(job.status, 'SuccessCriteriaMet') ?? find(job.status, 'FailureTarget');
  if (known) return known;
  const failed = (reason: string, message: string): JobCondition => jobCondition('FailureTarget', reason, message, nowMs);
  for (const pod of counted.pods) {
    const judged = judgeFailure(job.spec.podFailurePolicy, pod);
    if (judged?.action === 'FailJob') return failed('PodFailurePolicy', judged.message);
  }
  if (counted.failed > (job.spec.backoffLimit ?? 6) || restartsExceed(job, counted.pods)) return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  if (deadlineMs(job, nowMs) === 0) return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  if (job.spec.completionMode !== 'Indexed') return undefined;
  const completions = job.spec.completions ?? 0;
  const { failedIndexes, succeededIndexes } = counted;
  if (job.spec.maxFailedIndexes !== undefined && failedIndexes.size > job.spec.maxFailedIndexes) return failed('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  if (failedIndexes.size > 0 && failedIndexes.size + succeededIndexes.size >= completions) return failed('FailedIndexes', 'Job has failed indexes');
  const met = matchSuccess(job, succeededIndexes, (text) => parseIndexes(text, completions));
  return met === undefined ? undefined : jobCondition('SuccessCriteriaMet', 'SuccessPolicy', met, nowMs);
}

/** Containers that restart in place count their restarts as failures. */
function restartsExceed(job: Job, pods: readonly Pod[]): boolean {
  if (job.spec.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status.phase !== 'Running' && status.phase !== 'Pending') continue;
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += restartCount;
  }
  const limit = job.spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Milliseconds until the Job's own deadline; undefined where it has none. */
export function deadlineMs(job: Job, nowMs: number): number | undefined {
  const { activeDeadlineSeconds, suspend } = job.spec;
  const started = parseRfc3339(job.status.startTime ?? '');
  if (activeDeadlineSeconds === undefined || suspend || started === undefined) return undefined;
  return Math.max(0, started + activeDeadlineSeconds * 1000 - nowMs);
}
