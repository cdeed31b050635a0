// Builds the JSON value of a YAML document from its tokens (libyaml's parser.c and goyaml.v2/decode.go), with the place of every value and the keys given twice.
import { decodeBase64 } from '../../base/base64.ts';
import type { Json } from '../../base/json.ts';
import { resolveFew, resolvePlain } from './resolve.ts';
import { Scanner, type Token, type TokenType } from './scanner.ts';
import { type Mark, parserError, YamlError } from './source.ts';

export interface Place {
  /** From 0. */
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

export interface Composed {
  readonly value: Json;
  /** Where each value stands, by its JSON pointer (`/spec/ports/0`). */
  readonly places: ReadonlyMap<string, Place>;
  /** `line 8: key "a" already set in map` */
  readonly duplicates: readonly string[];
  /** The same as values; lines are from 1. */
  readonly twice: readonly Twice[];
}

export interface Twice {
  readonly key: string;
  readonly line: number;
  readonly first: number;
}

export interface ComposeOptions {
  /** Which words are booleans: all of YAML 1.1, or `true` and `false` alone, as yaml.v3 reads them into no type in particular. */
  readonly words?: 'all' | 'few';
}

interface Node {
  readonly value: Json;
  readonly merge: boolean;
}

type Out = Record<string, Json>;
const TAG = 'tag:yaml.org,2002:';
// Shared references make huge values cheap to write: what aliases add is bounded.
const MAX_ALIASED = 100_000;

export class Composer {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, Json>();
  private readonly places = new Map<string, Place>();
  private readonly twice: Twice[] = [];
  /** The pointers of what the present value is in, itself last. */
  private readonly path: string[] = [];
  private aliased = 0;
  private readonly few: boolean;

  constructor(text: string, { words = 'all' }: ComposeOptions = {}) {
    this.scanner = new Scanner(text);
    this.few = words === 'few';
  }

  /** The next document, or undefined at the end of the text. */
  document(): Composed | undefined {
    while (this.is('document-end')) this.scanner.next();
    let directives = false;
    while (this.is('directive')) {
      this.scanner.next();
      directives = true;
    }
    const token = this.scanner.peek();
    if (token.type === 'stream-end' && !directives) return undefined;
    if (token.type === 'document-start') this.scanner.next();
    else if (directives) throw parserError(token.start, 'did not find expected <document start>');
    this.anchors.clear();
    const { value } = this.node(true, false);
    const after = this.scanner.peek();
    if (!['stream-end', 'document-start', 'document-end', 'directive'].includes(after.type)) throw parserError(after.start, 'did not find expected <document start>');
    return { value, places: new Map(this.places), duplicates: this.twice.map(({ key, line }) => `line ${line}: key ${JSON.stringify(key)} already set in map`), twice: [...this.twice] };
  }

  private is(type: TokenType): boolean {
    return this.scanner.peek().type === type;
  }

  private node(block: boolean, indentless: boolean): Node {
    const first = this.scanner.peek();
    if (first.type === 'alias') return { value: this.alias(this.scanner.next()), merge: false };
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      if (this.is('anchor') && anchor === undefined) anchor = this.scanner.next().text;
      else if (this.is('tag') && tag === undefined) tag = this.scanner.next().text;
      else break;
    }
    const token = this.scanner.peek();
    const node = this.content(token, block, indentless, tag, anchor !== undefined || tag !== undefined);
    if (anchor !== undefined) this.anchors.set(anchor, node.value);
    const end = this.scanner.peek().start;
    this.places.set(this.pointer(), place(first.start, token.type === 'scalar' ? token.end : end));
    return node;
  }

  private pointer(): string {
    return this.path.at(-1) ?? '';
  }

