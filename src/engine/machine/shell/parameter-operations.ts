// What an operation makes of one value in a parameter expansion: removal, replacement, slices, case, `@`-transformations.
import type { Command, ParameterOperation, Word } from 'unbash';
import { parse } from 'unbash';
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { unescape } from '../printf.ts';
import type { Expander } from './expand.ts';
import { matches, patternSource } from './pattern.ts';
import { promptText } from './prompt-text.ts';
import { quoteForShell } from './quote.ts';
import { ExpansionError } from './shell-state.ts';

/** An operation, made ready once for all the values of a list. */
export type Operator = (value: string) => string;

/** `${x~}` and `${x~~pattern}`, which the parser does not know: the case of each character is turned over. */
function turned(text: string): { readonly operator: string; readonly operand: Word | undefined } | undefined {
  const m = /^(~~?)([^]*)$/.exec(text);
  if (!m) return undefined;
  const command = m[2] ? (parse(`x ${m[2]}`).commands[0]?.command as Command | undefined) : undefined;
  const [first] = command?.args ?? [];
  return { operator: m[1] as string, operand: first?.type === 'Word' ? first : undefined };
}

export function* operatorOf(on: Expander, operation: ParameterOperation, text: string): Fiber<Operator> {
  const { words, state } = on;
  switch (operation.type) {
    case 'Remove': return remover(operation.operator, yield* words.expandPattern(on, operation.operand));
    case 'Replace': return replacer(operation.operator, yield* words.expandPattern(on, operation.pattern), yield* replacementOf(on, operation.replacement));
    case 'Slice': return slicer(Number(yield* words.arithmetic(on, operation.offset.text)), operation.length && Number(yield* words.arithmetic(on, operation.length.text)), operation.length?.text ?? '');
    case 'CaseModification': return caseChanger(operation.operator, operation.operand ? yield* words.expandPattern(on, operation.operand) : '?');
    case 'Unknown': {
      const turn = turned(operation.operator);
      if (!turn) throw new ExpansionError(`${text}: bad substitution`);
      return caseChanger(turn.operator, turn.operand ? yield* words.expandPattern(on, turn.operand) : '?');
    }
    case 'Transform': {
      const how = yield* words.expandText(on, operation.operand);
      if (!/^[QEPAKakuUL]$/.test(how)) throw new ExpansionError(`${text}: bad substitution`);
      return how === 'P' ? (value) => promptText(state, value) : (value) => transform(value, how);
    }
    default: return (value) => value;
  }
}

function slicer(start: number, length: number | undefined, lengthText: string): Operator {
  return (value) => {
    const chars = [...value];
    const from = start < 0 ? chars.length + start : start;
    if (from < 0 || from > chars.length) return '';
    if (length === undefined) return chars.slice(from).join('');
    if (length < 0 && chars.length + length < from) throw new ExpansionError(`${lengthText}: substring expression < 0`);
    return chars.slice(from, length < 0 ? chars.length + length : from + length).join('');
  };
}

function remover(operator: string, pattern: string): Operator {
  if (operator === '#' || operator === '##') {
    const shape = new BoundedRegExp(`^(?:${patternSource(pattern, false, operator === '#')})`, 'u');
    // What may match in several lengths is tried from the shortest or the longest: a lazy expression alone does not do it for alternatives.
    const simple = (value: string): string => {
      const m = shape.exec(value);
      return m ? value.slice(m[0].length) : value;
    };
    if (!/[+*?@!]\(/.test(pattern)) return simple;
    const whole = new BoundedRegExp(`^(?:${patternSource(pattern)})$`, 'u');
    return (value) => {
      // To try every length costs the square of it.
      if (value.length > 500) return simple(value);
      const cuts = Array.from({ length: value.length + 1 }, (_, i) => (operator === '#' ? i : value.length - i));
      return value.slice(cuts.find((at) => whole.test(value.slice(0, at))) ?? 0);
    };
  }
  // What is kept goes as far as it may where the shortest end goes, else it is as short as it may be.
  const kept = new BoundedRegExp(`^([^]*${operator === '%' ? '' : '?'})(?:${patternSource(pattern)})$`, 'u');
  return (value) => kept.exec(value)?.[1] ?? value;
}

/** The pieces between which what was matched stands: an `&` that is not quoted stands for it. */
function* replacementOf(on: Expander, word: Word): Fiber<readonly string[]> {
  if (!on.state.shopts.has('patsub_replacement') || on.state.flavour !== 'bash') return [yield* on.words.expandText(on, word)];
  const pieces: string[] = [''];
  const add = (text: string): void => void (pieces[pieces.length - 1] += text);
  for (const piece of yield* on.words.pieces(on, word, false, false)) {
    if (piece.kind === 'break') add(' ');
    else if (piece.kind === 'quoted') add(piece.text);
    else {
      for (let i = 0; i < piece.text.length; i++) {
        const char = piece.text[i] as string;
        if (char === '\\' && /[\\&]/.test(piece.text[i + 1] ?? '')) add(piece.text[++i] as string);
        else if (char === '&') pieces.push('');
        else add(char);
      }
    }
  }
  return pieces;
}

function replacer(operator: string, pattern: string, replacement: readonly string[]): Operator {
  if (pattern === '') {
    const text = replacement.join('');
    return (value) => (operator === '/#' ? text + value : operator === '/%' ? value + text : value);
  }
  const source = patternSource(pattern);
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
  const shape = new BoundedRegExp(anchored, operator === '//' ? 'gu' : 'u');
  return (value) => value.replace(shape, (found) => (found === '' && value !== '' && operator !== '/#' && operator !== '/%' ? '' : replacement.join(found)));
}

function caseChanger(operator: string, pattern: string): Operator {
  const turn = (char: string): string => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase());
  const to = operator.startsWith('^') ? (char: string) => char.toUpperCase() : operator.startsWith(',') ? (char: string) => char.toLowerCase() : turn;
  const change = (char: string): string => (matches(pattern, char) ? to(char) : char);
  return (value) => {
    const chars = [...value];
    return operator.length === 2 ? chars.map(change).join('') : [...chars.slice(0, 1).map(change), ...chars.slice(1)].join('');
  };
}

export const singleQuote = (value: string): string => (/[\x00-\x1f\x7f]/.test(value) ? quoteForShell(value) : `'${value.replace(/'/g, "'\\''")}'`);

function transform(value: string, how: string): string {
  switch (how) {
    case 'Q':
    case 'K':
    case 'k': return singleQuote(value);
    case 'E': return unescape(value, false).text;
    case 'U': return value.toUpperCase();
    case 'L': return value.toLowerCase();
    case 'u': return value.slice(0, 1).toUpperCase() + value.slice(1);
    default: return value;
  }
}
