// Tokens of YAML, found as libyaml finds them (scanner.c as goyaml.v2 has it), so that its errors come at its places.
import { scanBlockScalar, scanPlain, scanQuoted } from './scan-scalars.ts';
import { isBlankOrEnd, isBreak, isBreakOrEnd, type Mark, scannerError, Source } from './source.ts';

export type TokenType =
  | 'stream-end' | 'directive' | 'document-start' | 'document-end' | 'block-sequence-start' | 'block-mapping-start' | 'block-end'
  | 'flow-sequence-start' | 'flow-sequence-end' | 'flow-mapping-start' | 'flow-mapping-end' | 'flow-entry' | 'block-entry' | 'key' | 'value' | 'alias' | 'anchor' | 'tag' | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  readonly end: Mark;
  readonly text: string;
  readonly plain: boolean;
}

interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  readonly tokenNumber: number;
  readonly mark: Mark;
}

const noKey = (mark: Mark): SimpleKey => ({ possible: false, required: false, tokenNumber: 0, mark });
const MAX_DEPTH = 1000;

export class Scanner {
  private readonly source: Source;
  private tokens: Token[] = [];
  private parsed = 0;
  private readonly indents: number[] = [];
  private indent = -1;
  private flowLevel = 0;
  private keyAllowed = true;
  private readonly keys: SimpleKey[];
  private ended = false;
  /** The keys that may still be one, by the token that they would begin. */
  private readonly byToken = new Map<number, SimpleKey>();

  constructor(text: string) {
    this.source = new Source(text);
    this.keys = [noKey(this.source.mark)];
  }

  peek(): Token {
    while (!this.ended && this.needsMore()) this.fetch();
    return this.tokens[0] as Token;
  }

  next(): Token {
    const token = this.peek();
    if (token.type !== 'stream-end') {
      this.tokens.shift();
      this.byToken.delete(this.parsed++);
    }
    return token;
  }

