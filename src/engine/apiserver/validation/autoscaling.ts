// Metrics and behaviour of autoscalers (pkg/apis/autoscaling/validation/validation.go).
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import type { CrossVersionObjectReference, HorizontalPodAutoscalerBehavior, HPAScalingRules, MetricIdentifier, MetricSpec, MetricTarget } from '../../kube/types.generated.ts';
import { compare, text } from './amounts.ts';
import { each, isNotPositive, nonNegative, type Errors } from './checks.ts';
import { validateLabelSelector } from './label-selector.ts';
import { nameIsPathSegment } from './object-meta.ts';

export function validateTargetReference(errors: Errors, reference: CrossVersionObjectReference | undefined, path: string): void {
  for (const field of ['kind', 'name'] as const) {
    const value = reference?.[field];
    if (!value) errors.push(required(`${path}.${field}`));
    else each(errors, `${path}.${field}`, value, nameIsPathSegment(value));
  }
}

const sourceTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const sources = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;

export function validateMetrics(errors: Errors, metrics: readonly MetricSpec[], path: string): void {
  metrics.forEach((metric, i) => validateMetric(errors, metric, `${path}[${i}]`));
}

function validateMetric(errors: Errors, metric: MetricSpec, path: string): void {
  if (!metric.type) errors.push(required(`${path}.type`, 'must specify a metric source type'));
  if (!sourceTypes.includes(metric.type)) {
    errors.push(notSupported(`${path}.type`, metric.type ?? '', sourceTypes));
    // An unknown type has no field to be filled in either, which is said in the same words.
    errors.push(notSupported(`${path}.type`, metric.type ?? '', sourceTypes));
    return;
  }
  const present = sources.filter((source) => metric[source]);
  if (present[0]) validateSource(errors, metric, present[0], `${path}.${present[0]}`);
  const expected = metric.type.charAt(0).toLowerCase() + metric.type.slice(1);
  if (!present.some((source) => source === expected)) errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  if (present.length > 1) for (const source of present) if (source !== expected) errors.push(forbiddenField(`${path}.${source}`, 'must populate the given metric source only'));
}

function validateSource(errors: Errors, metric: MetricSpec, source: (typeof sources)[number], path: string): void {
  const { object, external, pods, resource, containerResource } = metric;
  if (source === 'object' && object) {
    validateTargetReference(errors, object.describedObject, `${path}.describedObject`);
    validateIdentifier(errors, object.metric, `${path}.metric`);
    validateTarget(errors, object.target, `${path}.target`);
    eitherTarget(errors, object.target, `${path}.target`);
  } else if (source === 'external' && external) {
    validateIdentifier(errors, external.metric, `${path}.metric`);
    validateTarget(errors, external.target, `${path}.target`);
    eitherTarget(errors, external.target, `${path}.target`);
  } else if (source === 'pods' && pods) {
    validateIdentifier(errors, pods.metric, `${path}.metric`);
    validateTarget(errors, pods.target, `${path}.target`);
    if (compare(pods.target?.averageValue, '0') <= 0) errors.push(required(`${path}.target.averageValue`, 'must specify a positive target averageValue'));
  } else {
    const part = source === 'resource' ? resource : containerResource;
    if (!part?.name) errors.push(required(`${path}.name`, 'must specify a resource name'));
    if (source === 'containerResource' && !containerResource?.container) errors.push(required(`${path}.container`, 'must specify a container'));
    validateTarget(errors, part?.target, `${path}.target`);
    utilizationOrValue(errors, part?.target, `${path}.target`);
  }
}

function utilizationOrValue(errors: Errors, target: MetricTarget | undefined, path: string): void {
  if (target?.averageUtilization === undefined && target?.averageValue === undefined) errors.push(required(`${path}.averageUtilization`, 'must set either a target raw value or a target utilization'));
  if (target?.averageUtilization !== undefined && target.averageValue !== undefined) errors.push(forbiddenField(`${path}.averageValue`, 'may not set both a target raw value and a target utilization'));
}

function eitherTarget(errors: Errors, target: MetricTarget | undefined, path: string): void {
  if (target?.value === undefined && target?.averageValue === undefined) errors.push(required(`${path}.averageValue`, 'must set either a target value for metric or a per-pod target'));
  if (target?.value !== undefined && target.averageValue !== undefined) errors.push(forbiddenField(`${path}.value`, 'may not set both a target value for metric and a per-pod target'));
}

function validateIdentifier(errors: Errors, identifier: MetricIdentifier | undefined, path: string): void {
  if (!identifier?.name) errors.push(required(`${path}.name`, 'must specify a metric name'));
  else each(errors, `${path}.name`, identifier.name, nameIsPathSegment(identifier.name));
  validateLabelSelector(errors, identifier?.selector, `${path}.selector`);
}

function validateTarget(errors: Errors, target: MetricTarget | undefined, path: string): void {
  const { type, value, averageValue, averageUtilization } = target ?? {};
  if (!type) errors.push(required(`${path}.type`, 'must specify a metric target type'));
  else if (type !== 'Utilization' && type !== 'Value' && type !== 'AverageValue') errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  if (value !== undefined && compare(value, '0') <= 0) errors.push(invalid(`${path}.value`, text(value), 'must be positive'));
  if (averageValue !== undefined && compare(averageValue, '0') <= 0) errors.push(invalid(`${path}.averageValue`, text(averageValue), 'must be positive'));
  if (averageUtilization !== undefined && averageUtilization < 1) errors.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'));
}

export function validateBehavior(errors: Errors, behavior: HorizontalPodAutoscalerBehavior | undefined, path: string): void {
  validateRules(errors, behavior?.scaleUp, `${path}.scaleUp`);
  validateRules(errors, behavior?.scaleDown, `${path}.scaleDown`);
}

const longestWindow = 3600;
const longestPeriod = 1800;

function validateRules(errors: Errors, rules: HPAScalingRules | undefined, path: string): void {
  if (!rules) return;
  const window = rules.stabilizationWindowSeconds;
  nonNegative(errors, `${path}.stabilizationWindowSeconds`, window);
  if (window !== undefined && window > longestWindow) errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, `must be less than or equal to ${longestWindow}`));
  const select = ['Disabled', 'Max', 'Min'];
  if (rules.selectPolicy !== undefined && !select.includes(rules.selectPolicy)) errors.push(notSupported(`${path}.selectPolicy`, rules.selectPolicy, select));
  if (rules.tolerance !== undefined && compare(rules.tolerance, '0') < 0) errors.push(invalid(`${path}.tolerance`, text(rules.tolerance), 'must be greater than or equal to 0'));
  const policies = rules.policies ?? [];
  if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  policies.forEach(({ type, value, periodSeconds }, i) => {
    const at = `${path}.policies[${i}]`;
    if (type !== 'Pods' && type !== 'Percent') errors.push(notSupported(`${at}.type`, type ?? '', ['Percent', 'Pods']));
    if (!(value > 0)) errors.push(invalid(`${at}.value`, value ?? 0, isNotPositive));
    if (!(periodSeconds > 0)) errors.push(invalid(`${at}.periodSeconds`, periodSeconds ?? 0, isNotPositive));
    if (periodSeconds > longestPeriod) errors.push(invalid(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${longestPeriod}`));
  });
}
