// Selector and template of workloads (pkg/apis/apps/validation: ValidatePodTemplateSpecForReplicaSet and its callers).
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import type { LabelSelector, PodTemplateSpec } from '../../kube/types.generated.ts';
import { sortedMap, type Errors } from './checks.ts';
import { isEmptySelector, selectorMatches, validateLabelSelector } from './label-selector.ts';
import { validatePodTemplate } from './pod/template.ts';

/** False when the selector makes no sense, so that the template cannot be compared with it. */
export function validateWorkloadSelector(errors: Errors, selector: LabelSelector | undefined, path: string, kind: string): boolean {
  if (!selector) {
    errors.push(required(path));
    return true;
  }
  validateLabelSelector(errors, selector, path);
  if (isEmptySelector(selector)) errors.push(invalid(path, {}, `empty selector is invalid for ${kind}`));
  return selectorMatches(selector, {}) !== undefined;
}

/** What ReplicaSets, Deployments and DaemonSets ask of a template. */
export function validateReplicaTemplate(errors: Errors, template: PodTemplateSpec = {}, selector: LabelSelector | undefined, kind: string, path: string): void {
  validateTemplateLabels(errors, template, selector, path);
  validatePodTemplate(errors, template, path);
  const spec = template.spec;
  if (spec?.restartPolicy !== 'Always') errors.push(notSupported(`${path}.spec.restartPolicy`, spec?.restartPolicy ?? '', ['Always']));
  if (spec?.activeDeadlineSeconds !== undefined) errors.push(forbiddenField(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`));
}

/** A selector that is absent matches nothing, an empty one is reported elsewhere. */
export function validateTemplateLabels(errors: Errors, template: PodTemplateSpec, selector: LabelSelector | undefined, path: string): void {
  const labels = template.metadata?.labels;
  const matches = selector ? isEmptySelector(selector) || selectorMatches(selector, labels) : false;
  if (!matches) errors.push(invalid(`${path}.metadata.labels`, sortedMap(labels), '`selector` does not match template `labels`'));
}
