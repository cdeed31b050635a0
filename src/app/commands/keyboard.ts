// The page's keys: those that work anywhere, and the single letters that work where nobody types, as k9s has them.
import { actionsOf } from '../inspector/actions.ts';
import { useClock } from '../state/clock.ts';
import { useCluster } from '../state/cluster.ts';
import { useDialogs } from '../state/dialogs.ts';
import { engine } from '../state/engine.ts';
import { usePast } from '../state/past.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';
import { focusTerminal, runInTerminal } from '../terminal/terminals.ts';
import { backToNow } from '../time/look-back.ts';
import { setPace } from '../time/time-controls.tsx';
import { focusFilter, stepEvent, VIEWS } from './page-commands.ts';

const PANELS = ['[data-panel="lesson"]', '[data-panel="diagram"]', '[data-panel="terminal"]', '[data-panel="side"]'];

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"], .xterm, .monaco-editor, [role="menu"], [role="dialog"]') !== null;
}

/** Puts the keyboard into the next panel that is shown; the way out of the terminal and the editor. */
export function movePanel(step: 1 | -1): void {
  const panels = PANELS.flatMap((selector) => [...document.querySelectorAll<HTMLElement>(selector)]).filter((panel) => !panel.hidden && panel.getClientRects().length > 0);
  const now = panels.findIndex((panel) => panel.contains(document.activeElement));
  const next = panels[(now + step + panels.length) % panels.length];
  if (next?.dataset['panel'] === 'terminal') focusTerminal();
  else next?.focus();
}

function objectKey(key: string): boolean {
  const { uid } = useSelection.getState();
  const object = uid === undefined ? undefined : useCluster.getState().objects.get(uid);
  if (!object) return false;
  const { wantTab } = useSelection.getState();
  const action = (...ids: readonly string[]) => actionsOf(object).find(({ id }) => ids.includes(id));
  const past = usePast.getState().atMs !== undefined;
  const run = (line: string | undefined): boolean => {
    if (line !== undefined && !past) runInTerminal(line);
    return line !== undefined;
  };
  switch (key) {
    case 'd':
      return run(action('describe')?.line);
    case 'y':
      wantTab('yaml');
      return true;
    case 'l':
      if (object.kind === 'pods') wantTab('logs');
      else return run(action('logs')?.line);
      return true;
    case 'v':
      wantTab('events');
      return true;
    case 'e':
      return run(action('edit')?.line);
    case 's':
      if (object.kind === 'pods') return run(action('shell')?.line);
      if (!action('scale') || past) return false;
      useDialogs.getState().show('scale');
      return true;
    case 'x':
      if (past) return false;
      useDialogs.getState().show('delete');
      return true;
    default:
      return false;
  }
}

function plainKey(key: string): boolean {
  const { show } = useDialogs.getState();
  const { paused, speed } = useClock.getState();
  const view = VIEWS[Number(key) - 1];
  if (view) {
    usePreferences.getState().set({ view });
    return true;
  }
  switch (key) {
    case ':':
      show('palette', ':');
      return true;
    case '/':
      focusFilter();
      return true;
    case '?':
      show('keys');
      return true;
    case ' ':
      setPace(speed, !paused);
      return true;
    case '.':
      stepEvent();
      return true;
    case '>':
      engine.step('change');
      return true;
    case 'Escape':
      if (usePast.getState().atMs !== undefined) backToNow();
      else useSelection.getState().select(undefined);
      return true;
    default:
      return objectKey(key);
  }
}

export function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented) return;
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
  const inTerminal = target instanceof Element && target.closest('.xterm') !== null;
  const letter = key.toLowerCase();
  const done = (): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  if (key === 'F6') {
    movePanel(shiftKey ? -1 : 1);
    return done();
  }
  // Ctrl-K deletes to the end of the line in a shell; there the palette is at Ctrl-Shift-P or Cmd-K.
  if ((metaKey && letter === 'k') || (ctrlKey && !inTerminal && letter === 'k') || ((ctrlKey || metaKey) && shiftKey && letter === 'p')) {
    useDialogs.getState().show('palette');
    return done();
  }
  if (ctrlKey || metaKey || altKey || isTyping(target)) return;
  // A button or a tab that has the keyboard keeps the keys that work it.
  if (target instanceof Element && target.closest('button, a, [role="slider"], [role="separator"], summary') !== null && (key === ' ' || key === 'Enter')) return;
  if (plainKey(key)) done();
}

/** Begins to listen, and says so on the document; the returned function ends that. */
export function installKeys(): () => void {
  const { dataset } = document.documentElement;
  document.addEventListener('keydown', onKey, { capture: true });
  dataset['keys'] = 'on';
  return () => {
    document.removeEventListener('keydown', onKey, { capture: true });
    delete dataset['keys'];
  };
}
