// What can be done with the object: each button shows the kubectl line that it types into the terminal.
import { TerminalSquare } from 'lucide-react';
import { useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { CommandText } from '../controls/command-text.tsx';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { useSession } from '../state/session.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { type Action, actionsOf, withNumber } from './actions.ts';
import styles from './inspector.module.css';

export function Actions({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const running = useSession((session) => session.phase === 'running');
  return (
    <section className={styles.section}>
      <h3>{text.inspector.actions}</h3>
      <p className={styles.hint}>{text.inspector.actionsNote}</p>
      <ul className={styles.actions}>
        {actionsOf(object).map((action) => (
          <li key={action.line.replace(/\d+/g, '')}>{action.number ? <NumberAction action={action} enabled={running} /> : <PlainAction action={action} line={action.line} enabled={running} />}</li>
        ))}
      </ul>
    </section>
  );
}

function PlainAction({ action, line, enabled }: { readonly action: Action; readonly line: string; readonly enabled: boolean }) {
  const words = useRooms().actions;
  return (
    <button type="button" disabled={!enabled} data-danger={action.danger ?? false} onClick={() => runInTerminal(line)}>
      <span>
        <TerminalSquare size={14} aria-hidden="true" />
        {words[action.id]}
      </span>
      <CommandText line={line} />
    </button>
  );
}

/** An action whose number a person sets first. */
function NumberAction({ action, enabled }: { readonly action: Action; readonly enabled: boolean }) {
  const words = useRooms().actions;
  const [value, setValue] = useState<number | undefined>(undefined);
  const shown = value ?? action.number?.value ?? 0;
  return (
    <div className={styles.numbered}>
      <PlainAction action={action} line={withNumber(action, shown)} enabled={enabled} />
      <input type="number" min={0} max={500} aria-label={words[action.id]} value={shown} onChange={(event) => setValue(Math.max(0, Math.min(500, Number(event.target.value))))} />
    </div>
  );
}
