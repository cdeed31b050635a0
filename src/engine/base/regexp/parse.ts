// JavaScript's regular expressions as a tree: what is repeated, chosen, remembered; single characters stay source, for the native matcher to judge.

export type RegExpNode =
  /** The source of something that matches exactly one character. */
  | { readonly type: 'char'; readonly source: string }
  | { readonly type: 'sequence'; readonly items: readonly RegExpNode[] }
  | { readonly type: 'choice'; readonly items: readonly RegExpNode[] }
  | { readonly type: 'repeat'; readonly item: RegExpNode; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly type: 'group'; readonly item: RegExpNode; readonly index: number; readonly name: string | undefined }
  | { readonly type: 'look'; readonly item: RegExpNode; readonly negated: boolean }
  /** The character before is, or is not, one of these. */
  | { readonly type: 'behind'; readonly source: string; readonly negated: boolean }
  | { readonly type: 'back'; readonly to: number | string }
  | { readonly type: 'start' | 'end' | 'boundary' | 'inside' };

export interface ParsedRegExp {
  readonly root: RegExpNode;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** undefined: it has something that only the native matcher knows (longer lookbehind, inline flags, nested classes). */
export function parseRegExp(source: string, flags: string): ParsedRegExp | undefined {
  if (flags.includes('v')) return undefined;
  const parser = new Parser(source, flags.includes('u'));
  const root = parser.choice();
  return parser.unknown || !parser.done ? undefined : { root, groups: parser.groups, names: parser.names };
}

const anchors = { '^': { type: 'start' }, $: { type: 'end' } } as const;
/** `\x41`, `\u0041`, `\u{41}`, `\cA`, `\p{L}`, or any other character. */
const escape = /\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|c[A-Za-z]|[pP]\{[^}]*\}|0[0-7]{0,2}|[\s\S])/y;
const quantifier = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})(\??)/y;

class Parser {
  unknown = false;
  groups = 0;
  readonly names = new Map<string, number>();
  private at = 0;
  private readonly source: string;
  private readonly unicode: boolean;

  constructor(source: string, unicode: boolean) {
    this.source = source;
    this.unicode = unicode;
  }

  get done(): boolean {
    return this.at === this.source.length;
  }

  choice(): RegExpNode {
    const items = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      items.push(this.sequence());
    }
    return items.length === 1 ? (items[0] as RegExpNode) : { type: 'choice', items };
  }

  private sequence(): RegExpNode {
    const items: RegExpNode[] = [];
    while (!this.unknown && !this.done && this.source[this.at] !== '|' && this.source[this.at] !== ')') items.push(this.repeated(this.atom()));
    return items.length === 1 ? (items[0] as RegExpNode) : { type: 'sequence', items };
  }

  private repeated(item: RegExpNode): RegExpNode {
    quantifier.lastIndex = this.at;
    const found = quantifier.exec(this.source);
    if (!found) return item;
    this.at = quantifier.lastIndex;
    const [text, min, comma, max, lazy] = found;
    const sign = text[0];
    const low = min === undefined ? (sign === '+' ? 1 : 0) : Number(min);
    const high = min === undefined ? (sign === '?' ? 1 : Infinity) : comma === undefined ? low : max === '' || max === undefined ? Infinity : Number(max);
    return { type: 'repeat', item, min: low, max: high, lazy: lazy === '?' };
  }

  private atom(): RegExpNode {
    const char = this.source[this.at] as string;
    if (char === '^' || char === '$') {
      this.at++;
      return anchors[char];
    }
    if (char === '(') return this.group();
    if (char === '[') return this.klass();
    if (char === '\\') return this.escaped();
    const whole = this.unicode ? String.fromCodePoint(this.source.codePointAt(this.at) as number) : char;
    this.at += whole.length;
    // Braces and brackets that stand alone are literal without the u flag.
    return { type: 'char', source: /[{}\]]/.test(whole) ? `\\${whole}` : whole };
  }

  private group(): RegExpNode {
    const head = /^\((?:\?(?::|=|!|<[=!]|<([^>]*)>))?/.exec(this.source.slice(this.at, this.at + 80)) as RegExpExecArray;
    this.at += head[0].length;
    if (head[0] === '(' && this.source[this.at] === '?') this.unknown = true;
    const [text, name] = head;
    const index = text === '(' || name !== undefined ? ++this.groups : 0;
    if (name !== undefined) this.names.set(name, index);
    const item = this.unknown ? ({ type: 'sequence', items: [] } as const) : this.choice();
    if (this.source[this.at] === ')') this.at++;
    else this.unknown = true;
    if (text === '(?<=' || text === '(?<!') return this.behind(item, text === '(?<!');
    if (text === '(?=' || text === '(?!') return { type: 'look', item, negated: text === '(?!' };
    return index === 0 ? item : { type: 'group', item, index, name };
  }

  /** Of what lies behind, one character is looked at. */
  private behind(item: RegExpNode, negated: boolean): RegExpNode {
    if (item.type !== 'char') this.unknown = true;
    return { type: 'behind', source: item.type === 'char' ? item.source : '', negated };
  }

  private klass(): RegExpNode {
    const start = this.at++;
    while (!this.done && this.source[this.at] !== ']') this.at += this.source[this.at] === '\\' ? 2 : 1;
    if (this.done) this.unknown = true;
    this.at++;
    return { type: 'char', source: this.source.slice(start, this.at) };
  }

  private escaped(): RegExpNode {
    const next = this.source[this.at + 1];
    if (next === 'b' || next === 'B') {
      this.at += 2;
      return { type: next === 'b' ? 'boundary' : 'inside' };
    }
    const back = /^\\(?:([1-9]\d*)|k<([^>]*)>)/.exec(this.source.slice(this.at, this.at + 80));
    if (back) {
      this.at += back[0].length;
      return { type: 'back', to: back[2] ?? Number(back[1]) };
    }
    escape.lastIndex = this.at;
    const found = escape.exec(this.source);
    if (!found) this.unknown = true;
    this.at += found?.[0].length ?? 1;
    return { type: 'char', source: found?.[0] ?? '' };
  }
}
