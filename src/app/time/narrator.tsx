// Says in a line what important thing just happened; a live region, so that screen readers say it too.
import { useEffect, useState } from 'react';
import { textNow, useText } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { usePast } from '../state/past.ts';
import { usePreferences } from '../state/preferences.ts';
import { type Known, seenOf, type Word, wordsFor } from './narration.ts';
import styles from './status-bar.module.css';

export function Narrator() {
  const text = useText();
  const language = usePreferences((preferences) => preferences.language);
  const [said, setSaid] = useState<Word & { readonly in: string }>();
  // What was said in another language is not said again.
  const word = said?.in === language ? said : undefined;
  useEffect(() => {
    const look = (): Known => seenOf(useCluster.getState().objects.values(), usePreferences.getState().systemShown);
    let known = look();
    let quiet = useCluster.getState().version === 0;
    const timer = setInterval(() => {
      const next = look();
      const news = quiet || usePast.getState().atMs !== undefined ? undefined : wordsFor(usePreferences.getState().narration, known, next, textNow());
      quiet = known.size === 0;
      known = next;
      if (news) setSaid({ ...news, in: usePreferences.getState().language });
    }, 700);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className={styles.narrator} role="status" aria-live="polite" aria-label={text.narrator.label} data-testid="narrator">
      <span className={styles.dot} data-tone={word?.tone ?? 'quiet'} aria-hidden="true" />
      <span className={styles.words}>{word?.text ?? text.narrator.quiet}</span>
    </div>
  );
}
