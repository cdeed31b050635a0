// From text to commands: parsing, aliases, what is incomplete and what is wrong, in bash's words.
import { type Command, forEachChild, parse, type ParsedScript, type Script, type Statement, type SyntaxNode } from 'unbash';

export interface Parsed {
  readonly source: string;
  readonly statements: readonly Statement[];
  /** More input is needed before this can be run. */
  readonly incomplete: boolean;
  /** Where and what is wrong. */
  readonly fault: Fault | undefined;
}

export interface Fault {
  readonly position: number;
  /** The lines of the complaint, to be prefixed. `line` is counted from 1. */
  readonly lines: readonly { readonly line: number; readonly text: string }[];
}

const missing: readonly (readonly [RegExp, string])[] = [
  [/double quote|locale/, '"'], [/single quote|ANSI/i, "'"], [/parameter expansion/, '}'], [/backtick/, '`'], [/command substitution|process substitution|extended glob|arithmetic|subshell|array/, ')'],
];

export function parseShell(text: string, aliases?: ReadonlyMap<string, string>): Parsed {
  let source = text;
  let script: ParsedScript = parse(source);
  if (aliases?.size) {
    const expanded = expandAliases(source, script, aliases);
    if (expanded !== source) {
      source = expanded;
      script = parse(source);
    }
  }
  const errors = script.errors ?? [];
  const end = source.trimEnd().length;
  if (errors.length === 0) {
    const incomplete = /(^|[^\\])(\\\\)*\\\n?$/.test(source) || hasOpenHereDoc(script);
    return { source, statements: script.commands, incomplete, fault: undefined };
  }
  const first = errors[0] as { readonly message: string; readonly pos: number };
  const unexpected = errors.find((error) => error.message.startsWith('unexpected token'));
  const misplaced = misplacedToken(source, first);
  if (misplaced !== undefined) return { source, statements: script.commands.filter((statement) => statement.end <= lineStart(source, misplaced)), incomplete: false, fault: faultAt(source, misplaced, tokenAt(source, misplaced)) };
  const open = errors.findLast((error) => error.message.startsWith('unterminated'));
  const atEnd = first.pos >= end || errors.some((error) => error.pos >= end && /to close|expected command after/.test(error.message) && !first.message.startsWith('expected command after'));
  const isTarget = first.message === 'expected redirect target';
  const statements = script.commands.filter((statement) => statement.end <= lineStart(source, first.pos) && statement.end > statement.pos);
  if (open && !unexpected) {
    const char = missing.find(([shape]) => shape.test(open.message))?.[1] ?? ')';
    const line = char === ')' && /substitution/.test(open.message) ? lineAt(source, source.length) + 1 : lineAt(source, open.pos);
    return { source, statements, incomplete: true, fault: { position: first.pos, lines: [{ line, text: `unexpected EOF while looking for matching \`${char}'` }] } };
  }
  if (atEnd && !unexpected && !isTarget) {
    return { source, statements, incomplete: true, fault: { position: first.pos, lines: [{ line: lineAt(source, source.length) + 1, text: 'syntax error: unexpected end of file' }] } };
  }
  const position = unexpected && first.pos >= end ? unexpected.pos : Math.min(first.pos, unexpected?.pos ?? Infinity);
  const token = isTarget && first.pos >= lineEnd(source, first.pos) ? 'newline' : tokenAt(source, position);
  return { source, statements, incomplete: false, fault: faultAt(source, position, token) };
}

function faultAt(source: string, position: number, token: string): Fault {
  const line = lineAt(source, position);
  const whole = source.slice(lineStart(source, position), lineEnd(source, position));
  return { position, lines: [{ line, text: `syntax error near unexpected token \`${token}'` }, { line, text: `\`${whole}'` }] };
}

/** Where the parser only says what it expected, but bash stops at a word that cannot stand there: `{ }`, a loop without `do`. */
function misplacedToken(source: string, error: { readonly message: string; readonly pos: number }): number | undefined {
  if (error.message === 'expected command in brace group') {
    const brace = /^\{\s*\}/.exec(source.slice(error.pos));
    return brace ? error.pos + brace[0].length - 1 : undefined;
  }
  if (error.message !== "expected 'do'") return undefined;
  const done = /(?:^|[\s;])done\s*$/.exec(source.slice(0, error.pos));
  return done ? source.lastIndexOf('done', error.pos) : undefined;
}

function tokenAt(source: string, position: number): string {
  const rest = source.slice(position).replace(/^[ \t]+/, '');
  if (rest === '' || rest.startsWith('\n')) return 'newline';
  return /^(?:&&|\|\||;;&?|;&|<<<?|>>|<&|>&|&>>?|[;&|()<>]|[^\s;&|()<>]+)/.exec(rest)?.[0] ?? (rest[0] as string);
}

const lineAt = (source: string, position: number): number => source.slice(0, position).split('\n').length - (source.endsWith('\n') && position >= source.length ? 1 : 0);
const lineStart = (source: string, position: number): number => source.lastIndexOf('\n', Math.max(0, position - 1)) + 1;
function lineEnd(source: string, position: number): number {
  const at = source.indexOf('\n', position);
  return at < 0 ? source.length : at;
}

function hasOpenHereDoc(script: Script): boolean {
  let open = false;
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc' && !node.closing) open = true;
    if (!open && node.type !== 'Word') forEachChild(node, visit);
  };
  forEachChild(script, visit);
  return open;
}

/** Replaces the first words of commands that are aliases, as bash's reader would. */
function expandAliases(source: string, script: Script, aliases: ReadonlyMap<string, string>): string {
  const found: { readonly pos: number; readonly end: number; readonly text: string }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command') consider(node, aliases, found);
    // What has a source of its own (in backquotes, say) has its own positions.
    if (!('script' in node && node.script?.source !== undefined)) forEachChild(node, visit);
  };
  forEachChild(script, visit);
  let text = source;
  for (const { pos, end, text: value } of found.sort((a, b) => b.pos - a.pos)) text = text.slice(0, pos) + value + text.slice(end);
  return text;
}

function consider(node: Command, aliases: ReadonlyMap<string, string>, found: { pos: number; end: number; text: string }[]): void {
  const name = node.name;
  if (!name || name.text !== name.value || !aliases.has(name.text)) return;
  const value = resolve(name.text, aliases, new Set());
  found.push({ pos: name.pos, end: name.end, text: value });
  // An alias that ends in a blank lets the next word be one, too.
  const next = node.args[0];
  if (/[ \t]$/.test(value) && next?.type === 'Word' && next.text === next.value && aliases.has(next.text)) found.push({ pos: next.pos, end: next.end, text: resolve(next.text, aliases, new Set()) });
}

function resolve(name: string, aliases: ReadonlyMap<string, string>, seen: Set<string>): string {
  const value = aliases.get(name);
  if (value === undefined || seen.has(name)) return name;
  seen.add(name);
  const first = /^\s*([^\s;&|()<>'"$\\`]+)(?=\s|$)/.exec(value);
  if (!first || !aliases.has(first[1] as string)) return value;
  return value.replace(first[1] as string, () => resolve(first[1] as string, aliases, seen));
}
