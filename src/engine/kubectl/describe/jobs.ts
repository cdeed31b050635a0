// kubectl describe of Jobs and CronJobs.
import { parseRfc3339 } from '../../base/time.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import { humanDuration } from '../../kube/duration.ts';
import type { CronJob, Job } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer } from './describer.ts';
import { writePodTemplate } from './pod-template.ts';
import { controllerOf, timeText, writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

export const job = describer<Job>({
  kind: 'Job.batch',
  *describe(w, object): Fiber<void> {
    const { metadata, spec, status } = object;
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    if (spec.selector) w.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    const controller = controllerOf(metadata);
    if (controller) w.line(0, `Controlled By:\t${controller}`);
    if (spec.parallelism !== undefined) w.line(0, `Parallelism:\t${spec.parallelism}`);
    w.line(0, `Completions:\t${spec.completions ?? '<unset>'}`);
    if (spec.completionMode) w.line(0, `Completion Mode:\t${spec.completionMode}`);
    if (spec.suspend !== undefined) w.line(0, `Suspend:\t${spec.suspend}`);
    if (spec.backoffLimit !== undefined) w.line(0, `Backoff Limit:\t${spec.backoffLimit}`);
    if (spec.ttlSecondsAfterFinished !== undefined) w.line(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`);
    writeTimes(w, object);
    writeCounts(w, status);
    if (spec.completionMode === 'Indexed') w.line(0, `Completed Indexes:\t${shortened(status.completedIndexes)}`);
    writePodTemplate(w, spec.template);
  },
});

function writeTimes(w: DescriptionWriter, { spec, status }: Job): void {
  if (status.startTime) w.line(0, `Start Time:\t${timeText(status.startTime)}`);
  if (status.completionTime) w.line(0, `Completed At:\t${timeText(status.completionTime)}`);
  const [start, end] = [parseRfc3339(status.startTime ?? ''), parseRfc3339(status.completionTime ?? '')];
  if (start !== undefined && end !== undefined) w.line(0, `Duration:\t${humanDuration(end - start)}`);
  if (spec.activeDeadlineSeconds !== undefined) w.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
}

function writeCounts(w: DescriptionWriter, status: Job['status']): void {
  const rest = `${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`;
  w.line(0, status.ready === undefined ? `Pods Statuses:\t${status.active ?? 0} Active / ${rest}` : `Pods Statuses:\t${status.active ?? 0} Active (${status.ready} Ready) / ${rest}`);
}

const MAX_INDEXES = 50;
/** Cut at the first comma after that many letters. */
function shortened(indexes: string | undefined): string {
  if (!indexes) return '<none>';
  const comma = indexes.indexOf(',', MAX_INDEXES);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

export const cronJob = describer<CronJob>({
  kind: 'CronJob.batch',
  *describe(w, { metadata, spec, status }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Schedule:\t${spec.schedule}`);
    w.line(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}`);
    w.line(0, `Suspend:\t${spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'}`);
    w.line(0, `Time Zone:\t${spec.timeZone ?? '<unset>'}`);
    w.line(0, `Successful Job History Limit:\t${spec.successfulJobsHistoryLimit ?? '<unset>'}`);
    w.line(0, `Failed Job History Limit:\t${spec.failedJobsHistoryLimit ?? '<unset>'}`);
    w.line(0, `Starting Deadline Seconds:\t${spec.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`}`);
    const template = spec.jobTemplate.spec;
    w.line(0, `Selector:\t${template?.selector ? formatLabelSelector(template.selector) : '<unset>'}`);
    w.line(0, `Parallelism:\t${template?.parallelism ?? '<unset>'}`);
    w.line(0, `Completions:\t${template?.completions ?? '<unset>'}`);
    if (template?.activeDeadlineSeconds !== undefined) w.line(0, `Active Deadline Seconds:\t${template.activeDeadlineSeconds}s`);
    writePodTemplate(w, template?.template);
    w.line(0, `Last Schedule Time:\t${status.lastScheduleTime ? timeText(status.lastScheduleTime) : '<unset>'}`);
    w.line(0, `Active Jobs:\t${status.active?.length ? status.active.map((ref) => ref.name ?? '').join(', ') : '<none>'}`);
  },
});
