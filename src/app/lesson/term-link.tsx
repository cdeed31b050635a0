// A word of the glossary in a text: a click tells what it means, what is near it, and which lesson teaches it.
import { BookOpen } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useLearnText } from '../i18n/learn-text.ts';
import { engine } from '../state/engine.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSession } from '../state/session.ts';
import { useGlossary } from './glossary-data.ts';
import styles from './glossary.module.css';
import { nameOf } from './parts.ts';
import type { Term } from './terms.ts';

export function TermLink({ term, text }: { readonly term: Term; readonly text: string }) {
  const words = useLearnText().glossary;
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.term} aria-label={words.define(text)}>
        {text}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.card} sideOffset={6} collisionPadding={12} aria-label={words.define(text)}>
          <Meaning first={term} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** One term; its neighbours take its place when they are picked. */
export function Meaning({ first }: { readonly first: Term }) {
  const language = usePreferences((preferences) => preferences.language);
  const other = language === 'ko' ? 'en' : 'ko';
  const terms = useGlossary()?.terms ?? [];
  const lessons = useSession((session) => session.lessons);
  const [term, setTerm] = useState(first);
  const near = (term.see ?? []).flatMap((id) => terms.filter((candidate) => candidate.id === id));
  const lesson = lessons.find(({ slug }) => nameOf(slug) === term.lesson);
  return (
    <>
      <p className={styles.word}>
        <strong>{term.word[language]}</strong> <span lang={other}>{term.word[other]}</span>
      </p>
      <p>{term.meaning[language]}</p>
      {near.length > 0 && (
        <ul className={styles.near}>
          {near.map((one) => (
            <li key={one.id}>
              <button type="button" onClick={() => setTerm(one)}>
                {one.word[language]}
              </button>
            </li>
          ))}
        </ul>
      )}
      {lesson && (
        <button type="button" className={styles.lesson} onClick={() => void engine.call('open-lesson', { slug: lesson.slug, language })}>
          <BookOpen size={13} aria-hidden="true" /> {lesson.title[language]}
        </button>
      )}
    </>
  );
}
