// What steps back in the diagram: what is of another namespace, does not match the search, or is in order while only problems are wanted.
import type { PodState } from '../../bridge/summary.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';

const troubles: ReadonlySet<PodState> = new Set<PodState>(['crash-loop', 'image-error', 'failed', 'evicted', 'unknown', 'pending']);

export const isTrouble = (state: PodState): boolean => troubles.has(state);

interface Look {
  readonly namespace: string;
  readonly filter: string;
  readonly errorsOnly: boolean;
}

interface Named {
  readonly name: string;
  readonly namespace: string;
}

export function isDimmed({ name, namespace }: Named, look: Look, trouble: boolean): boolean {
  if (look.namespace !== '' && namespace !== '' && namespace !== look.namespace) return true;
  if (look.filter !== '' && !name.includes(look.filter)) return true;
  return look.errorsOnly && !trouble;
}

export function useDimmed(object: Named | undefined, trouble: boolean): boolean {
  const namespace = usePreferences((preferences) => preferences.namespace);
  const filter = useSelection((selection) => selection.filter);
  const errorsOnly = useSelection((selection) => selection.errorsOnly);
  return object !== undefined && isDimmed(object, { namespace, filter, errorsOnly }, trouble);
}
