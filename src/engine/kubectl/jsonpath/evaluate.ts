// Runs a JSONPath template on an object (client-go/util/jsonpath/jsonpath.go).
import { type Json, isObject } from '../../base/json.ts';
import { compactJson, indentedJson, sortedEntries } from '../../kube/go-json.ts';
import { goValue } from '../../kube/go-format.ts';
import { goType } from '../printers/go-value.ts';
import { JsonPathError, type Node, parseJsonPath } from './parse.ts';

/** A template with its ranges found: a range holds what lies between it and its end. */
type Block = { readonly type: 'node'; readonly node: Node } | { readonly type: 'stray end' } | { readonly type: 'range'; readonly over: Node; readonly body: readonly Block[] };

export class JsonPath {
  private readonly blocks: readonly Block[];
  private readonly allowMissing: boolean;

  /** @throws JsonPathError */
  constructor(template: string, allowMissing = true) {
    this.blocks = blocksOf([...parseJsonPath(template)]);
    this.allowMissing = allowMissing;
  }

  /** One list of values for each action, text too. @throws JsonPathError */
  find(data: Json): readonly (readonly Json[])[] {
    return this.run(this.blocks, data);
  }

  /** What `-o jsonpath` prints. @throws JsonPathError */
  print(data: Json, asJson = false): string {
    return this.find(data).map((values) => (asJson ? `${indentedJson(values as Json, '    ')}\n` : values.map(printed).join(' '))).join('');
  }

  private run(blocks: readonly Block[], data: Json): (readonly Json[])[] {
    return blocks.flatMap((block) => {
      if (block.type === 'stray end') throw new JsonPathError('not in range, nothing to end');
      if (block.type === 'node') return [this.walk([data], block.node)];
      return this.walk([data], block.over).flatMap((value) => this.run(block.body, value));
    });
  }

  private walk(input: readonly Json[], node: Node): readonly Json[] {
    switch (node.type) {
      case 'text':
        return [node.text];
      case 'value':
        return [node.value];
      case 'list':
        return node.nodes.reduce((values, next) => this.walk(values, next), input);
      case 'identifier':
        if (node.name === 'range' || node.name === 'end') return input;
        throw new JsonPathError(`unrecognized identifier ${node.name}`);
      case 'field':
        return this.field(input, node.name);
      case 'wildcard':
        return input.flatMap(children);
      case 'recursive':
        return recursive(input);
      case 'union':
        return node.parts.flatMap((part) => this.walk(input, part));
      case 'array':
        return input.flatMap((value) => slice(value, node));
      case 'filter':
        return input.flatMap((value) => this.filter(value, node));
    }
  }

  private field(input: readonly Json[], name: string): readonly Json[] {
    const found = input.flatMap((value) => {
      const item = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      return item === undefined ? [] : [item];
    });
    if (found.length === 0 && !this.allowMissing) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  private filter(value: Json, node: Extract<Node, { type: 'filter' }>): readonly Json[] {
    if (!Array.isArray(value)) throw new JsonPathError(`${goValue(value)} is not array or slice and cannot be filtered`);
    return value.filter((item: Json) => {
      const lefts = this.side(item, node.left, node.operator === 'exists');
      if (node.operator === 'exists') return lefts.length > 0;
      if (lefts.length === 0) return false;
      if (lefts.length > 1) throw new JsonPathError('can only compare one element at a time');
      const rights = this.side(item, node.right, false);
      if (rights.length === 0) return false;
      if (rights.length > 1) throw new JsonPathError('can only compare one element at a time');
      return compare(lefts[0] as Json, rights[0] as Json, node.operator);
    });
  }

  private side(item: Json, node: Node, exists: boolean): readonly Json[] {
    try {
      return this.walk([item], node);
    } catch (error) {
      if (exists && error instanceof JsonPathError) return [];
      throw error;
    }
  }
}

function blocksOf(nodes: Node[], inRange = false): Block[] {
  const blocks: Block[] = [];
  for (let node = nodes.shift(); node; node = nodes.shift()) {
    const first = node.type === 'list' ? node.nodes[0] : undefined;
    if (first?.type === 'identifier' && first.name === 'range') blocks.push({ type: 'range', over: node, body: blocksOf(nodes, true) });
    else if (first?.type === 'identifier' && first.name === 'end') {
      if (inRange) return blocks;
      blocks.push({ type: 'stray end' });
    } else blocks.push({ type: 'node', node });
  }
  return blocks;
}

function children(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  return isObject(value) ? sortedEntries(value).map(([, item]) => item) : [];
}

function recursive(input: readonly Json[]): readonly Json[] {
  return input.flatMap((value) => {
    const inner = children(value);
    return inner.length ? [value, ...recursive(inner)] : [];
  });
}

function slice(value: Json, node: Extract<Node, { type: 'array' }>): readonly Json[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
  const { length } = value;
  let from = node.from ?? 0;
  if (from < 0) from += length;
  let to = node.to ?? length;
  if (to < 0 || (to === 0 && node.derived)) to += length;
  if (to === from) return [];
  const outside = (index: number): JsonPathError => new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
  if (from >= length || from < 0) throw outside(from);
  if (to > length || to < 0) throw outside(to - 1);
  if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
  const step = node.step ?? 1;
  if (step <= 0) throw new JsonPathError('step must be > 0');
  return (value as readonly Json[]).slice(from, to).filter((_, i) => i % step === 0);
}

function compare(left: Json, right: Json, operator: string): boolean {
  if (typeof left !== typeof right || typeof left === 'object') throw new JsonPathError(typeof left === 'object' ? 'invalid type for comparison' : 'incompatible types for comparison');
  const [a, b] = [left as number, right as number];
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

const printed = (value: Json): string => (typeof value === 'object' ? compactJson(value) : goValue(value));

/** What is said of an expression that is no path at all. */
export const BAD_PATH = "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'";

const RELAXED = /^(\{\.?([^{}]+)\}|\.?([^{}]+))$/;

/** get.RelaxedJSONPathExpression: `x.y`, `.x.y`, `{x.y}` and `{.x.y}` all mean `{.x.y}`; undefined for what is none of them. */
export function relaxed(text: string): string | undefined {
  if (text === '') return '';
  const m = RELAXED.exec(text);
  if (!m) return undefined;
  return `{.${m[2] ?? m[3] ?? ''}}`;
}
