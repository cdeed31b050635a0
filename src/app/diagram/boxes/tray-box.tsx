// Where Pods wait until the scheduler has found them a node.
import { memo } from 'react';
import { useText } from '../../i18n/text.ts';
import { useCluster } from '../../state/cluster.ts';
import { gridFor } from '../geometry.ts';
import { PodSlots } from '../pod-tile.tsx';
import styles from './boxes.module.css';

export const TrayBox = memo(function TrayBox({ width }: { readonly width: number }) {
  const text = useText();
  const slots = useCluster((state) => state.onNodes.slots(''));
  return (
    <section className={styles.tray} data-empty={slots.length === 0} aria-label={text.diagram.waiting}>
      <h3 className={styles.trayTitle}>{slots.length === 0 ? text.diagram.waitingNone : text.diagram.waiting}</h3>
      <div className={styles.traySlots}>
        <PodSlots slots={slots} grid={gridFor(slots.length, width - 176)} />
      </div>
    </section>
  );
});