  private content(token: Token, block: boolean, indentless: boolean, tag: string | undefined, properties: boolean): Node {
    if (indentless && token.type === 'block-entry') return plain(this.sequence('indentless'));
    switch (token.type) {
      case 'scalar': {
        this.scanner.next();
        return scalarNode(token, tag, this.few);
      }
      case 'flow-sequence-start': return plain(this.flowSequence());
      case 'flow-mapping-start': return plain(this.flowMapping());
      case 'block-sequence-start':
        if (block) return plain(this.sequence('block'));
        break;
      case 'block-mapping-start':
        if (block) return plain(this.mapping());
        break;
      default:
    }
    if (properties || this.emptyAllowed(token)) return plain(tag === `${TAG}str` ? '' : null);
    throw parserError(token.start, 'did not find expected node content');
  }

  /** A document may be empty. */
  private emptyAllowed(token: Token): boolean {
    return this.path.length === 0 && ['stream-end', 'document-start', 'document-end'].includes(token.type);
  }

  private alias(token: Token): Json {
    const value = this.anchors.get(token.text);
    if (value === undefined) throw new YamlError(`unknown anchor '${token.text}' referenced`, 0);
    this.aliased += sizeOf(value);
    if (this.aliased > MAX_ALIASED) throw new YamlError('document contains excessive aliasing', 0);
    return value;
  }

  private sequence(kind: 'block' | 'indentless'): Json {
    if (kind === 'block') this.scanner.next();
    const items: Json[] = [];
    while (this.is('block-entry')) {
      this.scanner.next();
      const next = this.scanner.peek().type;
      const empty = next === 'block-entry' || next === 'block-end' || (kind === 'indentless' && (next === 'key' || next === 'value'));
      items.push(empty ? null : this.at(String(items.length), () => this.node(true, false)).value);
    }
    if (kind === 'block') {
      const token = this.scanner.peek();
      if (token.type !== 'block-end') throw parserError(token.start, "did not find expected '-' indicator");
      this.scanner.next();
    }
    return items;
  }

