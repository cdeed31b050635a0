// The whole glossary, to be searched in both languages.
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import controls from '../controls/controls.module.css';
import dialog from '../controls/dialog.module.css';
import { useLearnText } from '../i18n/learn-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { usePreferences } from '../state/preferences.ts';
import { useGlossary } from './glossary-data.ts';
import styles from './glossary.module.css';
import { Meaning } from './term-link.tsx';
import type { Term } from './terms.ts';

export function GlossaryDialog() {
  const text = useLearnText().glossary;
  const language = usePreferences((preferences) => preferences.language);
  const glossary = useGlossary();
  const [query, setQuery] = useState('');
  const found = (glossary?.terms ?? []).filter((term) => matches(term, query.trim().toLowerCase())).sort((a, b) => a.word[language].localeCompare(b.word[language], language));
  return (
    <Dialog.Root open onOpenChange={(wanted) => !wanted && useDialogs.getState().close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.overlay} />
        <Dialog.Content className={`${dialog.dialog} ${styles.dialog}`} aria-describedby={undefined} data-testid="glossary">
          <Dialog.Title className={dialog.title}>{text.label}</Dialog.Title>
          <input className={dialog.input} type="search" aria-label={text.search} placeholder={text.search} value={query} onChange={(event) => setQuery(event.target.value)} />
          <div className={styles.list}>
            {found.map((term) => (
              <article key={term.id}>
                <Meaning first={term} />
              </article>
            ))}
            {glossary && found.length === 0 && <p>{text.none}</p>}
          </div>
          <div className={dialog.buttons}>
            <Dialog.Close className={controls.button}>{text.close}</Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function matches(term: Term, query: string): boolean {
  return [term.id, term.word.ko, term.word.en, ...(term.also?.ko ?? []), ...(term.also?.en ?? [])].some((word) => word.toLowerCase().includes(query));
}
