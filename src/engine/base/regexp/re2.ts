// Go's regular expressions (regexp/syntax), which manifests use, as bounded expressions of ours.
import { BoundedRegExp } from './bounded-regexp.ts';

const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z', alpha: 'A-Za-z', ascii: '\\x00-\\x7F', blank: '\\t ', cntrl: '\\x00-\\x1F\\x7F', digit: '0-9', graph: '!-~', lower: 'a-z', print: ' -~', punct: '!-\\/:-@\\[-`\\{-~', space: '\\t\\n\\v\\f\\r ', upper: 'A-Z', word: '0-9A-Za-z_', xdigit: '0-9A-Fa-f',
};
const cache = new Map<string, RegExp | undefined>();

/** undefined: Go would refuse the pattern. */
export function goRegExp(pattern: string): RegExp | undefined {
  if (cache.has(pattern)) return cache.get(pattern);
  if (cache.size > 300) cache.clear();
  const made = make(pattern);
  cache.set(pattern, made);
  return made;
}

function make(pattern: string): RegExp | undefined {
  const head = /^\(\?([imsU]+)\)/.exec(pattern);
  const flags = [...new Set((head?.[1] ?? '').replace('U', ''))].join('');
  const source = translated(pattern.slice(head?.[0].length ?? 0));
  if (source === undefined) return undefined;
  try {
    return new BoundedRegExp(source, `u${flags}`);
  } catch {
    return undefined;
  }
}

function translated(pattern: string): string | undefined {
  let out = '';
  for (let i = 0; i < pattern.length; ) {
    const piece = pieceAt(pattern, i);
    if (!piece) return undefined;
    out += piece.source;
    i += piece.length;
  }
  return out;
}

interface Piece {
  readonly source: string;
  readonly length: number;
}

function pieceAt(pattern: string, at: number): Piece | undefined {
  const rest = pattern.slice(at, at + 400);
  const char = rest[0] as string;
  if (char === '\\') return escaped(pattern, at);
  if (char === '[') return klass(pattern, at);
  if (char === '(') {
    const group = /^\((?:\?(?:P?<([A-Za-z_]\w*)>|(:)|([^])))?/.exec(rest) as RegExpExecArray;
    // Neither looking around nor flags in the middle: Go has the first not at all.
    if (group[3] !== undefined) return undefined;
    return { source: group[1] === undefined ? group[0] : `(?<${group[1]}>`, length: group[0].length };
  }
  if (char === '{') {
    const count = /^\{(\d+)(?:,(\d*))?\}/.exec(rest);
    if (!count) return { source: '\\{', length: 1 };
    return Number(count[1]) > 1000 || Number(count[2] || 0) > 1000 ? undefined : { source: count[0], length: count[0].length };
  }
  if (char === '}' || char === ']') return { source: `\\${char}`, length: 1 };
  const whole = String.fromCodePoint(pattern.codePointAt(at) as number);
  return { source: whole, length: whole.length };
}

function escaped(pattern: string, at: number): Piece | undefined {
  const rest = pattern.slice(at, at + 40);
  const quoted = /^\\Q([^]*?)(?:\\E|$)/.exec(pattern.slice(at));
  if (quoted) return { source: (quoted[1] as string).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), length: quoted[0].length };
  const property = /^\\([pP])(?:\{(\^?)(\w+)\}|([A-Z]))/.exec(rest);
  if (property) {
    const [text, letter, not = '', long, short] = property;
    const name = long ?? (short as string);
    const sign = (letter === 'P') !== (not === '^') ? 'P' : 'p';
    return { source: `\\${sign}{${name.length <= 2 ? name : `Script=${name}`}}`, length: text.length };
  }
  const hex = /^\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(rest);
  if (hex) return { source: `\\u{${hex[1] ?? hex[2]}}`, length: hex[0].length };
  const next = rest[1];
  if (next === undefined || /[1-9]/.test(next)) return undefined;
  if (/[dDwWsSbBtnrfv]/.test(next)) return { source: `\\${next}`, length: 2 };
  if (next === 'A') return { source: '(?<![^])', length: 2 };
  if (next === 'z') return { source: '(?![^])', length: 2 };
  if (next === 'a') return { source: '\\x07', length: 2 };
  if (/[A-Za-z0-9]/.test(next)) return undefined;
  return { source: literal(next), length: 2 };
}

const literal = (char: string): string => (/[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : /[ -~]/.test(char) ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char);

function klass(pattern: string, open: number): Piece | undefined {
  let at = open + 1;
  let out = '[';
  if (pattern[at] === '^') {
    out += '^';
    at++;
  }
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    if (at >= pattern.length) return undefined;
    const named = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(at, at + 20));
    if (named) {
      const range = posix[named[2] as string];
      if (range === undefined || named[1] === '^') return undefined;
      out += range;
      at += named[0].length;
    } else if (pattern[at] === '\\') {
      const piece = escaped(pattern, at);
      if (!piece) return undefined;
      out += piece.source;
      at += piece.length;
    } else {
      const char = String.fromCodePoint(pattern.codePointAt(at) as number);
      out += char === '-' ? '-' : literal(char);
      at += char.length;
    }
  }
  return { source: `${out}]`, length: at + 1 - open };
}
