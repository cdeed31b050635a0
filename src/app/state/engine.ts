// The page's one engine client, and what its messages do to the page's state.
import { EngineClient } from '../../bridge/engine-client.ts';
import { applyFrame, resetCluster } from './cluster.ts';
import { useClock } from './clock.ts';
import { useEdits } from './edits.ts';
import { useFiles } from './files.ts';
import { useSession } from './session.ts';

export const engine = new EngineClient();

export function startEngine(): void {
  engine.on('ready', (message) => {
    useClock.getState().set(message.clock);
    useSession.setState({ phase: 'running', storage: message.storage, home: message.home, restored: message.restored, terminals: message.terminals, seed: message.seed, crash: undefined });
  });
  engine.on('joined', ({ lessons }) => useSession.setState({ lessons, prompted: true }));
  engine.on('replaying', ({ doneMs, untilMs }) => useSession.setState({ phase: 'replaying', replayed: untilMs > 0 ? doneMs / untilMs : 1 }));
  engine.on('frame', ({ frame }) => {
    useClock.getState().set(frame.clock);
    applyFrame(frame);
    useFiles.getState().changed(frame.changedFiles);
    if (frame.lesson !== undefined) useSession.setState({ lesson: frame.lesson ?? undefined });
    if (frame.faults) useSession.setState({ faults: frame.faults });
  });
  engine.on('edit', ({ edit, path, text }) => useEdits.getState().request({ edit, path, text }));
  engine.on('crashed', ({ message, seed }) => useSession.setState({ phase: 'crashed', crash: message, seed }));
  const save = (): void => engine.send({ type: 'save' });
  document.addEventListener('visibilitychange', save);
  window.addEventListener('pagehide', save);
  engine.start(new URLSearchParams(location.search).has('fresh') ? 'fresh' : 'restore', seedOfAddress());
}

/** `?seed=7` asks for a certain world, where there is no saved one. */
function seedOfAddress(): number | undefined {
  const seed = Number(new URLSearchParams(location.search).get('seed') ?? NaN);
  return Number.isInteger(seed) ? seed : undefined;
}

export function restartEngine(mode: 'restore' | 'undo' | 'fresh'): void {
  resetCluster();
  useEdits.getState().clear();
  useSession.setState({ phase: 'starting', crash: undefined, lesson: undefined, faults: [], generation: useSession.getState().generation + 1, terminals: [] });
  engine.start(mode);
}
