// Starts Jobs by the clock (pkg/controller/cronjob/cronjob_controllerv2.go).
import { civil, parseRfc3339, rfc3339 } from '../../base/time.ts';
import type { Cache } from '../../client/cache.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { CronJob, CronJobStatus, Job } from '../../kube/types.generated.ts';
import { timeZone } from '../../kube/time-zones.ts';
import { type Schedule, parseSchedule } from '../cronjob/schedule.ts';
import { due, untilNextMs } from '../cronjob/timing.ts';
import { find, isFinished } from '../job/conditions.ts';
import { OwnWrites } from '../own-writes.ts';
import { controlledBy, controllerOf, controllerRef, indexByController } from '../ownership.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { type Context, type Controller, type Reconcile, anyKind, splitKey } from '../runtime.ts';

export const cronjob: Controller = {
  name: 'cronjob-controller',
  for: anyKind(kinds.cronjobs),
  owns: [anyKind(kinds.jobs)],
  maxRetries: Number.POSITIVE_INFINITY,
  start,
};

function start(context: Context): Reconcile {
  const cache = context.cache(kinds.cronjobs);
  const jobCache = context.cache(kinds.jobs);
  indexByController(jobCache);
  const own = new OwnWrites(cache, context.clock);
  const jobs = new OwnWrites(jobCache, context.clock);
  return (key) => {
    const { namespace, name } = splitKey(key);
    const cron = own.get(namespace, name);
    if (!cron) return;
    const children = [...jobs.latest(controlledBy(jobCache, cron)), ...jobs.unseen((job) => controllerOf(job)?.uid === cron.metadata.uid)];
    const sync = new CronSync(context, key, cron, children, jobs, jobCache);
    sync.run();
    if (sync.status !== cron.status) own.wrote(context.client.updateStatus(kinds.cronjobs, { ...cron, status: sync.status }));
  };
}

class CronSync {
  status: CronJobStatus;
  private readonly context: Context;
  private readonly key: string;
  private readonly cron: CronJob;
  private readonly jobs: readonly Job[];
  private readonly own: OwnWrites<Job>;
  private readonly cache: Cache<Job>;

  constructor(context: Context, key: string, cron: CronJob, jobs: readonly Job[], own: OwnWrites<Job>, cache: Cache<Job>) {
    this.context = context;
    this.key = key;
    this.cron = cron;
    this.jobs = jobs;
    this.own = own;
    this.cache = cache;
    this.status = cron.status;
  }

  run(): void {
    this.noteChildren();
    this.schedule();
    this.cleanUp();
  }

  private tell(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.context.recorder.event(this.cron, type, reason, message);
  }

  private get active(): NonNullable<CronJobStatus['active']> {
    return this.status.active ?? [];
  }

  private setActive(active: NonNullable<CronJobStatus['active']>): void {
    const { active: _, ...rest } = this.status;
    this.status = active.length ? { ...rest, active } : rest;
  }

