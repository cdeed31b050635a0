// Word expansion: braces, tildes, parameters, commands, arithmetic, then field splitting and paths.
import { type Command, type DoubleQuotedChild, parse, type Redirection, type Word, type WordPart } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { ArithmeticError, evaluateText, type Integer } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { expandParameter, parameterValue, simpleParameter, unbound } from './parameters.ts';
import { escapePattern, glob, matches } from './pattern.ts';
import { type End, ExpansionError, type Io, type ShellState } from './shell-state.ts';

/**
 * A piece of an expanded word. `plain`: as written, neither split nor a pattern; `quoted`: the same, and makes a field even when empty;
 * `glob`: a pattern as written; `result`: of an expansion outside quotes, split and matched; `break`: ends a field ("$@").
 */
export interface Piece {
  readonly kind: 'plain' | 'quoted' | 'glob' | 'result' | 'break';
  readonly text: string;
}

/** The parts of expansion that parameter expansion uses in its turn. */
export interface WordOps {
  arithmetic(on: Expander, text: string): Fiber<Integer>;
  expandPattern(on: Expander, word: Word): Fiber<string>;
  expandText(on: Expander, word: Word): Fiber<string>;
  pieces(on: Expander, word: Word, assignment: boolean, operand: boolean): Fiber<Piece[]>;
}

/** What expansion needs of the evaluator. */
export interface Expander {
  readonly state: ShellState;
  readonly io: Io;
  readonly words: WordOps;
  /** The pipe that a redirection's process substitution means. */
  stream(redirect: Redirection): End | undefined;
  substitute(script: NonNullable<Extract<WordPart, { type: 'CommandExpansion' }>['script']>): Fiber<string>;
  processSubstitution(part: Extract<WordPart, { type: 'ProcessSubstitution' }>): Fiber<string>;
}

/** The fields of a word. */
export function* expandWord(on: Expander, word: Word): Fiber<string[]> {
  if (!word.parts && word.text === word.value && !word.text.includes('~')) return [word.value];
  if (word.parts?.some((part) => part.type === 'BraceExpansion')) {
    const fields: string[] = [];
    for (const one of bracedWords(word)) {
      if (!one.parts && one.text === one.value && !one.text.includes('~')) fields.push(one.value);
      else fields.push(...(yield* expandWord(on, one)));
    }
    return fields;
  }
  return fieldsOf(on.state, yield* pieces(on, word, /^[A-Za-z_]\w*\+?=/.test(word.text)));
}

/** Adds all; a call with so many arguments would be too much for the stack. */
export function pushAll<T>(to: T[], from: readonly T[]): void {
  for (const item of from) to.push(item);
}

export function* expandWords(on: Expander, words: readonly Word[]): Fiber<string[]> {
  const fields: string[] = [];
  for (const word of words) pushAll(fields, yield* expandWord(on, word));
  return fields;
}

/** One text: neither split nor matched (assignments, redirections' targets, the subject of case). */
export function* expandText(on: Expander, word: Word, assignment = false): Fiber<string> {
  if (!word.parts && word.text === word.value && !word.text.includes('~')) return word.value;
  const all = yield* pieces(on, word, assignment);
  return all.map((piece) => (piece.kind === 'break' ? ' ' : piece.text)).join('');
}

/** A pattern in which what was quoted is no pattern. */
export function* expandPattern(on: Expander, word: Word): Fiber<string> {
  const all = yield* pieces(on, word);
  return all.map((piece) => (piece.kind === 'quoted' || piece.kind === 'break' ? escapePattern(piece.text) : piece.text)).join('');
}

/** A regular expression of `[[ =~ ]]`: what was quoted stands for itself, backslashes stay. */
export function* expandRegExp(on: Expander, word: Word): Fiber<string> {
  if (!word.parts) return word.text;
  let source = '';
  for (const part of word.parts) {
    if (part.type === 'Literal' || part.type === 'Glob' || part.type === 'ExtendedGlob' || part.type === 'BraceExpansion') source += part.text;
    else for (const piece of yield* partPieces(on, part, false)) source += piece.kind === 'quoted' ? piece.text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : piece.text;
  }
  return source;
}

