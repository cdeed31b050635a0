// Metrics of an autoscaler: current against target (pkg/printers/internalversion/printers.go: formatHPAMetrics).
import type { MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../../kube/types.generated.ts';
import { text } from '../validation/amounts.ts';

const shown = 2;

export function formatMetrics(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>';
  const all = specs.map((spec, i) => formatMetric(spec, statuses[i]));
  const joined = all.slice(0, shown).join(', ');
  return all.length > shown ? `${joined} + ${all.length - shown} more...` : joined;
}

function formatMetric(spec: MetricSpec, status: MetricStatus | undefined): string {
  if (spec.external) return averageOrValue(spec.external.target, status?.external?.current);
  if (spec.pods) return `${average(status?.pods?.current)}/${text(spec.pods.target.averageValue)}`;
  if (spec.object) return averageOrValue(spec.object.target, status?.object?.current);
  if (spec.resource) return resource(spec.resource.name, spec.resource.target, status?.resource?.current);
  if (spec.containerResource) return resource(spec.containerResource.name, spec.containerResource.target, status?.containerResource?.current);
  return '<unknown type>';
}

const average = (current: MetricValueStatus | undefined): string => (current?.averageValue === undefined ? '<unknown>' : text(current.averageValue));

function averageOrValue(target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${average(current)}/${text(target.averageValue)} (avg)`;
  return `${current?.value === undefined ? '<unknown>' : text(current.value)}/${text(target.value)}`;
}

function resource(name: string, target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${name}: ${average(current)}/${text(target.averageValue)}`;
  const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}%`;
  return `${name}: ${now}/${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}
