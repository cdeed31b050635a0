// Where Pods wait until the scheduler has found them a node.
import { memo } from 'react';
import { useText } from '../../i18n/text.ts';
import { useCluster } from '../../state/cluster.ts';
import { systemGroup } from '../../state/system.ts';
import type { Box } from '../geometry.ts';
import { PodField } from '../pod-field.tsx';
import { trayGrid } from '../views/cluster-layout.ts';
import { useSystemShown } from '../views/use-layouts.ts';
import styles from './boxes.module.css';

const WORDS_WIDTH = 164;

export const TrayBox = memo(function TrayBox({ box }: { readonly box: Box }) {
  const text = useText();
  const system = useSystemShown();
  const own = useCluster((state) => state.onNodes.slots(''));
  const others = useCluster((state) => state.onNodes.slots(systemGroup('')));
  const slots = system && others.length > 0 ? [...own, ...others] : own;
  return (
    <section className={styles.tray} data-empty={slots.length === 0} aria-label={text.diagram.waiting}>
      <h3 className={styles.trayTitle}>{slots.length === 0 ? text.diagram.waitingNone : text.diagram.waiting}</h3>
      <div className={styles.traySlots}>
        <PodField slots={slots} grid={trayGrid(slots.length, box.width)} origin={{ x: box.x + WORDS_WIDTH + 12, y: box.y + 5 }} />
      </div>
    </section>
  );
});
