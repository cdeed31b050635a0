// A workload: its kind, name, and how many of its Pods are ready.
import { memo } from 'react';
import type { WorkloadKind, WorkloadSummary } from '../../../bridge/summary.ts';
import type { Messages } from '../../i18n/ko.ts';
import { useText } from '../../i18n/text.ts';
import { useCluster, useObject } from '../../state/cluster.ts';
import { useIsPointedAt } from '../../state/pointed.ts';
import { useSelection } from '../../state/selection.ts';
import { type Box, gridFor } from '../geometry.ts';
import { KindIcon } from '../kind-icon.tsx';
import { useDimmed } from '../dimming.ts';
import { PodField } from '../pod-field.tsx';
import styles from './boxes.module.css';

const kindNames: Record<WorkloadKind, string> = {
  deployments: 'Deployment', replicasets: 'ReplicaSet', replicationcontrollers: 'ReplicationController', statefulsets: 'StatefulSet', daemonsets: 'DaemonSet', jobs: 'Job', cronjobs: 'CronJob',
};

export const WorkloadBox = memo(function WorkloadBox({ uid }: { readonly uid: string }) {
  const text = useText();
  const object = useObject(uid) as WorkloadSummary | undefined;
  const selected = useSelection((selection) => selection.uid === uid);
  const short = object ? object.ready < object.desired : false;
  const pointed = useIsPointedAt(uid);
  const dimmed = useDimmed(object, short);
  if (!object) return null;
  const share = object.desired === 0 ? 0 : Math.min(1, object.ready / object.desired);
  return (
    <button type="button" className={`${styles.card} nopan drag`} data-dimmed={dimmed} data-pointed={pointed} data-deleting={object.deleting} aria-pressed={selected} data-testid={`workload-${object.name}`} onClick={() => useSelection.getState().select(uid)}>
      <span className={styles.cardKind}>
        <KindIcon kind={object.kind} size={14} /> {kindNames[object.kind]}
        {object.revision !== '' && <span className={styles.cardNote}>{text.diagram.revision(object.revision)}</span>}
      </span>
      <strong className={styles.cardName}>{object.name}</strong>
      <span className={styles.cardCounts} data-short={short}>
        {object.kind !== 'cronjobs' && (
          <span className={styles.barTrack} data-short={short}>
            <span style={{ transform: `scaleX(${share})` }} />
          </span>
        )}
        {countsText(object, text)}
      </span>
    </button>
  );
});

/** A Job counts what is done, a CronJob what is under way. */
function countsText({ kind, paused, ready, desired, current }: WorkloadSummary, { diagram }: Messages): string {
  if (kind === 'cronjobs') return diagram.activeJobs(current);
  if (kind === 'jobs') return diagram.doneOf(ready, desired);
  return paused ? diagram.paused : diagram.readyOf(ready, desired);
}

const PADDING = 8;
const TITLE = 22;

export const PodsBox = memo(function PodsBox({ box }: { readonly box: Box }) {
  const text = useText();
  const { about: group, title = '', width } = box;
  const slots = useCluster((state) => state.underOwners.slots(group));
  return (
    <div className={`${styles.pods} drag`} data-empty={slots.length === 0}>
      {title !== '' && (
        <span className={styles.podsTitle}>
          {text.diagram.barePods} · {title}
        </span>
      )}
      <div className={styles.podsSlots}>
        <PodField slots={slots} grid={gridFor(slots.length, width - 2 * PADDING, box.tilesMax)} origin={{ x: box.x + PADDING, y: box.y + PADDING + (title === '' ? 0 : TITLE) }} />
      </div>
    </div>
  );
});
