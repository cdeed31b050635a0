// Brace expansion: `{a,b}` and `{1..5..2}` over a word as it was written.
import { ExpansionLimit } from './variables.ts';

/** Words that one word may become. */
const MOST = 1_000_000;

function demandRoom(count: number): void {
  if (count > MOST) throw new ExpansionLimit(`brace expansion: failed to allocate memory for ${count} elements`);
}

/** The words that a word's braces make; the word itself where it has none. */
export function expandBraces(text: string): string[] {
  for (let at = 0; at < text.length; at++) {
    at = skipQuoted(text, at);
    if (text[at] !== '{' || text[at - 1] === '$') continue;
    const inner = innerOf(text, at);
    if (!inner) continue;
    const before = text.slice(0, at);
    const after = expandBraces(text.slice(inner.end + 1));
    const items = inner.isRange ? inner.items : inner.items.flatMap((item) => expandBraces(item));
    demandRoom(items.length * after.length);
    return items.flatMap((item) => after.map((rest) => before + item + rest));
  }
  return [text];
}

/** The index of the next character that no quote protects. */
function skipQuoted(text: string, start: number): number {
  let at = start;
  for (;;) {
    const char = text[at];
    if (char === '\\') at += 2;
    else if (char === "'" || char === '"') {
      let end = at + 1;
      while (end < text.length && text[end] !== char) end += text[end] === '\\' && char === '"' ? 2 : 1;
      at = end + 1;
    } else if (char === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) at = matching(text, at + 1) + 1;
    else return at;
  }
}

function matching(text: string, open: number): number {
  const close = text[open] === '{' ? '}' : ')';
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === text[open]) depth++;
    else if (text[i] === close && --depth === 0) return i;
  }
  return text.length;
}

function innerOf(text: string, open: number): { readonly items: string[]; readonly end: number; readonly isRange: boolean } | undefined {
  const items = [''];
  let depth = 0;
  for (let i = open + 1; i < text.length; i++) {
    const next = skipQuoted(text, i);
    if (next > i) {
      items[items.length - 1] += text.slice(i, next);
      i = next - 1;
      continue;
    }
    const char = text[i] as string;
    if (char === '}' && depth === 0) {
      if (items.length > 1) return { items, end: i, isRange: false };
      const range = rangeOf(items[0] as string);
      return range && { items: range, end: i, isRange: true };
    }
    if (char === '{') depth++;
    else if (char === '}') depth--;
    if (char === ',' && depth === 0) items.push('');
    else items[items.length - 1] += char;
  }
  return undefined;
}

function rangeOf(text: string): string[] | undefined {
  const m = /^(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])(?:\.\.(-?\d+))?$/.exec(text);
  if (!m) return undefined;
  const [from, to] = [m[1] as string, m[2] as string];
  const letters = /[a-zA-Z]/.test(from);
  if (letters !== /[a-zA-Z]/.test(to)) return undefined;
  const [a, b] = letters ? [from.charCodeAt(0), to.charCodeAt(0)] : [Number(from), Number(to)];
  const step = Math.max(1, Math.abs(Number(m[3] ?? 1)));
  const width = !letters && /^-?0\d|^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  demandRoom(Math.floor(Math.abs(b - a) / step) + 1);
  const found: string[] = [];
  for (let i = a; a <= b ? i <= b : i >= b; i += a <= b ? step : -step) {
    const sign = i < 0 ? '-' : '';
    found.push(letters ? (i === 92 ? '' : i === 96 ? '\\`' : String.fromCharCode(i)) : sign + String(Math.abs(i)).padStart(width - sign.length, '0'));
  }
  return found;
}
