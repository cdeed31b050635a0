// Scans the three kinds of scalars: block, quoted and plain (libyaml's scanner.c as goyaml.v2 has it).
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, scannerError, type Source } from './source.ts';

/** `|` or `>` with its header; `indent` is that of the enclosing block. */
export function scanBlockScalar(source: Source, folded: boolean, parentIndent: number): string {
  source.skip();
  const { chomping, increment } = blockHeader(source);
  let indent = increment > 0 ? (parentIndent >= 0 ? parentIndent + increment : increment) : 0;
  let text = '';
  let leadingBreak = '';
  let leadingBlank = false;
  let breaks = blockBreaks(source, indent, parentIndent);
  indent = breaks.indent;
  while (source.column === indent && !source.atEnd) {
    const trailingBlank = isBlank(source.peek());
    if (folded && leadingBreak.startsWith('\n') && !leadingBlank && !trailingBlank) {
      if (breaks.text === '') text += ' ';
    } else text += leadingBreak;
    text += breaks.text;
    leadingBlank = isBlank(source.peek());
    while (!isBreakOrEnd(source.peek())) text += source.take();
    leadingBreak = source.atEnd ? '' : source.takeBreak();
    breaks = blockBreaks(source, indent, parentIndent);
  }
  if (chomping !== '-') text += leadingBreak;
  return chomping === '+' ? text + breaks.text : text;
}

function blockHeader(source: Source): { readonly chomping: string; readonly increment: number } {
  let chomping = '';
  let increment = 0;
  for (let i = 0; i < 2; i++) {
    const char = source.peek();
    if ((char === '+' || char === '-') && chomping === '') chomping = source.take();
    else if (char >= '0' && char <= '9' && increment === 0) {
      if (char === '0') throw scannerError(source.mark, 'found an indentation indicator equal to 0');
      increment = Number(source.take());
    }
  }
  while (isBlank(source.peek())) source.skip();
  if (source.peek() === '#') while (!isBreakOrEnd(source.peek())) source.skip();
  if (!isBreakOrEnd(source.peek())) throw scannerError(source.mark, 'did not find expected comment or line break');
  if (!source.atEnd) source.takeBreak();
  return { chomping, increment };
}

function blockBreaks(source: Source, given: number, parentIndent: number): { readonly text: string; readonly indent: number } {
  let text = '';
  let deepest = 0;
  for (;;) {
    while ((given === 0 || source.column < given) && source.peek() === ' ') source.skip();
    deepest = Math.max(deepest, source.column);
    if ((given === 0 || source.column < given) && source.peek() === '\t') throw scannerError(source.mark, 'found a tab character where an indentation space is expected');
    if (!isBreak(source.peek())) break;
    text += source.takeBreak();
  }
  return { text, indent: given === 0 ? Math.max(deepest, parentIndent + 1, 1) : given };
}

const escapes: Readonly<Record<string, string>> = { '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b', ' ': ' ', '"': '"', "'": "'", '/': '/', '\\': '\\', N: '\u0085', _: '\u00a0', L: '\u2028', P: '\u2029' };
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export function scanQuoted(source: Source, quote: string): string {
  source.skip();
  let text = '';
  for (;;) {
    if (source.atDocumentMark()) throw scannerError(source.mark, 'found unexpected document indicator');
    if (source.atEnd) throw scannerError(source.mark, 'found unexpected end of stream');
    let leadingBlanks = false;
    while (!isBlankOrEnd(source.peek())) {
      const char = source.peek();
      if (quote === "'" && char === "'" && source.peek(1) === "'") {
        text += "'";
        source.skip(2);
      } else if (char === quote) break;
      else if (quote === '"' && char === '\\' && isBreak(source.peek(1))) {
        source.skip();
        source.takeBreak();
        leadingBlanks = true;
        break;
      } else if (quote === '"' && char === '\\') text += escaped(source);
      else text += source.take();
    }
    if (source.peek() === quote) break;
    text += foldedSpace(source, leadingBlanks);
  }
  source.skip();
  return text;
}

function escaped(source: Source): string {
  const letter = source.peek(1);
  const plain = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  if (plain !== undefined) {
    source.skip(2);
    return plain;
  }
  const length = hexLengths[letter];
  if (length === undefined) throw scannerError(source.mark, 'found unknown escape character');
  source.skip(2);
  const digits = source.text.slice(source.index, source.index + length);
  if (!new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits)) throw scannerError(source.mark, 'did not find expected hexdecimal number');
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw scannerError(source.mark, 'found invalid Unicode character escape code');
  source.skip(length);
  return String.fromCodePoint(code);
}

/** White space inside a scalar: kept within a line; one line break is a space, more are one less. */
function foldedSpace(source: Source, afterEscapedBreak: boolean): string {
  let spaces = '';
  let first = '';
  let more = '';
  let leadingBlanks = afterEscapedBreak;
  while (isBlank(source.peek()) || isBreak(source.peek())) {
    if (isBlank(source.peek())) {
      if (leadingBlanks) source.skip();
      else spaces += source.take();
    } else if (leadingBlanks) more += source.takeBreak();
    else {
      spaces = '';
      first = source.takeBreak();
      leadingBlanks = true;
    }
  }
  if (!leadingBlanks) return spaces;
  if (first.startsWith('\n')) return more === '' ? ' ' : more;
  return first + more;
}

/** Gives the text, and whether it ended after a line break (a key may then follow). */
export function scanPlain(source: Source, parentIndent: number, flowLevel: number): { readonly text: string; readonly multiline: boolean } {
  const indent = parentIndent + 1;
  let text = '';
  let pending = '';
  let leadingBlanks = false;
  for (;;) {
    if (source.atDocumentMark() || source.peek() === '#') break;
    let word = '';
    while (!isBlankOrEnd(source.peek()) && !endsPlain(source, flowLevel)) word += source.take();
    if (word !== '') {
      text += pending + word;
      pending = '';
      leadingBlanks = false;
    }
    if (!isBlank(source.peek()) && !isBreak(source.peek())) break;
    const before = source.line;
    checkTabs(source, indent);
    pending += foldedSpace(source, false);
    leadingBlanks = source.line > before;
    if (flowLevel === 0 && source.column < indent) break;
    if (word === '') break;
  }
  return { text, multiline: leadingBlanks };
}

function endsPlain(source: Source, flowLevel: number): boolean {
  const char = source.peek();
  if (char === ':' && isBlankOrEnd(source.peek(1))) return true;
  if (flowLevel === 0) return false;
  return ',[]{}'.includes(char) || (char === '?' && isBlankOrEnd(source.peek(1))) || (char === ':' && ',[]{}'.includes(source.peek(1)));
}

/** A tab where the next line's indentation should be. */
function checkTabs(source: Source, indent: number): void {
  const ahead = /^[ \t]*(?:[\n\r]+)([ \t]*)/.exec(source.text.slice(source.index, source.index + 400));
  const lead = ahead?.[1] ?? '';
  const tab = lead.indexOf('\t');
  if (tab < 0 || tab >= indent) return;
  const lines = (ahead?.[0].match(/\r\n|\n|\r/g) ?? []).length;
  throw scannerError({ index: source.index, line: source.line + lines, column: tab }, 'found a tab character that violates indentation');
}
