// Which objects a quota with scopes is about (pkg/quota/v1/evaluator/core/pods.go podMatchesScopeFunc).
import type { KubeObject } from './object.ts';
import type { Container, PersistentVolumeClaim, Pod, ResourceQuota } from './types.generated.ts';

interface Scope {
  readonly scopeName: string;
  readonly operator: string;
  readonly values: readonly string[];
}

export function inScopes({ spec }: ResourceQuota, kind: string, object: KubeObject): boolean {
  const scopes: readonly Scope[] = [
    ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: [] })),
    ...(spec?.scopeSelector?.matchExpressions ?? []).map(({ scopeName, operator, values = [] }) => ({ scopeName, operator, values })),
  ];
  if (scopes.length === 0) return true;
  if (kind === 'Pod') return scopes.every((scope) => podInScope(scope, object as Pod));
  if (kind === 'PersistentVolumeClaim') return scopes.every((scope) => scope.scopeName === 'VolumeAttributesClass' && matchesName(scope, (object as PersistentVolumeClaim).spec.volumeAttributesClassName ?? ''));
  return false;
}

function podInScope(scope: Scope, { spec }: Pod): boolean {
  switch (scope.scopeName) {
    case 'Terminating': return (spec.activeDeadlineSeconds ?? -1) >= 0;
    case 'NotTerminating': return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort': return isBestEffort(spec);
    case 'NotBestEffort': return !isBestEffort(spec);
    case 'PriorityClass': return matchesName(scope, spec.priorityClassName ?? '');
    case 'CrossNamespacePodAffinity': return crossesNamespaces(spec);
    default: return false;
  }
}

function matchesName({ operator, values }: Scope, name: string): boolean {
  switch (operator) {
    case 'In': return values.includes(name);
    case 'NotIn': return !values.includes(name);
    case 'DoesNotExist': return name === '';
    default: return name !== '';
  }
}

function isBestEffort(spec: Pod['spec']): boolean {
  const asks = (container: Container): boolean => [container.resources?.requests, container.resources?.limits].some((list) => list?.['cpu'] !== undefined || list?.['memory'] !== undefined);
  return ![...spec.containers, ...(spec.initContainers ?? [])].some(asks);
}

function crossesNamespaces({ affinity }: Pod['spec']): boolean {
  const terms = [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((rules) => [
    ...(rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
  return terms.some(({ namespaces, namespaceSelector }) => (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined);
}
