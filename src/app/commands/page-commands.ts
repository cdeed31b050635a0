// Everything that the page can do, as a list for the palette; what needs an object is there when one is picked.
import type { ObjectSummary, SummaryKind } from '../../bridge/summary.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { exportOpenSession } from '../controls/session-files.ts';
import { kindNameOf } from '../inspector/facts.ts';
import { actionsOf } from '../inspector/actions.ts';
import { textNow } from '../i18n/text.ts';
import { lessonSteps } from '../layout/viewport.ts';
import { learnTextNow } from '../i18n/learn-text.ts';
import { toolsTextNow } from '../i18n/tools-text.ts';
import { useClock, virtualNowMs } from '../state/clock.ts';
import { objectsOf, useCluster } from '../state/cluster.ts';
import { useDialogs } from '../state/dialogs.ts';
import { engine, restartEngine } from '../state/engine.ts';
import { usePast } from '../state/past.ts';
import { type DiagramView, type Theme, usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';
import { useSession } from '../state/session.ts';
import { addTerminal, copyScreen, focusTerminal, runInTerminal, setFontSize, toggleSplit } from '../terminal/terminals.ts';
import { backToNow, forkAt } from '../time/look-back.ts';
import { setPace } from '../time/time-controls.tsx';

type Group = keyof ReturnType<typeof toolsTextNow>['palette']['groups'];

export interface PageCommand {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  /** A key, or the command line that it equals. */
  readonly hint?: string;
  /** What stands before it, where that is not the group. */
  readonly kind?: SummaryKind;
  readonly run: () => void;
}

export const VIEWS: readonly DiagramView[] = ['cluster', 'workloads', 'network', 'control-plane'];
const THEMES: readonly Theme[] = ['system', 'light', 'dark', 'contrast'];
const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 10, 20, 50, 100];

export function pageCommands(): readonly PageCommand[] {
  return [...objectCommands(), ...viewCommands(), ...timeCommands(), ...terminalCommands(), ...sessionCommands(), ...settingCommands(), ...lessonCommands(), ...namespaceCommands(), ...inspectCommands()];
}

const show = useDialogs.getState().show;

function objectCommands(): PageCommand[] {
  const { uid } = useSelection.getState();
  const object = uid === undefined ? undefined : useCluster.getState().objects.get(uid);
  if (!object || usePast.getState().atMs !== undefined) return [];
  return actionsOf(object).map(({ id, line }) => ({ id: `object-${id}-${line}`, group: 'object', title: line, run: () => runInTerminal(line) }));
}

function viewCommands(): PageCommand[] {
  const text = textNow();
  const tools = toolsTextNow();
  const { set, lessonOpen, sideOpen, terminalOpen, messages, systemShown } = usePreferences.getState();
  const { errorsOnly } = useSelection.getState();
  return [
    ...VIEWS.map((view, i): PageCommand => ({ id: `view-${view}`, group: 'view', title: tools.palette.showView(text.diagram.views[view]), hint: String(i + 1), run: () => set({ view }) })),
    { id: 'errors', group: 'view', title: text.diagram.errorsOnly, run: () => useSelection.setState({ errorsOnly: !errorsOnly }) },
    { id: 'filter', group: 'view', title: text.diagram.filter, hint: '/', run: focusFilter },
    { id: 'panel-lesson', group: 'view', title: text.header.lessonPanel, run: () => (lessonOpen && !lessonSteps(window.innerWidth, sideOpen) ? set({ lessonOpen: false }) : showLesson()) },
    { id: 'panel-side', group: 'view', title: text.header.sidePanel, run: () => set({ sideOpen: !sideOpen }) },
    { id: 'panel-terminal', group: 'view', title: text.header.terminalPanel, run: () => set({ terminalOpen: !terminalOpen }) },
    { id: 'inspector', group: 'view', title: text.inspector.panel, run: () => set({ sideOpen: true, sideTab: 'inspector' }) },
    { id: 'editor', group: 'view', title: text.editor.panel, run: () => set({ sideOpen: true, sideTab: 'editor' }) },
    { id: 'messages', group: 'view', title: text.header.showMessages, run: () => set({ messages: !messages }) },
    { id: 'system', group: 'view', title: text.header.showSystem, run: () => set({ systemShown: !systemShown }) },
  ];
}

