// The spec of a Job, also inside a CronJob (pkg/apis/batch/validation: validateJobSpec).
import { duplicate, invalid, notSupported, required, tooLong, tooMany } from '../../kube/field-error.ts';
import * as names from '../../kube/names.ts';
import type { JobSpec, PodFailurePolicyRule } from '../../kube/types.generated.ts';
import { each, nonNegative, qualifiedName, type Errors } from './checks.ts';
import { internalForm } from './internal-form.ts';
import { validatePodTemplate } from './pod/template.ts';

const maxIndexed = 100000;

export function validateJobSpec(errors: Errors, spec: JobSpec, path: string): void {
  for (const field of ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex'] as const) nonNegative(errors, `${path}.${field}`, spec[field]);
  if (spec.maxFailedIndexes !== undefined) {
    nonNegative(errors, `${path}.maxFailedIndexes`, spec.maxFailedIndexes);
    if (spec.backoffLimitPerIndex === undefined) errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  validateManagedBy(errors, spec.managedBy, `${path}.managedBy`);
  validateCompletionMode(errors, spec, path);
  if (spec.podFailurePolicy) validateFailurePolicy(errors, spec, `${path}.podFailurePolicy`);
  validateSuccessPolicy(errors, spec, `${path}.successPolicy`);
  validateReplacement(errors, spec, `${path}.podReplacementPolicy`);
  validatePodTemplate(errors, spec.template ?? {}, `${path}.template`);
  validateRestartPolicy(errors, spec, `${path}.template.spec.restartPolicy`);
}

function validateManagedBy(errors: Errors, managedBy: string | undefined, path: string): void {
  if (managedBy === undefined) return;
  each(errors, path, managedBy, names.domainPrefixedPath(managedBy));
  if (managedBy.length > 63) errors.push(tooLong(path, 63));
}

function validateCompletionMode(errors: Errors, spec: JobSpec, path: string): void {
  const mode = spec.completionMode;
  if (mode === undefined) return;
  if (mode !== 'NonIndexed' && mode !== 'Indexed') errors.push(notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed']));
  if (mode !== 'Indexed') return;
  if (spec.completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  if ((spec.parallelism ?? 0) > maxIndexed) errors.push(invalid(`${path}.parallelism`, spec.parallelism, `must be less than or equal to ${maxIndexed} when completion mode is Indexed`));
  const over = `must be less than or equal to 10^5 when completions is greater than 10^5`;
  if ((spec.completions ?? 0) > maxIndexed && spec.maxFailedIndexes === undefined && spec.backoffLimitPerIndex !== undefined) errors.push(required(`${path}.maxFailedIndexes`, 'must be specified when completions is above 100000'));
  if ((spec.maxFailedIndexes ?? 0) > (spec.completions ?? 0)) errors.push(invalid(`${path}.maxFailedIndexes`, spec.maxFailedIndexes, 'must be less than or equal to completions'));
  if ((spec.completions ?? 0) > maxIndexed && (spec.maxFailedIndexes ?? 0) > 10000) errors.push(invalid(`${path}.maxFailedIndexes`, spec.maxFailedIndexes, over));
}

function validateSuccessPolicy(errors: Errors, spec: JobSpec, path: string): void {
  const indexed = spec.completionMode === 'Indexed';
  if (!indexed && spec.backoffLimitPerIndex !== undefined) errors.push(invalid(path.replace(/successPolicy$/, 'backoffLimitPerIndex'), spec.backoffLimitPerIndex, 'requires indexed completion mode'));
  if (!indexed && spec.maxFailedIndexes !== undefined) errors.push(invalid(path.replace(/successPolicy$/, 'maxFailedIndexes'), spec.maxFailedIndexes, 'requires indexed completion mode'));
  const policy = spec.successPolicy;
  if (!policy) return;
  if (!indexed) {
    errors.push(invalid(path, internalForm('SuccessPolicy', policy), 'requires indexed completion mode'));
    return;
  }
  const rules = policy.rules ?? [];
  if (rules.length === 0) errors.push(required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > 20) errors.push(tooMany(`${path}.rules`, rules.length, 20));
  rules.forEach((rule, i) => {
    const at = `${path}.rules[${i}]`;
    if (rule.succeededIndexes === undefined && rule.succeededCount === undefined) errors.push(required(at, 'at least one of succeededCount or succeededIndexes must be specified'));
    if (rule.succeededIndexes !== undefined && rule.succeededIndexes.length > 65536) errors.push(tooLong(`${at}.succeededIndexes`, 65536));
    nonNegative(errors, `${at}.succeededCount`, rule.succeededCount);
    if (rule.succeededCount !== undefined && rule.succeededCount > (spec.completions ?? 0)) errors.push(invalid(`${at}.succeededCount`, rule.succeededCount, `must be less than or equal to ${spec.completions ?? 0} (the number of specified completions)`));
  });
}

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

function validateFailurePolicy(errors: Errors, spec: JobSpec, path: string): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > 20) errors.push(tooMany(`${path}.rules`, rules.length, 20));
  const containers = [...(spec.template?.spec?.containers ?? []), ...(spec.template?.spec?.initContainers ?? [])].map((c) => c.name);
  rules.forEach((rule, i) => validateRule(errors, rule, spec, containers, `${path}.rules[${i}]`));
}

function validateRule(errors: Errors, rule: PodFailurePolicyRule, spec: JobSpec, containers: readonly string[], at: string): void {
  if (!rule.action) errors.push(required(`${at}.action`, `valid values: ${actions.map((a) => JSON.stringify(a)).join(', ')}`));
  else if (rule.action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined) errors.push(invalid(`${at}.action`, rule.action, 'requires the backoffLimitPerIndex to be set'));
  } else if (!actions.includes(rule.action)) errors.push(notSupported(`${at}.action`, rule.action, actions));
  if (rule.onExitCodes) validateExitCodes(errors, rule.onExitCodes, containers, `${at}.onExitCodes`);
  const patterns = rule.onPodConditions ?? [];
  if (patterns.length > 0) {
    if (patterns.length > 20) errors.push(tooMany(`${at}.onPodConditions`, patterns.length, 20));
    patterns.forEach(({ type, status }, p) => {
      qualifiedName(errors, `${at}.onPodConditions[${p}].type`, type ?? '');
      const statuses = ['False', 'True', 'Unknown'];
      if (!status) errors.push(required(`${at}.onPodConditions[${p}].status`, `valid values: ${statuses.map((s) => JSON.stringify(s)).join(', ')}`));
      else if (!statuses.includes(status)) errors.push(notSupported(`${at}.onPodConditions[${p}].status`, status, statuses));
    });
  }
  const whole = (sentence: string): void => void errors.push({ type: 'Invalid', field: at, omitValue: true, detail: sentence });
  if (rule.onExitCodes && patterns.length > 0) whole('specifying both OnExitCodes and OnPodConditions is not supported');
  if (!rule.onExitCodes && patterns.length === 0) whole('specifying one of OnExitCodes and OnPodConditions is required');
}

function validateExitCodes(errors: Errors, codes: NonNullable<PodFailurePolicyRule['onExitCodes']>, containers: readonly string[], at: string): void {
  const operators = ['In', 'NotIn'];
  if (!codes.operator) errors.push(required(`${at}.operator`, 'valid values: "In", "NotIn"'));
  else if (!operators.includes(codes.operator)) errors.push(notSupported(`${at}.operator`, codes.operator, operators));
  if (codes.containerName !== undefined && !containers.includes(codes.containerName)) errors.push(invalid(`${at}.containerName`, codes.containerName, 'must be one of the container or initContainer names in the pod template'));
  const values = codes.values ?? [];
  if (values.length === 0) errors.push(invalid(`${at}.values`, values, 'at least one value is required'));
  else if (values.length > 255) errors.push(tooMany(`${at}.values`, values.length, 255));
  const seen = new Set<number>();
  let sorted = true;
  values.forEach((value, i) => {
    if (codes.operator === 'In' && value === 0) errors.push(invalid(`${at}.values[${i}]`, value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(duplicate(`${at}.values[${i}]`, value));
    seen.add(value);
    if (i > 0 && (values[i - 1] ?? 0) > value) sorted = false;
  });
  if (!sorted) errors.push(invalid(`${at}.values`, values, 'must be ordered'));
}

function validateReplacement(errors: Errors, spec: JobSpec, path: string): void {
  const policy = spec.podReplacementPolicy;
  if (policy === undefined) return;
  if (spec.podFailurePolicy) {
    if (policy !== 'Failed') errors.push(notSupported(path, policy, ['Failed']));
  } else if (policy !== 'Failed' && policy !== 'TerminatingOrFailed') errors.push(notSupported(path, policy, ['Failed', 'TerminatingOrFailed']));
}

function validateRestartPolicy(errors: Errors, spec: JobSpec, path: string): void {
  const policy = spec.template?.spec?.restartPolicy ?? '';
  if (policy === '' || policy === 'Always') errors.push(required(path, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never') errors.push(notSupported(path, policy, ['OnFailure', 'Never']));
  else if (spec.podFailurePolicy && policy !== 'Never') errors.push(invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified'));
}
