// The glossary as data: words of the Kubernetes documentation in both languages, what they mean, and which lesson explains them (lessons/glossary.yaml).
import { isObject, type Json } from '../base/json.ts';
import { type Language, languages, type Text } from './lesson.ts';

export interface Term {
  readonly id: string;
  readonly word: Text;
  /** Other spellings that mean the same. */
  readonly also: Readonly<Record<Language, readonly string[]>>;
  /** A sentence or two, with `code` in backticks. */
  readonly meaning: Text;
  /** Ids of related terms. */
  readonly see: readonly string[];
  /** A lesson's slug without its number. */
  readonly lesson?: string;
  /** Those of its words that are everyday words, too (or mean something else as well): they are not linked in texts. */
  readonly everyday?: readonly string[];
}

export interface ReadGlossary {
  readonly terms: readonly Term[];
  /** Empty when all is well. */
  readonly errors: readonly string[];
}

const keys = new Set(['id', 'word', 'also', 'meaning', 'see', 'lesson', 'everyday']);

/** @param value glossary.yaml, parsed */
export function readGlossary(value: Json): ReadGlossary {
  const errors: string[] = [];
  if (!Array.isArray(value)) return { terms: [], errors: ['glossary.yaml: expected a list'] };
  const terms = (value as readonly Json[]).map((entry, index) => readTerm(entry, index, errors));
  const ids = new Set(terms.map(({ id }) => id));
  if (ids.size < terms.length) errors.push('glossary.yaml: two terms have the same id');
  for (const { id, see } of terms) for (const other of see) if (!ids.has(other) || other === id) errors.push(`${id}: see: there is no other term ${other}`);
  for (const language of languages) errors.push(...ambiguous(terms, language));
  return { terms, errors };
}

function readTerm(value: Json, index: number, errors: string[]): Term {
  const entry = isObject(value) ? value : {};
  const id = String(entry['id'] ?? `term ${index + 1}`);
  if (!/^[a-z][a-z0-9-]*$/.test(id)) errors.push(`${id}: an id is made of small letters, digits and hyphens`);
  for (const key of Object.keys(entry)) if (!keys.has(key)) errors.push(`${id}: unknown key ${key}`);
  const text = (key: string): Text => {
    const both = entry[key];
    const of = (language: Language): string => (isObject(both) && typeof both[language] === 'string' ? both[language].trim() : '');
    for (const language of languages) if (of(language) === '') errors.push(`${id}: no ${key} in ${language}`);
    return { ko: of('ko'), en: of('en') };
  };
  const list = (from: Json | undefined): readonly string[] => (Array.isArray(from) ? (from as readonly Json[]).map(String) : []);
  const also = isObject(entry['also']) ? entry['also'] : {};
  const lesson = entry['lesson'];
  const everyday = list(entry['everyday']);
  const word = text('word');
  const others = { ko: list(also['ko']), en: list(also['en']) };
  for (const plain of everyday) if (![word.ko, word.en, ...others.ko, ...others.en].includes(plain)) errors.push(`${id}: everyday: ${plain} is not among its words`);
  return { id, word, also: others, meaning: text('meaning'), see: list(entry['see']), ...(typeof lesson === 'string' ? { lesson } : {}), ...(everyday.length > 0 ? { everyday } : {}) };
}

/** A spelling leads to one term only, so that a word in a text can be linked. */
function ambiguous(terms: readonly Term[], language: Language): string[] {
  const owners = new Map<string, string>();
  return terms.flatMap(({ id, word, also }) =>
    [word[language], ...also[language]].flatMap((spelling) => {
      const owner = owners.get(spelling);
      owners.set(spelling, id);
      return owner === undefined ? [] : [`${spelling} (${language}): means both ${owner} and ${id}`];
    }),
  );
}
