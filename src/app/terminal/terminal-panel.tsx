// The terminals in tabs.
import { Eraser, Plus, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import '@xterm/xterm/css/xterm.css';
import { IconButton } from '../controls/icon-button.tsx';
import { useText } from '../i18n/text.ts';
import { late } from '../layout/late.tsx';
import { engine } from '../state/engine.ts';
import { useSession } from '../state/session.ts';
import styles from './terminal-panel.module.css';
import { TerminalSearch } from './terminal-search.tsx';
import { activate, addTerminal, attach, closeTerminal, focusTerminal, refit, useTerminals } from './terminals.ts';

const TerminalTools = late(() => import('./terminal-tools.tsx').then((module) => module.TerminalTools));

export function TerminalPanel() {
  const text = useText();
  const { round, tabs, active, pair, ended } = useTerminals();
  const { phase, replayed } = useSession();
  return (
    <div className={styles.panel}>
      <div className={styles.bar} data-bar>
        <TerminalTabs />
        <IconButton label={text.terminal.add} onClick={addTerminal} disabled={phase !== 'running'}>
          <Plus size={15} />
        </IconButton>
        <div className={styles.tools}>
          <TerminalSearch />
          <IconButton label={text.terminal.clear} onClick={clearScreen}>
            <Eraser size={15} />
          </IconButton>
          <TerminalTools />
        </div>
      </div>
      <div className={styles.screens} data-testid="terminal">
        {tabs.map((id) => (
          <TerminalScreen key={`${round}-${id}`} id={id} active={id === active} place={pair?.includes(id) ? (pair[0] === id ? 'left' : 'right') : id === active ? 'whole' : undefined} />
        ))}
        {ended.has(active) && <p className={styles.ended}>{text.terminal.ended}</p>}
        {(phase === 'starting' || phase === 'replaying') && <p className={styles.starting}>{phase === 'replaying' ? text.replaying(Math.round(replayed * 100)) : text.loading}</p>}
      </div>
    </div>
  );
}

function clearScreen(): void {
  const { active } = useTerminals.getState();
  focusTerminal(active);
  // Ctrl-L: the shell clears its own screen and draws its prompt again.
  engine.send({ type: 'keys', terminal: active, keys: '\u000c' });
}

function TerminalTabs() {
  const text = useText();
  const { tabs, active, pair } = useTerminals();
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = tabs[(tabs.indexOf(active) + step + tabs.length) % tabs.length] as number;
    activate(next);
    document.getElementById(`terminal-tab-${next}`)?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div className={styles.tabList} role="tablist" aria-label={text.terminal.panel}>
        {tabs.map((id) => (
          <button
            key={id} id={`terminal-tab-${id}`} type="button" role="tab" aria-selected={id === active} aria-controls={`terminal-${id}`} tabIndex={id === active ? 0 : -1} className={styles.tab} data-shown={pair?.includes(id)}
            onClick={() => activate(id)} onKeyDown={move}
          >
            {text.terminal.tab(id)}
          </button>
        ))}
      </div>
      {tabs.length > 1 && (
        <IconButton label={text.terminal.close(active)} onClick={() => closeTerminal(active)}>
          <X size={14} />
        </IconButton>
      )}
    </div>
  );
}

function TerminalScreen({ id, active, place }: { readonly id: number; readonly active: boolean; readonly place: 'whole' | 'left' | 'right' | undefined }) {
  const host = useRef<HTMLDivElement>(null);
  const shown = place !== undefined;
  useEffect(() => {
    const element = host.current;
    if (!element || !shown) return undefined;
    attach(id, element);
    const observer = new ResizeObserver(() => refit(id));
    observer.observe(element);
    return () => observer.disconnect();
  }, [id, shown]);
  useEffect(() => {
    if (active) focusTerminal(id);
  }, [id, active]);
  return (
    <div id={`terminal-${id}`} role="tabpanel" aria-labelledby={`terminal-tab-${id}`} hidden={!shown} className={styles.screen} data-place={place} data-active={active} data-testid={`terminal-${id}`}>
      <div ref={host} className={styles.host} />
    </div>
  );
}
