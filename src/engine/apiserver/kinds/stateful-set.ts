// StatefulSet (pkg/registry/apps/statefulset, ValidateStatefulSet).
import type { Mutable } from '../../base/json.ts';
import { equal } from '../../base/json.ts';
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { StatefulSet } from '../../kube/types.generated.ts';
import { defaultClaimSpec } from '../defaults/claim-spec.ts';
import { defaultTemplate } from '../defaults/pod-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, containersColumn, imagesColumn, nameColumn, templateCells } from '../tables/columns.ts';
import { validateClaimSpec } from '../validation/claim-spec.ts';
import { errorsOf, nonNegative, type Errors } from '../validation/checks.ts';
import { intOrPercentValue, notMoreThan100Percent, positiveIntOrPercent } from '../validation/int-or-percent.ts';
import { internalForm } from '../validation/internal-form.ts';
import { isEmptySelector, selectorMatches, shownSelector, validateLabelSelector } from '../validation/label-selector.ts';
import { nameIsLabel, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { validatePodTemplate } from '../validation/pod/template.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';
import { validateTemplateLabels } from '../validation/workload.ts';

function validateSpec(errors: Errors, { spec }: StatefulSet): void {
  for (const [i, claim] of (spec.volumeClaimTemplates ?? []).entries()) validateClaimSpec(errors, claim.spec ?? {}, `spec.volumeClaimTemplates[${i}].spec`);
  if (!spec.podManagementPolicy) errors.push(required('spec.podManagementPolicy'));
  else if (spec.podManagementPolicy !== 'OrderedReady' && spec.podManagementPolicy !== 'Parallel') errors.push(invalid('spec.podManagementPolicy', spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  validateUpdateStrategy(errors, spec.updateStrategy ?? {});
  validateRetention(errors, spec.persistentVolumeClaimRetentionPolicy);
  nonNegative(errors, 'spec.replicas', spec.replicas);
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  nonNegative(errors, 'spec.ordinals.start', spec.ordinals?.start);
  nonNegative(errors, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  if (!spec.selector) errors.push(required('spec.selector'));
  else {
    validateLabelSelector(errors, spec.selector, 'spec.selector');
    if (isEmptySelector(spec.selector)) errors.push(invalid('spec.selector', {}, 'empty selector is invalid for statefulset'));
  }
  if (spec.selector && selectorMatches(spec.selector, {}) === undefined) errors.push(invalid('spec.selector', shownSelector(spec.selector), ''));
  else {
    validateTemplateLabels(errors, spec.template, spec.selector, 'spec.template');
    validatePodTemplate(errors, withClaimVolumes(spec), 'spec.template');
  }
  const pod = spec.template?.spec;
  if (pod?.restartPolicy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', pod?.restartPolicy ?? '', ['Always']));
  if (pod?.activeDeadlineSeconds !== undefined) errors.push(forbiddenField('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in StatefulSet is not Supported'));
}

/** The claims' volumes exist in the Pods though not in the template, so its mounts may name them. */
function withClaimVolumes(spec: StatefulSet['spec']): StatefulSet['spec']['template'] {
  const template = spec.template ?? {};
  const claims = spec.volumeClaimTemplates ?? [];
  if (claims.length === 0 || !template.spec) return template;
  const own = template.spec.volumes ?? [];
  const added = claims.map((claim) => claim.metadata?.name ?? '').filter((name) => name !== '' && !own.some((volume) => volume.name === name));
  return { ...template, spec: { ...template.spec, volumes: [...own, ...added.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))] } };
}

function validateUpdateStrategy(errors: Errors, strategyOf: NonNullable<StatefulSet['spec']['updateStrategy']>): void {
  const { type, rollingUpdate } = strategyOf;
  const path = 'spec.updateStrategy';
  if (!type) errors.push(required(path));
  else if (type === 'OnDelete') {
    if (rollingUpdate) errors.push(invalid(`${path}.rollingUpdate`, internalForm('RollingUpdateStatefulSet', rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'"));
  } else if (type === 'RollingUpdate') {
    if (!rollingUpdate) return;
    nonNegative(errors, `${path}.rollingUpdate.partition`, rollingUpdate.partition);
    const max = rollingUpdate.maxUnavailable;
    if (max === undefined) return;
    positiveIntOrPercent(errors, `${path}.rollingUpdate.maxUnavailable`, max);
    if (intOrPercentValue(max) === 0) errors.push(invalid(`${path}.rollingUpdate.maxUnavailable`, max, 'cannot be 0'));
    notMoreThan100Percent(errors, `${path}.rollingUpdate.maxUnavailable`, max);
  } else errors.push(invalid(path, internalForm('StatefulSetUpdateStrategy', strategyOf), "must be 'RollingUpdate' or 'OnDelete'"));
}

function validateRetention(errors: Errors, policy: StatefulSet['spec']['persistentVolumeClaimRetentionPolicy']): void {
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    const value = policy?.[field];
    if (policy && value !== 'Retain' && value !== 'Delete') errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, value ?? '', ['Retain', 'Delete']));
  }
}

const updatable = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'];
const updateText = `updates to statefulset spec for fields other than ${updatable.slice(0, -1).map((f) => `'${f}'`).join(', ')} and 'minReadySeconds' are forbidden`;

function validateUpdate(errors: Errors, set: StatefulSet, old: StatefulSet): void {
  validateMetaUpdate(errors, set.metadata, old.metadata);
  validateSpec(errors, set);
  const fixed = (spec: StatefulSet['spec']): unknown => Object.fromEntries(Object.entries(spec).filter(([key]) => !updatable.includes(key)));
  if (!equal(fixed(set.spec), fixed(old.spec))) errors.push(forbiddenField('spec', updateText));
}

function validateStatus(errors: Errors, set: StatefulSet, old: StatefulSet): void {
  const status = set.status ?? { replicas: 0, availableReplicas: 0 };
  for (const field of ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount'] as const) nonNegative(errors, `status.${field}`, status[field]);
  for (const field of ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const) {
    if ((status[field] ?? 0) > (status.replicas ?? 0)) errors.push(invalid(`status.${field}`, status[field], 'cannot be greater than status.replicas'));
  }
  if ((status.availableReplicas ?? 0) > (status.readyReplicas ?? 0)) errors.push(invalid('status.availableReplicas', status.availableReplicas, 'cannot be greater than status.readyReplicas'));
  validateMetaUpdate(errors, set.metadata, old.metadata);
  if ((status.collisionCount ?? 0) < (old.status?.collisionCount ?? 0)) errors.push(invalid('status.collisionCount', status.collisionCount ?? 0, 'cannot be decremented'));
}

function defaults(draft: Mutable<StatefulSet>): void {
  const spec = (draft.spec ??= {} as Mutable<StatefulSet['spec']>);
  spec.podManagementPolicy ||= 'OrderedReady';
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.partition ??= 0;
  }
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion ??= 'v1';
    claim.kind ??= 'PersistentVolumeClaim';
    claim.spec ??= {};
    defaultClaimSpec(claim.spec);
    claim.status ??= {};
    claim.status.phase ||= 'Pending';
  }
  spec.template ??= {};
  defaultTemplate(spec.template);
}

export const statefulSet = strategy<StatefulSet>({
  kind: kinds.statefulsets,
  default: defaults,
  prepareForCreate(draft) {
    draft.status = { replicas: 0, availableReplicas: 0 };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  validate: (object) =>
    errorsOf((errors) => {
      validateMeta(errors, object.metadata, { namespaced: true, name: nameIsLabel });
      validateSpec(errors, object);
    }),
  validateUpdate: (object, old) => errorsOf((errors) => validateUpdate(errors, object, old)),
  validateStatusUpdate: (object, old) => errorsOf((errors) => validateStatus(errors, object, old)),
  warnings: (object, old) => templateWarnings(object.spec.template, old?.spec.template),
  columns: [nameColumn, column('Ready', 'string', 'Number of the pod with ready state'), ageColumn, containersColumn, imagesColumn],
  cells: (object, nowMs) => [object.metadata.name, `${object.status?.readyReplicas ?? 0}/${object.spec.replicas ?? 0}`, age(object.metadata.creationTimestamp, nowMs), ...templateCells(object.spec.template)],
});