function timeCommands(): PageCommand[] {
  const text = textNow().time;
  const tools = toolsTextNow();
  const { paused, speed } = useClock.getState();
  const { atMs } = usePast.getState();
  const past: PageCommand[] = atMs === undefined ? [] : [
    { id: 'now', group: 'time', title: tools.past.now, hint: 'Esc', run: backToNow },
    { id: 'fork', group: 'time', title: tools.past.fork, run: () => void forkAt(atMs) },
  ];
  return [
    ...past,
    { id: 'pause', group: 'time', title: paused ? text.play : text.pause, hint: 'Space', run: () => setPace(speed, !paused) },
    { id: 'step', group: 'time', title: text.stepEvent, hint: '.', run: () => stepEvent() },
    { id: 'change', group: 'time', title: text.stepChange, hint: '>', run: () => engine.step('change') },
    { id: 'skip', group: 'time', title: tools.time.skipTo, run: () => show('skip') },
    ...[60_000, 600_000, 3_600_000].map((ms): PageCommand => ({ id: `skip-${ms}`, group: 'time', title: `${tools.time.skip}: ${tools.time.skipBy(ms < 3_600_000 ? `${ms / 60_000}m` : `${ms / 3_600_000}h`)}`, run: () => engine.send({ type: 'skip-to', atMs: virtualNowMs() + ms }) })),
    { id: 'bookmark', group: 'time', title: tools.time.addBookmark, run: () => show('bookmark') },
    ...SPEEDS.map((value): PageCommand => ({ id: `speed-${value}`, group: 'time', title: tools.palette.setSpeed(value), run: () => setPace(value, useClock.getState().paused) })),
  ];
}

export function stepEvent(): void {
  const { paused, speed } = useClock.getState();
  if (!paused) setPace(speed, true);
  engine.step('event');
}

function terminalCommands(): PageCommand[] {
  const text = textNow().terminal;
  const tools = toolsTextNow().terminal;
  const { fontSize } = usePreferences.getState();
  return [
    { id: 'terminal', group: 'terminal', title: text.panel, run: () => focusTerminal() },
    { id: 'terminal-new', group: 'terminal', title: text.add, run: addTerminal },
    { id: 'terminal-split', group: 'terminal', title: tools.split, run: toggleSplit },
    { id: 'terminal-explain', group: 'terminal', title: tools.explain, run: () => show('explain') },
    { id: 'terminal-changes', group: 'terminal', title: tools.changes, run: () => show('changes') },
    { id: 'terminal-copy', group: 'terminal', title: tools.copy, run: () => void copyScreen() },
    { id: 'font-bigger', group: 'terminal', title: tools.bigger, run: () => setFontSize(fontSize + 1) },
    { id: 'font-smaller', group: 'terminal', title: tools.smaller, run: () => setFontSize(fontSize - 1) },
  ];
}

function sessionCommands(): PageCommand[] {
  const text = textNow().header;
  const tools = toolsTextNow();
  const faults = useSession.getState().faults;
  return [
    { id: 'glossary', group: 'session', title: learnTextNow().glossary.open, run: () => show('glossary') },
    { id: 'share', group: 'session', title: learnTextNow().share.title, run: () => show('share') },
    { id: 'sandboxes', group: 'session', title: tools.sandboxes.title, run: () => show('sandboxes') },
    { id: 'undo', group: 'session', title: text.undo, run: () => restartEngine('undo') },
    { id: 'export', group: 'session', title: text.exportSession, run: () => void exportOpenSession(useSession.getState().sandbox.name) },
    { id: 'faults', group: 'session', title: tools.faults.title, run: () => document.querySelector<HTMLElement>('[data-testid="faults"]')?.click() },
    ...faults.map(({ id, name, target }): PageCommand => ({ id: `heal-${id}`, group: 'session', title: `${tools.faults.heal}: ${tools.faults.kinds[name]?.[0] ?? name} ${target}`, hint: `chaos heal ${name} ${target}`.trim(), run: () => void engine.call('heal-fault', { id }) })),
    { id: 'keys', group: 'session', title: tools.keys.title, hint: '?', run: () => show('keys') },
  ];
}

