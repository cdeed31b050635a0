// The Events about an object, latest first.
import { useMemo } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { useText } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { ageText } from '../time/format.ts';
import { useVirtualSecond } from '../time/use-virtual-second.ts';
import styles from './inspector.module.css';

export function EventsTab({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const events = useCluster((state) => state.events);
  const nowMs = useVirtualSecond();
  const about = useMemo(() => events.filter((event) => event.aboutUid === object.uid || (object.kind === 'nodes' && event.aboutKind === 'Node' && event.aboutName === object.name)).reverse(), [events, object]);
  if (about.length === 0) return <p className={styles.none}>{text.inspector.noEvents}</p>;
  return (
    <ul className={styles.events}>
      {about.map((event) => (
        <li key={event.uid} data-warning={event.warning}>
          <span className={styles.eventHead}>
            <strong>{event.reason}</strong>
            {event.count > 1 && <span>×{event.count}</span>}
            <time>{ageText(nowMs - event.lastMs)}</time>
          </span>
          <span>{event.message}</span>
          <span className={styles.eventSource}>{event.source}</span>
        </li>
      ))}
    </ul>
  );
}
