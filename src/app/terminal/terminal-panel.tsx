// The terminals in tabs.
import { Eraser, Plus, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import '@xterm/xterm/css/xterm.css';
import { IconButton } from '../controls/icon-button.tsx';
import { useText } from '../i18n/text.ts';
import { engine } from '../state/engine.ts';
import { useSession } from '../state/session.ts';
import styles from './terminal-panel.module.css';
import { TerminalSearch } from './terminal-search.tsx';
import { addTerminal, attach, closeTerminal, focusTerminal, refit, useTerminals } from './terminals.ts';

export function TerminalPanel() {
  const text = useText();
  const { tabs, active, ended } = useTerminals();
  const { phase, replayed } = useSession();
  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <TerminalTabs />
        <IconButton label={text.terminal.add} onClick={addTerminal} disabled={phase !== 'running'}>
          <Plus size={15} />
        </IconButton>
        <div className={styles.tools}>
          <TerminalSearch />
          <IconButton label={text.terminal.clear} onClick={clearScreen}>
            <Eraser size={15} />
          </IconButton>
        </div>
      </div>
      <div className={styles.screens} data-testid="terminal">
        {tabs.map((id) => (
          <TerminalScreen key={id} id={id} active={id === active} />
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
  const { tabs, active } = useTerminals();
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = tabs[(tabs.indexOf(active) + step + tabs.length) % tabs.length] as number;
    useTerminals.setState({ active: next });
    document.getElementById(`terminal-tab-${next}`)?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div className={styles.tabList} role="tablist" aria-label={text.terminal.panel}>
        {tabs.map((id) => (
          <button
            key={id} id={`terminal-tab-${id}`} type="button" role="tab" aria-selected={id === active} aria-controls={`terminal-${id}`} tabIndex={id === active ? 0 : -1} className={styles.tab}
            onClick={() => useTerminals.setState({ active: id })} onKeyDown={move}
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

function TerminalScreen({ id, active }: { readonly id: number; readonly active: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element || !active) return undefined;
    attach(id, element);
    focusTerminal(id);
    const observer = new ResizeObserver(() => refit(id));
    observer.observe(element);
    return () => observer.disconnect();
  }, [id, active]);
  return (
    <div id={`terminal-${id}`} role="tabpanel" aria-labelledby={`terminal-tab-${id}`} hidden={!active} className={styles.screen} data-testid={`terminal-${id}`}>
      <div ref={host} className={styles.host} />
    </div>
  );
}
