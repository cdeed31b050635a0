// HorizontalPodAutoscaler between v1 and v2: what v1 has no field for travels in annotations (pkg/apis/autoscaling/v1/conversion.go).
import { isObject, type Json, type JsonObject } from '../base/json.ts';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const CURRENT = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const ALL = [METRICS, CURRENT, CONDITIONS, BEHAVIOR];

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const list = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? (value as readonly JsonObject[]) : []);
const isCpuUtilization = (metric: JsonObject): boolean => metric['type'] === 'Resource' && object(metric['resource'])['name'] === 'cpu';

export function scalerToV1(value: JsonObject): JsonObject {
  const { spec, status, metadata } = value;
  const { metrics, behavior, ...ownSpec } = object(spec);
  const { currentMetrics, conditions, ...ownStatus } = object(status);
  const cpu = list(metrics).find((metric) => isCpuUtilization(metric) && object(object(metric['resource'])['target'])['averageUtilization'] !== undefined);
  const others = list(metrics).filter((metric) => metric !== cpu);
  const cpuNow = list(currentMetrics).find((metric) => isCpuUtilization(metric));
  const annotations: Record<string, Json> = { ...(object(object(metadata)['annotations']) as Record<string, Json>) };
  if (others.length > 0) annotations[METRICS] = JSON.stringify(others.map(metricToV1));
  if (list(currentMetrics).length > 0) annotations[CURRENT] = JSON.stringify(list(currentMetrics).map(currentToV1));
  if (list(conditions).length > 0) annotations[CONDITIONS] = JSON.stringify(conditions);
  if (isObject(behavior)) annotations[BEHAVIOR] = JSON.stringify(behaviorToV1(behavior));
  const target = cpu && object(object(cpu['resource'])['target'])['averageUtilization'];
  const current = cpuNow && object(object(cpuNow['resource'])['current'])['averageUtilization'];
  return {
    ...value,
    apiVersion: 'autoscaling/v1',
    metadata: { ...object(metadata), ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { ...ownSpec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status: { ...ownStatus, ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }) },
  };
}

