// Asks to which time to skip, and how a bookmark shall be called.
import { type FormEvent, useState } from 'react';
import { FormDialog } from '../controls/form-dialog.tsx';
import dialog from '../controls/dialog.module.css';
import { useToolsText } from '../i18n/tools-text.ts';
import { useClock, shownNowMs, virtualNowMs } from '../state/clock.ts';
import { useDialogs } from '../state/dialogs.ts';
import { engine } from '../state/engine.ts';
import { useSession } from '../state/session.ts';
import { changeBookmarks, moment, momentText } from './look-back.ts';

export function SkipDialog() {
  const text = useToolsText();
  const [value, setValue] = useState('+10m');
  const [bad, setBad] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const atMs = moment(value, useClock.getState().startMs, virtualNowMs());
    setBad(atMs === undefined);
    if (atMs === undefined) return;
    engine.send({ type: 'skip-to', atMs });
    useDialogs.getState().close();
  };
  return (
    <FormDialog title={text.time.skip} confirm={text.time.go} onSubmit={submit}>
      <label className={dialog.field}>
        {text.time.skipField}
        <input className={dialog.input} value={value} aria-invalid={bad} onChange={(event) => setValue(event.target.value)} />
      </label>
      {bad && (
        <p className={dialog.bad} role="alert">
          {text.time.skipBad}
        </p>
      )}
    </FormDialog>
  );
}

export function BookmarkDialog() {
  const text = useToolsText();
  const [atMs] = useState(shownNowMs);
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { bookmarks } = useSession.getState().sandbox;
    changeBookmarks([...bookmarks, { name: name.trim() || momentText(atMs), atMs }]);
    useDialogs.getState().close();
  };
  return (
    <FormDialog title={`${text.time.addBookmarkThen} · ${momentText(atMs)}`} confirm={text.time.add} onSubmit={submit}>
      <label className={dialog.field}>
        {text.time.bookmarkName}
        <input className={dialog.input} value={name} placeholder={momentText(atMs)} onChange={(event) => setName(event.target.value)} />
      </label>
    </FormDialog>
  );
}
