// One step of a lesson: its text, its goals with their live state, hints that get more explicit, and the solution.
import { BookOpenCheck, Check, ChevronLeft, ChevronRight, Circle, Lightbulb, PartyPopper, RotateCcw, ShieldAlert, ShieldCheck } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { LessonGoal, LessonRule, LessonStep, LessonView } from '../../bridge/lesson-view.ts';
import controls from '../controls/controls.module.css';
import { useLearnText } from '../i18n/learn-text.ts';
import { useText } from '../i18n/text.ts';
import { engine } from '../state/engine.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSession } from '../state/session.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { CommandLines } from './command-lines.tsx';
import styles from './lesson-panel.module.css';
import { IncidentTimer } from './incident-timer.tsx';
import { nextOf } from './parts.ts';
import { Prediction } from './prediction.tsx';

const Markdown = lazy(() => import('./markdown.tsx').then((module) => ({ default: module.Markdown })));

export function LessonPlayer({ lesson }: { readonly lesson: LessonView }) {
  const text = useText();
  const last = lesson.steps.length - 1;
  const [shown, setShown] = useState(Math.min(lesson.current, last));
  // When the last goal is reached the next step is offered, not forced: the learner may still be reading.
  const step = lesson.steps[shown];
  useStepView(lesson);
  const top = useRef<HTMLElement>(null);
  // Another step is read from its beginning, wherever the one before was left.
  useEffect(() => {
    // Only the panel: the page itself must not move under its header.
    top.current?.parentElement?.scrollTo({ top: 0 });
  }, [lesson.slug, shown]);
  const done = lesson.current > shown;
  const finished = lesson.current > last;
  if (!step) return null;
  return (
    <article ref={top} className={styles.lesson} data-testid="lesson" data-current={lesson.current}>
      <p className={styles.stepOf} data-testid="lesson-step" data-step={Math.min(lesson.current, last) + 1}>{text.lesson.step(shown + 1, lesson.steps.length)}</p>
      <Progress lesson={lesson} shown={shown} onPick={setShown} />
      {lesson.timer && <IncidentTimer timer={lesson.timer} />}
      <h2 className={styles.lessonTitle}>{shown === 0 ? lesson.title : step.title}</h2>
      <Suspense fallback={null}>
        {shown === 0 && lesson.intro !== '' && <Markdown text={lesson.intro} />}
        {shown === 0 && step.title !== lesson.title && <h3 className={styles.stepTitle}>{step.title}</h3>}
        <Markdown text={step.text} />
      </Suspense>
      {step.predict && <Prediction key={`predict-${shown}`} prediction={step.predict} />}
      {shown > lesson.current && <Ahead lesson={lesson} shown={shown} />}
      <Goals goals={step.goals} />
      <Rules rules={step.always} onAgain={() => void engine.call('lesson-step', { step: shown })} />
      {done ? step.why !== undefined && <Why text={step.why} /> : <Help key={shown} step={step} />}
      {finished && shown === last && (
        <>
          <p className={styles.finished} role="status" data-testid="lesson-done">
            <PartyPopper size={18} aria-hidden="true" /> {text.lesson.finished}
          </p>
          <Suspense fallback={null}>
            <Markdown text={lesson.debrief} />
          </Suspense>
        </>
      )}
      <div className={styles.nav}>
        <button type="button" className={controls.button} disabled={shown === 0} onClick={() => setShown(shown - 1)}>
          <ChevronLeft size={15} /> {text.lesson.previous}
        </button>
        {finished && shown === last ? (
          <NextLesson after={lesson.slug} />
        ) : (
          <button type="button" className={done ? controls.primary : controls.button} disabled={shown === last} onClick={() => setShown(shown + 1)}>
            {text.lesson.next} <ChevronRight size={15} />
          </button>
        )}
      </div>
    </article>
  );
}

/** The diagram shows what the step speaks of; what the learner picks afterwards stays. */
function useStepView({ slug, steps, current }: LessonView): void {
  const view = steps[current]?.view?.name;
  useEffect(() => {
    if (view) usePreferences.getState().set({ view });
  }, [slug, current, view]);
}

/** Where a lesson ends, the next one begins; after an incident, the next incident. */
function NextLesson({ after }: { readonly after: string }) {
  const text = useLearnText().player;
  const language = usePreferences((preferences) => preferences.language);
  const next = useSession(({ lessons }) => nextOf(lessons, after));
  if (!next) return null;
  const title = next.title[language];
  return (
    <button type="button" className={controls.primary} title={title} aria-label={`${text.nextLesson}: ${title}`} onClick={() => void engine.call('open-lesson', { slug: next.slug, language })}>
      {text.nextLesson} <ChevronRight size={15} />
    </button>
  );
}

