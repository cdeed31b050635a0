// What is wrong with the object in plain words, the facts that show it, and the commands that would; on wish to be guessed first.
import { ChevronRight, CircleAlert, Lightbulb, TerminalSquare } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { CommandText } from '../controls/command-text.tsx';
import { useArrangement } from '../diagram/arrangement.ts';
import { KindIcon } from '../diagram/kind-icon.tsx';
import { fill } from '../i18n/fill.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useCluster } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import styles from './diagnosis.module.css';
import { diagnose } from './diagnosis/diagnose.ts';
import type { Finding } from './diagnosis/finding.ts';
import { optionsFor } from './diagnosis/guess.ts';
import { useFacts } from './use-facts.ts';

export function DiagnosisCard({ object }: { readonly object: ObjectSummary }) {
  const words = useRooms();
  const facts = useFacts(object);
  const findings = useMemo(() => (facts ? diagnose(facts) : []), [facts]);
  const predict = useArrangement((arranged) => arranged.predict);
  const [guessed, setGuessed] = useState<string | undefined>(undefined);
  const first = findings[0];
  if (!first) return null;
  const hidden = predict && guessed === undefined;
  return (
    <section className={styles.card} aria-label={words.diagnosis.title} data-testid="diagnosis">
      <h3 className={styles.heading}>
        <CircleAlert size={15} aria-hidden="true" /> {words.diagnosis.title}
        <label className={styles.predict}>
          <input type="checkbox" checked={predict} onChange={(event) => useArrangement.setState({ predict: event.target.checked })} />
          {words.diagnosis.predict}
        </label>
      </h3>
      {hidden ? (
        <Guess finding={first} onGuess={setGuessed} />
      ) : (
        <>
          {guessed !== undefined && <p className={styles.verdict} data-right={guessed === first.id}>{guessed === first.id ? words.diagnosis.right : words.diagnosis.wrong}</p>}
          {findings.map((one, i) => (
            <FindingView key={`${one.id}${i}`} finding={one} />
          ))}
        </>
      )}
    </section>
  );
}

function Guess({ finding, onGuess }: { readonly finding: Finding; readonly onGuess: (id: string) => void }) {
  const words = useRooms();
  return (
    <div className={styles.guess}>
      <p>{words.diagnosis.question}</p>
      <ul>
        {optionsFor(finding).map((id) => (
          <li key={id}>
            <button type="button" onClick={() => onGuess(id)}>
              {fill(words.findings[id].title, finding.about)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function FindingView({ finding }: { readonly finding: Finding }) {
  const words = useRooms();
  const { title, why, next } = words.findings[finding.id];
  return (
    <article className={styles.finding} data-testid={`finding-${finding.id}`}>
      <h4>{fill(title, finding.about)}</h4>
      <p>{fill(why, finding.about)}</p>
      {finding.evidence.length > 0 && (
        <dl className={styles.evidence} aria-label={words.diagnosis.evidence}>
          {finding.evidence.map(({ at, text }, i) => (
            <div key={`${at}${i}`}>
              <dt>{at}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      <See uids={finding.see} />
      <p className={styles.next}>
        <Lightbulb size={14} aria-hidden="true" />
        <span>{fill(next, finding.about)}</span>
      </p>
      <Commands title={words.diagnosis.commands} lines={finding.commands} />
      {finding.repairs.length > 0 && <Commands title={words.diagnosis.repairs} lines={finding.repairs} />}
    </article>
  );
}

function See({ uids }: { readonly uids: readonly string[] }) {
  const objects = useCluster.getState().objects;
  const found = uids.flatMap((uid) => objects.get(uid) ?? []);
  if (found.length === 0) return null;
  return (
    <ul className={styles.see}>
      {found.map((one) => (
        <li key={one.uid}>
          <button type="button" onClick={() => useSelection.getState().select(one.uid)}>
            <KindIcon kind={one.kind} size={14} /> <span>{one.name}</span> <ChevronRight size={13} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Commands({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <div className={styles.commands}>
      <h5>{title}</h5>
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <button type="button" onClick={() => runInTerminal(line)}>
              <TerminalSquare size={13} aria-hidden="true" />
              <CommandText line={line} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
