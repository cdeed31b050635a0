// jq's grammar: by falling strength of its operators.
import { JqScanner, reserved, type Token } from './scanner.ts';
import type { JqDefinition, JqNode, JqPattern } from './syntax.ts';

/** By rising strength; the assignments, comparisons and the alternative do not all associate to the left. */
const levels: readonly { readonly ops: readonly string[]; readonly right?: boolean; readonly none?: boolean }[] = [
  { ops: ['//'], right: true }, { ops: ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='], none: true }, { ops: ['or'] }, { ops: ['and'] }, { ops: ['==', '!=', '<', '<=', '>', '>='], none: true }, { ops: ['+', '-'] }, { ops: ['*', '/', '%'] },
];

export class JqParser extends JqScanner {
  parse(): JqNode {
    if (this.at('end')) return { t: 'identity' };
    const node = this.pipe();
    if (!this.at('end')) throw this.fault();
    return node;
  }

  /** A library: definitions, whose scope the caller's program is. */
  definitions(): JqDefinition[] {
    const found: JqDefinition[] = [];
    while (this.isWord('def')) found.push(this.definition());
    return found;
  }

  private advance(): Token {
    const { token } = this;
    this.current = this.scan();
    return token;
  }

  private at(type: Token['type']): boolean {
    return this.token.type === type;
  }
  private isOp(text: string): boolean {
    return this.token.type === 'op' && this.token.text === text;
  }
  private isWord(text: string): boolean {
    return this.token.type === 'word' && this.token.text === text;
  }
  private op(text: string): void {
    if (!this.isOp(text)) throw this.fault();
    this.advance();
  }
  private word(text: string): void {
    if (!this.isWord(text)) throw this.fault();
    this.advance();
  }

  protected pipe(noComma = false): JqNode {
    if (this.isWord('def')) {
      const def = this.definition();
      return { t: 'def', def, body: this.pipe(noComma) };
    }
    if (this.isWord('label')) {
      this.advance();
      const name = this.variable();
      this.op('|');
      return { t: 'label', name, body: this.pipe(noComma) };
    }
    const l = noComma ? this.level(0) : this.comma();
    if (this.isWord('as')) {
      this.advance();
      const patterns = [this.pattern()];
      while (this.isOp('?//')) {
        this.advance();
        patterns.push(this.pattern());
      }
      this.op('|');
      return { t: 'as', source: l, patterns, body: this.pipe(noComma) };
    }
    if (!this.isOp('|')) return l;
    this.advance();
    return { t: 'pipe', l, r: this.pipe(noComma) };
  }

  private definition(): JqDefinition {
    this.word('def');
    const name = this.advance().text;
    const params: string[] = [];
    if (this.isOp('(')) {
      do {
        this.advance();
        const param = this.advance();
        params.push(param.type === 'variable' ? `$${param.text}` : param.text);
      } while (this.isOp(';'));
      this.op(')');
    }
    this.op(':');
    const body = this.pipe();
    this.op(';');
    return { name, params, body };
  }

  private comma(): JqNode {
    let l = this.level(0);
    while (this.isOp(',')) {
      this.advance();
      l = { t: 'comma', l, r: this.level(0) };
    }
    return l;
  }

  private level(depth: number): JqNode {
    const level = levels[depth];
    if (!level) return this.postfix();
    let l = this.level(depth + 1);
    for (;;) {
      const { type, text } = this.token;
      if ((type !== 'op' && type !== 'word') || !level.ops.includes(text)) return l;
      this.advance();
      const r = level.right ? this.level(depth) : level.none && depth === 1 ? this.level(0) : this.level(depth + 1);
      l = binaryNode(text, l, r);
      if (level.none) return l;
    }
  }

  private variable(): string {
    if (!this.at('variable')) throw this.fault();
    return this.advance().text;
  }

  private pattern(): JqPattern {
    if (this.at('variable')) return { t: 'variable', name: this.advance().text };
    if (this.isOp('[')) {
      const items: JqPattern[] = [];
      do {
        this.advance();
        items.push(this.pattern());
      } while (this.isOp(','));
      this.op(']');
      return { t: 'array', items };
    }
    const entries: { key: JqNode; variable: string | undefined; pattern: JqPattern | undefined }[] = [];
    if (!this.isOp('{')) throw this.fault();
    do {
      this.advance();
      let key: JqNode;
      let variable: string | undefined;
      if (this.at('variable')) {
        variable = this.advance().text;
        key = { t: 'literal', value: variable };
      } else key = this.objectKey();
      let pattern: JqPattern | undefined;
      if (this.isOp(':')) {
        this.advance();
        pattern = this.pattern();
      }
      entries.push({ key, variable, pattern });
    } while (this.isOp(','));
    this.op('}');
    return { t: 'object', entries };
  }

  private postfix(): JqNode {
    let node = this.term();
    for (;;) {
      if (this.token.type === 'field') node = { t: 'index', of: node, key: { t: 'literal', value: this.advance().text } };
      else if (this.isOp('.')) {
        this.advance();
        if (this.token.type === 'string') node = { t: 'index', of: node, key: this.string(undefined) };
        else if (!this.isOp('[')) throw this.fault();
      } else if (this.isOp('[')) node = this.bracket(node);
      else if (this.isOp('?')) {
        this.advance();
        node = { t: 'try', of: node, catch: undefined };
      } else if (this.isWord('as')) {
        return this.binding(node);
      } else return node;
    }
  }

  private binding(source: JqNode): JqNode {
    this.advance();
    const patterns = [this.pattern()];
    while (this.isOp('?//')) {
      this.advance();
      patterns.push(this.pattern());
    }
    this.op('|');
    return { t: 'as', source, patterns, body: this.pipe() };
  }

  private bracket(of: JqNode): JqNode {
    this.op('[');
    if (this.isOp(']')) {
      this.advance();
      return { t: 'iterate', of };
    }
    if (this.isOp(':')) {
      this.advance();
      const to = this.pipe();
      this.op(']');
      return { t: 'slice', of, from: undefined, to };
    }
    const key = this.pipe();
    if (this.isOp(':')) {
      this.advance();
      const to = this.isOp(']') ? undefined : this.pipe();
      this.op(']');
      return { t: 'slice', of, from: key, to };
    }
    this.op(']');
    return { t: 'index', of, key };
  }

  private string(format: string | undefined): JqNode {
    const { parts } = this.advance();
    const all = parts ?? [];
    return all.length === 1 && typeof all[0] === 'string' ? { t: 'literal', value: all[0] } : { t: 'string', format, parts: all };
  }

  private term(): JqNode {
    const { type, text } = this.token;
    switch (type) {
      case 'number': this.advance(); return { t: 'literal', value: Number(text) };
      case 'string': return this.string(undefined);
      case 'format':
        this.advance();
        return this.token.type === 'string' ? this.string(text) : { t: 'format', name: text };
      case 'field': this.advance(); return { t: 'index', of: { t: 'identity' }, key: { t: 'literal', value: text } };
      case 'variable': this.advance(); return text === '__loc__' ? { t: 'literal', value: { file: '<top-level>', line: 1 } } : { t: 'variable', name: text };
      case 'word': return this.wordTerm(text);
      case 'op': return this.opTerm(text);
      default: throw this.fault();
    }
  }

  private opTerm(text: string): JqNode {
    if (text === '.') {
      this.advance();
      if (this.token.type === 'string') return { t: 'index', of: { t: 'identity' }, key: this.string(undefined) };
      return this.isOp('[') ? this.bracket({ t: 'identity' }) : { t: 'identity' };
    }
    if (text === '..') {
      this.advance();
      return { t: 'recurse' };
    }
    if (text === '-') {
      this.advance();
      return { t: 'negate', of: this.postfix() };
    }
    if (text === '(') {
      this.advance();
      const inner = this.pipe();
      this.op(')');
      return inner;
    }
    if (text === '[') {
      this.advance();
      const of = this.isOp(']') ? undefined : this.pipe();
      this.op(']');
      return { t: 'array', of };
    }
    if (text === '{') return this.object();
    throw this.fault();
  }

  private wordTerm(text: string): JqNode {
    this.advance();
    switch (text) {
      case 'if': return this.conditional();
      case 'try': {
        const of = this.postfix();
        if (!this.isWord('catch')) return { t: 'try', of, catch: undefined };
        this.advance();
        return { t: 'try', of, catch: this.postfix() };
      }
      case 'reduce':
      case 'foreach': return this.folding(text);
      case 'break': return { t: 'break', name: this.variable() };
      case 'def': throw this.fault();
      case 'true':
      case 'false':
      case 'null': return { t: 'literal', value: text === 'null' ? null : text === 'true' };
      default: {
        if (reserved.has(text)) throw this.fault();
        const args: JqNode[] = [];
        if (this.isOp('(')) {
          do {
            this.advance();
            args.push(this.pipe());
          } while (this.isOp(';'));
          this.op(')');
        }
        return { t: 'call', name: text, args };
      }
    }
  }

  private conditional(): JqNode {
    const test = this.pipe();
    this.word('then');
    const yes = this.pipe();
    if (this.isWord('elif')) {
      this.advance();
      return { t: 'if', test, yes, no: this.conditional() };
    }
    let no: JqNode | undefined;
    if (this.isWord('else')) {
      this.advance();
      no = this.pipe();
    }
    this.word('end');
    return { t: 'if', test, yes, no };
  }

  private folding(t: 'reduce' | 'foreach'): JqNode {
    // The source is a postfix term; `as` belongs to the folding itself.
    let source = this.term();
    while (!this.isWord('as')) {
      if (this.token.type === 'field') source = { t: 'index', of: source, key: { t: 'literal', value: this.advance().text } };
      else if (this.isOp('[')) source = this.bracket(source);
      else if (this.isOp('?')) {
        this.advance();
        source = { t: 'try', of: source, catch: undefined };
      } else throw this.fault();
    }
    this.word('as');
    const pattern = this.pattern();
    this.op('(');
    const init = this.pipe();
    this.op(';');
    const update = this.pipe();
    if (t === 'reduce') {
      this.op(')');
      return { t, source, pattern, init, update };
    }
    let extract: JqNode | undefined;
    if (this.isOp(';')) {
      this.advance();
      extract = this.pipe();
    }
    this.op(')');
    return { t, source, pattern, init, update, extract };
  }

  private objectKey(): JqNode {
    const { type, text } = this.token;
    if (type === 'word') {
      this.advance();
      return { t: 'literal', value: text };
    }
    if (type === 'number') {
      this.advance();
      return { t: 'literal', value: text };
    }
    if (type === 'string') return this.string(undefined);
    if (type === 'format') {
      this.advance();
      return this.token.type === 'string' ? this.string(text) : { t: 'format', name: text };
    }
    this.op('(');
    const inner = this.pipe();
    this.op(')');
    return inner;
  }

  private object(): JqNode {
    this.op('{');
    const entries: { key: JqNode; value: JqNode | undefined }[] = [];
    while (!this.isOp('}')) {
      if (this.token.type === 'variable') {
        const name = this.advance().text;
        entries.push({ key: { t: 'literal', value: name }, value: name === '__loc__' ? { t: 'literal', value: { file: '<top-level>', line: 1 } } : { t: 'variable', name } });
      } else {
        const key = this.objectKey();
        let value: JqNode | undefined;
        if (this.isOp(':')) {
          this.advance();
          value = this.objectValue();
        }
        entries.push({ key, value });
      }
      if (!this.isOp(',')) break;
      this.advance();
    }
    this.op('}');
    return { t: 'object', entries };
  }

  private objectValue(): JqNode {
    let l = this.level(0);
    while (this.isOp('|')) {
      this.advance();
      l = { t: 'pipe', l, r: this.level(0) };
    }
    return l;
  }
}

function binaryNode(op: string, l: JqNode, r: JqNode): JqNode {
  if (op === '//') return { t: 'alternative', l, r };
  if (op === 'and' || op === 'or') return { t: 'logic', and: op === 'and', l, r };
  if (op.endsWith('=') && !['==', '!=', '<=', '>='].includes(op)) return { t: 'assign', op, l, r };
  return { t: 'binary', op, l, r };
}
