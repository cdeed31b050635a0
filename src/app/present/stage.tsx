// What lies over the page while a lesson is presented: the bar with its keys, the question, the blank screen, the report at the end.
import { AppWindow, ChevronLeft, ChevronRight, Eye, Highlighter, MonitorOff, MousePointer2, Pencil, X, ZoomIn } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { LessonStep } from '../../bridge/lesson-view.ts';
import controls from '../controls/controls.module.css';
import { IconButton } from '../controls/icon-button.tsx';
import type { LearnText } from '../i18n/learn-ko.ts';
import { useLearnText } from '../i18n/learn-text.ts';
import { Markdown } from '../lesson/markdown.tsx';
import { usePreferences } from '../state/preferences.ts';
import { useSession } from '../state/session.ts';
import { useNotesWindow } from './notes-link.ts';
import { pacesOf } from './playlist.ts';
import { ReportTable } from './report-table.tsx';
import { leaveShow, nextScene, present, previousScene, sceneNow, stepOnStage, toggleBlank, useShow } from './show.ts';
import { StageTools, type Tool } from './stage-tools.tsx';
import { useStageKeys } from './stage-keys.ts';
import styles from './stage.module.css';

/** Larger letters and few panels while somebody presents; what was there comes back afterwards. */
function useProjectorLayout(): void {
  useEffect(() => {
    const { lessonOpen, sideOpen, fontSize, set } = usePreferences.getState();
    set({ lessonOpen: false, sideOpen: false, fontSize: Math.max(fontSize, 17) });
    document.documentElement.dataset['stage'] = 'on';
    return () => {
      set({ lessonOpen, sideOpen, fontSize });
      delete document.documentElement.dataset['stage'];
    };
  }, []);
}

export function Stage() {
  const text = useLearnText().present;
  const show = useShow();
  const lesson = useSession((session) => session.lesson);
  const [tool, setTool] = useState<Tool>();
  // The same functions at every drawing: the keys are listened to, and the terminal let go of, once.
  const pick = useCallback((wanted: Tool): void => setTool((now) => (now === wanted ? undefined : wanted)), []);
  const putAway = useCallback(() => setTool(undefined), []);
  useProjectorLayout();
  useStageKeys(pick, putAway);
  const openNotes = useNotesWindow(text);
  const step = lesson && stepOnStage(lesson, show);
  return createPortal(
    <div className={styles.stage} data-testid="stage" data-at={show.at} data-scenes={show.playlist.length}>
      <StageTools tool={tool} />
      {show.question !== 'hidden' && step && <Question step={step} answered={show.question === 'answered'} />}
      {show.endedMs !== undefined && lesson && <Over titles={lesson.steps.map(({ title }) => title)} />}
      <Bar text={text} tool={tool} onTool={pick} onNotes={openNotes} step={step} />
      {show.blank && <button type="button" className={styles.blank} aria-label={text.blank} onClick={toggleBlank} data-testid="stage-blank" />}
    </div>,
    document.body,
  );
}

const tools: readonly (readonly [Tool, ReactNode])[] = [
  ['laser', <MousePointer2 key="laser" size={16} />],
  ['spotlight', <Highlighter key="spotlight" size={16} />],
  ['draw', <Pencil key="draw" size={16} />],
  ['zoom', <ZoomIn key="zoom" size={16} />],
];

interface BarProps {
  readonly text: LearnText['present'];
  readonly tool: Tool | undefined;
  readonly onTool: (tool: Tool) => void;
  readonly onNotes: () => void;
  readonly step: LessonStep | undefined;
}

function Bar({ text, tool, onTool, onNotes, step }: BarProps) {
  const { at, playlist } = useShow();
  const scene = sceneNow({ at, playlist })?.scene;
  return (
    <div className={styles.bar} role="toolbar" aria-label={text.bar}>
      <IconButton label={text.back} disabled={at < 0} onClick={() => void previousScene()}>
        <ChevronLeft size={18} />
      </IconButton>
      <p className={styles.where} role="status">
        <strong>{step?.title}</strong>
        <span>{scene ? `${text.scene(at + 1, playlist.length)} · ${text.scenes[scene.type]}` : text.ready}</span>
      </p>
      <IconButton label={text.next} onClick={nextScene} data-testid="stage-next">
        <ChevronRight size={18} />
      </IconButton>
      <span className={styles.gap} />
      {tools.map(([name, icon]) => (
        <IconButton key={name} label={text[name]} aria-pressed={tool === name} onClick={() => onTool(name)}>
          {icon}
        </IconButton>
      ))}
      <IconButton label={text.blank} onClick={toggleBlank}>
        <MonitorOff size={16} />
      </IconButton>
      <IconButton label={text.person} aria-pressed={useShow.getState().likePerson} onClick={() => useShow.setState(({ likePerson }) => ({ likePerson: !likePerson }))}>
        <Eye size={16} />
      </IconButton>
      <IconButton label={text.notes} onClick={onNotes} data-testid="stage-notes">
        <AppWindow size={16} />
      </IconButton>
      <IconButton label={text.leave} onClick={leaveShow} data-testid="stage-leave">
        <X size={16} />
      </IconButton>
    </div>
  );
}

function Question({ step, answered }: { readonly step: LessonStep; readonly answered: boolean }) {
  const { predict } = step;
  if (!predict) return null;
  return (
    <section className={styles.question} aria-live="polite">
      <Markdown text={predict.question} />
      <ol>
        {predict.options.map((option, i) => (
          <li key={option} data-right={answered && i === predict.answer}>
            <Markdown text={option} inline />
          </li>
        ))}
      </ol>
      {answered && <Markdown text={predict.why} />}
    </section>
  );
}

function Over({ titles }: { readonly titles: readonly string[] }) {
  const text = useLearnText().present;
  const { slug, playlist, enteredMs, endedMs, plannedMs, loop } = useShow();
  const { name } = useSession((session) => session.sandbox);
  return (
    <section className={styles.question} data-testid="stage-report">
      <h2>{text.over}</h2>
      <ReportTable paces={pacesOf(playlist, enteredMs, endedMs ?? 0, plannedMs).map((pace) => ({ ...pace, title: titles[pace.step] ?? '' }))} />
      <div className={styles.buttons}>
        <button type="button" className={controls.button} onClick={() => slug !== undefined && present(slug, name, { loop })}>
          {text.again}
        </button>
        <button type="button" className={controls.primary} onClick={leaveShow}>
          {text.leave}
        </button>
      </div>
    </section>
  );
}
