// A chain of causes, from a person's action down to what is asked about: who did what, because of what.
import { Cpu, User } from 'lucide-react';
import type { TraceLine } from '../../bridge/protocol.ts';
import { isPerson, lineText } from '../diagram/actors.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { objectsOf } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import type { SummaryKind } from '../../bridge/summary.ts';
import { momentText } from '../time/look-back.ts';
import { useCauses } from './use-history.ts';
import styles from './why.module.css';

export function CauseChain({ id }: { readonly id: number }) {
  const words = useRooms().why;
  const chain = useCauses(id);
  const root = chain[0];
  if (!root) return null;
  return (
    <>
      <ol className={styles.chain} data-testid="cause-chain">
        {chain.map((line) => (
          <Step key={line.id} line={line} />
        ))}
      </ol>
      {!isPerson(root.actor) && <p className={styles.note}>{root.cause === undefined ? words.byItself : words.forgotten}</p>}
    </>
  );
}

function Step({ line }: { readonly line: TraceLine }) {
  const text = useText();
  const words = useRooms().why;
  const person = isPerson(line.actor);
  const what = words.verbs[line.verb] ?? line.verb;
  const target = objectOf(line);
  const said = `${line.resource.split('.')[0]}/${line.name}${line.subresource ? ` (${line.subresource})` : ''}`;
  return (
    <li className={styles.step} data-person={person} data-bad={line.code >= 400}>
      <span className={styles.mark}>{person ? <User size={13} aria-hidden="true" /> : <Cpu size={13} aria-hidden="true" />}</span>
      <span className={styles.stepHead}>
        <strong>{person ? `${text.diagram.you} · ${line.actor}` : line.actor}</strong>
        <time>{momentText(line.atMs)}</time>
      </span>
      <span className={styles.did}>
        {what}{' '}
        {target === undefined ? (
          <code>{said}</code>
        ) : (
          <button type="button" onClick={() => useSelection.getState().select(target)}>
            <code>{said}</code>
          </button>
        )}
        {line.code >= 400 && <em> → {line.code}</em>}
      </span>
      <span className="visually-hidden">{lineText(line)}</span>
    </li>
  );
}

/** The object that a message is about, where it is still there and drawn. */
function objectOf(line: TraceLine): string | undefined {
  return objectsOf(line.resource.split('.')[0] as SummaryKind).find((one) => one.name === line.name && one.namespace === line.namespace)?.uid;
}
