// Node and Pod affinity (pkg/apis/core/validation: validateAffinity, ValidateNodeSelector).
import { forbiddenField, invalid, required } from '../../../kube/field-error.ts';
import type { Affinity, LabelSelector, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodAffinity, PodAffinityTerm } from '../../../kube/types.generated.ts';
import { dnsSubdomain, each, labelValue, qualifiedName, type Errors } from '../checks.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { nameIsLabel } from '../object-meta.ts';

export function validateAffinity(errors: Errors, affinity: Affinity | undefined, path: string): void {
  if (!affinity) return;
  const node = affinity.nodeAffinity;
  const must = 'requiredDuringSchedulingIgnoredDuringExecution';
  const should = 'preferredDuringSchedulingIgnoredDuringExecution';
  if (node?.[must]) validateNodeSelector(errors, node[must], `${path}.nodeAffinity.${must}`);
  node?.[should]?.forEach((term, i) => {
    const at = `${path}.nodeAffinity.${should}[${i}]`;
    validateWeight(errors, term.weight, at);
    validateNodeSelectorTerm(errors, term.preference, `${at}.preference`, true);
  });
  if (affinity.podAffinity) validatePodAffinity(errors, affinity.podAffinity, `${path}.podAffinity`);
  if (affinity.podAntiAffinity) validatePodAffinity(errors, affinity.podAntiAffinity, `${path}.podAntiAffinity`);
}

function validateWeight(errors: Errors, weight: number, path: string): void {
  if (weight <= 0 || weight > 100) errors.push(invalid(`${path}.weight`, weight, 'must be in the range 1-100'));
}

export function validateNodeSelector(errors: Errors, selector: NodeSelector, path: string): void {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) errors.push(required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term'));
  terms.forEach((term, i) => validateNodeSelectorTerm(errors, term, `${path}.nodeSelectorTerms[${i}]`, false));
}

function validateNodeSelectorTerm(errors: Errors, term: NodeSelectorTerm, path: string, anyValue: boolean): void {
  term.matchExpressions?.forEach((r, i) => validateRequirement(errors, r, `${path}.matchExpressions[${i}]`, anyValue));
  term.matchFields?.forEach((r, i) => validateFieldRequirement(errors, r, `${path}.matchFields[${i}]`));
}

function validateRequirement(errors: Errors, { key, operator, values = [] }: NodeSelectorRequirement, path: string, anyValue: boolean): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) errors.push(forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) errors.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  qualifiedName(errors, `${path}.key`, key ?? '');
  if (!anyValue) values.forEach((value, i) => labelValue(errors, `${path}.values[${i}]`, value));
}

function validateFieldRequirement(errors: Errors, { key, operator, values = [] }: NodeSelectorRequirement, path: string): void {
  if (operator !== 'In' && operator !== 'NotIn') errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  else if (values.length !== 1) errors.push(required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  if (key !== 'metadata.name') errors.push(invalid(`${path}.key`, key ?? '', 'not a valid field selector key'));
  else values.forEach((value, i) => dnsSubdomain(errors, `${path}.values[${i}]`, value));
}

function validatePodAffinity(errors: Errors, affinity: PodAffinity, path: string): void {
  affinity.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) => validateTerm(errors, term, `${path}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`));
  affinity.preferredDuringSchedulingIgnoredDuringExecution?.forEach((weighted, i) => {
    const at = `${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`;
    validateWeight(errors, weighted.weight, at);
    validateTerm(errors, weighted.podAffinityTerm, `${at}.podAffinityTerm`);
  });
}

function validateTerm(errors: Errors, term: PodAffinityTerm, path: string): void {
  validateLabelSelector(errors, term.labelSelector, `${path}.labelSelector`);
  validateLabelSelector(errors, term.namespaceSelector, `${path}.namespaceSelector`);
  for (const name of term.namespaces ?? []) each(errors, `${path}.namespace`, name, nameIsLabel(name));
  validateLabelKeys(errors, term, path);
  const key = term.topologyKey ?? '';
  if (key === '') errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  qualifiedName(errors, `${path}.topologyKey`, key);
}

function validateLabelKeys(errors: Errors, term: PodAffinityTerm, path: string): void {
  const match = term.matchLabelKeys ?? [];
  const mismatch = term.mismatchLabelKeys ?? [];
  labelKeys(errors, match, term.labelSelector, `${path}.matchLabelKeys`);
  labelKeys(errors, mismatch, term.labelSelector, `${path}.mismatchLabelKeys`);
  const seen = new Set(Object.keys(term.labelSelector?.matchLabels ?? {}));
  for (const { key } of term.labelSelector?.matchExpressions ?? []) {
    if (match.includes(key) && seen.has(key)) errors.push(invalid(`${path}[${match.lastIndexOf(key)}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    seen.add(key);
  }
  match.forEach((key, i) => {
    if (mismatch.includes(key)) errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
}

function labelKeys(errors: Errors, keys: readonly string[], selector: LabelSelector | undefined, path: string): void {
  if (keys.length === 0) return;
  if (!selector) errors.push(forbiddenField(path, 'must not be specified when labelSelector is not set'));
  else keys.forEach((key, i) => qualifiedName(errors, `${path}[${i}]`, key));
}
