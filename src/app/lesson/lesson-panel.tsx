// The left panel: the lesson that is open, or the list of lessons and a first few things to try.
import { BookA, BookOpen, ChevronLeft, Eye, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { CommandText } from '../controls/command-text.tsx';
import controls from '../controls/controls.module.css';
import { IconButton } from '../controls/icon-button.tsx';
import { useLearnText } from '../i18n/learn-text.ts';
import { useText } from '../i18n/text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { engine } from '../state/engine.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSession } from '../state/session.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import styles from './lesson-panel.module.css';
import { LessonMap } from './lesson-map.tsx';
import { LessonMenu } from './lesson-menu.tsx';
import { LessonPlayer } from './lesson-player.tsx';
import { noteProgress } from './progress.ts';

export function LessonPanel() {
  const text = useText();
  const learn = useLearnText();
  const lesson = useSession((session) => session.lesson);
  const [browsing, setBrowsing] = useState(false);
  useLessonLanguage(lesson?.slug);
  useEffect(() => {
    if (lesson) noteProgress(lesson);
  }, [lesson]);
  const playing = lesson !== undefined && !browsing;
  return (
    <>
      <div className={styles.bar}>
        {playing ? (
          <button type="button" className={controls.button} onClick={() => setBrowsing(true)}>
            <ChevronLeft size={15} /> {text.lesson.lessons}
          </button>
        ) : (
          <h2 className={styles.barTitle}>
            <BookOpen size={16} aria-hidden="true" /> {text.lesson.panel}
          </h2>
        )}
        <span className={styles.barTools}>
          <IconButton label={learn.glossary.open} onClick={() => useDialogs.getState().show('glossary')} data-testid="open-glossary">
            <BookA size={16} />
          </IconButton>
          {playing && <LessonMenu lesson={lesson} />}
        </span>
        {lesson && browsing && (
          <button type="button" className={controls.button} onClick={() => setBrowsing(false)}>
            {lesson.title}
          </button>
        )}
      </div>
      <div className={styles.body}>{playing ? <LessonPlayer key={lesson.slug} lesson={lesson} /> : <Start onOpen={() => setBrowsing(false)} />}</div>
    </>
  );
}

/** The open lesson follows the page's language. */
function useLessonLanguage(slug: string | undefined): void {
  const language = usePreferences((preferences) => preferences.language);
  const before = useRef(language);
  useEffect(() => {
    if (before.current === language) return;
    before.current = language;
    if (slug !== undefined) void engine.call('open-lesson', { slug, language });
  }, [slug, language]);
}

function Start({ onOpen }: { readonly onOpen: () => void }) {
  // The map stands above the rest: nothing is drawn before it, so that nothing is pushed down by it.
  const known = useSession((session) => session.lessons.length > 0);
  if (!known) return null;
  return (
    <>
      <LessonMap onOpen={onOpen} />
      <Free />
    </>
  );
}

function Free() {
  const text = useText();
  const { tries } = text.lesson;
  const lines: readonly (readonly [string, string])[] = [
    [tries.create, 'kubectl create deployment web --image=nginx:1.25 --replicas=3'],
    [tries.look, 'kubectl get pods -o wide'],
    [tries.expose, 'kubectl expose deployment web --port=80 --type=LoadBalancer'],
    [tries.scale, 'kubectl scale deployment web --replicas=5'],
    [tries.rollout, 'kubectl set image deployment/web nginx=nginx:1.27'],
    [tries.clean, 'kubectl delete deployment,service web'],
  ];
  const running = useSession((session) => session.phase === 'running');
  return (
    <>
      <section className={styles.section}>
        <h3>{text.lesson.free}</h3>
        <p className={styles.lead}>{text.lesson.freeText}</p>
      </section>
      <section className={styles.section}>
        <h3>{text.lesson.tryThis}</h3>
        <ol className={styles.tries}>
          {lines.map(([label, line], i) => (
            <li key={line}>
              <button type="button" disabled={!running} onClick={() => runInTerminal(line)}>
                <span className={styles.number}>{i + 1}</span>
                <span className={styles.tryWords}>
                  <strong>{label}</strong>
                  <CommandText line={line} />
                </span>
                <Play size={13} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ol>
      </section>
      <section className={styles.section}>
        <h3>
          <Eye size={14} aria-hidden="true" /> {text.lesson.watch}
        </h3>
        <ul className={styles.watch}>
          {text.lesson.watchItems.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </section>
    </>
  );
}
