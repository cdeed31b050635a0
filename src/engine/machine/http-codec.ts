// HTTP/1.1 messages over a connection of text: start line, headers, and bodies by length, in chunks or up to the end.
import { utf8Length } from '../base/utf8.ts';
import type { Fiber, Wait } from '../sim/fiber.ts';
import type { Reader, Writer } from '../sim/stream.ts';

/** Header fields in order, as they were written; names compare without case. */
export class HttpHeaders {
  readonly fields: (readonly [string, string])[] = [];

  constructor(fields: Readonly<Record<string, string>> | readonly (readonly [string, string])[] = []) {
    this.fields.push(...(Array.isArray(fields) ? (fields as readonly (readonly [string, string])[]) : Object.entries(fields as Readonly<Record<string, string>>)));
  }

  get(name: string): string | undefined {
    const wanted = name.toLowerCase();
    return this.fields.find(([field]) => field.toLowerCase() === wanted)?.[1];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: string): void {
    this.remove(name);
    this.fields.push([name, value]);
  }

  remove(name: string): void {
    const wanted = name.toLowerCase();
    for (let i = this.fields.length - 1; i >= 0; i--) if (this.fields[i]?.[0].toLowerCase() === wanted) this.fields.splice(i, 1);
  }
}

export interface MessageHead {
  readonly start: string;
  readonly headers: HttpHeaders;
}

/** The connection ended in the midst of a message. */
export class HttpBroken extends Error {
  override readonly name = 'HttpBroken';
}

/** Reads message after message from a connection. */
export class HttpInput {
  private rest = '';
  private readonly reader: Reader;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  get readable(): Wait {
    return this.reader.readable;
  }

  /** One line without its end, or undefined when the connection ended before it. */
  *line(): Fiber<string | undefined> {
    for (;;) {
      const at = this.rest.indexOf('\n');
      if (at >= 0) {
        const line = this.rest.slice(0, at);
        this.rest = this.rest.slice(at + 1);
        return line.endsWith('\r') ? line.slice(0, -1) : line;
      }
      const more = yield* this.reader.read();
      if (more === undefined) return undefined;
      this.rest += more;
    }
  }

  /** The next message's head; undefined at an orderly end. */
  *head(): Fiber<MessageHead | undefined> {
    let start = yield* this.line();
    if (start === '') start = yield* this.line();
    if (start === undefined) {
      if (this.rest !== '') throw new HttpBroken('connection closed in the midst of a message');
      return undefined;
    }
    const headers = new HttpHeaders();
    for (;;) {
      const line = yield* this.line();
      if (line === undefined) throw new HttpBroken('connection closed in the midst of a message');
      if (line === '') return { start, headers };
      const at = line.indexOf(':');
      if (at > 0) headers.fields.push([line.slice(0, at), line.slice(at + 1).trim()]);
    }
  }

  /** Some text, as much as is there; undefined at the end. */
  *some(): Fiber<string | undefined> {
    if (this.rest === '') return yield* this.reader.read();
    const text = this.rest;
    this.rest = '';
    return text;
  }

  unread(text: string): void {
    this.rest = text + this.rest;
  }

  *isAtEnd(): Fiber<boolean> {
    const text = yield* this.some();
    if (text === undefined) return true;
    this.unread(text);
    return false;
  }

  cancel(): void {
    this.reader.cancel();
  }
}

/** How long a body is: a number of bytes, in chunks, or to the end of the connection. */
export type BodyLength = number | 'chunked' | 'to-end';

export function bodyLength(headers: HttpHeaders, otherwise: BodyLength): BodyLength {
  if (/chunked/i.test(headers.get('transfer-encoding') ?? '')) return 'chunked';
  const length = headers.get('content-length');
  return length === undefined ? otherwise : Number(length) || 0;
}

/** A body that is read as it comes. */
export class HttpBody {
  private left: BodyLength;
  private done: boolean;
  private readonly input: HttpInput;

  constructor(input: HttpInput, length: BodyLength) {
    this.input = input;
    this.left = length;
    this.done = length === 0;
  }

  get finished(): boolean {
    return this.done;
  }

  /** The next piece, or undefined at the end. Throws HttpBroken where the connection ended too soon. */
  *read(): Fiber<string | undefined> {
    if (this.done) return undefined;
    if (this.left === 'chunked') return yield* this.chunk();
    const text = yield* this.input.some();
    if (text === undefined) {
      this.done = true;
      if (this.left !== 'to-end') throw new HttpBroken(`transfer closed with ${this.left} bytes remaining to read`);
      return undefined;
    }
    return this.left === 'to-end' ? text : this.cut(text, this.left);
  }

  *text(): Fiber<string> {
    let all = '';
    for (;;) {
      const piece = yield* this.read();
      if (piece === undefined) return all;
      all += piece;
    }
  }

  private cut(text: string, left: number): string {
    const bytes = utf8Length(text);
    if (bytes < left) {
      this.left = left - bytes;
      return text;
    }
    this.done = true;
    if (bytes === left) return text;
    const at = prefixOf(text, left);
    this.input.unread(text.slice(at));
    return text.slice(0, at);
  }

  private *chunk(): Fiber<string | undefined> {
    const size = yield* this.input.line();
    const bytes = size === undefined ? NaN : Number.parseInt(size, 16);
    if (Number.isNaN(bytes)) {
      this.done = true;
      throw new HttpBroken('transfer closed with outstanding read data remaining');
    }
    if (bytes === 0) {
      this.done = true;
      while ((yield* this.input.line()) || false);
      return undefined;
    }
    let text = '';
    let left = bytes;
    while (left > 0) {
      const more = yield* this.input.some();
      if (more === undefined) throw new HttpBroken('transfer closed with outstanding read data remaining');
      const at = prefixOf(more, left);
      text += more.slice(0, at);
      left -= utf8Length(more.slice(0, at));
      this.input.unread(more.slice(at));
    }
    yield* this.input.line();
    return text;
  }
}

/** How many code units of a text make up so many bytes. */
function prefixOf(text: string, bytes: number): number {
  if (utf8Length(text) <= bytes) return text.length;
  let at = 0;
  let left = bytes;
  while (at < text.length) {
    const char = String.fromCodePoint(text.codePointAt(at) as number);
    left -= utf8Length(char);
    if (left < 0) break;
    at += char.length;
  }
  return Math.max(at, 1);
}

/** What a body can be made of: a text, or pieces as they come. */
export type BodySource = string | { read(): Fiber<string | undefined> };

/** Writes a message; false when the other side does not read it. A body in pieces goes in chunks unless its length is stated. */
export function* writeMessage(writer: Writer, start: string, headers: HttpHeaders, body: BodySource | undefined, withBody = true): Fiber<boolean> {
  const streamed = body !== undefined && typeof body !== 'string';
  if (typeof body === 'string' && !headers.has('content-length')) headers.set('Content-Length', String(utf8Length(body)));
  const chunked = streamed && !headers.has('content-length');
  if (chunked) headers.set('Transfer-Encoding', 'chunked');
  const head = `${start}\r\n${headers.fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  if (!withBody || body === undefined) return yield* writer.write(head);
  if (!streamed) return yield* writer.write(head + body);
  if (!(yield* writer.write(head))) return false;
  for (;;) {
    const piece = yield* body.read();
    if (piece === undefined) break;
    if (piece !== '' && !(yield* writer.write(chunked ? `${utf8Length(piece).toString(16)}\r\n${piece}\r\n` : piece))) return false;
  }
  return chunked ? yield* writer.write('0\r\n\r\n') : true;
}
