// Job (pkg/registry/batch/job, ValidateJob).
import type { Mutable } from '../../base/json.ts';
import { equal } from '../../base/json.ts';
import { invalid, required } from '../../kube/field-error.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Job, JobSpec } from '../../kube/types.generated.ts';
import { defaultJobSpec, defaultJobTemplate } from '../defaults/job.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age, humanDuration } from '../../kube/duration.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import { ageColumn, column, containersColumn, imagesColumn, nameColumn, templateCells } from '../tables/columns.ts';
import { errorsOf, immutable, nonNegative, type Errors } from '../validation/checks.ts';
import { internalForm } from '../validation/internal-form.ts';
import { validateJobSpec } from '../validation/job.ts';
import { selectorMatches, shownSelector, validateLabelSelector } from '../validation/label-selector.ts';
import { nameIsLabel, nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';
import { validateTemplateLabels } from '../validation/workload.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';
const nameLabel = 'batch.kubernetes.io/job-name';
const oldUidLabel = 'controller-uid';
const oldNameLabel = 'job-name';

function generateSelector(draft: Mutable<Job>): void {
  const { uid = '', name = '' } = draft.metadata;
  const template = (draft.spec.template ??= {});
  template.metadata ??= {};
  const labels: Record<string, string> = (template.metadata.labels = { ...template.metadata.labels });
  const wanted: Readonly<Record<string, string>> = { [oldNameLabel]: name, [nameLabel]: name, [oldUidLabel]: uid, [uidLabel]: uid };
  for (const [key, value] of Object.entries(wanted)) labels[key] ??= value;
  draft.spec.selector ??= {};
  draft.spec.selector.matchLabels = { ...draft.spec.selector.matchLabels, [uidLabel]: uid };
}

function validateGenerated(errors: Errors, { metadata, spec }: Job): void {
  if (spec.manualSelector || !spec.selector) return;
  if (!metadata.uid) errors.push(required('metadata.uid'));
  const path = 'spec.template.metadata.labels';
  const labels = spec.template?.metadata?.labels;
  const { uid = '', name = '' } = metadata as Partial<Job['metadata']>;
  for (const [key, value] of [[uidLabel, uid], [oldUidLabel, uid], [nameLabel, name], [oldNameLabel, name]] as const) {
    if (labels?.[key] === undefined) errors.push(required(`${path}`, `must be '${value}'`));
    else if (labels[key] !== value) errors.push(invalid(path, labels as Readonly<Record<string, string>>, `must be '${value}'`));
  }
  if (selectorMatches(spec.selector, { [uidLabel]: metadata.uid, [oldUidLabel]: metadata.uid, [nameLabel]: metadata.name, [oldNameLabel]: metadata.name }) === false) {
    errors.push(invalid('spec.selector', shownSelector(spec.selector), '`selector` not auto-generated'));
  }
}

function validateSpec(errors: Errors, spec: JobSpec): void {
  validateJobSpec(errors, spec, 'spec');
  if (!spec.selector) errors.push(required('spec.selector'));
  else validateLabelSelector(errors, spec.selector, 'spec.selector');
  if (!spec.selector || selectorMatches(spec.selector, {}) !== undefined) validateTemplateLabels(errors, spec.template ?? {}, spec.selector, 'spec.template');
}

function validateUpdate(errors: Errors, job: Job, old: Job): void {
  validateMetaUpdate(errors, job.metadata, old.metadata);
  const { spec } = job;
  validateSpec(errors, spec);
  validateCompletions(errors, spec, old.spec);
  immutable(errors, 'spec.selector', spec.selector, old.spec.selector, shownSelector(spec.selector));
  validateTemplate(errors, job, old);
  immutable(errors, 'spec.completionMode', spec.completionMode, old.spec.completionMode);
  immutable(errors, 'spec.podFailurePolicy', spec.podFailurePolicy, old.spec.podFailurePolicy);
  immutable(errors, 'spec.backoffLimitPerIndex', spec.backoffLimitPerIndex, old.spec.backoffLimitPerIndex);
  immutable(errors, 'spec.managedBy', spec.managedBy, old.spec.managedBy);
  immutable(errors, 'spec.successPolicy', spec.successPolicy, old.spec.successPolicy);
}

/** Indexed Jobs scale, together with their parallelism. */
function validateCompletions(errors: Errors, spec: JobSpec, old: JobSpec): void {
  if (spec.completions === old.completions) return;
  const indexed = spec.completionMode === 'Indexed' && spec.completions !== undefined && old.completions !== undefined;
  if (!indexed) immutable(errors, 'spec.completions', spec.completions, old.completions);
  else if (spec.completions !== spec.parallelism) errors.push(invalid('spec.completions', spec.completions, `can only be modified in tandem with spec.parallelism`));
}

/** While a Job is suspended and no Pod of it is left, its Pods may be placed and sized. */
function validateTemplate(errors: Errors, job: Job, old: Job): void {
  const [now, before] = [job.spec.template, old.spec.template];
  if (equal(now, before)) return;
  const started = old.status?.startTime !== undefined;
  const loose = old.spec.suspend === true && !started && (old.status?.active ?? 0) === 0;
  const fixed = (template: Job['spec']['template']): unknown => {
    if (!loose) return template;
    const { nodeSelector: _n, tolerations: _t, affinity, schedulingGates: _g, containers, initContainers, ...spec } = template?.spec ?? { containers: [] };
    const sized = (list: typeof containers | undefined): unknown => list?.map(({ resources: _r, ...rest }) => rest);
    return { metadata: undefined, spec: { ...spec, containers: sized(containers), initContainers: sized(initContainers), affinity: { ...affinity, nodeAffinity: undefined } } };
  };
  if (!equal(fixed(now), fixed(before))) errors.push(invalid('spec.template', internalForm('PodTemplateSpec', now), 'field is immutable'));
}

function validateStatus(errors: Errors, job: Job, old: Job): void {
  validateMetaUpdate(errors, job.metadata, old.metadata);
  for (const field of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const) nonNegative(errors, `status.${field}`, job.status?.[field]);
}

function duration(job: Job, nowMs: number): string {
  const { startTime, completionTime } = job.status ?? {};
  const start = startTime === undefined ? undefined : parseRfc3339(startTime);
  if (start === undefined) return '';
  const end = completionTime === undefined ? undefined : parseRfc3339(completionTime);
  return humanDuration((end ?? nowMs) - start);
}

function completions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function status(job: Job): string {
  const has = (type: string): boolean => job.status?.conditions?.some((c) => c.type === type && c.status === 'True') ?? false;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp) return 'Terminating';
  if (has('Suspended')) return 'Suspended';
  if (has('FailureTarget')) return 'FailureTarget';
  return has('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

export const job = strategy<Job>({
  kind: kinds.jobs,
  returnsDeleted: true,
  defaultPropagation: 'Orphan',
  default(draft) {
    defaultJobSpec((draft.spec ??= {} as typeof draft.spec), true);
    defaultJobTemplate(draft.spec);
    const labels = draft.spec.template?.metadata?.labels;
    if (labels && Object.keys(labels).length > 0 && Object.keys(draft.metadata.labels ?? {}).length === 0) draft.metadata.labels = { ...labels };
  },
  prepareForCreate(draft) {
    draft.status = {};
    if (!draft.spec.manualSelector) generateSelector(draft);
    // Labels follow those of the template where the client gave none (the template has them by now).
    if (Object.keys(draft.metadata.labels ?? {}).length === 0) draft.metadata.labels = { ...draft.spec.template?.metadata?.labels };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  validate: (object) =>
    errorsOf((errors) => {
      validateMeta(errors, object.metadata, { namespaced: true, name: nameIsSubdomain });
      validateGenerated(errors, object);
      validateSpec(errors, object.spec);
    }),
  validateUpdate: (object, old) => errorsOf((errors) => validateUpdate(errors, object, old)),
  validateStatusUpdate: (object, old) => errorsOf((errors) => validateStatus(errors, object, old)),
  warnings(object, old) {
    const wrong = old ? [] : nameIsLabel(object.metadata.name);
    const names = wrong.length === 0 ? [] : [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${wrong.join(' ')}]`];
    return [...names, ...templateWarnings(object.spec.template, old?.spec.template)];
  },
  fields: (object) => ({ 'status.successful': String(object.status?.succeeded ?? 0) }),
  columns: [
    nameColumn,
    column('Status', 'string', 'Status of the job.'),
    column('Completions', 'string', 'The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. However, it may decrease in reaction to scale down of elastic indexed jobs.'),
    column('Duration', 'string', 'Time required to complete the job.'),
    ageColumn,
    containersColumn,
    imagesColumn,
    column('Selector', 'string', 'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors', 1),
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    status(object),
    completions(object),
    duration(object, nowMs),
    age(object.metadata.creationTimestamp, nowMs),
    ...templateCells(object.spec.template),
    formatLabelSelector(object.spec.selector),
  ],
});
