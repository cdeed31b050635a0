// Which taints a Pod bears (component-helpers/scheduling/corev1/helpers.go, api/core/v1/toleration.go).
import type { Taint, Toleration } from '../kube/types.generated.ts';

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator || 'Equal';
  if (operator === 'Exists') return true;
  if (operator === 'Equal') return (toleration.value ?? '') === (taint.value ?? '');
  if (operator !== 'Lt' && operator !== 'Gt') return false;
  const bound = Number(toleration.value);
  const value = Number(taint.value);
  return operator === 'Gt' ? value > bound : value < bound;
}

/** The first taint of one of the effects that nothing tolerates. */
export function untolerated(taints: readonly Taint[], tolerations: readonly Toleration[], effects: readonly string[]): Taint | undefined {
  for (const taint of taints) {
    if (effects.includes(taint.effect) && !tolerations.some((toleration) => tolerates(toleration, taint))) return taint;
  }
  return undefined;
}
