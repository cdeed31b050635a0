// The palette: type a few letters of what to do; `:` lists kinds and their objects.
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import dialog from '../controls/dialog.module.css';
import { useToolsText } from '../i18n/tools-text.ts';
import { kindNameOf } from '../inspector/facts.ts';
import { useDialogs } from '../state/dialogs.ts';
import { useSession } from '../state/session.ts';
import { kindCommands, type PageCommand, pageCommands } from './page-commands.ts';
import styles from './palette.module.css';

const SHOWN = 60;

/** Every word must be in it; what begins with the query comes first. */
export function matching(commands: readonly PageCommand[], query: string): readonly PageCommand[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const text = (command: PageCommand): string => `${command.title} ${command.hint ?? ''}`.toLowerCase();
  const found = commands.filter((command) => words.every((word) => text(command).includes(word)));
  const begins = (command: PageCommand): number => (words.length > 0 && command.title.toLowerCase().startsWith(words[0] as string) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b)).slice(0, SHOWN);
}

export function Palette() {
  const text = useToolsText().palette;
  const first = useDialogs((dialogs) => dialogs.query);
  const [query, setQuery] = useState(first);
  const [at, setAt] = useState(0);
  // The lessons may come while it is open.
  const lessons = useSession((session) => session.lessons);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the commands are made from what the page has now
  const all = useMemo(pageCommands, [lessons]);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useMemo(() => (query.startsWith(':') ? kindCommands(query.slice(1)).slice(0, SHOWN) : matching(all, query)), [query, all]);
  const picked = found[Math.min(at, found.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [picked]);
  const run = (command: PageCommand | undefined): void => {
    if (!command) return;
    useDialogs.getState().close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
    else if (event.key === 'Enter') run(picked);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && useDialogs.getState().close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.overlay} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined} onCloseAutoFocus={(event) => useDialogs.getState().open !== undefined && event.preventDefault()} data-testid="palette">
          <Dialog.Title className="visually-hidden">{text.title}</Dialog.Title>
          <input
            className={styles.query} role="combobox" aria-expanded aria-controls={id} aria-activedescendant={picked ? `${id}-${picked.id}` : undefined} aria-label={text.placeholder} placeholder={text.placeholder}
            value={query} spellCheck={false} autoComplete="off" onKeyDown={onKeyDown}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
            }}
          />
          <div ref={list} id={id} className={styles.list} role="listbox" aria-label={text.title}>
            {found.map((command) => (
              <button key={command.id} type="button" tabIndex={-1} id={`${id}-${command.id}`} role="option" aria-selected={command === picked} className={styles.item} onPointerMove={() => setAt(found.indexOf(command))} onClick={() => run(command)}>
                <span className={styles.group}>{command.kind ? kindNameOf(command.kind) : text.groups[command.group]}</span>
                <span className={styles.title}>{command.title}</span>
                {command.hint && <code className={styles.hint}>{command.hint}</code>}
              </button>
            ))}
          </div>
          {found.length === 0 && (
            <p className={styles.none} role="status">
              {text.none}
            </p>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
