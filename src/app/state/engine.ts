// The page's one engine client, what its messages do to the page's state, and how it is started again.
import { EngineClient } from '../../bridge/engine-client.ts';
import type { SavedSession, StartOptions, TraceLine } from '../../bridge/protocol.ts';
import { applyFrame, resetCluster } from './cluster.ts';
import { useClock } from './clock.ts';
import { noteDensity, resetDensity } from './density.ts';
import { useEdits } from './edits.ts';
import { useFiles } from './files.ts';
import { usePast } from './past.ts';
import { usePreferences } from './preferences.ts';
import { embedded, type OpenedLink, openedLink } from '../share/opened-link.ts';
import { useSession } from './session.ts';

export const engine = new EngineClient();

/** Which sandbox this tab has open: a reload opens the same one, also while another tab has another. */
const TAB_KEY = 'kubarium/sandbox';
/** An engine that stops again so soon after it was started again is not started a third time by itself. */
const STEADY_MS = 10_000;

function tabSandbox(): string | undefined {
  try {
    return sessionStorage.getItem(TAB_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function rememberSandbox(id: string): void {
  try {
    if (id === '') sessionStorage.removeItem(TAB_KEY);
    else sessionStorage.setItem(TAB_KEY, id);
  } catch {
    // Where nothing is kept a reload begins anew.
  }
}

export function startEngine(): void {
  let readyMs = -Infinity;
  let broughtBack = false;
  engine.on('ready', (message) => {
    readyMs = performance.now();
    rememberSandbox(message.sandbox.id);
    useClock.getState().set(message.clock);
    const { storage, sandbox, otherBuild, home, restored, terminals, seed } = message;
    useSession.setState({ phase: 'running', storage, sandbox, otherBuild, home, restored, terminals, seed, crash: undefined, skippingToMs: undefined });
    const { suggestions, screenReader } = usePreferences.getState();
    if (suggestions && !screenReader) engine.send({ type: 'suggest', on: true });
  });
  engine.on('joined', ({ lessons }) => {
    useSession.setState({ lessons, prompted: true });
    void engine.call('density', null).then(resetDensity, () => undefined);
  });
  engine.on('replaying', ({ doneMs, untilMs }) => useSession.setState({ phase: 'replaying', replayed: untilMs > 0 ? doneMs / untilMs : 1 }));
  engine.on('frame', ({ frame }) => {
    useClock.getState().set(frame.clock);
    applyFrame(frame);
    noteDensity(frame.trace, isWarning);
    useFiles.getState().changed(frame.changedFiles);
    if (frame.lesson !== undefined) useSession.setState({ lesson: frame.lesson ?? undefined });
    if (frame.faults) useSession.setState({ faults: frame.faults });
  });
  engine.on('edit', ({ edit, path, text }) => useEdits.getState().request({ edit, path, text }));
  engine.on('storage', ({ state }) => useSession.setState({ storage: state }));
  engine.on('skipping', ({ toMs }) => useSession.setState({ skippingToMs: toMs }));
  engine.on('crashed', ({ message, seed }) => {
    const { phase, seed: known } = useSession.getState();
    const again = phase === 'running' && (!broughtBack || performance.now() - readyMs > STEADY_MS);
    useSession.setState({ phase: 'crashed', crash: message, seed: seed || known });
    broughtBack = again;
    if (!again) return;
    restartEngine('restore');
    useSession.setState({ recovered: message });
  });
  const save = (): void => engine.send({ type: 'save' });
  document.addEventListener('visibilitychange', save);
  window.addEventListener('pagehide', save);
  const sandbox = tabSandbox();
  const seed = seedOfAddress();
  const plain: StartOptions = { mode: embedded || new URLSearchParams(location.search).has('fresh') ? 'fresh' : 'restore', ...(sandbox === undefined ? {} : { sandbox }), ...(seed === undefined ? {} : { seed }), ...(embedded ? { unsaved: 'off' } : {}) };
  const link = openedLink();
  if (link) void link.then((opened) => startFromLink(opened, plain));
  else engine.start(plain);
}

function startFromLink(link: OpenedLink, plain: StartOptions): void {
  if ('refused' in link) {
    useSession.setState({ linkRefused: link.refused });
    return engine.start({ ...plain, mode: 'fresh' });
  }
  engine.start({ mode: 'restore', session: link.session, name: link.name, ...(embedded ? { unsaved: 'off' } : {}) });
}

/** `?seed=7` asks for a certain world, where there is no saved one. */
function seedOfAddress(): number | undefined {
  const seed = Number(new URLSearchParams(location.search).get('seed') ?? NaN);
  return Number.isInteger(seed) ? seed : undefined;
}

// Conflicts between controllers are their daily business; a person's refusal and a server's fault are not.
const isWarning = ({ code, actor }: TraceLine): boolean => code >= 500 || (code >= 400 && (actor.startsWith('kubectl') || actor === 'page'));

/** What only memory keeps, as far as the page knows it. */
function unsavedSession(): SavedSession {
  const { nowMs, startMs, speed, paused } = useClock.getState();
  return { build: import.meta.env.VITE_KUBARIUM_BUILD ?? 'dev', seed: useSession.getState().seed, startMs, untilMs: nowMs, untilStep: 0, speed, paused, inputs: [...engine.unsaved] };
}

export function restartEngine(mode: 'restore' | 'undo' | 'fresh', more: Partial<StartOptions> = {}): void {
  const { storage, sandbox, generation } = useSession.getState();
  const inMemory = mode !== 'fresh' && more.session === undefined && more.sandbox === undefined && storage !== 'saved' && engine.unsaved.length > 0;
  const memory: Partial<StartOptions> = inMemory ? { session: unsavedSession(), unsaved: storage } : {};
  const same: Partial<StartOptions> = sandbox.id === '' ? {} : { sandbox: sandbox.id };
  resetCluster();
  resetDensity();
  usePast.getState().leave();
  useEdits.getState().clear();
  useSession.setState({ phase: 'starting', crash: undefined, recovered: undefined, otherBuild: false, skippingToMs: undefined, lesson: undefined, faults: [], generation: generation + 1, terminals: [] });
  engine.start({ mode, ...same, ...memory, ...more });
}
