// Shell patterns: `*`, `?`, bracket expressions and extended globs as regular expressions, and the paths that a pattern matches.
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import type { FileSystem } from '../files.ts';
import { FileError, resolvePath } from '../files.ts';

const classes: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: ' \\t\\n\\r\\f\\v', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', cntrl: '\\x00-\\x1f\\x7f', print: ' -~', graph: '!-~', word: 'A-Za-z0-9_',
};
const special = /[\\^$.*+?()[\]{}|/]/;
const quote = (char: string): string => (special.test(char) ? `\\${char}` : char);

/** The source of a regular expression; `path`: wildcards do not match a slash. */
export function patternSource(pattern: string, path = false, lazy = false): string {
  const any = path ? '[^/]' : '[^]';
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    if (char === '\\' && i + 1 < pattern.length) source += quote(pattern[++i] as string);
    else if ('?*+@!'.includes(char) && pattern[i + 1] === '(') {
      const end = closing(pattern, i + 1);
      if (end < 0) {
        source += quote(char);
        continue;
      }
      const inner = alternatives(pattern.slice(i + 2, end)).map((part) => patternSource(part, path)).join('|');
      source += char === '!' ? `(?:(?!(?:${inner})$)${any}*?)` : `(?:${inner})${char === '@' ? '' : char}`;
      i = end;
    } else if (char === '*') source += `${any}*${lazy ? '?' : ''}`;
    else if (char === '?') source += any;
    else if (char === '[') {
      const bracket = bracketSource(pattern, i);
      source += bracket?.source ?? '\\[';
      if (bracket) i = bracket.end;
    } else source += quote(char);
  }
  return source;
}

function bracketSource(pattern: string, start: number): { source: string; end: number } | undefined {
  let i = start + 1;
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i++;
  let inner = '';
  for (let first = true; i < pattern.length; i++, first = false) {
    const char = pattern[i] as string;
    if (char === ']' && !first) return { source: `[${negated ? '^' : ''}${inner}]`, end: i };
    const named = /^\[:(\w+):\]/.exec(pattern.slice(i));
    if (named) {
      inner += classes[named[1] as string] ?? '';
      i += named[0].length - 1;
    } else if (char === '\\' && i + 1 < pattern.length) inner += inBracket(pattern[++i] as string);
    else if (char === '-' && inner !== '' && pattern[i + 1] !== ']' && /[^\]\\-]/.test(pattern[i + 1] ?? ']') && (pattern[i - 1] as string) > (pattern[i + 1] as string)) return { source: '(?!)', end: Math.max(i, pattern.indexOf(']', i)) };
    else inner += char === '-' ? '-' : inBracket(char);
  }
  return undefined;
}

const inBracket = (char: string): string => ('\\]^-['.includes(char) ? `\\${char}` : char);

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '(') depth++;
    else if (pattern[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function alternatives(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '(') depth++;
    else if (char === ')') depth--;
    if (char === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char === '\\' ? char + (text[++i] ?? '') : char;
  }
  return parts;
}

/** Whether the whole text matches. */
export function matches(pattern: string, text: string, ignoreCase = false): boolean {
  return new BoundedRegExp(`^(?:${patternSource(pattern)})$`, ignoreCase ? 'iu' : 'u').test(text);
}

/** A text in which no character is a pattern. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]!+@()|^-]/g, '\\$&');
}

const isMagic = (part: string): boolean => /(^|[^\\])(\\\\)*([*?[]|[+@!]\()/.test(part);
const plain = (part: string): string => part.replace(/\\(.)/g, '$1');

export interface GlobOptions {
  /** Names that begin with a dot are matched by wildcards. */
  readonly dots?: boolean;
  /** `**` matches directories of any depth. */
  readonly stars?: boolean;
  readonly ignoreCase?: boolean;
}

/** The paths that match, sorted; empty where none does. */
export function glob(pattern: string, files: FileSystem, cwd: string, options: GlobOptions = {}): string[] {
  const absolute = pattern.startsWith('/');
  let found: string[] = [absolute ? '/' : ''];
  const parts = pattern.split('/').filter((piece, i, all) => piece !== '' || (i === all.length - 1 && i > 0));
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    if (options.stars && part === '**') found = found.flatMap((base) => below(base, last, files, cwd, options));
    else found = found.flatMap((base) => step(base, part, files, cwd, options));
    if (found.length === 0) return [];
  }
  return options.stars ? [...new Set(found)].filter((path) => path !== '').sort() : found;
}

const joined = (base: string, name: string): string => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`);

/** `**`: the directory and all below it; at the end of a pattern their files, too. */
function below(base: string, withFiles: boolean, files: FileSystem, cwd: string, options: GlobOptions): string[] {
  const found = [withFiles && base !== '' && !base.endsWith('/') ? `${base}/` : base].filter((path) => !withFiles || path !== '');
  for (const name of listed(files, resolvePath(cwd, base || '.'))) {
    if (name.startsWith('.') && !options.dots) continue;
    const path = joined(base, name);
    if (isDirectory(files, resolvePath(cwd, path))) found.push(...below(path, withFiles, files, cwd, options).map((inner) => (inner === `${path}/` ? path : inner)));
    else if (withFiles) found.push(path);
  }
  return found;
}

function step(base: string, part: string, files: FileSystem, cwd: string, options: GlobOptions): string[] {
  const at = resolvePath(cwd, base || '.');
  if (part === '') return isDirectory(files, at) ? [joined(base, '')] : [];
  if (!isMagic(part)) {
    const name = plain(part);
    return files.exists(resolvePath(cwd, joined(base, name))) ? [joined(base, name)] : [];
  }
  if (!isDirectory(files, at)) return [];
  const shape = new BoundedRegExp(`^(?:${patternSource(part, true)})$`, options.ignoreCase ? 'iu' : 'u');
  return listed(files, at).filter((name) => (options.dots || !name.startsWith('.') || part.startsWith('.') || part.startsWith('\\.')) && shape.test(name)).map((name) => joined(base, name));
}

function isDirectory(files: FileSystem, path: string): boolean {
  return files.exists(path) && files.stat(path).type === 'directory';
}

function listed(files: FileSystem, path: string): readonly string[] {
  try {
    return files.list(path);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
