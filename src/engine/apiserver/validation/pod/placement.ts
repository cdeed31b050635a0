// Tolerations, taints and topology spread (pkg/apis/core/validation: ValidateTolerations, validateTopologySpreadConstraints).
import { equal } from '../../../base/json.ts';
import { duplicate, forbiddenField, invalid, notSupported, required } from '../../../kube/field-error.ts';
import * as names from '../../../kube/names.ts';
import type { PodSchedulingGate, Toleration, TopologySpreadConstraint } from '../../../kube/types.generated.ts';
import { isNotPositive, qualifiedName, type Errors } from '../checks.ts';
import { validateLabelSelector } from '../label-selector.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTaintEffect(errors: Errors, effect: string | undefined, path: string): void {
  if (!effect) errors.push(required(path));
  else if (!effects.includes(effect)) errors.push(notSupported(path, effect, effects));
}

export function validateTolerations(errors: Errors, tolerations: readonly Toleration[] | undefined, path: string): void {
  tolerations?.forEach((toleration, i) => {
    const at = `${path}[${i}]`;
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    if (key) qualifiedName(errors, `${at}.key`, key);
    else if (operator !== 'Exists') errors.push(invalid(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (operator === '' || operator === 'Equal') {
      const wrong = names.labelValue(value);
      if (wrong.length > 0) errors.push(invalid(`${at}.operator`, value, wrong.join(';')));
    } else if (operator === 'Exists') {
      if (value) errors.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    if (effect) validateTaintEffect(errors, effect, `${at}.effect`);
  });
}

/** Old tolerations stay as they are, but for their seconds. */
export function validateOnlyAddedTolerations(errors: Errors, now: readonly Toleration[], old: readonly Toleration[], path: string): void {
  const kept = old.every((before) => now.some((after) => equal({ ...before, tolerationSeconds: undefined }, { ...after, tolerationSeconds: undefined })));
  if (!kept) errors.push(forbiddenField(path, 'existing toleration can not be modified except its tolerationSeconds'));
  else validateTolerations(errors, now, path);
}

export function validateGates(errors: Errors, gates: readonly PodSchedulingGate[] | undefined, path: string): void {
  const seen = new Set<string>();
  gates?.forEach(({ name }, i) => {
    qualifiedName(errors, `${path}[${i}]`, name ?? '');
    if (seen.has(name)) errors.push(duplicate(`${path}[${i}]`, name));
    seen.add(name);
  });
}

export function validateOnlyRemovedGates(errors: Errors, now: readonly PodSchedulingGate[], old: readonly PodSchedulingGate[], path: string): void {
  now.forEach(({ name }, i) => {
    if (!old.some((gate) => gate.name === name)) errors.push(forbiddenField(`${path}[${i}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`));
  });
}

const actions = ['DoNotSchedule', 'ScheduleAnyway'];
const policies = ['Honor', 'Ignore'];

export function validateSpread(errors: Errors, constraints: readonly TopologySpreadConstraint[] | undefined, path: string): void {
  constraints?.forEach((constraint, i) => {
    const at = `${path}[${i}]`;
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains } = constraint;
    if (!(maxSkew > 0)) errors.push(invalid(`${at}.maxSkew`, maxSkew ?? 0, isNotPositive));
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (!actions.includes(whenUnsatisfiable)) errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable ?? '', actions));
    if (constraints.slice(i + 1).some((c) => c.topologyKey === topologyKey && c.whenUnsatisfiable === whenUnsatisfiable)) {
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
    if (minDomains !== undefined && minDomains <= 0) errors.push(invalid(`${at}.minDomains`, minDomains, isNotPositive));
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule') {
      errors.push(invalid(`${at}.minDomains`, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`));
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (policy !== undefined && !policies.includes(policy)) errors.push(notSupported(`${at}.${field}`, policy, policies));
    }
    validateSpreadLabelKeys(errors, constraint, `${at}.matchLabelKeys`);
    validateLabelSelector(errors, constraint.labelSelector, `${at}.labelSelector`);
  });
}

function validateSpreadLabelKeys(errors: Errors, { matchLabelKeys = [], labelSelector }: TopologySpreadConstraint, path: string): void {
  if (matchLabelKeys.length === 0) return;
  if (!labelSelector) errors.push(forbiddenField(path, 'must not be specified when labelSelector is not set'));
  // What the server itself has merged into the selector (`key in (value)`, once) is no conflict.
  const expressions = labelSelector?.matchExpressions ?? [];
  const merged = (key: string): boolean => expressions.filter((e) => e.key === key).length === 1 && expressions.some((e) => e.key === key && e.operator === 'In' && e.values?.length === 1);
  const used = [...Object.keys(labelSelector?.matchLabels ?? {}), ...expressions.map((e) => e.key).filter((key) => !merged(key))];
  matchLabelKeys.forEach((key, i) => {
    qualifiedName(errors, `${path}[${i}]`, key);
    if (used.includes(key)) errors.push(invalid(`${path}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector'));
  });
}
