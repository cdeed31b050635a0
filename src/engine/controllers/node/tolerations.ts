// Whether and for how long a Pod tolerates taints (component-helpers/scheduling/corev1/helpers.go).
import type { Taint, Toleration } from '../../kube/types.generated.ts';

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? 'Equal') {
    case 'Exists': return true;
    case 'Equal': return (toleration.value ?? '') === (taint.value ?? '') && (toleration.key ?? '') !== '';
    case 'Lt': return compare(toleration, taint) > 0;
    case 'Gt': return compare(toleration, taint) < 0;
    default: return false;
  }
}

function compare(toleration: Toleration, taint: Taint): number {
  return Number(toleration.value ?? Number.NaN) - Number(taint.value ?? Number.NaN);
}

/** Milliseconds until the Pod must go: 0 where a taint is not tolerated at all, undefined where all are, for ever. */
export function toleratedForMs(taints: readonly Taint[], tolerations: readonly Toleration[]): number | undefined {
  let shortest: number | undefined;
  for (const taint of taints) {
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching) {
      if (tolerationSeconds === undefined) continue;
      const ms = Math.max(0, tolerationSeconds) * 1000;
      if (shortest === undefined || ms < shortest) shortest = ms;
    }
  }
  return shortest;
}