export function scalerFromV1(value: JsonObject): JsonObject {
  const { spec, status, metadata } = value;
  const { targetCPUUtilizationPercentage: target, ...ownSpec } = object(spec);
  const { currentCPUUtilizationPercentage: current, ...ownStatus } = object(status);
  const sent = object(object(metadata)['annotations']);
  const annotations = Object.fromEntries(Object.entries(sent).filter(([key]) => !ALL.includes(key)));
  const metrics = [...parsedList(sent[METRICS]).map(metricFromV1), ...(target === undefined ? [] : [cpuMetric('target', { type: 'Utilization', averageUtilization: target })])];
  const currentMetrics = current === undefined ? [] : [cpuMetric('current', { averageUtilization: current })];
  const conditions = parsedList(sent[CONDITIONS]);
  const behavior = parsed(sent[BEHAVIOR]);
  const { annotations: _annotations, ...meta } = object(metadata);
  return {
    ...value,
    apiVersion: 'autoscaling/v2',
    metadata: { ...meta, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { ...ownSpec, ...(metrics.length > 0 ? { metrics } : {}), ...(isObject(behavior) ? { behavior: lowered(behavior) } : {}) },
    status: { ...ownStatus, ...(currentMetrics.length > 0 ? { currentMetrics } : {}), ...(conditions.length > 0 ? { conditions } : {}) },
  };
}

const cpuMetric = (field: 'target' | 'current', value: JsonObject): JsonObject => ({ type: 'Resource', resource: { name: 'cpu', [field]: value } });

function parsed(text: Json | undefined): Json | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

const parsedList = (text: Json | undefined): readonly JsonObject[] => list(parsed(text));

const SOURCES = ['object', 'pods', 'resource', 'containerResource', 'external'] as const;

/** v1's metrics are flat: `{pods: {metricName, targetAverageValue}}` for `{pods: {metric: {name}, target: {averageValue}}}`. */
function metricToV1(metric: JsonObject): JsonObject {
  const result: Record<string, Json> = { type: metric['type'] ?? '' };
  for (const source of SOURCES) {
    const value = metric[source];
    if (!isObject(value)) continue;
    const { metric: identifier, target, describedObject, ...rest } = value;
    const { value: plain, averageValue, averageUtilization } = object(target);
    const named = object(identifier);
    result[source] = {
      ...(describedObject === undefined ? {} : { target: describedObject }),
      ...rest,
      ...(named['name'] === undefined ? {} : { metricName: named['name'] }),
      ...(named['selector'] === undefined ? {} : { [source === 'external' ? 'metricSelector' : 'selector']: named['selector'] }),
      ...(averageUtilization === undefined ? {} : { targetAverageUtilization: averageUtilization }),
      ...(plain === undefined ? {} : { targetValue: plain }),
      ...(averageValue === undefined ? {} : { [source === 'object' ? 'averageValue' : 'targetAverageValue']: averageValue }),
    };
  }
  return result;
}

function currentToV1(metric: JsonObject): JsonObject {
  const result: Record<string, Json> = { type: metric['type'] ?? '' };
  for (const source of SOURCES) {
    const value = metric[source];
    if (!isObject(value)) continue;
    const { metric: identifier, current, ...rest } = value;
    const { value: plain, averageValue, averageUtilization } = object(current);
    const name = object(identifier)['name'];
    result[source] = {
      ...rest,
      ...(name === undefined ? {} : { metricName: name }),
      ...(averageUtilization === undefined ? {} : { currentAverageUtilization: averageUtilization }),
      ...(plain === undefined ? {} : { currentValue: plain }),
      ...(averageValue === undefined ? {} : { currentAverageValue: averageValue }),
    };
  }
  return result;
}

function metricFromV1(metric: JsonObject): JsonObject {
  const result: Record<string, Json> = { type: metric['type'] ?? '' };
  for (const source of SOURCES) {
    const value = metric[source];
    if (!isObject(value)) continue;
    const { metricName, selector, metricSelector, targetAverageUtilization: utilization, targetValue, targetAverageValue, averageValue, target: described, ...rest } = value;
    const average = averageValue ?? targetAverageValue;
    const type = utilization !== undefined ? 'Utilization' : average !== undefined ? 'AverageValue' : 'Value';
    result[source] = {
      ...rest,
      ...(described === undefined ? {} : { describedObject: described }),
      ...(metricName === undefined ? {} : { metric: { name: metricName, ...((selector ?? metricSelector) === undefined ? {} : { selector: (selector ?? metricSelector) as Json }) } }),
      target: { type, ...(utilization === undefined ? {} : { averageUtilization: utilization }), ...(targetValue === undefined ? {} : { value: targetValue }), ...(average === undefined ? {} : { averageValue: average }) },
    };
  }
  return result;
}

/** The annotation holds Go's internal form, with its field names and its nulls. */
function behaviorToV1(behavior: JsonObject): Json {
  const rules = (value: Json | undefined): Json => {
    if (!isObject(value)) return null;
    const policies = Array.isArray(value['policies']) ? list(value['policies']).map((policy) => ({ Type: policy['type'] ?? '', Value: policy['value'] ?? 0, PeriodSeconds: policy['periodSeconds'] ?? 0 })) : null;
    return { StabilizationWindowSeconds: value['stabilizationWindowSeconds'] ?? null, SelectPolicy: value['selectPolicy'] ?? null, Policies: policies, Tolerance: value['tolerance'] ?? null };
  };
  return { ScaleUp: rules(behavior['scaleUp']), ScaleDown: rules(behavior['scaleDown']) };
}

function lowered(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(lowered);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === null || item === undefined ? [] : [[(key[0] ?? '').toLowerCase() + key.slice(1), lowered(item)]])));
}
