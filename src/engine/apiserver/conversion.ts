// The kinds that are served at two versions or in two groups, and the version in which each is stored (pkg/apis/*/conversion.go).
import { kinds } from '../kube/kinds.generated.ts';
import type { KindInfo } from '../kube/kind.ts';
import type { Conversion } from './resource.ts';

export function storageVersion(kind: KindInfo): KindInfo {
  if (kind.group === 'events.k8s.io' && kind.kind === 'Event') return kinds.events;
  if (kind.kind === 'HorizontalPodAutoscaler') return kinds.horizontalpodautoscalers.version === 'v2' ? kinds.horizontalpodautoscalers : kind;
  return kind;
}

export function conversionOf(_kind: KindInfo): Conversion | undefined {
  return undefined;
}
