// A question that a learner answers before acting; the answer and its reason are shown once an option was picked.
import { Check, HelpCircle, X } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { LessonPrediction } from '../../bridge/lesson-view.ts';
import { useText } from '../i18n/text.ts';
import styles from './prediction.module.css';

const Markdown = lazy(() => import('./markdown.tsx').then((module) => ({ default: module.Markdown })));

export function Prediction({ prediction }: { readonly prediction: LessonPrediction }) {
  const text = useText();
  const [picked, setPicked] = useState<number>();
  return (
    <section className={styles.prediction} aria-label={text.lesson.predict} data-testid="prediction">
      <h3>
        <HelpCircle size={15} aria-hidden="true" /> {text.lesson.predict}
      </h3>
      <Suspense fallback={prediction.question}>
        <Markdown text={prediction.question} />
      </Suspense>
      <div className={styles.options}>
        {prediction.options.map((option, i) => (
          <button key={option} type="button" className={styles.option} aria-pressed={picked === i} data-result={resultOf(i, picked, prediction.answer)} onClick={() => setPicked(i)}>
            <Mark result={resultOf(i, picked, prediction.answer)} />
            <span>
              <Suspense fallback={option}>
                <Markdown text={option} inline />
              </Suspense>
            </span>
          </button>
        ))}
      </div>
      <div role="status">
        {picked !== undefined && (
          <div className={styles.why}>
            <strong>{picked === prediction.answer ? text.lesson.predictRight : text.lesson.predictWrong}</strong>
            <Suspense fallback={prediction.why}>
              <Markdown text={prediction.why} />
            </Suspense>
          </div>
        )}
      </div>
    </section>
  );
}

type Result = 'open' | 'right' | 'wrong';

function resultOf(option: number, picked: number | undefined, answer: number): Result {
  if (picked === undefined) return 'open';
  return option === answer ? 'right' : option === picked ? 'wrong' : 'open';
}

function Mark({ result }: { readonly result: Result }) {
  if (result === 'right') return <Check size={15} aria-hidden="true" />;
  if (result === 'wrong') return <X size={15} aria-hidden="true" />;
  return <span className={styles.dot} aria-hidden="true" />;
}
