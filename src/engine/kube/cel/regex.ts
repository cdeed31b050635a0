// RE2's regular expressions by the platform's own: the notations that differ are rewritten (google/re2, syntax.txt).
import { EvaluationFault } from './values.ts';

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z', alpha: 'A-Za-z', ascii: '\\x00-\\x7F', blank: '\\t ', cntrl: '\\x00-\\x1F\\x7F', digit: '0-9', graph: '!-~', lower: 'a-z', print: ' -~', punct: '!-\\/:-@[-`{-~', space: '\\t\\n\\v\\f\\r ', upper: 'A-Z', word: '0-9A-Za-z_', xdigit: '0-9A-Fa-f',
};
const compiled = new Map<string, RegExp | string>();

/** Throws where the pattern is none. */
export function regexOf(pattern: string): RegExp {
  const found = compile(pattern);
  if (typeof found === 'string') throw new EvaluationFault(found);
  found.lastIndex = 0;
  return found;
}

/** What is wrong with a pattern, in Go's words. */
export function regexError(pattern: string): string | undefined {
  const found = compile(pattern);
  return typeof found === 'string' ? found : undefined;
}

function compile(pattern: string): RegExp | string {
  let found = compiled.get(pattern);
  if (found === undefined) {
    if (compiled.size > 1000) compiled.clear();
    compiled.set(pattern, (found = translate(pattern)));
  }
  return found;
}

function translate(pattern: string): RegExp | string {
  const bad = /\(\?(?:=|!|<=|<!)/.exec(pattern);
  if (bad) return `error parsing regexp: invalid or unsupported Perl syntax: \`${bad[0].slice(0, bad[0].startsWith('(?<') ? 4 : 3)}\``;
  const lead = /^\(\?([ims]+)\)/.exec(pattern);
  const source = pattern
    .slice(lead?.[0].length ?? 0)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\z/g, '$(?![\\s\\S])')
    .replace(/\\A/g, '^')
    .replace(/\[:(\w+):\]/g, (whole: string, name: string) => CLASSES[name] ?? whole)
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .replace(/\\([^\w\s\\^$.*+?()[\]{}|/-])/g, '$1');
  try {
    return new RegExp(source, `u${[...new Set(lead?.[1] ?? '')].join('')}`);
  } catch (error) {
    return goError(pattern, error);
  }
}

function goError(pattern: string, error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  const said = (why: string, part: string): string => `error parsing regexp: ${why}: \`${part}\``;
  if (/Unterminated group/.test(text)) return said('missing closing )', pattern);
  if (/Unmatched '\)'/.test(text)) return said('unexpected )', pattern);
  if (/Unterminated character class/.test(text)) return said('missing closing ]', pattern.slice(Math.max(0, pattern.lastIndexOf('['))));
  if (/Nothing to repeat/.test(text)) return said('missing argument to repetition operator', /[*+?]/.exec(pattern)?.[0] ?? pattern);
  if (pattern.endsWith('\\')) return 'error parsing regexp: trailing backslash at end of expression: ``';
  return said('invalid escape sequence', pattern);
}