function settingCommands(): PageCommand[] {
  const text = textNow().header;
  const tools = toolsTextNow();
  const { set, screenReader, suggestions } = usePreferences.getState();
  const themes: Record<Theme, string> = { system: text.themeSystem, light: text.themeLight, dark: text.themeDark, contrast: tools.settings.contrast };
  return [
    ...THEMES.map((theme): PageCommand => ({ id: `theme-${theme}`, group: 'setting', title: tools.palette.useTheme(themes[theme]), run: () => set({ theme }) })),
    { id: 'language-ko', group: 'setting', title: '한국어', run: () => set({ language: 'ko' }) },
    { id: 'language-en', group: 'setting', title: 'English', run: () => set({ language: 'en' }) },
    { id: 'screen-reader', group: 'setting', title: text.screenReader, run: () => set({ screenReader: !screenReader }) },
    { id: 'suggestions', group: 'setting', title: tools.terminal.suggestions, run: () => set({ suggestions: !suggestions }) },
  ];
}

function lessonCommands(): PageCommand[] {
  const { language } = usePreferences.getState();
  const { palette } = toolsTextNow();
  return useSession.getState().lessons.map((entry): PageCommand => ({
    id: `lesson-${entry.slug}`, group: 'lesson', title: palette.openLesson(entry.title[language]),
    run: () => {
      showLesson();
      void engine.call('open-lesson', { slug: entry.slug, language });
    },
  }));
}

/** Also where the inspector has taken its place. */
function showLesson(): void {
  const { sideOpen, set } = usePreferences.getState();
  set(lessonSteps(window.innerWidth, sideOpen) ? { lessonOpen: true, sideOpen: false } : { lessonOpen: true });
}

function namespaceCommands(): PageCommand[] {
  const { palette } = toolsTextNow();
  const names = ['', ...objectsOf('namespaces').map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1))];
  return names.map((name): PageCommand => ({ id: `namespace-${name}`, group: 'namespace', title: palette.useNamespace(name || textNow().header.allNamespaces), run: () => usePreferences.getState().set({ namespace: name }) }));
}

function inspectCommands(): PageCommand[] {
  const { palette } = toolsTextNow();
  return [...useCluster.getState().objects.values()].slice(0, 3000).map((object): PageCommand => ({ id: `inspect-${object.uid}`, group: 'object', title: palette.select(object.name), hint: kindNameOf(object.kind), run: () => useSelection.getState().select(object.uid) }));
}

/** `:po web`: the objects of a kind by any of its names, or the kinds themselves. */
export function kindCommands(query: string): readonly PageCommand[] {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(query.toLowerCase()) ?? [];
  const shown = [...new Set([...useCluster.getState().members.keys()])];
  const names = (kind: SummaryKind): readonly string[] => [kind, kinds[kind].singular, ...kinds[kind].shortNames];
  const exact = shown.find((kind) => names(kind).includes(word));
  if (!exact) {
    return shown
      .filter((kind) => names(kind).some((name) => name.startsWith(word)))
      .map((kind): PageCommand => ({ id: `kind-${kind}`, group: 'kind', kind, title: `:${kind}`, hint: names(kind).slice(1).join(', '), run: () => show('palette', `:${kind} `) }));
  }
  const { namespace, systemShown } = usePreferences.getState();
  const wanted = (object: ObjectSummary): boolean => object.name.includes(rest) && (object.namespace === '' || (namespace === '' ? systemShown || !object.namespace.startsWith('kube-') : object.namespace === namespace));
  return objectsOf(exact)
    .filter(wanted)
    .map((object): PageCommand => ({ id: `inspect-${object.uid}`, group: 'kind', kind: object.kind, title: object.name, hint: object.namespace, run: () => useSelection.getState().select(object.uid) }));
}

export function focusFilter(): void {
  const field = document.querySelector<HTMLInputElement>('[data-filter] input, input[data-filter]') ?? document.querySelector<HTMLInputElement>('input[type="search"]');
  field?.focus();
  field?.select();
}
