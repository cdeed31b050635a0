// Keeps the presenter's second window in step with the stage, and takes its keys.
import { useCallback, useEffect } from 'react';
import type { LearnText } from '../i18n/learn-ko.ts';
import { useSession } from '../state/session.ts';
import { openChannel, type StageMessage, type StageState } from './notes-channel.ts';
import { pacesOf, type PlaylistEntry } from './playlist.ts';
import { leaveShow, nextScene, previousScene, sceneNow, stepOnStage, toggleBlank, useShow } from './show.ts';

/** Gives the function that opens the window. */
export function useNotesWindow(text: LearnText['present']): () => void {
  useEffect(() => {
    const channel = openChannel((message) => {
      if (message.type === 'hello') tell();
      else if (message.type === 'key') press(message);
    });
    const tell = (): void => {
      const state = stageState(text);
      if (state) channel.post(state);
    };
    const stops = [useShow.subscribe(tell), useSession.subscribe(tell)];
    tell();
    return () => {
      for (const stop of stops) stop();
      channel.post({ type: 'over' });
      channel.close();
    };
  }, [text]);
  return useCallback(() => void window.open(`${location.pathname}?notes`, 'kubarium-notes', 'popup,width=760,height=620'), []);
}

function press({ key }: Extract<StageMessage, { readonly type: 'key' }>): void {
  if (key === 'next') nextScene();
  else if (key === 'back') void previousScene();
  else if (key === 'blank') toggleBlank();
  else leaveShow();
}

function stageState(text: LearnText['present']): StageState | undefined {
  const { lesson } = useSession.getState();
  const show = useShow.getState();
  if (!lesson || lesson.slug !== show.slug) return undefined;
  const step = stepOnStage(lesson, show);
  const next = show.playlist[show.at + 1];
  const { at, playlist, startedMs, plannedMs, blank, endedMs, enteredMs } = show;
  return {
    type: 'stage', lesson: lesson.title, step: step?.title ?? '', stepNumber: (sceneNow(show)?.step ?? 0) + 1, steps: lesson.steps.length,
    notes: [step?.presenter ?? step?.text ?? '', step?.why ?? ''].filter((part) => part !== '').join('\n\n---\n\n'), now: sceneText(sceneNow(show), text), next: next ? sceneText(next, text) : text.end, at: at + 1, scenes: playlist.length, startedMs, plannedMs, blank,
    report: endedMs === undefined ? undefined : pacesOf(playlist, enteredMs, endedMs, plannedMs).map((pace) => ({ ...pace, title: lesson.steps[pace.step]?.title ?? '' })),
  };
}

function sceneText(entry: PlaylistEntry | undefined, text: LearnText['present']): string {
  if (!entry) return text.ready;
  const { scene } = entry;
  const word = text.scenes[scene.type];
  switch (scene.type) {
    case 'type':
      return `${word}: ${scene.line}`;
    case 'view':
      return `${word}: ${scene.view}`;
    case 'highlight':
      return `${word}: ${scene.target}`;
    case 'fault':
      return `${word}: ${scene.name} ${scene.target}`;
    case 'speed':
      return `${word}: ${scene.speed}×`;
    default:
      return word;
  }
}