/** The text of a here-document's parts. */
export function* expandParts(on: Expander, parts: readonly WordPart[]): Fiber<string> {
  let text = '';
  for (const part of parts) for (const piece of yield* partPieces(on, part, true)) text += piece.kind === 'break' ? ' ' : piece.text;
  return text;
}

const braced = new WeakMap<Word, readonly Word[]>();

function bracedWords(word: Word): readonly Word[] {
  let words = braced.get(word);
  if (!words) {
    words = expandBraces(word.text).flatMap((text) => {
      // What has nothing special in it is a word as it stands.
      if (/^[\w./:,+@%-]+$/.test(text)) return [{ type: 'Word' as const, text, value: text, pos: word.pos, end: word.end }];
      const command = parse(`x ${text}`).commands[0]?.command as Command | undefined;
      return (command?.args ?? []).flatMap((arg) => (arg.type === 'Word' ? [stripBraces(arg)] : [{ type: 'Word' as const, text: arg.text, value: arg.text, pos: arg.pos, end: arg.end }]));
    });
    braced.set(word, words);
  }
  return words;
}

/** What still looks like a brace expansion after expanding is text. */
function stripBraces(word: Word): Word {
  if (!word.parts?.some((part) => part.type === 'BraceExpansion')) return word;
  const literal = (text: string, { pos, end }: { readonly pos: number; readonly end: number }): WordPart => ({ type: 'Literal', pos, end, text, value: text });
  const parts = word.parts.flatMap((part): readonly WordPart[] => {
    if (part.type !== 'BraceExpansion') return [part];
    return part.parts ? [literal('{', part), ...part.parts, literal('}', part)] : [literal(part.text, part)];
  });
  return { type: 'Word', text: word.text, value: word.value, pos: word.pos, end: word.end, parts };
}

export function* pieces(on: Expander, word: Word, assignment = false, operand = false): Fiber<Piece[]> {
  const kind = operand ? 'result' : 'plain';
  if (!word.parts) return literal(on, word.value, word.text, assignment, true, kind);
  const all: Piece[] = [];
  for (const [i, part] of word.parts.entries()) {
    if (part.type === 'BraceExpansion' && part.parts) {
      // Not expanded here (a here-string, an assignment): quotes and expansions inside still are.
      const open = part.text.startsWith('{');
      if (open) all.push({ kind: 'plain', text: '{' });
      for (const inner of part.parts) all.push(...(yield* partPieces(on, inner, false)));
      if (open) all.push({ kind: 'plain', text: '}' });
    } else if (part.type === 'Literal') all.push(...literal(on, part.value, part.text, assignment, i === 0, kind));
    else all.push(...(yield* partPieces(on, part, false)));
  }
  return all;
}

function literal(on: Expander, value: string, text: string, assignment: boolean, first: boolean, kind: 'plain' | 'result'): Piece[] {
  // What a backslash protects is never split.
  if (kind === 'result' && value !== text) return [{ kind: 'quoted', text: value }];
  let result = value;
  if (first && text.startsWith('~')) result = tilde(on.state, value, assignment);
  const name = assignment && first && value === text ? /^[A-Za-z_]\w*\+?=(?=~)/.exec(value)?.[0] : undefined;
  if (name) result = name + tilde(on.state, value.slice(name.length), true);
  if (assignment && value === text && result.includes(':~')) result = result.split(':').map((part, i) => (i > 0 && part.startsWith('~') ? tilde(on.state, part, true) : part)).join(':');
  return [{ kind: value === text ? kind : 'quoted', text: result }];
}