/** A step that is read before its turn: it can be begun at once, or the steps before it are typed. */
function Ahead({ lesson, shown }: { readonly lesson: LessonView; readonly shown: number }) {
  const text = useLearnText().player;
  const before = lesson.steps.slice(lesson.current, shown).flatMap((step) => step.solution);
  return (
    <section className={styles.ahead}>
      <p>{text.ahead}</p>
      <div>
        <button type="button" className={controls.button} onClick={() => void engine.call('lesson-step', { step: shown })}>
          {text.startHere}
        </button>
        <button type="button" className={controls.button} onClick={() => runInTerminal(before.join('\r'))}>
          {text.doForMe}
        </button>
      </div>
    </section>
  );
}

/** What the step was about, once it was seen. */
function Why({ text }: { readonly text: string }) {
  const words = useLearnText().player;
  return (
    <section className={styles.why} data-testid="why">
      <h3>
        <BookOpenCheck size={15} aria-hidden="true" /> {words.why}
      </h3>
      <Suspense fallback={null}>
        <Markdown text={text} />
      </Suspense>
    </section>
  );
}

/** What must not happen while the step is done. */
function Rules({ rules, onAgain }: { readonly rules: readonly LessonRule[]; readonly onAgain: () => void }) {
  const text = useLearnText().player;
  if (rules.length === 0) return null;
  return (
    <section className={styles.goals} data-broken={rules.some((rule) => rule.broken !== undefined)}>
      <h3>{text.rules}</h3>
      <ul role="status">
        {rules.map((rule, i) => (
          <li key={i} data-broken={rule.broken !== undefined} data-testid={`rule-${i}`}>
            {rule.broken === undefined ? <ShieldCheck size={16} aria-hidden="true" /> : <ShieldAlert size={16} aria-hidden="true" />}
            <span>
              <Suspense fallback={rule.text}>
                <Markdown text={rule.text} inline />
              </Suspense>
              <span className="visually-hidden">{rule.broken === undefined ? text.kept : text.broken}</span>
              {rule.broken !== undefined && (
                <span className={styles.missing}>
                  <Markdown text={rule.broken} inline />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {rules.some((rule) => rule.broken !== undefined) && (
        <button type="button" className={controls.primary} onClick={onAgain}>
          <RotateCcw size={14} aria-hidden="true" /> {text.again}
        </button>
      )}
    </section>
  );
}

function Progress({ lesson, shown, onPick }: { readonly lesson: LessonView; readonly shown: number; readonly onPick: (step: number) => void }) {
  return (
    <ol className={styles.progress}>
      {lesson.steps.map((step, i) => (
        <li key={i}>
          <button type="button" aria-label={`${i + 1}. ${step.title}`} aria-current={i === shown ? 'step' : undefined} data-done={i < lesson.current} onClick={() => onPick(i)} />
        </li>
      ))}
    </ol>
  );
}

function Goals({ goals }: { readonly goals: readonly LessonGoal[] }) {
  const text = useText();
  if (goals.length === 0) return null;
  return (
    <section className={styles.goals} aria-live="polite">
      <h3>{text.lesson.goals}</h3>
      <ul>
        {goals.map((goal, i) => (
          <li key={i} data-done={goal.done} data-testid={`goal-${i}`}>
            {goal.done ? <Check size={16} aria-hidden="true" /> : <Circle size={16} aria-hidden="true" />}
            <span>
              <Suspense fallback={goal.text}>
                <Markdown text={goal.text} inline />
              </Suspense>
              <span className="visually-hidden">{goal.done ? text.lesson.done : text.lesson.todo}</span>
              {!goal.done && goal.missing && (
                <span className={styles.missing}>
                  <Suspense fallback={goal.missing}>
                    <Markdown text={goal.missing} inline />
                  </Suspense>
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Help({ step }: { readonly step: LessonStep }) {
  const text = useText();
  const [hints, setHints] = useState(0);
  const [solved, setSolved] = useState(false);
  if (step.hints.length === 0 && step.solution.length === 0) return null;
  return (
    <section className={styles.help}>
      {step.hints.slice(0, hints).map((hint, i) => (
        <div key={i} className={styles.hint}>
          <Lightbulb size={15} aria-hidden="true" />
          <Suspense fallback={null}>
            <Markdown text={hint} />
          </Suspense>
        </div>
      ))}
      {hints < step.hints.length ? (
        <button type="button" className={controls.button} onClick={() => setHints(hints + 1)}>
          <Lightbulb size={15} /> {text.lesson.hint(hints + 1, step.hints.length)}
        </button>
      ) : (
        step.solution.length > 0 &&
        !solved && (
          <button type="button" className={controls.button} onClick={() => setSolved(true)}>
            {text.lesson.solution}
          </button>
        )
      )}
      {solved && <CommandLines lines={step.solution} />}
    </section>
  );
}
