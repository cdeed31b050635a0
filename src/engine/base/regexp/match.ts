// Runs a compiled regular expression: backtracking that tries no instruction twice at the same place (as RE2's BitState), so that time is linear in the text.
import type { Program, Step } from './program.ts';

export interface Search {
  readonly program: Program;
  readonly text: string;
  readonly flags: string;
  /** Where groups are referred to, a place may be tried again with other groups; then only the budget ends it. */
  readonly remembersFailures: boolean;
}

/** Steps that one search may take where failures are remembered, and where they cannot be. */
const BUDGET = 20_000_000;
const BLIND_BUDGET = 1_000_000;

export class OutOfSteps extends Error {
  override readonly name = 'OutOfSteps';
}

/** Starts and ends of the groups, the whole first; -1 where one took no part. What follows is the matcher's own. */
export type Spans = Int32Array;

export function search(given: Search, from: number, sticky: boolean): Spans | undefined {
  const run = new Run(given);
  for (let at = from; at <= given.text.length; at = sticky ? Infinity : run.next(at)) {
    const found = run.from(at);
    if (found) return found;
  }
  return undefined;
}

const isWord = (char: string | undefined): boolean => char !== undefined && /\w/.test(char);
const isLineEnd = (char: string | undefined): boolean => char === '\n' || char === '\r' || char === '\u2028' || char === '\u2029';

class Run {
  private readonly given: Search;
  private readonly unicode: boolean;
  private readonly multiline: boolean;
  private readonly ignoreCase: boolean;
  /** By place, which instructions failed there. */
  private readonly failed: (Uint32Array | undefined)[] = [];
  private readonly looks = new Map<readonly Step[], (Uint32Array | undefined)[]>();
  private steps = 0;
  private readonly budget: number;

  constructor(given: Search) {
    this.given = given;
    this.budget = given.remembersFailures ? BUDGET : BLIND_BUDGET;
    this.unicode = given.flags.includes('u');
    this.multiline = given.flags.includes('m');
    this.ignoreCase = given.flags.includes('i');
  }

  next(at: number): number {
    return at + (this.unicode ? this.width(at) : 1);
  }

  from(at: number): Spans | undefined {
    const spans = new Int32Array(this.given.program.slots).fill(-1);
    spans[0] = at;
    const end = this.run(this.given.program.steps, at, spans, this.failed);
    if (end < 0) return undefined;
    spans[1] = end;
    return spans;
  }

  private width(at: number): number {
    const code = this.given.text.charCodeAt(at);
    if (code < 0xd800 || code > 0xdbff) return 1;
    const low = this.given.text.charCodeAt(at + 1);
    return low >= 0xdc00 && low <= 0xdfff ? 2 : 1;
  }

  /** Where the match ends, or -1. */
  private run(program: readonly Step[], start: number, spans: Spans, failed: (Uint32Array | undefined)[]): number {
    // What to try instead: instruction, place; or, with a negative instruction, a slot and what it held.
    const todo: number[] = [0, start];
    const { remembersFailures } = this.given;
    while (todo.length > 0) {
      let at = todo.pop() as number;
      let pc = todo.pop() as number;
      if (pc < 0) {
        spans[-pc - 1] = at;
        continue;
      }
      for (;;) {
        if (++this.steps > this.budget) throw new OutOfSteps('regular expression takes too many steps');
        const step = program[pc] as Step;
        if (step.op === 'match') return at;
        if (remembersFailures && step.op === 'split') {
          const row = (failed[at] ??= new Uint32Array((program.length >> 5) + 1));
          const bit = 1 << (pc & 31);
          if (((row[pc >> 5] as number) & bit) !== 0) break;
          row[pc >> 5] = (row[pc >> 5] as number) | bit;
        }
        if (step.op === 'split') {
          todo.push(step.or, at);
          pc = step.to;
          continue;
        }
        if (step.op === 'jump') {
          pc = step.to;
          continue;
        }
        at = this.advance(step, at, spans, todo);
        if (at < 0) break;
        pc++;
      }
    }
    return -1;
  }

  /** The place after a step, or -1 where it fails. */
  private advance(step: Exclude<Step, { readonly op: 'split' | 'jump' }>, at: number, spans: Spans, todo: number[]): number {
    const { text } = this.given;
    switch (step.op) {
      case 'char': {
        if (at >= text.length) return -1;
        const width = this.unicode ? this.width(at) : 1;
        return step.test(width === 1 ? (text[at] as string) : text.slice(at, at + width)) ? at + width : -1;
      }
      case 'progress': return spans[step.slot] === at ? -1 : at;
      case 'mark':
      case 'save':
        todo.push(-step.slot - 1, spans[step.slot] as number);
        spans[step.slot] = at;
        return at;
      case 'forget':
        for (let slot = step.from; slot <= step.to; slot++) {
          if (spans[slot] === -1) continue;
          todo.push(-slot - 1, spans[slot] as number);
          spans[slot] = -1;
        }
        return at;
      case 'look': return this.look(step.program, at, spans, todo) !== step.negated ? at : -1;
      case 'behind': return (at > 0 && step.test(text[at - 1] as string)) !== step.negated ? at : -1;
      case 'back': return this.again(step.group, at, spans);
      default: return this.holds(step.op, at) ? at : -1;
    }
  }

  private holds(what: 'start' | 'end' | 'boundary' | 'inside' | 'match', at: number): boolean {
    const { text } = this.given;
    if (what === 'start') return at === 0 || (this.multiline && isLineEnd(text[at - 1]));
    if (what === 'end') return at === text.length || (this.multiline && isLineEnd(text[at]));
    return (isWord(text[at - 1]) !== isWord(text[at])) === (what === 'boundary');
  }

  private look(program: readonly Step[], at: number, spans: Spans, todo: number[]): boolean {
    const failed = this.looks.get(program) ?? [];
    const inner = spans.slice();
    const held = this.run(program, at, inner, failed) >= 0;
    // Where it held, not everything that was tried failed.
    this.looks.set(program, held ? [] : failed);
    if (held) {
      for (let slot = 0; slot < inner.length; slot++) {
        if (inner[slot] === spans[slot]) continue;
        todo.push(-slot - 1, spans[slot] as number);
        spans[slot] = inner[slot] as number;
      }
    }
    return held;
  }

  private again(group: number, at: number, spans: Spans): number {
    const [start, end] = [spans[group * 2] as number, spans[group * 2 + 1] as number];
    if (start < 0 || end < 0) return at;
    const { text } = this.given;
    const [wanted, here] = [text.slice(start, end), text.slice(at, at + end - start)];
    const same = this.ignoreCase ? wanted.toLowerCase() === here.toLowerCase() : wanted === here;
    return same ? at + end - start : -1;
  }
}
