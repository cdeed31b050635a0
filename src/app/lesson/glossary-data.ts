// The glossary, fetched once, when the first lesson's text is drawn.
import { useEffect, useState } from 'react';
import { type Language, usePreferences } from '../state/preferences.ts';
import { type Term, type TermFinder, termFinder } from './terms.ts';

interface Glossary {
  readonly terms: readonly Term[];
  readonly finders: Readonly<Record<Language, TermFinder>>;
}

let fetched: Promise<Glossary> | undefined;

export function loadGlossary(): Promise<Glossary> {
  fetched ??= import('virtual:glossary').then(({ glossary }) => ({ terms: glossary, finders: { ko: termFinder(glossary, 'ko'), en: termFinder(glossary, 'en') } }));
  return fetched;
}

export function useGlossary(): Glossary | undefined {
  const [glossary, setGlossary] = useState<Glossary>();
  useEffect(() => {
    let wanted = true;
    void loadGlossary().then((loaded) => wanted && setGlossary(loaded));
    return () => {
      wanted = false;
    };
  }, []);
  return glossary;
}

export function useTermFinder(): TermFinder | undefined {
  const language = usePreferences((preferences) => preferences.language);
  return useGlossary()?.finders[language];
}
