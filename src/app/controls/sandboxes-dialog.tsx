// The sandboxes that this browser keeps: open, name, throw away, write to a file and read from one.
import { Box, Download, FolderOpen, Pencil, Plus, Trash2, Upload } from 'lucide-react';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { deleteSandbox, listSandboxes, renameSandbox, type SandboxEntry } from '../../bridge/sandboxes.ts';
import { useText } from '../i18n/text.ts';
import { useToolsText } from '../i18n/tools-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { engine, restartEngine } from '../state/engine.ts';
import { useSession } from '../state/session.ts';
import { elapsedText } from '../time/format.ts';
import controls from './controls.module.css';
import { IconButton } from './icon-button.tsx';
import styles from './sandboxes.module.css';
import { exportOpenSession, exportSandbox, importSession } from './session-files.ts';
import { Sheet } from './sheet.tsx';
import { takeFocus } from './take-focus.ts';

function useSandboxes(): readonly [entries: readonly SandboxEntry[], reload: () => void] {
  const [entries, setEntries] = useState<readonly SandboxEntry[]>([]);
  const reload = useCallback(() => {
    void listSandboxes().then(setEntries);
  }, []);
  useEffect(() => {
    engine.send({ type: 'save' });
    reload();
  }, [reload]);
  return [entries, reload];
}

export function SandboxesDialog() {
  const text = useToolsText().sandboxes;
  const storage = useSession((session) => session.storage);
  const [entries, reload] = useSandboxes();
  return (
    <Sheet title={text.title} about={storage === 'off' ? text.offNote : text.about}>
      <ul className={styles.list}>
        {entries.map((entry) => (
          <Sandbox key={entry.id} entry={entry} changed={reload} />
        ))}
      </ul>
      <Bottom />
    </Sheet>
  );
}

function Bottom() {
  const text = useToolsText().sandboxes;
  const file = useRef<HTMLInputElement>(null);
  const [bad, setBad] = useState(false);
  const take = (files: FileList | null): void => {
    const [first] = files ?? [];
    if (!first) return;
    void importSession(first).then((taken) => (taken ? useDialogs.getState().close() : setBad(true)));
  };
  return (
    <>
      <NewSandbox />
      <div className={styles.buttons}>
        <button type="button" className={controls.button} onClick={() => file.current?.click()}>
          <Upload size={15} aria-hidden="true" /> {text.importFile}
        </button>
        <input ref={file} type="file" accept="application/json,.json" hidden aria-label={text.importFile} onChange={(event) => take(event.target.files)} data-testid="import-session" />
        <button type="button" className={controls.button} onClick={() => void exportOpenSession(useSession.getState().sandbox.name)}>
          <Download size={15} aria-hidden="true" /> {text.exportFile}
        </button>
      </div>
      {bad && (
        <p className={styles.bad} role="alert">
          {text.badFile}
        </p>
      )}
    </>
  );
}

function NewSandbox() {
  const text = useToolsText().sandboxes;
  const [name, setName] = useState('');
  const create = (event: FormEvent): void => {
    event.preventDefault();
    useDialogs.getState().close();
    restartEngine('fresh', { name: name.trim() });
  };
  return (
    <form className={styles.create} onSubmit={create}>
      <input className={styles.input} value={name} aria-label={text.createName} placeholder={text.createName} onChange={(event) => setName(event.target.value)} />
      <button type="submit" className={controls.primary}>
        <Plus size={15} aria-hidden="true" /> {text.create}
      </button>
    </form>
  );
}

function Sandbox({ entry, changed }: { readonly entry: SandboxEntry; readonly changed: () => void }) {
  const text = useToolsText().sandboxes;
  const here = useSession((session) => session.sandbox.id === entry.id);
  const [mode, setMode] = useState<'plain' | 'name' | 'delete'>('plain');
  const name = entry.name || text.unnamed;
  const open = (): void => {
    useDialogs.getState().close();
    engine.send({ type: 'save' });
    restartEngine('restore', { sandbox: entry.id });
  };
  const rename = (wanted: string): void => {
    setMode('plain');
    if (here) useSession.setState({ sandbox: { ...useSession.getState().sandbox, name: wanted } });
    void renameSandbox(entry.id, wanted).then(changed);
  };
  return (
    <li className={styles.sandbox} data-here={here} data-testid="sandbox">
      <Box size={18} aria-hidden="true" />
      <div className={styles.words}>
        {mode === 'name' ? <NameField value={entry.name} onDone={rename} /> : <strong>{name}</strong>}
        <span>
          {here ? text.here : entry.held ? text.elsewhere : ''}
          {(here || entry.held) && ' · '}
          {text.facts(elapsedText(entry.ranMs), entry.inputs)}
        </span>
        {mode === 'delete' && <DeleteQuestion name={name} cancel={() => setMode('plain')} onConfirm={() => void deleteSandbox(entry.id).then(changed)} />}
      </div>
      {!here && !entry.held && (
        <button type="button" className={controls.button} onClick={open}>
          <FolderOpen size={15} aria-hidden="true" /> {text.open}
        </button>
      )}
      <IconButton label={text.rename} onClick={() => setMode('name')}>
        <Pencil size={15} />
      </IconButton>
      <IconButton label={text.exportFile} onClick={() => void (here ? exportOpenSession(entry.name) : exportSandbox(entry.id, entry.name))}>
        <Download size={15} />
      </IconButton>
      <IconButton label={text.remove} disabled={here || entry.held} onClick={() => setMode('delete')}>
        <Trash2 size={15} />
      </IconButton>
    </li>
  );
}

function NameField({ value, onDone }: { readonly value: string; readonly onDone: (name: string) => void }) {
  const text = useToolsText().sandboxes;
  const [name, setName] = useState(value);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDone(name.trim());
  };
  return (
    <form className={styles.create} onSubmit={submit}>
      <input ref={takeFocus} className={styles.input} aria-label={text.name} value={name} onChange={(event) => setName(event.target.value)} />
      <button type="submit" className={controls.button}>
        {text.save}
      </button>
    </form>
  );
}

function DeleteQuestion({ name, cancel, onConfirm }: { readonly name: string; readonly cancel: () => void; readonly onConfirm: () => void }) {
  const text = useToolsText().sandboxes;
  const page = useText();
  return (
    <p className={styles.question} role="alert">
      {text.removeAsk(name)}
      <button type="button" className={controls.button} onClick={cancel}>
        {page.cancel}
      </button>
      <button type="button" className={controls.danger} onClick={onConfirm}>
        {text.remove}
      </button>
    </p>
  );
}
