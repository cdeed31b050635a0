// The map of the curriculum: parts, lessons, what each builds on, and how far the learner came.
import { Check, Download, Flame, Play, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import type { LessonEntry } from '../../bridge/lesson-view.ts';
import controls from '../controls/controls.module.css';
import { useLearnText } from '../i18n/learn-text.ts';
import { engine } from '../state/engine.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSession } from '../state/session.ts';
import styles from './lesson-map.module.css';
import { incidentsOf, isIncident, nameOf, numberOf, partsOf } from './parts.ts';
import { addProgress, type Progress, progressText, readProgress, useProgress } from './progress.ts';

export function LessonMap({ onOpen }: { readonly onOpen: () => void }) {
  const text = useLearnText().map;
  const lessons = useSession((session) => session.lessons);
  const progress = useProgress((state) => state.lessons);
  if (lessons.length === 0) return null;
  const numbered = lessons.filter((entry) => !isIncident(entry));
  const incidents = incidentsOf(lessons);
  const finished = numbered.filter(({ slug }) => progress[slug]?.finished).length;
  const next = numbered.find(({ slug }) => !progress[slug]?.finished);
  const card = (entry: LessonEntry) => <Card key={entry.slug} entry={entry} all={lessons} progress={progress[entry.slug]} next={entry === next} onOpen={onOpen} />;
  return (
    <section aria-label={text.label} className={styles.map}>
      <div className={styles.overall}>
        <meter className="visually-hidden" min={0} max={numbered.length} value={finished} aria-label={text.overall(finished, numbered.length)} />
        <div className={styles.bar} aria-hidden="true">
          <span style={{ width: `${(finished / numbered.length) * 100}%` }} />
        </div>
        <p>{text.overall(finished, numbered.length)}</p>
      </div>
      {partsOf(lessons).map((part) => (
        <div key={part.index} className={styles.part}>
          <h3>{text.part(part.index + 1, text.parts[part.index] ?? '')}</h3>
          <ol>{part.lessons.map(card)}</ol>
        </div>
      ))}
      {incidents.length > 0 && (
        <div className={styles.part}>
          <h3>{text.incidents}</h3>
          <p className={styles.lead}>{text.incidentsLead}</p>
          <ol>{incidents.map(card)}</ol>
        </div>
      )}
      <Files />
    </section>
  );
}

interface CardProps {
  readonly entry: LessonEntry;
  readonly all: readonly LessonEntry[];
  readonly progress: Progress | undefined;
  readonly next: boolean;
  readonly onOpen: () => void;
}

function Card({ entry, all, progress, next, onOpen }: CardProps) {
  const text = useLearnText().map;
  const language = usePreferences((preferences) => preferences.language);
  const finished = useProgress((state) => state.lessons);
  const open = (): void => void engine.call('open-lesson', { slug: entry.slug, language }).then(onOpen);
  const missing = entry.needs.flatMap((need) => all.filter(({ slug }) => nameOf(slug) === need && !finished[slug]?.finished)).map(({ slug }) => numberOf(slug));
  const state = progress?.finished ? 'done' : progress && progress.reached > 0 ? 'begun' : next ? 'next' : 'open';
  const facts = [entry.within === undefined ? text.minutes(entry.minutes) : text.within(entry.within), state === 'done' ? text.done : state === 'begun' ? text.under(progress?.reached ?? 0, entry.steps) : text.steps(entry.steps)];
  if (missing.length > 0 && state === 'open') facts.push(text.needs(missing));
  return (
    <li>
      <button type="button" className={styles.card} data-state={state} onClick={open} data-testid={`lesson-${entry.slug}`}>
        <Badge entry={entry} done={state === 'done'} />
        <span className={styles.words}>
          <strong>{entry.title[language]}</strong>
          <span className={styles.facts}>
            {facts.join(' · ')}
            {(state === 'next' || state === 'begun') && (
              <span className={styles.go}>
                <Play size={12} aria-hidden="true" /> {state === 'next' ? text.next : text.continue}
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

function Badge({ entry, done }: { readonly entry: LessonEntry; readonly done: boolean }) {
  return (
    <span className={styles.badge} aria-hidden="true">
      {done ? <Check size={15} strokeWidth={3} /> : isIncident(entry) ? <Flame size={15} /> : numberOf(entry.slug)}
    </span>
  );
}

/** The progress as a file: to another browser, or to whoever teaches. */
function Files() {
  const text = useLearnText().map;
  const [said, setSaid] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const save = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([progressText(useProgress.getState().lessons)], { type: 'application/json' }));
    link.download = 'kubarium-progress.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const progress = readProgress(await file.text());
    if (progress) addProgress(progress);
    setSaid(progress ? text.imported : text.notProgress);
  };
  return (
    <div className={styles.files}>
      <button type="button" className={controls.button} onClick={save}>
        <Download size={14} aria-hidden="true" /> {text.export}
      </button>
      <button type="button" className={controls.button} onClick={() => input.current?.click()}>
        <Upload size={14} aria-hidden="true" /> {text.import}
      </button>
      <input ref={input} type="file" accept="application/json" hidden onChange={(event) => void read(event.target.files?.[0])} />
      <p role="status">{said}</p>
    </div>
  );
}
