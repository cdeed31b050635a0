// Completion of a command line: commands, files, variables, and what a command knows of its own words.
import type { Fiber } from '../../sim/fiber.ts';
import { FileError, resolvePath } from '../files.ts';
import type { Process } from '../process.ts';
import { builtins } from './builtins/table.ts';
import type { Completion } from './line-editor.ts';
import type { CompletionRule, ShellState } from './shell-state.ts';

/** What can stand for a word. */
export interface Offered {
  readonly text: string;
  /** How it is listed, where that is not the whole word. */
  readonly shown?: string;
  /** A few words about it, for the list of candidates. */
  readonly description?: string;
  /** More of the same word follows: no space after it. */
  readonly goesOn?: boolean;
}

/** What a command offers for its last word; `words` are the whole command line, the command's name first. */
export type Completers = Readonly<Record<string, (process: Process, words: readonly string[]) => Fiber<readonly Offered[]>>>;

interface Cut {
  /** The words of the command that is being typed, without quotes; the last is the one at the cursor. */
  readonly words: readonly string[];
  /** Where the last word begins, in code units. */
  readonly start: number;
  readonly raw: string;
  /** The quote that the last word has opened and not closed, or ''. */
  readonly quote: string;
  readonly afterRedirect: boolean;
}

/** Cuts the line at the cursor into the words of the last command. */
export function cutLine(line: string): Cut {
  let words: string[] = [];
  let word = '';
  let inWord = false;
  let start = line.length;
  let quote = '';
  let afterRedirect = false;
  const begin = (at: number): void => {
    if (!inWord) start = at;
    inWord = true;
  };
  const end = (): void => {
    if (!inWord) return;
    words.push(word);
    word = '';
    inWord = false;
  };
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string;
    if (quote) {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"') word += line[++i] ?? '';
      else word += char;
    } else if (char === '"' || char === "'") {
      begin(i);
      quote = char;
    } else if (char === '\\') {
      begin(i);
      word += line[++i] ?? '';
    } else if (/\s/.test(char)) {
      if (inWord) afterRedirect = false;
      end();
    } else if (/[|;&(){}]/.test(char) && !(char === '{' || char === '}') || char === '`') {
      end();
      words = [];
      afterRedirect = false;
    } else if (char === '<' || char === '>') {
      if (/^\d+$/.test(word)) {
        word = '';
        inWord = false;
      }
      end();
      afterRedirect = true;
    } else {
      begin(i);
      word += char;
    }
  }
  if (!inWord) start = line.length;
  while (words.length && /^[A-Za-z_]\w*=/.test(words[0] as string)) words = words.slice(1);
  return { words: [...words, word], start, raw: line.slice(start), quote, afterRedirect };
}

/** Offers what the function of a `complete -F` puts into COMPREPLY. */
export type RunRule = (rule: CompletionRule, words: readonly string[], line: string) => Fiber<readonly string[]>;

export function* completeLine(state: ShellState, completers: Completers, line: string, runRule?: RunRule): Fiber<Completion> {
  const cut = cutLine(line);
  const word = cut.words.at(-1) as string;
  const variable = /\$(\{?)(\w*)$/.exec(cut.raw);
  const start = [...line.slice(0, cut.start)].length;
  if (variable) {
    const names = state.variables.names().filter((name) => name.startsWith(variable[2] as string));
    const before = cut.raw.slice(0, variable.index + 1 + (variable[1] as string).length);
    return { start, candidates: names.map((name) => ({ text: `${before}${name}${variable[1] ? '}' : ''}`, shown: name, final: true })) };
  }
  if (cut.words.length === 1 && !cut.afterRedirect && !word.includes('/')) {
    return { start, candidates: commandNames(state, word).map((name) => ({ text: name, shown: name, final: true })) };
  }
  const words = cut.words.length > 1 ? withAlias(state, cut.words) : cut.words;
  const completer = cut.afterRedirect ? undefined : completers[words[0] ?? ''];
  if (completer && words.length > 1) {
    const found = yield* completer(state.process, words);
    const byText = new Map(found.map((offered) => [offered.text, offered]));
    return { start, candidates: [...byText.keys()].sort().map((text) => candidateFor(cut, byText.get(text) as Offered)) };
  }
  const rule = cut.afterRedirect || cut.words.length < 2 ? undefined : (state.completions.get(cut.words[0] as string) ?? state.completions.get(words[0] as string));
  if (rule) {
    const offered = (rule.words?.split(/\s+/) ?? (runRule ? yield* runRule(rule, cut.words, line) : [])).filter((text) => text.startsWith(word));
    if (offered.length || !rule.options.includes('default')) return { start, candidates: [...new Set(offered)].sort().map((text) => ({ text, shown: text, final: !/[=/:,]$/.test(text) && !rule.options.includes('nospace') })) };
  }
  return { start, candidates: fileNames(state, word, words[0] === 'cd' || words[0] === 'rmdir') };
}

/** What was typed of the word stays as it was typed, with its quotes. */
function candidateFor({ words, raw, quote }: Cut, { text, shown = text, description, goesOn }: Offered): Completion['candidates'][number] {
  const word = words.at(-1) as string;
  const final = goesOn !== true && !/[=/:,]$/.test(text);
  const typed = text.startsWith(word) ? `${raw}${text.slice(word.length)}` : text;
  return { text: final && quote !== '' && typed !== text ? `${typed}${quote}` : typed, shown, final, ...(description === undefined ? {} : { about: description }) };
}

/** `k get` completes as what the alias stands for. */
function withAlias(state: ShellState, words: readonly string[]): readonly string[] {
  const value = state.aliases.get(words[0] as string);
  return value === undefined ? words : [...value.trim().split(/\s+/), ...words.slice(1)];
}

function commandNames(state: ShellState, prefix: string): string[] {
  const names = new Set<string>([...builtins.keys(), ...state.functions.keys(), ...state.aliases.keys(), 'if', 'for', 'while', 'case', 'until', 'function']);
  const { files, cwd } = state.process;
  for (const directory of (state.variables.get('PATH') ?? '').split(':')) {
    const path = resolvePath(cwd, directory);
    for (const name of safely(() => files.list(path)) ?? []) {
      if (!name.startsWith(prefix) || names.has(name)) continue;
      const stat = safely(() => files.stat(`${path}/${name}`));
      if (stat && stat.type !== 'directory' && (stat.mode & 0o111) !== 0) names.add(name);
    }
  }
  return [...names].filter((name) => name.startsWith(prefix) && /^[\w.-]/.test(name)).sort();
}

function fileNames(state: ShellState, word: string, directoriesOnly: boolean): Completion['candidates'] {
  const { files, cwd } = state.process;
  const cut = word.lastIndexOf('/') + 1;
  const before = word.slice(0, cut);
  const prefix = word.slice(cut);
  const home = state.variables.get('HOME') ?? '/';
  const at = resolvePath(cwd, before.startsWith('~/') ? home + before.slice(1) : before || '.');
  const names = (safely(() => files.list(at)) ?? []).filter((name) => name.startsWith(prefix) && (prefix.startsWith('.') || !name.startsWith('.')));
  return names.flatMap((name) => {
    const isDirectory = safely(() => files.stat(`${at}/${name}`))?.type === 'directory';
    if (directoriesOnly && !isDirectory) return [];
    const quoted = (before + name).replace(/[\s"'\\$&;|()<>*?[\]`!#]/g, '\\$&');
    return [{ text: isDirectory ? `${quoted}/` : quoted, shown: isDirectory ? `${name}/` : name, final: !isDirectory }];
  });
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
