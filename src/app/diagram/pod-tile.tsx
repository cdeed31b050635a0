// One Pod in its slot: its glyph and name; nearer by, its containers and what they print.
import { memo } from 'react';
import { useText } from '../i18n/text.ts';
import { useCluster, useObjectOf } from '../state/cluster.ts';
import { useIsPointedAt } from '../state/pointed.ts';
import { useSelection } from '../state/selection.ts';
import { isTrouble, useDimmed } from './dimming.ts';
import { cellAt, type Detail, type Grid, TILE } from './geometry.ts';
import { PodCard } from './pod-card.tsx';
import { PodGlyph, type PullProgress } from './pod-glyph.tsx';
import { podName } from './pod-name.ts';
import styles from './pod.module.css';

const WAITS: PullProgress = { fromMs: 0, untilMs: 0 };

/** How the pull of a Pod's image stands; undefined where none is under way. */
function usePull(uid: string): PullProgress | undefined {
  return useCluster((state) => {
    if (!state.pulls.has(uid)) return undefined;
    const pod = state.objects.get(uid);
    return pod?.kind === 'pods' ? (state.transfers.find(({ node, image }) => node === pod.node && pod.containers.some((container) => container.image === image)) ?? WAITS) : undefined;
  });
}

interface Props {
  readonly uid: string;
  readonly slot: number;
  readonly grid: Grid;
  readonly detail: Detail;
}

export const PodTile = memo(function PodTile({ uid, slot, grid, detail }: Props) {
  const text = useText();
  const pod = useObjectOf('pods', uid);
  const pull = usePull(uid);
  const selected = useSelection((selection) => selection.uid === uid);
  const pointed = useIsPointedAt(uid);
  const dimmed = useDimmed(pod, pod ? isTrouble(pod.state) : false);
  if (!pod) return null;
  const { x, y } = cellAt(grid, slot);
  const state = text.podStates[pull !== undefined && pod.state === 'creating' ? 'pulling' : pod.state];
  const { base, end } = podName(pod.name, pod.owner !== '');
  const near = detail === 'card' || detail === 'log';
  // What is drawn is always as large as a tile; in a small slot it is drawn smaller.
  const scale = grid.cell.width / TILE.cell.width;
  return (
    <button
      type="button"
      className={`${styles.tile} nopan nodrag`}
      style={{ transform: `translate(${x}px, ${y}px)${scale === 1 ? '' : ` scale(${scale})`}`, width: TILE.cell.width, height: TILE.cell.height }}
      data-state={pod.state}
      data-dimmed={dimmed}
      data-pointed={pointed}
      data-testid={`pod-${pod.name}`}
      aria-pressed={selected}
      aria-label={`${pod.name}, ${state}`}
      title={near ? undefined : `${pod.name}\n${state}${pod.status && pod.status !== 'Running' ? ` · ${pod.status}` : ''}`}
      onClick={() => useSelection.getState().select(uid)}
    >
      <span className={styles.inner}>
        {near ? (
          <PodCard pod={pod} pull={pull} log={detail === 'log'} />
        ) : (
          <>
            <PodGlyph state={pod.state} size={20} pull={pull} />
            <span className={styles.name}>{base}</span>
            {end !== '' && <span className={styles.end}>{end}</span>}
            {pod.restarts > 0 && <span className={styles.restarts}>{pod.restarts}</span>}
          </>
        )}
      </span>
    </button>
  );
});