function tilde(state: ShellState, text: string, assignment: boolean): string {
  const at = text.search(assignment ? /[/:]/ : /\//);
  const end = at < 0 ? text.length : at;
  const name = text.slice(1, end);
  const rest = text.slice(end);
  if (name === '') return (state.variables.get('HOME') ?? '/') + rest;
  if (name === '+') return state.process.cwd + rest;
  if (name === '-') return (state.variables.get('OLDPWD') ?? '~-') + rest;
  const { files } = state.process;
  const line = files.exists('/etc/passwd') ? files.read('/etc/passwd').split('\n').find((entry) => entry.startsWith(`${name}:`)) : undefined;
  return line ? (line.split(':')[5] ?? '') + rest : text;
}

function* quotedPieces(on: Expander, parts: readonly DoubleQuotedChild[]): Fiber<Piece[]> {
  const all: Piece[] = [];
  for (const part of parts) all.push(...(yield* partPieces(on, part, true)));
  // "$@" without parameters is nothing at all, but "" and "$x" are a field.
  const nothing = parts.length > 0 && all.length === 0;
  return nothing ? [] : [{ kind: 'quoted', text: '' }, ...all];
}

function* partPieces(on: Expander, part: WordPart, quoted: boolean): Fiber<readonly Piece[]> {
  const kind = quoted ? 'quoted' : 'result';
  switch (part.type) {
    case 'Literal': return [{ kind: quoted ? 'quoted' : part.value === part.text ? 'plain' : 'quoted', text: part.value }];
    case 'Glob': return part.kind === 'bracket' ? [{ kind: 'glob', text: yield* bracket(on, part.text, part.parts) }] : [{ kind: 'glob', text: part.text }];
    case 'ExtendedGlob': return [{ kind: 'glob', text: part.text }];
    case 'SingleQuoted':
    case 'AnsiCQuoted': return [{ kind: 'quoted', text: part.value }];
    case 'DoubleQuoted':
    case 'LocaleString': return yield* quotedPieces(on, part.parts);
    case 'SimpleExpansion': return simpleParameter(on.state, part.text.slice(1), quoted);
    case 'ParameterExpansion': return yield* expandParameter(on, part, quoted);
    case 'CommandExpansion': return part.script ? [{ kind, text: yield* on.substitute(part.script) }] : [];
    case 'ArithmeticExpansion': return [{ kind, text: String(yield* arithmetic(on, part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2))) }];
    case 'ProcessSubstitution': return [{ kind: 'quoted', text: yield* on.processSubstitution(part) }];
    case 'BraceExpansion': return [{ kind: 'plain', text: part.text }];
  }
}

function* bracket(on: Expander, text: string, parts: readonly WordPart[]): Fiber<string> {
  if (!parts.some((part) => part.type !== 'Literal' && part.type !== 'Glob')) return text;
  let inner = '';
  for (const part of parts) for (const piece of yield* partPieces(on, part, true)) inner += piece.text;
  return inner.startsWith('[') ? inner : `[${inner}]`;
}

/** Expands the words in an expression and evaluates it. */
export function* arithmetic(on: Expander, text: string): Fiber<Integer> {
  const plain = /[$`"'\\]/.test(text) ? yield* expandArithmeticText(on, text) : text;
  const { variables, options } = on.state;
  try {
    return evaluateText(plain, {
      get: (name, index) => {
        const value = index === undefined ? parameterValue(on.state, name) : variables.elements(name).find(([key]) => key === index)?.[1];
        if (value === undefined && options.nounset) throw unbound(on.state, name);
        return value;
      },
      set: (name, index, value) => (index === undefined ? variables.set(name, value) : variables.setElement(name, index, value)),
      isMap: (name) => variables.find(name)?.value instanceof Map,
    });
  } catch (error) {
    if (error instanceof ArithmeticError) throw new ExpansionError(error.message);
    throw error;
  }
}

const arithmeticWords = new Map<string, readonly WordPart[]>();

function* expandArithmeticText(on: Expander, text: string): Fiber<string> {
  let parts = arithmeticWords.get(text);
  if (!parts) {
    const command = parse(`x "${text.replace(/"/g, '')}"`).commands[0]?.command as Command | undefined;
    const word = command?.args[0];
    parts = word?.type === 'Word' ? (word.parts ?? []) : [];
    if (arithmeticWords.size > 1000) arithmeticWords.clear();
    arithmeticWords.set(text, parts);
  }
  return yield* expandParts(on, parts);
}

