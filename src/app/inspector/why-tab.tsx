// Why an object is as it is: the scheduler's table for a Pod, and for each of its changes the chain of causes back to a person.
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ObjectRevision } from '../../bridge/protocol.ts';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { isPerson } from '../diagram/actors.ts';
import { useRooms } from '../i18n/rooms.ts';
import { momentText } from '../time/look-back.ts';
import { CauseChain } from './cause-chain.tsx';
import { changedFields } from './changed-fields.ts';
import { SchedulingTable } from './scheduling-table.tsx';
import { useHistory } from './use-history.ts';
import inspector from './inspector.module.css';
import styles from './why.module.css';

const SHOWN = 60;

export function WhyTab({ object }: { readonly object: ObjectSummary }) {
  const words = useRooms().why;
  const history = useHistory(object, object.version);
  const [open, setOpen] = useState<number | undefined>(undefined);
  if (!history) return <p className={styles.note}>{words.asking}</p>;
  const known = history.filter(({ by }) => by !== null);
  const birth = known[0];
  const latest = known.slice(-SHOWN).toReversed();
  return (
    <>
      {object.kind === 'pods' && <SchedulingTable />}
      {birth?.by && (
        <section className={inspector.section}>
          <h3>{words.birth}</h3>
          <CauseChain id={birth.by.id} />
        </section>
      )}
      <section className={inspector.section}>
        <h3>{words.changes(history.length)}</h3>
        <ol className={styles.changes}>
          {latest.map((one, i) => (
            <Change key={one.revision} revision={one} before={latest[i + 1]} open={open === one.revision} onToggle={() => setOpen(open === one.revision ? undefined : one.revision)} />
          ))}
        </ol>
      </section>
    </>
  );
}

interface ChangeProps {
  readonly revision: ObjectRevision;
  readonly before: ObjectRevision | undefined;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function Change({ revision, before, open, onToggle }: ChangeProps) {
  const words = useRooms().why;
  const { by, object } = revision;
  if (!by) return null;
  const fields = object === null ? [] : changedFields(before?.object ?? null, object);
  return (
    <li className={styles.change} data-person={isPerson(by.actor)}>
      <button type="button" aria-expanded={open} onClick={onToggle}>
        {open ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
        <span>
          <span className={styles.changeHead}>
            <strong>{by.actor}</strong>
            <time>{momentText(by.atMs)}</time>
          </span>
          <span className={styles.what}>
            {words.verbs[by.verb] ?? by.verb}
            {fields.length > 0 && <code>{fields.slice(0, 3).join(', ')}{fields.length > 3 ? ` +${fields.length - 3}` : ''}</code>}
          </span>
        </span>
      </button>
      {open && <CauseChain id={by.id} />}
    </li>
  );
}
