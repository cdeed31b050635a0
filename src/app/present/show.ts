// A lesson on stage: one key plays the next scene, another goes back to exactly the state before the last one.
import { create } from 'zustand';
import type { LessonView, Scene } from '../../bridge/lesson-view.ts';
import type { CallAnswer } from '../../bridge/protocol.ts';
import { useClock } from '../state/clock.ts';
import { engine, restartEngine } from '../state/engine.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSession } from '../state/session.ts';
import { finishTyping, pressEnter, typeLine } from './typing.ts';
import { highlight } from './highlight.ts';
import { type PlaylistEntry, playlistOf } from './playlist.ts';

interface Show {
  readonly slug: string | undefined;
  readonly playlist: readonly PlaylistEntry[];
  /** Index of the scene that was played last; -1 before the first. */
  readonly at: number;
  /** When each scene was entered, on the wall clock, and where the log stood before it. */
  readonly enteredMs: readonly (number | undefined)[];
  readonly places: readonly (Promise<CallAnswer<'place'>> | undefined)[];
  readonly startedMs: number;
  readonly endedMs: number | undefined;
  /** Of the lesson, as it was planned. */
  readonly plannedMs: number;
  readonly blank: boolean;
  /** The question of the step is on the stage; with its answer once that was asked for. */
  readonly question: 'hidden' | 'asked' | 'answered';
  readonly likePerson: boolean;
  /** The booth: scenes follow one another by themselves, and all begins again at the end. */
  readonly loop: boolean;
}

const nobody: Show = {
  slug: undefined, playlist: [], at: -1, enteredMs: [], places: [], startedMs: 0, endedMs: undefined, plannedMs: 0, blank: false, question: 'hidden', likePerson: true, loop: false,
};

export const useShow = create<Show>(() => nobody);

/** How long a scene stands in the booth. */
const LOOP_MS: Readonly<Record<Scene['type'], number>> = { say: 9000, ask: 9000, type: 3500, run: 7000, view: 2500, highlight: 4000, fault: 5000, heal: 3000, speed: 1000 };

let loopTimer: ReturnType<typeof setTimeout> | undefined;

/** Begins in a sandbox of its own: whatever was open stays as it is. */
export function present(slug: string, name: string, options: { readonly likePerson?: boolean; readonly loop?: boolean } = {}): void {
  const minutes = useSession.getState().lessons.find((entry) => entry.slug === slug)?.minutes ?? 0;
  useShow.setState({ ...nobody, slug, plannedMs: minutes * 60_000, startedMs: Date.now(), likePerson: options.likePerson ?? true, loop: options.loop ?? false });
  const off = engine.on('joined', () => {
    off();
    void engine.call('open-lesson', { slug, language: usePreferences.getState().language });
  });
  const stop = useSession.subscribe(({ lesson }) => {
    if (lesson?.slug !== slug) return;
    stop();
    useShow.setState({ playlist: playlistOf(lesson) });
    if (useShow.getState().loop) keepLooping();
  });
  restartEngine('fresh', { name });
}

export function leaveShow(): void {
  clearTimeout(loopTimer);
  finishTyping();
  highlight(undefined);
  useShow.setState(nobody);
}

export function toggleBlank(): void {
  useShow.setState(({ blank }) => ({ blank: !blank }));
}

/** The next scene; while a line is still being typed, the rest of it at once. */
export function nextScene(): void {
  const { playlist, at, endedMs, question, enteredMs, places } = useShow.getState();
  if (finishTyping() || playlist.length === 0 || endedMs !== undefined) return;
  if (question === 'asked') return useShow.setState({ question: 'answered' });
  const next = at + 1;
  if (next >= playlist.length) return useShow.setState({ endedMs: Date.now(), question: 'hidden' });
  const entry = playlist[next] as PlaylistEntry;
  useShow.setState({ at: next, question: 'hidden', enteredMs: withEntry(enteredMs, next, Date.now()), places: withEntry(places, next, engine.call('place', null)) });
  play(entry.scene);
}

/** One scene back: the state is that from before it, to the last byte. */
export async function previousScene(): Promise<void> {
  const { playlist, at, places, endedMs } = useShow.getState();
  if (endedMs !== undefined) return useShow.setState({ endedMs: undefined });
  if (at < 0) return;
  finishTyping();
  highlight(undefined);
  const before = await places[at];
  const { scene } = playlist[at] as PlaylistEntry;
  useShow.setState({ at: at - 1, question: 'hidden' });
  // What only pointed at something has changed nothing.
  if (before === undefined || scene.type === 'say' || scene.type === 'ask' || scene.type === 'view' || scene.type === 'highlight') return;
  const session = await engine.call('export-session', null);
  const { speed, paused } = useClock.getState();
  const { name } = useSession.getState().sandbox;
  const { historyHash: _later, ...rest } = session;
  restartEngine('restore', { session: { ...rest, speed, paused, untilMs: before.atMs, untilStep: 0, inputs: session.inputs.slice(0, before.inputs) }, name });
}

export function sceneNow({ playlist, at }: Pick<Show, 'playlist' | 'at'>): PlaylistEntry | undefined {
  return playlist[at];
}

/** The step that is on stage; before the first scene the first one. */
export function stepOnStage(lesson: LessonView, show: Pick<Show, 'playlist' | 'at'>): LessonView['steps'][number] | undefined {
  return lesson.steps[sceneNow(show)?.step ?? 0];
}

function play(scene: Scene): void {
  highlight(undefined);
  switch (scene.type) {
    case 'say':
      return;
    case 'ask':
      return useShow.setState({ question: 'asked' });
    case 'type':
      return typeLine(scene.line, useShow.getState().likePerson);
    case 'run':
      return pressEnter();
    case 'view':
      return usePreferences.getState().set({ view: scene.view });
    case 'highlight':
      return highlight(scene.target);
    case 'fault':
      return void engine.call('apply-fault', { name: scene.name, args: { target: scene.target } }).catch(() => undefined);
    case 'heal':
      for (const { id } of useSession.getState().faults) void engine.call('heal-fault', { id });
      return;
    case 'speed':
      return engine.setPace(scene.speed, false);
  }
}

const withEntry = <T,>(list: readonly (T | undefined)[], index: number, value: T): readonly (T | undefined)[] => {
  const copy = list.slice(0, index);
  copy[index] = value;
  return copy;
};

function keepLooping(): void {
  clearTimeout(loopTimer);
  const { slug, loop, endedMs } = useShow.getState();
  if (!loop || slug === undefined) return;
  if (endedMs !== undefined) return present(slug, useSession.getState().sandbox.name, { loop });
  nextScene();
  const scene = sceneNow(useShow.getState())?.scene;
  loopTimer = setTimeout(keepLooping, scene ? LOOP_MS[scene.type] : 3000);
}

declare global {
  interface Window {
    /** Of the store: two pages that show the same have the same. */
    kubariumHistoryHash?: () => Promise<string>;
  }
}
window.kubariumHistoryHash = () => engine.call('history-hash', null);
