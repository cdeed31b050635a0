// Finds text in the terminal that is in front: all that fits is marked, one after the other is gone to.
import { type ISearchOptions, SearchAddon } from '@xterm/addon-search';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { IconButton } from '../controls/icon-button.tsx';
import { takeFocus } from '../controls/take-focus.ts';
import { useText } from '../i18n/text.ts';
import styles from './terminal-panel.module.css';
import { searchMarks } from './terminal-theme.ts';
import { addonFor, showSearch, useTerminals } from './terminals.ts';

interface Found {
  /** -1 where there are too many to count. */
  readonly at: number;
  readonly count: number;
}

const optionsNow = (): ISearchOptions => ({ decorations: searchMarks() });

export function SearchField() {
  const text = useText().terminal;
  const active = useTerminals((state) => state.active);
  const [term, setTerm] = useState('');
  const [found, setFound] = useState<Found>({ at: -1, count: 0 });
  const addon = useMemo(() => addonFor(active, () => new SearchAddon()), [active]);
  useEffect(() => {
    const listening = addon?.onDidChangeResults(({ resultIndex, resultCount }) => setFound({ at: resultIndex, count: resultCount }));
    return () => {
      listening?.dispose();
      addon?.clearDecorations();
    };
  }, [addon]);
  const go = (forward: boolean): void => void (term !== '' && (forward ? addon?.findNext(term, optionsNow()) : addon?.findPrevious(term, optionsNow())));
  const change = (value: string): void => {
    setTerm(value);
    if (value === '') {
      addon?.clearDecorations();
      setFound({ at: -1, count: 0 });
    } else addon?.findNext(value, { ...optionsNow(), incremental: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') showSearch(false);
    else if (event.key === 'Enter') go(!event.shiftKey);
    else return;
    event.stopPropagation();
  };
  return (
    <search className={styles.search}>
      <input ref={takeFocus} aria-label={text.search} placeholder={text.search} value={term} spellCheck={false} onChange={(event) => change(event.target.value)} onKeyDown={onKeyDown} data-testid="terminal-search" />
      <span className={styles.found} role="status" data-none={term !== '' && found.count === 0}>
        {term === '' ? '' : found.count === 0 ? text.searchNone : found.at < 0 ? `${found.count}+` : `${found.at + 1}/${found.count}`}
      </span>
      <IconButton label={text.searchPrevious} disabled={found.count === 0} onClick={() => go(false)}>
        <ChevronUp size={14} />
      </IconButton>
      <IconButton label={text.searchNext} disabled={found.count === 0} onClick={() => go(true)}>
        <ChevronDown size={14} />
      </IconButton>
    </search>
  );
}
