// awk's record and its fields, each made from the other only when somebody asks.
import type { Fiber } from '../../../sim/fiber.ts';
import type { LineReader } from '../../../sim/stream.ts';
import { CommandFailure } from '../../command.ts';
import { regExpOf } from './expressions.ts';
import { toText, type Value, withInput } from './values.ts';

export function splitFields(text: string, separator: string): string[] {
  if (text === '') return [];
  if (separator === ' ') return text.split(/[ \t\n]+/).filter((field) => field !== '');
  if (separator === '') return [...text];
  if (separator.length === 1 && separator !== '\\') return text.split(separator === '|' ? '|' : separator);
  return text.split(regExpOf(separator));
}

export class Records {
  private text = '';
  private fields: string[] | undefined = [];
  private stale = false;
  private pending: string[] = [];
  private readonly globals: Map<string, unknown>;

  constructor(globals: Map<string, unknown>) {
    this.globals = globals;
  }

  private setting(name: string): string {
    return toText(this.globals.get(name) as Value, '%.6g');
  }

  set(text: string): void {
    this.text = text;
    this.fields = undefined;
    this.stale = false;
  }

  get whole(): string {
    if (this.stale) {
      this.text = (this.fields ?? []).join(this.setting('OFS'));
      this.stale = false;
    }
    return this.text;
  }

  split(): string[] {
    if (!this.fields) {
      this.fields = splitFields(this.text, this.setting('FS'));
      this.globals.set('NF', this.fields.length);
    }
    return this.fields;
  }

  field(at: number): Value {
    if (at < 0) throw new CommandFailure(`trying to access out of range field ${at}`, 2);
    if (at === 0) return withInput(this.whole);
    const text = this.split()[Math.trunc(at) - 1];
    return text === undefined ? undefined : withInput(text);
  }

  setField(at: number, text: string): void {
    if (at === 0) return this.set(text);
    const fields = this.split();
    while (fields.length < at - 1) fields.push('');
    fields[at - 1] = text;
    this.stale = true;
    this.globals.set('NF', fields.length);
  }

  setCount(count: number): void {
    const fields = this.split();
    while (fields.length < count) fields.push('');
    fields.length = Math.max(0, count);
    this.globals.set('NF', fields.length);
    this.stale = true;
  }

  /** The next record of a stream: lines, paragraphs where RS is empty, else what RS separates. */
  *read(lines: LineReader): Fiber<string | undefined> {
    const separator = this.setting('RS');
    if (separator === '\n') return yield* lines.next();
    if (separator === '') return yield* paragraph(lines);
    if (this.pending.length === 0) {
      const all: string[] = [];
      for (;;) {
        const line = yield* lines.next();
        if (line === undefined) break;
        all.push(line);
      }
      if (all.length === 0) return undefined;
      const parts = `${all.join('\n')}\n`.split(separator.length === 1 ? separator : regExpOf(separator));
      const last = (parts.pop() as string).replace(/\n$/, '');
      this.pending = last === '' ? parts : [...parts, last];
    }
    return this.pending.shift();
  }
}

function* paragraph(lines: LineReader): Fiber<string | undefined> {
  const found: string[] = [];
  for (;;) {
    const line = yield* lines.next();
    if (line === undefined) break;
    if (line !== '') found.push(line);
    else if (found.length) break;
  }
  return found.length ? found.join('\n') : undefined;
}