  /** A token that may turn out to be a key cannot be handed out yet. */
  private needsMore(): boolean {
    if (this.tokens.length === 0) return true;
    // Only the outermost can be required, and is complained of as soon as it is none.
    this.isValid(this.keys[0] as SimpleKey);
    const key = this.byToken.get(this.parsed);
    return key !== undefined && this.isValid(key);
  }

  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line >= this.source.line && key.mark.index + 1024 >= this.source.index) return true;
    if (key.required) throw scannerError(this.source.mark, "could not find expected ':'");
    key.possible = false;
    return false;
  }

  private fetch(): void {
    const { source } = this;
    this.skipToToken();
    this.unroll(source.column);
    if (source.atEnd) {
      this.streamEnd();
      return;
    }
    const char = source.peek();
    if (source.column === 0 && char === '%') {
      this.reset();
      while (!isBreakOrEnd(source.peek())) source.skip();
      this.push('directive', source.mark);
    } else if (source.atDocumentMark()) {
      this.reset();
      this.punctuation(char === '-' ? 'document-start' : 'document-end', 3);
    } else if (char === '[' || char === '{') this.flowStart(char === '[' ? 'flow-sequence-start' : 'flow-mapping-start');
    else if (char === ']' || char === '}') this.flowEnd(char === ']' ? 'flow-sequence-end' : 'flow-mapping-end');
    else if (char === ',') {
      this.removeKey();
      this.keyAllowed = true;
      this.punctuation('flow-entry');
    } else if (char === '-' && isBlankOrEnd(source.peek(1))) this.blockEntry();
    else if (char === '?' && (this.flowLevel > 0 || isBlankOrEnd(source.peek(1)))) this.key();
    else if (char === ':' && (this.flowLevel > 0 || isBlankOrEnd(source.peek(1)))) this.value();
    else this.content(char);
  }

  private content(char: string): void {
    const { source } = this;
    const start = source.mark;
    if (char === '*' || char === '&') {
      this.saveKey();
      this.keyAllowed = false;
      this.anchor(char === '*' ? 'alias' : 'anchor');
    } else if (char === '!') {
      this.saveKey();
      this.keyAllowed = false;
      this.tag();
    } else if ((char === '|' || char === '>') && this.flowLevel === 0) {
      this.removeKey();
      this.keyAllowed = true;
      this.push('scalar', start, scanBlockScalar(source, char === '>', this.indent));
    } else if (char === "'" || char === '"') {
      this.saveKey();
      this.keyAllowed = false;
      this.push('scalar', start, scanQuoted(source, char));
    } else if (this.startsPlain(char)) {
      this.saveKey();
      this.keyAllowed = false;
      const { text, multiline } = scanPlain(source, this.indent, this.flowLevel);
      if (multiline) this.keyAllowed = true;
      this.push('scalar', start, text, true);
    } else throw scannerError(start, 'found character that cannot start any token');
  }

  private startsPlain(char: string): boolean {
    const next = this.source.peek(1);
    if (!isBlankOrEnd(char) && !'-?:,[]{}#&*!|>\'"%@`'.includes(char)) return true;
    if (char === '-') return next !== ' ' && next !== '\t';
    return this.flowLevel === 0 && (char === '?' || char === ':') && !isBlankOrEnd(next);
  }

  private skipToToken(): void {
    const { source } = this;
    for (;;) {
      while (source.peek() === ' ' || ((this.flowLevel > 0 || !this.keyAllowed) && source.peek() === '\t')) source.skip();
      if (source.peek() === '#') while (!isBreakOrEnd(source.peek())) source.skip();
      if (!isBreak(source.peek())) return;
      source.takeBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  private push(type: TokenType, start: Mark, text = '', plain = false): void {
    this.tokens.push({ type, start, end: this.source.mark, text, plain });
  }

  private punctuation(type: TokenType, length = 1): void {
    const start = this.source.mark;
    this.source.skip(length);
    this.push(type, start);
  }

  private streamEnd(): void {
    if (this.source.column !== 0) {
      this.source.column = 0;
      this.source.line++;
    }
    this.reset();
    this.push('stream-end', this.source.mark);
    this.ended = true;
  }

  private reset(): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
  }

  private flowStart(type: TokenType): void {
    this.saveKey();
    this.keys.push(noKey(this.source.mark));
    this.flowLevel++;
    if (this.flowLevel > MAX_DEPTH) throw scannerError(this.source.mark, `exceeded max depth of ${MAX_DEPTH}`);
    this.keyAllowed = true;
    this.punctuation(type);
  }

  private flowEnd(type: TokenType): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keys.pop();
    }
    this.keyAllowed = false;
    this.punctuation(type);
  }

  private blockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw scannerError(this.source.mark, 'block sequence entries are not allowed in this context');
      this.roll(this.source.column, undefined, 'block-sequence-start', this.source.mark);
    }
    this.removeKey();
    this.keyAllowed = true;
    this.punctuation('block-entry');
  }

  private key(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw scannerError(this.source.mark, 'mapping keys are not allowed in this context');
      this.roll(this.source.column, undefined, 'block-mapping-start', this.source.mark);
    }
    this.removeKey();
    this.keyAllowed = this.flowLevel === 0;
    this.punctuation('key');
  }

  private value(): void {
    const key = this.keys.at(-1) as SimpleKey;
    if (this.isValid(key)) {
      this.tokens.splice(key.tokenNumber - this.parsed, 0, { type: 'key', start: key.mark, end: key.mark, text: '', plain: false });
      this.roll(key.mark.column, key.tokenNumber, 'block-mapping-start', key.mark);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) throw scannerError(this.source.mark, 'mapping values are not allowed in this context');
        this.roll(this.source.column, undefined, 'block-mapping-start', this.source.mark);
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.punctuation('value');
  }

  private anchor(type: 'alias' | 'anchor'): void {
    const { source } = this;
    const start = source.mark;
    source.skip();
    let name = '';
    while (/[\w-]/.test(source.peek())) name += source.take();
    const after = source.peek();
    if (name === '' || !(isBlankOrEnd(after) || '?:,]}%@`'.includes(after))) throw scannerError(source.mark, 'did not find expected alphabetic or numeric character');
    this.push(type, start, name);
  }

  private tag(): void {
    const { source } = this;
    const start = source.mark;
    let text = '';
    if (source.peek(1) === '<') {
      source.skip(2);
      while (source.peek() !== '>' && !isBlankOrEnd(source.peek())) text += source.take();
      if (source.peek() !== '>') throw scannerError(source.mark, "did not find the expected '>'");
      source.skip();
    } else {
      while (!isBlankOrEnd(source.peek()) && !(this.flowLevel > 0 && ',[]{}'.includes(source.peek()))) text += source.take();
      if (text.startsWith('!!')) text = `tag:yaml.org,2002:${text.slice(2)}`;
    }
    this.push('tag', start, text);
  }

  private saveKey(): void {
    const required = this.flowLevel === 0 && this.indent === this.source.column;
    if (!this.keyAllowed) return;
    this.removeKey();
    const key: SimpleKey = { possible: true, required, tokenNumber: this.parsed + this.tokens.length, mark: this.source.mark };
    this.keys[this.keys.length - 1] = key;
    this.byToken.set(key.tokenNumber, key);
  }

  private removeKey(): void {
    const key = this.keys.at(-1) as SimpleKey;
    if (key.possible && key.required) throw scannerError(this.source.mark, "could not find expected ':'");
    key.possible = false;
  }

  private roll(column: number, tokenNumber: number | undefined, type: TokenType, mark: Mark): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > MAX_DEPTH) throw scannerError(this.source.mark, `exceeded max depth of ${MAX_DEPTH}`);
    const token: Token = { type, start: mark, end: mark, text: '', plain: false };
    if (tokenNumber === undefined) this.tokens.push(token);
    else this.tokens.splice(tokenNumber - this.parsed, 0, token);
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.source.mark);
      this.indent = this.indents.pop() as number;
    }
  }
}
