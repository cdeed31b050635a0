// CronJob (pkg/registry/batch/cronjob, ValidateCronJobCreate).
import { invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { CronJob, JobSpec } from '../../kube/types.generated.ts';
import { defaultJobSpec, defaultJobTemplate } from '../defaults/job.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import { ageColumn, column, containersColumn, imagesColumn, nameColumn, templateCells } from '../tables/columns.ts';
import { errorsOf, nonNegative, oneOf, type Errors } from '../validation/checks.ts';
import { scheduleProblem } from '../validation/cron-schedule.ts';
import { validateJobSpec } from '../validation/job.ts';
import { shownSelector } from '../validation/label-selector.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { podWarnings } from '../validation/pod/warnings.ts';
import { isTimeZone } from '../../kube/time-zones.ts';

/** Eleven characters are kept for the suffix of its Jobs' names. */
const maxName = 52;

function validateSpec(errors: Errors, { spec }: CronJob, old: CronJob | undefined): void {
  if (!spec.schedule) errors.push(required('spec.schedule'));
  else validateSchedule(errors, spec, old);
  nonNegative(errors, 'spec.startingDeadlineSeconds', spec.startingDeadlineSeconds);
  if (!old || old.spec.timeZone !== spec.timeZone) validateTimeZone(errors, spec.timeZone);
  oneOf(errors, 'spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']);
  const template: JobSpec = spec.jobTemplate?.spec ?? { template: {} };
  const path = 'spec.jobTemplate.spec';
  validateJobSpec(errors, template, path);
  if (template.selector) errors.push(invalid(`${path}.selector`, shownSelector(template.selector), '`selector` will be auto-generated'));
  if (template.manualSelector) errors.push(notSupported(`${path}.manualSelector`, true, ['nil', 'false']));
  nonNegative(errors, 'spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  nonNegative(errors, 'spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
}

function validateSchedule(errors: Errors, spec: CronJob['spec'], old: CronJob | undefined): void {
  const problem = scheduleProblem(spec.schedule);
  if (problem) errors.push(invalid('spec.schedule', spec.schedule, problem));
  const zoned = spec.schedule.includes('TZ');
  if (!zoned) return;
  if (!old?.spec.schedule.includes('TZ')) errors.push(invalid('spec.schedule', spec.schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (spec.timeZone !== undefined) errors.push(invalid('spec.schedule', spec.schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
}

function validateTimeZone(errors: Errors, zone: string | undefined): void {
  if (zone === undefined) return;
  if (zone === '') errors.push(invalid('spec.timeZone', zone, 'timeZone must be nil or non-empty string'));
  else if (zone.toLowerCase() === 'local') errors.push(invalid('spec.timeZone', zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'));
  else if (!isTimeZone(zone)) errors.push(invalid('spec.timeZone', zone, `unknown time zone ${zone}`));
}

export const cronJob = strategy<CronJob>({
  kind: kinds.cronjobs,
  default(draft) {
    const spec = (draft.spec ??= {} as typeof draft.spec);
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    spec.jobTemplate ??= {};
    spec.jobTemplate.metadata ??= {};
    spec.jobTemplate.spec ??= {} as NonNullable<typeof spec.jobTemplate.spec>;
    defaultJobSpec(spec.jobTemplate.spec, false);
    defaultJobTemplate(spec.jobTemplate.spec);
  },
  prepareForCreate(draft) {
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  validate: (object) =>
    errorsOf((errors) => {
      validateMeta(errors, object.metadata, { namespaced: true, name: nameIsSubdomain });
      validateSpec(errors, object, undefined);
      if (object.metadata.name.length > maxName) errors.push(invalid('metadata.name', object.metadata.name, `must be no more than ${maxName} characters`));
    }),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateSpec(errors, object, old);
    }),
  warnings(object) {
    const template = object.spec.jobTemplate?.spec?.template;
    const zoned = object.spec.schedule.includes('TZ') ? ['spec.schedule: cannot use TZ or CRON_TZ in schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones for more details'] : [];
    return [...zoned, ...podWarnings('spec.jobTemplate.spec.template', template?.metadata ?? {}, template?.spec)];
  },
  columns: [
    nameColumn,
    column('Schedule', 'string', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.'),
    column('Timezone', 'string', 'The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default to the time zone of the kube-controller-manager process. The set of valid time zone names and the time zone offset is loaded from the system-wide time zone database by the API server during CronJob validation and the controller manager during execution. If no system-wide time zone database can be found a bundled version of the database is used instead. If the time zone name becomes invalid during the lifetime of a CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and will create a system event with the reason UnknownTimeZone. More information can be found in https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones'),
    column('Suspend', 'boolean', 'This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.'),
    column('Active', 'integer', 'A list of pointers to currently running jobs.'),
    column('Last Schedule', 'string', 'Information when was the last time the job was successfully scheduled.'),
    ageColumn,
    containersColumn,
    imagesColumn,
    column('Selector', 'string', 'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors', 1),
  ],
  cells: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    spec.schedule,
    spec.timeZone ?? '<none>',
    spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
    (status?.active ?? []).length,
    status?.lastScheduleTime ? age(status.lastScheduleTime, nowMs) : '<none>',
    age(metadata.creationTimestamp, nowMs),
    ...templateCells(spec.jobTemplate?.spec?.template),
    formatLabelSelector(spec.jobTemplate?.spec?.selector),
  ],
});
