// The Events about an object, latest first.
import { useMemo, useState } from 'react';
import type { EventSummary, ObjectSummary } from '../../bridge/summary.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { ageText } from '../time/format.ts';
import { useVirtualSecond } from '../time/use-virtual-second.ts';
import { CauseChain } from './cause-chain.tsx';
import styles from './inspector.module.css';
import { useHistory } from './use-history.ts';

export function EventsTab({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const events = useCluster((state) => state.events);
  const nowMs = useVirtualSecond();
  const about = useMemo(() => events.filter((event) => event.aboutUid === object.uid || (object.kind === 'nodes' && event.aboutKind === 'Node' && event.aboutName === object.name)).reverse(), [events, object]);
  if (about.length === 0) return <p className={styles.none}>{text.inspector.noEvents}</p>;
  return (
    <ul className={styles.events}>
      {about.map((event) => (
        <Entry key={event.uid} event={event} age={ageText(nowMs - event.lastMs)} />
      ))}
    </ul>
  );
}

function Entry({ event, age }: { readonly event: EventSummary; readonly age: string }) {
  const words = useRooms().why;
  const [open, setOpen] = useState(false);
  return (
    <li data-warning={event.warning}>
      <span className={styles.eventHead}>
        <strong>{event.reason}</strong>
        {event.count > 1 && <span>×{event.count}</span>}
        <time>{age}</time>
      </span>
      <span>{event.message}</span>
      <span className={styles.eventSource}>{event.source}</span>
      <button type="button" className={styles.eventWhy} aria-expanded={open} onClick={() => setOpen(!open)}>
        {words.ask}
      </button>
      {open && <EventCauses event={event} />}
    </li>
  );
}

function EventCauses({ event }: { readonly event: EventSummary }) {
  const history = useHistory({ kind: 'events', namespace: event.namespace, name: event.name }, String(event.count));
  const by = history?.findLast((revision) => revision.by !== null)?.by;
  return by ? <CauseChain id={by.id} /> : null;
}