/** The key that an array's index means. */
export function* elementIndex(on: Expander, name: string, index: Word): Fiber<string> {
  const { variables } = on.state;
  if (variables.find(name)?.value instanceof Map) return yield* expandText(on, index);
  const at = yield* arithmetic(on, index.text);
  const value = variables.find(name)?.value;
  return String(at < 0 && Array.isArray(value) ? value.length + Number(at) : at);
}

/** The same for an index that is a text at hand: `printf -v 'a[1]'`, `unset 'a[i]'`. */
export function* keyOf(on: Expander, name: string, index: string): Fiber<string> {
  const { variables } = on.state;
  if (variables.find(name)?.value instanceof Map) return index.replace(/^(["'])(.*)\1$/s, '$2');
  const at = yield* arithmetic(on, index);
  const value = variables.find(name)?.value;
  return String(at < 0 && Array.isArray(value) ? value.length + Number(at) : at);
}

/** Splits pieces into fields and replaces those that are patterns by the paths that match. */
function fieldsOf(state: ShellState, all: readonly Piece[]): string[] {
  const ifs = state.variables.get('IFS') ?? ' \t\n';
  const split = new FieldSplitter(ifs);
  for (const piece of all) {
    if (piece.kind === 'break') split.flush(false);
    else if (piece.kind === 'result') split.split(piece.text);
    else split.add(piece.text, piece.kind === 'glob', piece.kind === 'quoted');
  }
  split.flush(false);
  return split.fields.flatMap((field) => {
    if (!field.magic || state.options.noglob) return [field.text];
    const ignored = (state.variables.get('GLOBIGNORE') ?? '').split(':').filter((pattern) => pattern !== '');
    const found = glob(field.pattern, state.process.files, state.process.cwd, { dots: state.shopts.has('dotglob') || ignored.length > 0, stars: state.shopts.has('globstar'), ignoreCase: state.shopts.has('nocaseglob') }).filter((path) => !ignored.some((pattern) => matches(pattern, path)));
    if (found.length) return found;
    if (state.shopts.has('failglob')) throw new ExpansionError(`no match: ${field.text}`);
    return state.shopts.has('nullglob') ? [] : [field.text];
  });
}

interface Field {
  text: string;
  pattern: string;
  magic: boolean;
  exists: boolean;
}

class FieldSplitter {
  readonly fields: Field[] = [];
  private current: Field = { text: '', pattern: '', magic: false, exists: false };
  private afterBlank = false;
  private readonly ifs: string;

  constructor(ifs: string) {
    this.ifs = ifs;
  }

  add(text: string, isPattern: boolean, makesField: boolean): void {
    this.current.text += text;
    this.current.pattern += isPattern ? text : escapePattern(text);
    if (isPattern) this.current.magic = true;
    if (makesField || text !== '') this.current.exists = true;
    this.afterBlank = false;
  }

  split(text: string): void {
    const magic = /[*?[]|[+@!]\(/.test(text);
    for (const char of text) {
      if (!this.ifs.includes(char)) {
        this.current.text += char;
        this.current.pattern += char === '\\' ? '\\\\' : char;
        if (magic) this.current.magic = true;
        this.current.exists = true;
        this.afterBlank = false;
      } else if (' \t\n'.includes(char)) {
        if (this.current.exists) {
          this.flush(false);
          this.afterBlank = true;
        }
      } else if (this.current.exists || !this.afterBlank) {
        this.flush(true);
        this.afterBlank = false;
      } else this.afterBlank = false;
    }
  }

  flush(evenEmpty: boolean): void {
    if (this.current.exists || evenEmpty) this.fields.push(this.current);
    this.current = { text: '', pattern: '', magic: false, exists: false };
  }
}

export const wordOps: WordOps = { arithmetic, expandPattern, expandText, pieces };
