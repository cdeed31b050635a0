// The presenter's second window: notes, what stands now, what comes next, the time; its keys play the stage.
import { useEffect, useRef, useState } from 'react';
import controls from '../controls/controls.module.css';
import { useLearnText } from '../i18n/learn-text.ts';
import { Markdown } from '../lesson/markdown.tsx';
import { openChannel, type StageKey, type StageState } from './notes-channel.ts';
import styles from './notes-window.module.css';
import { minutesText, ReportTable } from './report-table.tsx';

const keys: Readonly<Record<string, StageKey>> = { PageDown: 'next', ArrowRight: 'next', ' ': 'next', PageUp: 'back', ArrowLeft: 'back', b: 'blank', '.': 'blank' };

export function NotesWindow() {
  const text = useLearnText().present;
  const [stage, setStage] = useState<StageState>();
  const channel = useRef<ReturnType<typeof openChannel>>(undefined);
  useEffect(() => {
    document.title = `${text.windowTitle} · Kubarium`;
    const opened = openChannel((message) => {
      if (message.type === 'stage') setStage(message);
      else if (message.type === 'over') setStage(undefined);
    });
    opened.post({ type: 'hello' });
    channel.current = opened;
    const press = (event: KeyboardEvent): void => {
      const key = keys[event.key];
      if (!key) return;
      event.preventDefault();
      opened.post({ type: 'key', key });
    };
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('keydown', press);
      opened.close();
    };
  }, [text]);
  if (!stage) return <p className={styles.waiting}>{text.waiting}</p>;
  return (
    <main className={styles.window} data-testid="notes-window" data-blank={stage.blank}>
      <header className={styles.head}>
        <div>
          <p>{stage.lesson}</p>
          <h1>{`${stage.stepNumber}/${stage.steps} ${stage.step}`}</h1>
        </div>
        <Timer startedMs={stage.startedMs} plannedMs={stage.plannedMs} />
      </header>
      <div className={styles.scenes}>
        <Cue label={text.now} value={stage.now} place={text.scene(stage.at, stage.scenes)} />
        <Cue label={text.nextUp} value={stage.next} />
      </div>
      <div className={styles.notes}>{stage.report ? <ReportTable paces={stage.report} /> : <Markdown text={stage.notes} />}</div>
      <div className={styles.keys}>
        <button type="button" className={controls.button} onClick={() => channel.current?.post({ type: 'key', key: 'back' })}>
          {text.back}
        </button>
        <button type="button" className={controls.button} aria-pressed={stage.blank} onClick={() => channel.current?.post({ type: 'key', key: 'blank' })}>
          {text.blank}
        </button>
        <button type="button" className={controls.primary} onClick={() => channel.current?.post({ type: 'key', key: 'next' })}>
          {text.next}
        </button>
      </div>
    </main>
  );
}

function Cue({ label, value, place }: { readonly label: string; readonly value: string; readonly place?: string }) {
  return (
    <div className={styles.cue}>
      <span>{place ? `${label} · ${place}` : label}</span>
      <code>{value}</code>
    </div>
  );
}

function Timer({ startedMs, plannedMs }: { readonly startedMs: number; readonly plannedMs: number }) {
  const text = useLearnText().present;
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const leftMs = plannedMs - (nowMs - startedMs);
  return (
    <dl className={styles.timer} data-late={leftMs < 0}>
      <div>
        <dt>{text.elapsed}</dt>
        <dd>{minutesText(nowMs - startedMs)}</dd>
      </div>
      <div>
        <dt>{leftMs < 0 ? text.overtime : text.left}</dt>
        <dd>{minutesText(Math.abs(leftMs))}</dd>
      </div>
    </dl>
  );
}
