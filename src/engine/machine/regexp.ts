// POSIX regular expressions, basic and extended with GNU's additions, as JavaScript's.
import { BoundedRegExp } from '../base/regexp/bounded-regexp.ts';

const classes: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: ' \\t\\n\\r\\f\\v', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', cntrl: '\\x00-\\x1f\\x7f', print: ' -~', graph: '!-~',
};

/** The source of a JavaScript expression; throws SyntaxError with POSIX' words. */
export function posixSource(pattern: string, extended: boolean): string {
  let source = '';
  let start = true;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    if (char === '[') {
      const end = bracketEnd(pattern, i);
      if (end < 0) throw new SyntaxError('Unmatched [, [^, [:, [., or [=');
      source += bracket(pattern.slice(i + 1, end));
      i = end;
      start = false;
      continue;
    }
    if (char === '\\') {
      const next = pattern[++i];
      if (next === undefined) throw new SyntaxError('Trailing backslash');
      if (!extended && '(){}|+?'.includes(next)) {
        source += next;
        start = next === '(' || next === '|';
        continue;
      }
      source += escapeOf(next);
      start = false;
      continue;
    }
    if (!extended) {
      if ('(){}|+?'.includes(char)) source += `\\${char}`;
      else if (char === '*' && start) source += '\\*';
      else if (char === '^') source += start ? '^' : '\\^';
      else if (char === '$') source += i === pattern.length - 1 || /^\\[)|]/.test(pattern.slice(i + 1)) ? '$' : '\\$';
      else source += char === '/' ? '\\/' : char;
    } else if (char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(i))) source += '\\{';
    else if (char === '}' && !/\{\d*,?\d*$/.test(pattern.slice(0, i))) source += '\\}';
    else if ((char === '*' || char === '+' || char === '?') && start) source += char === '*' ? '' : '';
    else source += char === '/' ? '\\/' : char;
    start = (!extended && char === '^' && start) || (extended && (char === '(' || char === '|' || char === '^'));
  }
  return source.replace(/\{,(\d+)\}/g, '{0,$1}');
}

function escapeOf(next: string): string {
  if (/[1-9]/.test(next)) return `\\${next}`;
  if (next === '<' || next === '>' || next === 'b') return '\\b';
  if (next === '`') return '^';
  if (next === "'") return '$';
  if (/[wWsSBtnrfvdD]/.test(next)) return `\\${next}`;
  return /[\^$.*+?()[\]{}|/\\-]/.test(next) ? `\\${next === '-' ? 'x2d' : next}` : next;
}

function bracketEnd(pattern: string, open: number): number {
  let i = open + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length; i++) {
    if (pattern[i] === '[' && /[:.=]/.test(pattern[i + 1] ?? '')) {
      const close = pattern.indexOf(`${pattern[i + 1]}]`, i + 2);
      if (close < 0) return -1;
      i = close + 1;
    } else if (pattern[i] === ']') return i;
  }
  return -1;
}

function bracket(inner: string): string {
  const negated = inner.startsWith('^');
  let out = '';
  const text = negated ? inner.slice(1) : inner;
  for (let i = 0; i < text.length; i++) {
    const named = /^\[:(\w+):\]/.exec(text.slice(i));
    if (named) {
      const shape = classes[named[1] as string];
      if (shape === undefined) throw new SyntaxError('Invalid character class name');
      out += shape;
      i += named[0].length - 1;
      continue;
    }
    const char = text[i] as string;
    // GNU's tools take \n, \t and \] literally here, except sed and awk, whose users mean the escapes.
    if (char === '\\' && /[ntr\\\]/dwsDWS.-]/.test(text[i + 1] ?? '')) {
      out += `\\${text[++i]}`;
      continue;
    }
    out += /[\\\][^/]/.test(char) ? `\\${char}` : char;
  }
  return `[${negated ? '^' : ''}${out}]`;
}

const cache = new Map<string, RegExp>();

export function posixRegExp(pattern: string, flags: { readonly extended: boolean; readonly ignoreCase?: boolean; readonly global?: boolean; readonly multiline?: boolean }): RegExp {
  const marks = `${flags.global ? 'g' : ''}${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}`;
  const key = `${marks}/${flags.extended ? 'e' : 'b'}/${pattern}`;
  let found = cache.get(key);
  if (!found) {
    found = make(posixSource(pattern, flags.extended), marks);
    if (cache.size > 500) cache.clear();
    cache.set(key, found);
  }
  found.lastIndex = 0;
  return found;
}

/** JavaScript's engine words its complaints differently. */
function make(source: string, flags: string): RegExp {
  try {
    return new BoundedRegExp(source, flags.includes('u') ? flags : `${flags}u`);
  } catch {
    try {
      return new BoundedRegExp(source, flags);
    } catch (error) {
      const message = String(error);
      if (/group/i.test(message)) throw new SyntaxError(/Unmatched '\)'/.test(message) ? 'Unmatched ) or \\)' : 'Unmatched ( or \\(');
      if (/repeat/i.test(message)) throw new SyntaxError('Invalid preceding regular expression');
      if (/range/i.test(message)) throw new SyntaxError('Invalid range end');
      throw new SyntaxError('Invalid regular expression');
    }
  }
}

export const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, (char) => (char === '-' ? '\\x2d' : `\\${char}`));
