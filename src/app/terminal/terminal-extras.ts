// What a terminal gets after the prompt is there: names that can be clicked, keys for copying, pasting and finding, and a question before several lines are pasted.
import type { ILink, Terminal } from '@xterm/xterm';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { useCluster } from '../state/cluster.ts';
import { useDialogs } from '../state/dialogs.ts';
import { useSelection } from '../state/selection.ts';
import { showEarly } from './early-echo.ts';
import { meant } from './names.ts';
import { showSearch } from './terminals.ts';

const NAME = /[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/g;
function objectsByName(): ReadonlyMap<string, readonly ObjectSummary[]> {
  const byName = new Map<string, ObjectSummary[]>();
  for (const object of useCluster.getState().objects.values()) {
    const known = byName.get(object.name);
    if (known) known.push(object);
    else byName.set(object.name, [object]);
  }
  return byName;
}

export function enhance(id: number, xterm: Terminal): void {
  xterm.registerLinkProvider({
    provideLinks: (y, give) => give(linksOf(xterm, y)),
  });
  xterm.loadAddon({ activate: () => undefined, dispose: showEarly(xterm).dispose });
  xterm.attachCustomKeyEventHandler((event) => ownKey(xterm, event));
  xterm.textarea?.addEventListener(
    'paste',
    (event) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!/\r?\n[\s\S]*\S/.test(text.trimEnd())) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      useDialogs.setState({ open: 'paste', pasted: { terminal: id, text: text.replace(/\r\n?/g, '\n') } });
    },
    { capture: true },
  );
  xterm.textarea?.setAttribute('aria-describedby', 'terminal-keys-note');
}

/**
 * What people's hands know from other terminals: Ctrl-C copies what is marked and interrupts where nothing is; Ctrl-V pastes; Ctrl-Shift-C and -F copy and find.
 * @returns whether the key is the shell's
 */
function ownKey(xterm: Terminal, event: KeyboardEvent): boolean {
  const { type, ctrlKey, altKey, metaKey, shiftKey, code } = event;
  if (type !== 'keydown' || !ctrlKey || altKey || metaKey) return true;
  if (code === 'KeyC' && (shiftKey || xterm.hasSelection())) {
    event.preventDefault();
    const marked = xterm.getSelection();
    xterm.clearSelection();
    if (marked !== '') void navigator.clipboard.writeText(marked);
    return false;
  }
  if (code === 'KeyF' && shiftKey) {
    event.preventDefault();
    showSearch(true);
    return false;
  }
  // The browser's own pasting follows.
  return code !== 'KeyV';
}

/** Wide characters take two cells: a place in the text is not yet a column. */
function linksOf(xterm: Terminal, y: number): ILink[] | undefined {
  const line = xterm.buffer.active.getLine(y - 1);
  if (!line) return undefined;
  const text = line.translateToString(true);
  const byName = objectsByName();
  const links: ILink[] = [];
  for (const match of text.matchAll(NAME)) {
    const object = match[0].length < 2 ? undefined : meant(byName.get(match[0]) ?? [], text, match.index);
    if (!object) continue;
    const start = columnOf(line, match.index);
    links.push({
      text: match[0],
      range: { start: { x: start + 1, y }, end: { x: start + match[0].length, y } },
      decorations: { pointerCursor: true, underline: true },
      activate: () => useSelection.getState().select(object.uid),
    });
  }
  return links.length > 0 ? links : undefined;
}

function columnOf(line: { getCell(x: number): { getWidth(): number; getChars(): string } | undefined }, index: number): number {
  let column = 0;
  for (let passed = 0; passed < index; ) {
    const cell = line.getCell(column);
    if (!cell) break;
    passed += cell.getChars().length || 1;
    column += Math.max(1, cell.getWidth());
  }
  return column;
}
