// JSON texts one after another, as jq reads them, with its words for what is wrong.
import type { JqValue } from './syntax.ts';

export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

export class JsonReader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text.replace(/^\ufeff/, '');
  }

  *values(): Generator<JqValue, void, undefined> {
    for (;;) {
      this.blanks();
      if (this.at >= this.text.length) return;
      yield this.value(0);
    }
  }

  /** How many lines had been read when the last value was complete. */
  get line(): number {
    return this.text.slice(0, this.at).split('\n').length - 1 + (this.text.includes('\n', this.at) ? 1 : 0);
  }

  private fault(words: string): JsonSyntaxError {
    const before = this.text.slice(0, this.at);
    const lines = before.split('\n');
    return new JsonSyntaxError(`${words} at line ${lines.length}, column ${(lines.at(-1) as string).length}`);
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private value(depth: number): JqValue {
    if (depth > 256) throw this.fault('Exceeds depth limit for parsing');
    this.blanks();
    const char = this.text[this.at];
    if (char === undefined) throw this.fault('Unfinished JSON term at EOF');
    if (char === '{') return this.object(depth);
    if (char === '[') return this.array(depth);
    if (char === '"') return this.string();
    const token = /^[-+\w.]+/.exec(this.text.slice(this.at, this.at + 400))?.[0];
    if (token === undefined) {
      this.at++;
      throw this.fault(/[\]}]/.test(char) ? `Unmatched '${char}'` : char === ':' ? "':' not as part of an object" : char === ',' ? 'Expected value before \',\'' : 'Invalid literal');
    }
    this.at += token.length;
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null' || token === 'nan') return null;
    if (!/^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(token)) {
      this.at++;
      throw this.fault(/^[-\d]/.test(token) ? 'Invalid numeric literal' : 'Invalid literal');
    }
    return Number(token);
  }

  private string(): string {
    const start = this.at++;
    while (this.at < this.text.length && this.text[this.at] !== '"') this.at += this.text[this.at] === '\\' ? 2 : 1;
    if (this.at >= this.text.length) throw this.fault('Unfinished string');
    const raw = this.text.slice(start, ++this.at);
    try {
      return JSON.parse(raw.replace(/[\x00-\x1f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)) as string;
    } catch {
      throw this.fault('Invalid escape');
    }
  }

  private array(depth: number): JqValue {
    const items: JqValue[] = [];
    this.at++;
    this.blanks();
    if (this.text[this.at] === ']') {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value(depth + 1));
      this.blanks();
      const char = this.text[this.at++];
      if (char === ']') return items;
      if (char === undefined) throw this.fault('Unfinished JSON term at EOF');
      if (char !== ',') throw this.fault('Expected separator between values');
    }
  }

  private object(depth: number): JqValue {
    const fields: Record<string, JqValue> = {};
    this.at++;
    this.blanks();
    if (this.text[this.at] === '}') {
      this.at++;
      return fields;
    }
    for (;;) {
      this.blanks();
      if (this.at >= this.text.length) throw this.fault('Unfinished JSON term at EOF');
      if (this.text[this.at] !== '"') {
        this.at++;
        throw this.fault('Object keys must be strings');
      }
      const key = this.string();
      this.blanks();
      if (this.text[this.at++] !== ':') throw this.fault(this.at > this.text.length ? 'Unfinished JSON term at EOF' : 'Objects must consist of key:value pairs');
      fields[key] = this.value(depth + 1);
      this.blanks();
      const char = this.text[this.at++];
      if (char === '}') return fields;
      if (char === undefined) throw this.fault('Unfinished JSON term at EOF');
      if (char !== ',') throw this.fault('Expected separator between values');
    }
  }
}
