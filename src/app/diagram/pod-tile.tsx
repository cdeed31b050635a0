// One Pod in its slot: a tile with its glyph and name, or a dot where there are many.
import { memo } from 'react';
import type { PodState, PodSummary } from '../../bridge/summary.ts';
import { useText } from '../i18n/text.ts';
import { useCluster, useObjectOf } from '../state/cluster.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';
import { cellAt, type Grid, TILE } from './geometry.ts';
import { PodGlyph } from './pod-glyph.tsx';
import styles from './pod.module.css';

const troubles: ReadonlySet<PodState> = new Set<PodState>(['crash-loop', 'image-error', 'failed', 'evicted', 'unknown', 'pending']);

export function useDimmed(object: { readonly name: string; readonly namespace: string } | undefined, trouble: boolean): boolean {
  const namespace = usePreferences((preferences) => preferences.namespace);
  const filter = useSelection((selection) => selection.filter);
  const errorsOnly = useSelection((selection) => selection.errorsOnly);
  if (!object) return false;
  if (namespace !== '' && object.namespace !== '' && object.namespace !== namespace) return true;
  if (filter !== '' && !object.name.includes(filter)) return true;
  return errorsOnly && !trouble;
}

/** The generated end of a Pod's name, which is what tells it from its siblings. */
function shortName(pod: PodSummary): string {
  return pod.owner === '' ? pod.name : pod.name.slice(pod.name.lastIndexOf('-') + 1);
}

interface Props {
  readonly uid: string;
  readonly slot: number;
  readonly grid: Grid;
}

export const PodTile = memo(function PodTile({ uid, slot, grid }: Props) {
  const text = useText();
  const pod = useObjectOf('pods', uid);
  const pullSinceMs = useCluster((state) => state.pulls.get(uid));
  const selected = useSelection((selection) => selection.uid === uid);
  const dimmed = useDimmed(pod, pod ? troubles.has(pod.state) : false);
  if (!pod) return null;
  const { x, y } = cellAt(grid, slot);
  const tile = grid.cell.width === TILE.cell.width;
  const state = text.podStates[pullSinceMs !== undefined && pod.state === 'creating' ? 'pulling' : pod.state];
  return (
    <button
      type="button"
      className={`${tile ? styles.tile : styles.dot} nopan nodrag`}
      style={{ transform: `translate(${x}px, ${y}px)`, width: grid.cell.width, height: grid.cell.height }}
      data-state={pod.state}
      data-dimmed={dimmed}
      data-testid={`pod-${pod.name}`}
      aria-pressed={selected}
      aria-label={`${pod.name}, ${state}`}
      title={`${pod.name}\n${state}${pod.status && pod.status !== 'Running' ? ` · ${pod.status}` : ''}`}
      onClick={() => useSelection.getState().select(uid)}
    >
      <span className={styles.inner}>
        <PodGlyph state={pod.state} size={tile ? 22 : 13} pullSinceMs={pullSinceMs} />
        {tile && <span className={styles.name}>{shortName(pod)}</span>}
        {tile && pod.restarts > 0 && <span className={styles.restarts}>{pod.restarts}</span>}
      </span>
    </button>
  );
});

/** The Pods of a group in their slots. */
export function PodSlots({ slots, grid }: { readonly slots: readonly (string | undefined)[]; readonly grid: Grid }) {
  return slots.map((uid, slot) => uid !== undefined && <PodTile key={uid} uid={uid} slot={slot} grid={grid} />);
}
