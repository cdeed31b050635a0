// The one screen: header, lesson at the left, diagram over terminal in the middle, inspector and editor at the right, timeline below.
import { useEffect } from 'react';
import styles from './app.module.css';
import { CrashBanner } from './controls/banners.tsx';
import controls from './controls/controls.module.css';
import { Header } from './controls/header.tsx';
import { installTips } from './controls/tips.ts';
import { useText } from './i18n/text.ts';
import { late } from './layout/late.tsx';
import { Splitter } from './layout/splitter.tsx';
import { lessonSteps, useViewport } from './layout/viewport.ts';
import { embedded } from './share/opened-link.ts';
import { useEdits } from './state/edits.ts';
import { usePast } from './state/past.ts';
import { usePreferences } from './state/preferences.ts';
import { useSession } from './state/session.ts';
import { TerminalPanel } from './terminal/terminal-panel.tsx';
import { showTerminals } from './terminal/terminals.ts';
import { StatusBar } from './time/status-bar.tsx';

const LateParts = late(() => import('./controls/late-parts.tsx').then((module) => module.LateParts));
const DiagramPanel = late(() => import('./diagram/diagram-panel.tsx').then((module) => module.DiagramPanel));
const LessonPanel = late(() => import('./lesson/lesson-panel.tsx').then((module) => module.LessonPanel));
const UpdateNote = late(() => import('./offline/update-note.tsx').then((module) => module.UpdateNote));
const SidePanel = late(() => import('./inspector/side-panel.tsx').then((module) => module.SidePanel));

const LESSON = { min: 232, max: 520 };
const SIDE = { min: 300, max: 900 };
const TERMINAL_MIN = 120;

/** A program in the terminal that wants an editor brings it to the front, also while the panel is closed. */
function useEditorOnDemand(): void {
  const wish = useEdits((edits) => edits.wish);
  useEffect(() => {
    if (wish > 0) usePreferences.getState().set({ sideOpen: true, sideTab: 'editor' });
  }, [wish]);
}

export function App() {
  const text = useText();
  const { lessonOpen, sideOpen, terminalOpen, lessonWidth, sideWidth, terminalHeight, set } = usePreferences();
  const { phase, generation } = useSession();
  const joined = useSession((session) => session.prompted);
  const viewport = useViewport();
  const past = usePast((state) => state.atMs !== undefined);
  useEditorOnDemand();
  useEffect(() => {
    if (joined && !embedded) void import('./offline/offline.ts').then(({ keepOffline }) => keepOffline());
  }, [joined]);
  useEffect(() => installTips(controls.tip ?? ''), []);
  useEffect(() => {
    if (phase === 'running') showTerminals(useSession.getState().terminals);
  }, [phase, generation]);
  const lessonShown = lessonOpen && !lessonSteps(viewport.width, sideOpen);
  const lessonMax = Math.min(LESSON.max, viewport.width - 640);
  const sideMax = Math.min(SIDE.max, viewport.width - (lessonShown ? lessonWidth : 0) - 360);
  const terminalMax = viewport.height - 260;
  return (
    <div className={styles.app} data-past={past}>
      {!embedded && <Header />}
      <UpdateNote />
      <CrashBanner />
      <LateParts />
      <main className={styles.body}>
        {lessonShown && !embedded && (
          <>
            <aside className={styles.lesson} style={{ width: Math.min(lessonWidth, lessonMax) }} aria-label={text.lesson.panel} data-panel="lesson" tabIndex={-1}>
              <LessonPanel />
            </aside>
            <Splitter label={text.palette.resizeLesson} axis="x" value={lessonWidth} min={LESSON.min} max={lessonMax} onChange={(width) => set({ lessonWidth: width })} />
          </>
        )}
        <div className={styles.center}>
          <section className={styles.diagram} aria-label={text.diagram.panel} data-panel="diagram" tabIndex={-1}>
            <DiagramPanel />
          </section>
          {terminalOpen && <Splitter label={text.palette.resizeTerminal} axis="y" reversed value={terminalHeight} min={TERMINAL_MIN} max={terminalMax} onChange={(height) => set({ terminalHeight: height })} />}
          <section className={styles.terminal} hidden={!terminalOpen} style={{ height: Math.min(terminalHeight, terminalMax) }} aria-label={text.terminal.panel} data-panel="terminal">
            <TerminalPanel />
          </section>
        </div>
        {sideOpen && !embedded && (
          <>
            <Splitter label={text.palette.resizeSide} axis="x" reversed value={sideWidth} min={SIDE.min} max={sideMax} onChange={(width) => set({ sideWidth: width })} />
            <aside className={styles.side} style={{ width: Math.min(sideWidth, Math.max(SIDE.min, sideMax)) }} aria-label={text.inspector.panel} data-panel="side" tabIndex={-1}>
              <SidePanel />
            </aside>
          </>
        )}
      </main>
      {!embedded && <StatusBar />}
    </div>
  );
}
