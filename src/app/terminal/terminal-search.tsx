// Finds text in the terminal that is in front.
import { Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { takeFocus } from '../controls/take-focus.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { useText } from '../i18n/text.ts';
import styles from './terminal-panel.module.css';
import { focusTerminal, loadSearch, searchIn, useTerminals } from './terminals.ts';

export function TerminalSearch() {
  const text = useText();
  const [open, setOpen] = useState(false);
  const [term, setTerm] = useState('');
  const active = useTerminals((state) => state.active);
  const close = (): void => {
    setOpen(false);
    searchIn(active)?.clearDecorations();
    focusTerminal(active);
  };
  const show = (): void => {
    setOpen(true);
    void loadSearch(active);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && event.shiftKey) searchIn(active)?.findPrevious(term);
    else if (event.key === 'Enter') searchIn(active)?.findNext(term);
  };
  const change = (value: string): void => {
    setTerm(value);
    searchIn(active)?.findNext(value, { incremental: true });
  };
  return (
    <>
      {open && <input className={styles.search} ref={takeFocus} aria-label={text.terminal.search} placeholder={text.terminal.search} value={term} onChange={(event) => change(event.target.value)} onKeyDown={onKeyDown} />}
      <IconButton label={text.terminal.search} aria-pressed={open} onClick={() => (open ? close() : show())}>
        <Search size={15} />
      </IconButton>
    </>
  );
}
