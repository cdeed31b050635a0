// What the terminal asks and tells in dialogs: several lines pasted, a command explained, what changed since the last one.
import { type FormEvent, useEffect, useState } from 'react';
import type { ChangedObject, ChangeSummary, ExplainedWord } from '../../bridge/look-types.ts';
import controls from '../controls/controls.module.css';
import dialog from '../controls/dialog.module.css';
import { FormDialog } from '../controls/form-dialog.tsx';
import { Sheet } from '../controls/sheet.tsx';
import { useToolsText } from '../i18n/tools-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { engine } from '../state/engine.ts';
import { useCluster } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import styles from './terminal-dialogs.module.css';
import { pasteInto, typedLine } from './terminals.ts';

export function PasteDialog() {
  const text = useToolsText().terminal;
  const { pasted, close } = useDialogs();
  const [value, setValue] = useState(pasted.text);
  const paste = (enter: boolean): void => {
    close();
    // After the dialog has given the keyboard back.
    setTimeout(() => pasteInto(pasted.terminal, value.replace(/\n+$/, ''), enter));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    paste(true);
  };
  return (
    <FormDialog
      title={text.pasteTitle(value.replace(/\n+$/, '').split('\n').length)} confirm={text.paste} onSubmit={submit}
      instead={
        <button type="button" className={controls.button} onClick={() => paste(false)}>
          {text.pasteQuiet}
        </button>
      }
    >
      <label className={dialog.field}>
        {text.pasteNote}
        <textarea className={`${dialog.input} ${styles.pasted}`} value={value} spellCheck={false} rows={Math.max(4, Math.min(14, value.split('\n').length + 1))} onChange={(event) => setValue(event.target.value)} data-testid="paste-text" />
      </label>
    </FormDialog>
  );
}

export function ExplainDialog() {
  const text = useToolsText().explain;
  const [words, setWords] = useState<readonly ExplainedWord[] | undefined>(undefined);
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const typed = typedLine();
      const line = typed || ((await engine.call('changes-since-command', null))?.line ?? '');
      setAsked(line);
      setWords(line === '' ? [] : await engine.call('explain-line', { line }));
    };
    ask().catch(() => setWords([]));
  }, []);
  return (
    <Sheet title={text.title} about={words && words.length === 0 ? text.empty : text.note}>
      {asked !== '' && <code className={styles.line}>$ {asked}</code>}
      <dl className={styles.words} data-testid="explained">
        {(words ?? []).map((word) => (
          <Word key={word.start} word={word} />
        ))}
      </dl>
    </Sheet>
  );
}

function Word({ word }: { readonly word: ExplainedWord }) {
  const text = useToolsText().explain;
  const { type, of, about } = word;
  const more =
    type === 'operator' || type === 'redirect' ? (text.operators[of] ?? '')
    : type === 'value' ? text.ofFlag(of)
    : type === 'kind' ? of
    : type === 'name' && of !== '' ? text.ofKind(of)
    : type === 'program' && of !== '' ? text.alias(of)
    : type === 'flag' && of !== '' && !word.text.startsWith(`--${of}`) ? `--${of}`
    : type === 'unknown' ? text.fault
    : '';
  return (
    <div className={styles.word} data-type={type}>
      <dt>
        <code>{word.text === '\n' ? '↵' : word.text}</code>
      </dt>
      <dd>
        <span className={styles.type}>
          {text.types[type]}
          {more !== '' && more !== word.text && <> · {more}</>}
        </span>
        {about !== '' && <span lang="en">{about}</span>}
      </dd>
    </div>
  );
}

const HOWS = ['created', 'changed', 'deleted'] as const;

export function ChangesDialog() {
  const text = useToolsText().changes;
  const [summary, setSummary] = useState<ChangeSummary | null | undefined>(undefined);
  const [failed, setFailed] = useState(false);
  const ask = (): void => {
    engine.call('changes-since-command', null).then(
      (answer) => {
        setSummary(answer);
        setFailed(false);
      },
      () => setFailed(true),
    );
  };
  useEffect(ask, []);
  const about = failed ? text.gone : summary === null ? text.noCommand : summary?.changes.length === 0 ? text.none : undefined;
  return (
    <Sheet title={text.title} {...(about === undefined ? {} : { about })}>
      {summary && <code className={styles.line}>$ {summary.line}</code>}
      {summary && HOWS.map((how) => <Changed key={how} how={how} changes={summary.changes.filter((change) => change.how === how)} />)}
      <button type="button" className={controls.button} onClick={ask}>
        {text.refresh}
      </button>
    </Sheet>
  );
}

function Changed({ how, changes }: { readonly how: (typeof HOWS)[number]; readonly changes: readonly ChangedObject[] }) {
  const text = useToolsText().changes;
  if (changes.length === 0) return null;
  return (
    <section className={styles.changed} data-how={how} data-testid={`changes-${how}`}>
      <h3>{text[how](changes.length)}</h3>
      <ul>
        {changes.map((change) => (
          <ChangedRow key={change.uid} change={change} />
        ))}
      </ul>
    </section>
  );
}

function ChangedRow({ change }: { readonly change: ChangedObject }) {
  const text = useToolsText().changes;
  const known = useCluster((state) => state.objects.has(change.uid));
  const { kind, name, namespace, writes, uid } = change;
  const inspect = (): void => {
    useDialogs.getState().close();
    useSelection.getState().select(uid);
  };
  return (
    <li>
      <span className={styles.kind}>{kind}</span>
      {known ? (
        <button type="button" className={styles.link} onClick={inspect}>
          {name}
        </button>
      ) : (
        <span>{name}</span>
      )}
      <span className={styles.rest}>
        {[namespace, writes > 1 ? text.writes(writes) : ''].filter((part) => part !== '').join(' · ')}
      </span>
    </li>
  );
}
