// Defaults of Jobs and of the templates of CronJobs (pkg/apis/batch/v1/defaults.go).
import type { Mutable } from '../../base/json.ts';
import type { JobSpec } from '../../kube/types.generated.ts';
import { defaultTemplate } from './pod-spec.ts';

/** A CronJob's template keeps the numbers open until a Job is made of it. */
export function defaultJobSpec(spec: Mutable<JobSpec>, whole: boolean): void {
  if (whole) {
    if (spec.completions === undefined && spec.parallelism === undefined) {
      spec.completions = 1;
      spec.parallelism = 1;
    }
    spec.parallelism ??= 1;
    spec.backoffLimit ??= spec.backoffLimitPerIndex !== undefined ? 2147483647 : 6;
    spec.completionMode ??= 'NonIndexed';
    spec.suspend ??= false;
    spec.manualSelector ??= false;
    spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  }
  for (const rule of spec.podFailurePolicy?.rules ?? []) for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True';
}

export function defaultJobTemplate(spec: Mutable<JobSpec>): void {
  spec.template ??= {};
  defaultTemplate(spec.template);
}
