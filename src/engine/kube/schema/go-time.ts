// Times as Go reads and writes them: time.Parse of RFC 3339 with its error texts, and metav1's canonical forms.
import { parseRfc3339, rfc3339, rfc3339Micro } from '../../base/time.ts';

const elements: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, '2006'], [/^-/, '-'], [/^\d\d/, '01'], [/^-/, '-'], [/^\d\d/, '02'], [/^T/, 'T'], [/^\d\d/, '15'], [/^:/, ':'], [/^\d\d/, '04'], [/^:/, ':'], [/^\d\d/, '05'],
];
const ranges: readonly (readonly [number, string, number, number])[] = [[5, 'month', 1, 12], [8, 'day', 1, 31], [11, 'hour', 0, 23], [14, 'minute', 0, 59], [17, 'second', 0, 59]];

// The server reads its own times again and again; the bound keeps others from filling the memory.
const known = new Set<string>();
const MAX_KNOWN = 4096;

/** The canonical text of a time, or Go's error. `micro`: metav1.MicroTime, which wants its six digits. */
export function canonicalTime(text: string, micro: boolean): { readonly text: string } | { readonly error: string } {
  const error = parseError(text, micro);
  if (error !== undefined) return { error };
  const parsed = parseRfc3339(text) ?? 0;
  if (!micro) return { text: rfc3339(parsed) };
  const fraction = /\.(\d{6})/.exec(text)?.[1] ?? '000000';
  return { text: `${rfc3339Micro(parsed).slice(0, 19)}.${fraction}Z` };
}

/** Whether a text is a time just as the server writes it. */
export function isCanonicalTime(text: string, micro: boolean): boolean {
  if (text.length !== (micro ? 27 : 20)) return false;
  if (known.has(text)) return true;
  const result = canonicalTime(text, micro);
  if ('error' in result || result.text !== text) return false;
  if (known.size >= MAX_KNOWN) known.clear();
  known.add(text);
  return true;
}

function parseError(text: string, micro: boolean): string | undefined {
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  const cannot = (rest: string, element: string): string => `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`;
  let at = 0;
  for (const [pattern, element] of elements) {
    const m = pattern.exec(text.slice(at));
    if (!m) return cannot(text.slice(at), element);
    at += m[0].length;
    const range = ranges.find(([start]) => start === at - m[0].length);
    if (range && element !== '02' && (Number(m[0]) < range[2] || Number(m[0]) > range[3])) return `parsing time ${JSON.stringify(text)}: ${range[1]} out of range`;
  }
  const fraction = /^[.,](\d+)/.exec(text.slice(at));
  if (micro && fraction?.[1]?.length !== 6) return cannot(text.slice(at), '.000000');
  if (fraction) at += fraction[0].length;
  const zone = /^(?:Z|[+-]\d\d:\d\d)/.exec(text.slice(at));
  if (!zone) return cannot(text.slice(at), 'Z07:00');
  const extra = text.slice(at + zone[0].length);
  if (extra !== '') return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(extra)}`;
  return parseRfc3339(text) === undefined || !dayExists(text) ? `parsing time ${JSON.stringify(text)}: day out of range` : undefined;
}

function dayExists(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day >= 1 && day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}
