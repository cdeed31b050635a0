// The page's terminals: xterm instances that outlive the components which show them, tied to the engine's by number.
import { FitAddon } from '@xterm/addon-fit';
import type { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { create } from 'zustand';
import type { TerminalInfo } from '../../bridge/protocol.ts';
import { engine } from '../state/engine.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSession } from '../state/session.ts';
import { terminalTheme } from './terminal-theme.ts';

interface Shown {
  readonly xterm: Terminal;
  readonly fit: FitAddon;
  search: SearchAddon | undefined;
  opened: boolean;
}

interface TerminalTabs {
  /** Grows when all terminals are made anew: the same numbers are others then. */
  readonly round: number;
  readonly tabs: readonly number[];
  readonly active: number;
  /** Two that are shown side by side; the active one is among them. */
  readonly pair: readonly [number, number] | undefined;
  readonly ended: ReadonlySet<number>;
  readonly searching: boolean;
}

export const useTerminals = create<TerminalTabs>(() => ({ round: 0, tabs: [], active: 0, pair: undefined, ended: new Set(), searching: false }));

const shown = new Map<number, Shown>();

function make(id: number): Shown {
  const { screenReader, fontSize } = usePreferences.getState();
  const xterm = new Terminal({
    allowProposedApi: true, convertEol: false, cursorBlink: false, cursorStyle: 'bar', cursorWidth: 2, fontSize, lineHeight: 1.25, scrollback: 10_000, overviewRuler: { width: 10 }, screenReaderMode: screenReader,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim() || 'monospace', theme: terminalTheme(), minimumContrastRatio: 4.5, macOptionIsMeta: true,
    // Links that a program writes (OSC 8): xterm passes on http and https only.
    linkHandler: { activate: (_event, uri) => void window.open(uri, '_blank', 'noopener,noreferrer') },
  });
  const fit = new FitAddon();
  xterm.loadAddon(fit);
  xterm.loadAddon(new Unicode11Addon());
  xterm.loadAddon(new WebLinksAddon((_event, uri) => void window.open(uri, '_blank', 'noopener,noreferrer')));
  xterm.unicode.activeVersion = '11';
  xterm.onData((keys) => engine.send({ type: 'keys', terminal: id, keys }));
  xterm.onResize(({ cols, rows }) => entry.opened && engine.send({ type: 'resize', terminal: id, columns: cols, rows }));
  const entry: Shown = { xterm, fit, search: undefined, opened: false };
  onceOpened(xterm, () => {
    xterm.textarea?.addEventListener('focus', () => activate(id));
    void whenPrompted.then(() => import('./terminal-extras.ts')).then(({ enhance }) => enhance(id, xterm));
  });
  return entry;
}

function of(id: number): Shown {
  const entry = shown.get(id) ?? make(id);
  shown.set(id, entry);
  return entry;
}

/** The rest of the page is fetched when the first prompt is there, and so is what makes the terminal comfortable. */
const whenPrompted = new Promise<void>((resolve) => {
  const stop = useSession.subscribe(({ prompted }) => {
    if (!prompted) return;
    stop();
    resolve();
  });
});

/** xterm makes its elements when it is put into the page. */
function onceOpened(xterm: Terminal, then: () => void): void {
  const stop = xterm.onRender(() => {
    stop.dispose();
    then();
  });
}

/** Puts a terminal into an element, fits it, and opens the engine's end the first time. */
export function attach(id: number, host: HTMLElement): void {
  const entry = of(id);
  const { element } = entry.xterm;
  if (element) host.append(element);
  else entry.xterm.open(host);
  refit(id);
  if (entry.opened) return;
  entry.opened = true;
  engine.send({ type: 'open-terminal', terminal: id, columns: entry.xterm.cols, rows: entry.xterm.rows });
}

export function refit(id: number): void {
  const entry = shown.get(id);
  const box = entry?.xterm.element?.parentElement?.getBoundingClientRect();
  if (entry && box && box.width > 40 && box.height > 20) entry.fit.fit();
}

export function focusTerminal(id = useTerminals.getState().active): void {
  shown.get(id)?.xterm.focus();
}

export function showSearch(searching: boolean): void {
  useTerminals.setState({ searching });
  if (!searching) focusTerminal();
}

/** What finds text in a terminal; made when somebody first wants to. */
export function addonFor(id: number, make: () => SearchAddon): SearchAddon | undefined {
  const entry = shown.get(id);
  if (!entry) return undefined;
  if (!entry.search) {
    entry.search = make();
    entry.xterm.loadAddon(entry.search);
  }
  return entry.search;
}

export function addTerminal(): void {
  const { tabs } = useTerminals.getState();
  const id = Math.max(0, ...tabs) + 1;
  useTerminals.setState({ tabs: [...tabs, id] });
  activate(id);
}

/** Brings a terminal to the front: into the half that was in front, where two are shown. */
export function activate(id: number): void {
  const { active, pair, tabs } = useTerminals.getState();
  if (id === active || !tabs.includes(id)) return;
  const kept = pair && (pair.includes(id) ? pair : pair[0] === active ? ([id, pair[1]] as const) : ([pair[0], id] as const));
  useTerminals.setState({ active: id, pair: kept });
}

/** Shows two terminals side by side, or one again. */
export function toggleSplit(): void {
  const { active, pair, tabs } = useTerminals.getState();
  if (pair) return useTerminals.setState({ pair: undefined });
  const other = tabs.findLast((id) => id !== active) ?? Math.max(...tabs) + 1;
  useTerminals.setState({ tabs: tabs.includes(other) ? tabs : [...tabs, other], pair: [active, other] });
}

export function setFontSize(size: number): void {
  usePreferences.getState().set({ fontSize: Math.max(9, Math.min(28, size)) });
}

/** What the terminal in front shows and has scrolled away, to the clipboard. */
export function copyScreen(): Promise<void> {
  return navigator.clipboard.writeText(terminalText());
}

/** What stands half typed at the prompt in front; '' where a program runs. */
export function typedLine(): string {
  return /(?:^|\n)\S+@\S+:[^\n]*?[$#] ([^\n]*)$/.exec(terminalText())?.[1]?.trim() ?? '';
}

/** Pastes as if by the keyboard; the shell knows that it was pasted. */
export function pasteInto(id: number, text: string, enter: boolean): void {
  shown.get(id)?.xterm.paste(text);
  if (enter) engine.send({ type: 'keys', terminal: id, keys: '\r' });
  focusTerminal(id);
}

export function closeTerminal(id: number): void {
  const { tabs, active, pair } = useTerminals.getState();
  engine.send({ type: 'close-terminal', terminal: id });
  shown.get(id)?.xterm.dispose();
  shown.delete(id);
  const rest = tabs.filter((tab) => tab !== id);
  if (rest.length === 0) return useTerminals.setState({ tabs: [id + 1], active: id + 1, pair: undefined });
  useTerminals.setState({ tabs: rest, active: active === id ? (pair?.find((other) => other !== id) ?? (rest.at(-1) as number)) : active, pair: pair?.includes(id) ? undefined : pair });
}

/** Types a line and Enter into the terminal that is in front, after clearing what stands there half typed. */
export function runInTerminal(line: string): void {
  usePreferences.getState().set({ terminalOpen: true });
  const { active, ended } = useTerminals.getState();
  if (ended.has(active)) addTerminal();
  const id = useTerminals.getState().active;
  engine.send({ type: 'keys', terminal: id, keys: `\u0015${line}\r` });
  focusTerminal(id);
}

/** The engine is up: shows the terminals that a saved session had, or a first one. */
export function showTerminals(restored: readonly TerminalInfo[]): void {
  for (const entry of shown.values()) entry.xterm.dispose();
  shown.clear();
  const round = useTerminals.getState().round + 1;
  if (restored.length === 0) return useTerminals.setState({ round, tabs: [1], active: 1, pair: undefined, ended: new Set() });
  for (const { terminal, text } of restored) {
    const entry = of(terminal);
    entry.opened = true;
    entry.xterm.write(text);
  }
  const tabs = restored.map(({ terminal }) => terminal);
  useTerminals.setState({ round, tabs, active: tabs[0] as number, pair: undefined, ended: new Set() });
}

/** What the terminal in front shows and has scrolled away, rows that were only wrapped joined, up to the cursor; for copying and for tests. */
export function terminalText(): string {
  const buffer = shown.get(useTerminals.getState().active)?.xterm.buffer.active;
  if (!buffer) return '';
  const last = buffer.baseY + buffer.cursorY;
  let text = '';
  for (let y = 0; y <= last; y++) {
    const row = buffer.getLine(y);
    const continues = buffer.getLine(y + 1)?.isWrapped === true && y < last;
    const words = y === last ? row?.translateToString(false, 0, buffer.cursorX) : row?.translateToString(!continues);
    text += `${words ?? ''}${continues || y === last ? '' : '\n'}`;
  }
  return text;
}

declare global {
  interface Window {
    kubariumTerminalText?: () => string;
  }
}
window.kubariumTerminalText = terminalText;

engine.on('text', ({ terminal, text }) => {
  of(terminal).xterm.write(text, () => {
    if (!useSession.getState().prompted) {
      // How long the first prompt took, for measurements; only now the rest of the page and of the engine is fetched.
      performance.mark('kubarium-prompt');
      useSession.setState({ prompted: true });
    }
    engine.send({ type: 'credit', terminal, characters: text.length });
  });
});
engine.on('ended', ({ terminal }) => {
  useTerminals.setState(({ ended }) => ({ ended: new Set([...ended, terminal]) }));
});
usePreferences.subscribe((preferences, before) => {
  const suggests = preferences.suggestions && !preferences.screenReader;
  if (suggests !== (before.suggestions && !before.screenReader)) engine.send({ type: 'suggest', on: suggests });
  // The document's theme attribute is set by another subscriber; the colours are read after it.
  queueMicrotask(() => {
    for (const { xterm } of shown.values()) {
      xterm.options.theme = terminalTheme();
      xterm.options.screenReaderMode = preferences.screenReader;
      xterm.options.fontSize = preferences.fontSize;
    }
    for (const id of shown.keys()) refit(id);
  });
});
void document.fonts.ready.then(() => {
  for (const id of shown.keys()) refit(id);
});
