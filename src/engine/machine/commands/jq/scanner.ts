// jq's tokens; a string's interpolations are parsed while it is read.
import type { JqNode } from './syntax.ts';

export class JqSyntaxError extends Error {
  override readonly name = 'JqSyntaxError';
}

export interface Token {
  readonly type: 'op' | 'word' | 'field' | 'number' | 'string' | 'variable' | 'format' | 'end';
  readonly text: string;
  readonly parts?: readonly (string | JqNode)[];
}

export const reserved: ReadonlySet<string> = new Set(['if', 'then', 'elif', 'else', 'end', 'as', 'def', 'reduce', 'foreach', 'try', 'catch', 'label', 'and', 'or', 'import', 'include', '__loc__']);

const operators = ['?//=', '?//', '//=', '|=', '+=', '-=', '*=', '/=', '%=', '==', '!=', '<=', '>=', '//', '..', '|', ',', '.', '[', ']', '(', ')', '{', '}', ':', ';', '=', '<', '>', '+', '-', '*', '/', '%', '?'];
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '/': '/', '\\': '\\', '"': '"' };

export abstract class JqScanner {
  protected readonly source: string;
  protected current: Token;
  private position = 0;

  constructor(source: string) {
    this.source = source;
    this.current = this.scan();
  }

  protected get token(): Token {
    return this.current;
  }

  /** The filter inside `\( )`. */
  protected abstract pipe(): JqNode;

  protected fault(): JqSyntaxError {
    const { type, text } = this.token;
    return new JqSyntaxError(type === 'end' ? 'syntax error, unexpected end of file (Unix shell quoting issues?)' : `syntax error, unexpected ${type === 'op' ? `'${text}'` : type === 'word' ? (reserved.has(text) ? text : 'IDENT') : type === 'number' ? 'LITERAL' : type === 'string' ? 'QQSTRING_START' : 'INVALID_CHARACTER'} (Unix shell quoting issues?)`);
  }

  protected scan(): Token {
    const blank = /^(?:\s+|#[^\n]*)+/.exec(this.source.slice(this.position));
    if (blank) this.position += blank[0].length;
    const rest = this.source.slice(this.position);
    if (rest === '') return { type: 'end', text: '' };
    const take = (text: string, token: Token): Token => {
      this.position += text.length;
      return token;
    };
    const field = /^\.([A-Za-z_]\w*)/.exec(rest);
    if (field) return take(field[0], { type: 'field', text: field[1] as string });
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest);
    if (number) return take(number[0], { type: 'number', text: number[0] });
    const variable = /^\$(__loc__|[A-Za-z_]\w*(?:::\w+)*)/.exec(rest);
    if (variable) return take(variable[0], { type: 'variable', text: variable[1] as string });
    const format = /^@[A-Za-z0-9_]+/.exec(rest);
    if (format) return take(format[0], { type: 'format', text: format[0] });
    const word = /^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*/.exec(rest);
    if (word) return take(word[0], { type: 'word', text: word[0] });
    if (rest.startsWith('"')) {
      this.position++;
      return { type: 'string', text: '', parts: this.stringParts() };
    }
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    if (operator === undefined) {
      this.current = { type: 'format', text: rest[0] as string };
      throw this.fault();
    }
    return take(operator, { type: 'op', text: operator });
  }

  private stringParts(): (string | JqNode)[] {
    const parts: (string | JqNode)[] = [];
    let text = '';
    for (;;) {
      const char = this.source[this.position++];
      if (char === undefined) throw new JqSyntaxError('syntax error, unexpected end of file, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END (Unix shell quoting issues?)');
      if (char === '"') break;
      if (char !== '\\') {
        text += char;
        continue;
      }
      const next = this.source[this.position++] ?? '';
      if (next === '(') {
        parts.push(text);
        text = '';
        this.current = this.scan();
        const inner = this.pipe();
        if (!(this.token.type === 'op' && this.token.text === ')')) throw this.fault();
        parts.push(inner);
      } else if (next === 'u') {
        text += String.fromCharCode(Number.parseInt(this.source.slice(this.position, this.position + 4), 16));
        this.position += 4;
      } else if (escapes[next] !== undefined) text += escapes[next];
      else throw new JqSyntaxError(`Invalid escape at line 1, column ${this.position} (while parsing '${this.source}')`);
    }
    parts.push(text);
    return parts;
  }
}
