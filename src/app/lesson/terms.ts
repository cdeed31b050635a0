// Finds the glossary's words in a lesson's text: each word once, the longest that fits, never inside code.
import type { Token } from 'marked';
import type { Language } from '../state/preferences.ts';

export interface Term {
  readonly id: string;
  readonly word: Readonly<Record<Language, string>>;
  readonly also?: { readonly ko?: readonly string[]; readonly en?: readonly string[] };
  readonly meaning: Readonly<Record<Language, string>>;
  readonly see?: readonly string[];
  readonly lesson?: string;
  /** Those of its words that are everyday words, too, and are not linked. */
  readonly everyday?: readonly string[];
}

export type Piece = string | { readonly term: Term; readonly text: string };

export interface TermFinder {
  /** Cuts a text at the terms that are not in `seen` yet, and notes them there. */
  cut(text: string, seen: Set<string>): readonly Piece[];
}

/** What a Korean particle, ending or suffix begins with. After anything else the word is a longer one: 리스 is no part of 리스트. */
const PARTICLES = '가이를을의는은에로으와과만도마입까라뿐일인면여였들부됩되된될돼씩든하한할해함했처나보끼란째용다며고랑야쯤째별형측용님';

const isCapital = (word: string | undefined): boolean => /^\p{Lu}/u.test(word ?? '');

export function termFinder(terms: readonly Term[], language: Language): TermFinder {
  const byWord = new Map<string, { readonly term: Term; readonly word: string }>();
  for (const term of terms) for (const word of [term.word[language], ...(term.also?.[language] ?? [])]) if (!term.everyday?.includes(word)) byWord.set(word.toLowerCase(), { term, word });
  const words = [...byWord.keys()].filter((word) => word.length > 1).sort((a, b) => b.length - a.length).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // Korean words carry particles at their end; English ones a plural.
  const pattern = words.length === 0 ? undefined : new RegExp(language === 'ko' ? `(?<![\\p{L}\\p{N}-])(?:${words.join('|')})(?![^\\P{Script=Hangul}${PARTICLES}])` : `(?<![\\p{L}\\p{N}-])(?:${words.join('|')})(?=e?s?(?![\\p{L}\\p{N}-]))`, 'giu');
  return {
    cut: (text, seen) => {
      if (!pattern) return [text];
      const pieces: Piece[] = [];
      let at = 0;
      for (const match of text.matchAll(pattern)) {
        const { term, word } = byWord.get(match[0].toLowerCase()) ?? {};
        // A Secret is a kind, a secret key is none.
        if (!term || seen.has(term.id) || (isCapital(word) && !isCapital(match[0]))) continue;
        seen.add(term.id);
        if (match.index > at) pieces.push(text.slice(at, match.index));
        pieces.push({ term, text: match[0] });
        at = match.index + match[0].length;
      }
      if (at < text.length) pieces.push(text.slice(at));
      return pieces;
    },
  };
}

/** The plain words among a text's tokens, in order, cut at terms; links and code are left alone. */
export function termsIn(tokens: readonly Token[], finder: TermFinder): ReadonlyMap<Token, readonly Piece[]> {
  const found = new Map<Token, readonly Piece[]>();
  const seen = new Set<string>();
  const walk = (list: readonly Token[]): void => {
    for (const token of list) {
      if (token.type === 'link' || token.type === 'heading' || token.type === 'code' || token.type === 'codespan') continue;
      const inner = (token as { readonly tokens?: readonly Token[]; readonly items?: readonly Token[] }).tokens ?? (token as { readonly items?: readonly Token[] }).items;
      if (inner) walk(inner);
      else if (token.type === 'text') {
        const pieces = finder.cut((token as { readonly text: string }).text, seen);
        if (pieces.some((piece) => typeof piece !== 'string')) found.set(token, pieces);
      }
    }
  };
  walk(tokens);
  return found;
}