  private noteChildren(): void {
    for (const job of this.jobs) {
      const { uid, name } = job.metadata;
      const listed = this.active.some((reference) => reference.uid === uid);
      const finished = isFinished(job);
      if (!listed && !finished) this.tell('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
      else if (listed && finished) {
        const condition = find(job.status, 'Complete') ? 'Complete' : 'Failed';
        this.setActive(this.active.filter((reference) => reference.uid !== uid));
        this.tell('Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${condition}`);
      }
      const done = find(job.status, 'Complete') ? job.status.completionTime : undefined;
      if (done !== undefined && done > (this.status.lastSuccessfulTime ?? '')) this.status = { ...this.status, lastSuccessfulTime: done };
    }
    for (const reference of this.active) {
      if (this.jobs.some(({ metadata }) => metadata.uid === reference.uid)) continue;
      if (this.context.client.find(kinds.jobs, this.cron.metadata.namespace, reference.name ?? '')) continue;
      this.tell('Normal', 'MissingJob', `Active job went missing: ${reference.name ?? ''}`);
      this.setActive(this.active.filter(({ uid }) => uid !== reference.uid));
    }
  }

  private schedule(): void {
    const { cron, context } = this;
    if (cron.metadata.deletionTimestamp !== undefined || cron.spec.suspend) return;
    const { timeZone: zone } = cron.spec;
    const offsetAt = zone === undefined ? undefined : timeZone(zone);
    if (zone !== undefined && !offsetAt) {
      this.tell('Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(zone)}: unknown time zone ${zone}`);
      return;
    }
    let schedule: Schedule;
    try {
      schedule = parseSchedule(cron.spec.schedule, offsetAt);
    } catch (error) {
      this.tell('Warning', 'UnparseableSchedule', `unparseable schedule: ${JSON.stringify(cron.spec.schedule)} : ${error instanceof Error ? error.message : ''}`);
      return;
    }
    // The 31st of February: a schedule that never comes is not looked at again until it is changed.
    if (schedule.next(context.clock.nowMs) === undefined) {
      this.tell('Warning', 'InvalidSchedule', `invalid schedule: ${cron.spec.schedule} : time difference between two schedules is less than 1 second`);
      return;
    }
    this.startDue(schedule);
    const wait = untilNextMs({ ...cron, status: this.status }, schedule, context.clock.nowMs);
    if (wait !== undefined) context.enqueueAfter(this.key, wait);
  }

  private startDue(schedule: Schedule): void {
    const { cron, context } = this;
    const { nowMs } = context.clock;
    const { atMs, missed } = due(cron, schedule, nowMs);
    if (missed === 'many') this.tell('Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew');
    if (atMs === undefined) return;
    const { startingDeadlineSeconds, concurrencyPolicy } = cron.spec;
    if (startingDeadlineSeconds !== undefined && atMs + startingDeadlineSeconds * 1000 < nowMs) {
      this.tell('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123z(atMs)}`);
      return;
    }
    const name = `${cron.metadata.name}-${Math.floor(atMs / 60_000)}`;
    if (this.active.some((reference) => reference.name === name) || parseRfc3339(cron.status.lastScheduleTime ?? '') === atMs) return;
    if (concurrencyPolicy === 'Forbid' && this.active.length > 0) {
      this.tell('Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
      return;
    }
    if (concurrencyPolicy === 'Replace') {
      for (const reference of this.active) {
        const job = this.own.get(cron.metadata.namespace, reference.name ?? '');
        if (job) this.delete(job);
      }
    }
    this.start(name, atMs);
  }

  private start(name: string, atMs: number): void {
    const { cron, context } = this;
    const { metadata = {}, spec } = cron.spec.jobTemplate;
    try {
      const job = this.own.wrote(
        context.client.create(kinds.jobs, {
          metadata: {
            name,
            namespace: cron.metadata.namespace,
            ...(metadata.labels ? { labels: metadata.labels } : {}),
            annotations: { ...metadata.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': rfc3339(atMs) },
            ownerReferences: [controllerRef(cron, anyKind(kinds.cronjobs))],
          },
          spec: spec as Job['spec'],
        }),
      );
      this.tell('Normal', 'SuccessfulCreate', `Created job ${name}`);
      const { uid, resourceVersion, namespace } = job.metadata;
      this.setActive([...this.active, { apiVersion: 'batch/v1', kind: 'Job', name, namespace, uid, resourceVersion }]);
      this.status = { ...this.status, lastScheduleTime: rfc3339(atMs) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isNamespaceTerminating(error)) return;
      if (error.reason !== 'AlreadyExists') this.tell('Warning', 'FailedCreate', `Error creating job: ${error.message}`);
      throw error;
    }
  }

  private delete(job: Job): void {
    const { namespace, name, uid } = job.metadata;
    this.context.client.delete(kinds.jobs, namespace, name, { propagationPolicy: 'Background' });
    this.own.removed(job);
    this.setActive(this.active.filter((reference) => reference.uid !== uid));
    this.tell('Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  }

  private cleanUp(): void {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = this.cron.spec;
    this.keepLatest(this.jobs.filter(({ status }) => find(status, 'Complete')), successfulJobsHistoryLimit);
    this.keepLatest(this.jobs.filter(({ status }) => find(status, 'Failed')), failedJobsHistoryLimit);
  }

  private keepLatest(jobs: readonly Job[], limit: number | undefined): void {
    if (limit === undefined || jobs.length <= limit) return;
    const startOf = ({ status, metadata }: Job): string => status.startTime ?? metadata.creationTimestamp;
    const oldest = [...jobs].sort((a, b) => (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : keyOf(a) < keyOf(b) ? -1 : 1));
    for (const job of oldest.slice(0, jobs.length - limit)) {
      // The cache may still show one that is gone.
      if (this.cache.get(job.metadata.namespace, job.metadata.name) && this.context.client.find(kinds.jobs, job.metadata.namespace, job.metadata.name)) this.delete(job);
    }
  }
}

/** `Fri, 02 Jan 2026 03:04:05 +0000` */
function rfc1123z(ms: number): string {
  const t = civil(ms);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][t.weekday];
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][t.month - 1];
  return `${day}, ${pad(t.day)} ${month} ${t.year} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)} +0000`;
}