  private mapping(): Json {
    this.scanner.next();
    const entries = new Entries(this.twice);
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === 'block-end') break;
      if (token.type !== 'key' && token.type !== 'value') throw parserError(token.start, 'did not find expected key');
      let key: Node = plain(null);
      if (token.type === 'key') {
        this.scanner.next();
        if (!['key', 'value', 'block-end'].includes(this.scanner.peek().type)) key = this.key(true);
      }
      let value: Json = null;
      if (this.is('value')) {
        this.scanner.next();
        if (!['key', 'value', 'block-end'].includes(this.scanner.peek().type)) value = this.at(keyText(key.value), () => this.node(true, true)).value;
      }
      entries.add(key, value, token.start);
    }
    this.scanner.next();
    return entries.finish();
  }

  /** A key's own place is not kept. */
  private key(block: boolean): Node {
    return this.at('\0key', () => this.node(block, block));
  }

  private at<T>(part: string, run: () => T): T {
    this.path.push(`${this.pointer()}/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    try {
      return run();
    } finally {
      this.path.pop();
    }
  }

  private flowSequence(): Json {
    this.scanner.next();
    const items: Json[] = [];
    while (!this.is('flow-sequence-end')) {
      if (items.length > 0) this.flowEntry("did not find expected ',' or ']'");
      if (this.is('flow-sequence-end')) break;
      if (this.is('key')) {
        const entries = new Entries(this.twice);
        this.flowPair(entries, 'flow-sequence-end');
        items.push(entries.finish());
      } else items.push(this.at(String(items.length), () => this.node(false, false)).value);
    }
    this.scanner.next();
    return items;
  }

  private flowMapping(): Json {
    this.scanner.next();
    const entries = new Entries(this.twice);
    for (let first = true; !this.is('flow-mapping-end'); first = false) {
      if (!first) this.flowEntry("did not find expected ',' or '}'");
      if (this.is('flow-mapping-end')) break;
      this.flowPair(entries, 'flow-mapping-end');
    }
    this.scanner.next();
    return entries.finish();
  }

  private flowEntry(problem: string): void {
    const token = this.scanner.peek();
    if (token.type !== 'flow-entry') throw parserError(token.start, problem);
    this.scanner.next();
  }

  /** `key: value`, `key`, `? key : value` inside brackets. */
  private flowPair(entries: Entries, end: TokenType): void {
    const start = this.scanner.peek().start;
    const stops: readonly TokenType[] = ['value', 'flow-entry', end];
    let key: Node = plain(null);
    if (this.is('key')) this.scanner.next();
    if (!stops.includes(this.scanner.peek().type)) key = this.key(false);
    let value: Json = null;
    if (this.is('value')) {
      this.scanner.next();
      if (!this.is('flow-entry') && !this.is(end)) value = this.at(keyText(key.value), () => this.node(false, false)).value;
    }
    entries.add(key, value, start);
  }
}

const plain = (value: Json): Node => ({ value, merge: false });
const place = (start: Mark, end: Mark): Place => ({ line: start.line, column: start.column, start: start.index, end: end.index });

/** A mapping while it is read: the last of two equal keys wins, merged ones yield to given ones. */
class Entries {
  private readonly out: Out = {};
  private readonly merged: Json[] = [];
  /** The line of each. */
  private readonly seen = new Map<string, number>();
  private readonly twice: Twice[];

  constructor(twice: Twice[]) {
    this.twice = twice;
  }

  add(key: Node, value: Json, at: Mark): void {
    if (key.merge) {
      this.merged.push(value);
      return;
    }
    if (typeof key.value === 'object' && key.value !== null) throw new YamlError(`invalid map key: ${JSON.stringify(key.value)}`, 0);
    const name = keyText(key.value);
    const first = this.seen.get(name);
    if (first === undefined) this.seen.set(name, at.line + 1);
    else this.twice.push({ key: name, line: at.line + 1, first });
    this.set(name, value);
  }

  finish(): Json {
    for (const source of this.merged) {
      for (const map of Array.isArray(source) ? (source as readonly Json[]) : [source]) {
        if (typeof map !== 'object' || map === null || Array.isArray(map)) throw new YamlError('map merge requires map or sequence of maps as the value', 0);
        for (const [key, value] of Object.entries(map as Out)) if (!Object.hasOwn(this.out, key)) this.set(key, value);
      }
    }
    return this.out;
  }

  private set(key: string, value: Json): void {
    if (key === '__proto__') Object.defineProperty(this.out, key, { value, enumerable: true, configurable: true, writable: true });
    else this.out[key] = value;
  }
}

/** Keys become strings as sigs.k8s.io/yaml makes them: `true`, `8080`. */
const keyText = (value: Json): string => (value === null ? 'null' : typeof value === 'string' ? value : String(value));

function scalarNode(token: Token, tag: string | undefined, few: boolean): Node {
  if (tag === undefined || tag === '!') {
    if (!token.plain || tag === '!') return plain(token.text);
    const resolved = few ? resolveFew(token.text) : resolvePlain(token.text);
    return { value: resolved.value, merge: resolved.tag === 'merge' };
  }
  if (tag === `${TAG}str`) return plain(token.text);
  if (tag === `${TAG}binary`) {
    const text = decodeBase64(token.text);
    if (text === undefined) throw new YamlError('!!binary value contains invalid base64 data', 0);
    return plain(text);
  }
  const resolved = resolvePlain(token.text);
  const wanted = tag.slice(TAG.length);
  if (wanted === resolved.tag || (wanted === 'float' && resolved.tag === 'int')) return plain(resolved.value);
  if (['int', 'float', 'bool', 'null'].includes(wanted) && tag.startsWith(TAG)) throw new YamlError(`cannot decode !!str \`${token.text}\` as a !!${wanted}`, 0);
  return plain(token.plain ? resolved.value : token.text);
}

function sizeOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const item of Object.values(value)) size += sizeOf(item as Json);
  return size;
}
