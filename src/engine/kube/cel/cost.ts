// What an expression may cost at most, before it runs, from how large its values may be (cel-go/checker/cost.go, apiserver/pkg/cel/library/cost.go).
import { utf8Length } from '../../base/utf8.ts';
import type { Expr } from './ast.ts';
import { Bytes, isList } from './values.ts';

export type SizedKind = 'scalar' | 'string' | 'bytes' | 'list' | 'map' | 'object' | 'dyn';

/** A value that a schema describes: how many characters, members or bytes it has at most. */
export interface Sized {
  readonly kind: SizedKind;
  readonly max: number;
  /** Members of a list, values of a map. */
  element?(): Sized | undefined;
  field?(name: string): Sized | undefined;
}

interface Estimate {
  readonly cost: number;
  readonly kind: SizedKind | undefined;
  /** What the schema says of it. */
  readonly node?: Sized | undefined;
  /** What is known by itself: of literals and results. */
  readonly size?: { readonly min: number; readonly max: number };
}

type Scope = ReadonlyMap<string, Estimate>;

const UNKNOWN = 2 ** 64;
const TRAVERSAL = 0.1;
const REGEX = 0.25;
const LIST = 10;
const MAP = 30;
const STRUCT = 40;
const REGEXES = new Set(['find', 'findAll']);
const TRAVERSING = new Set(['lowerAscii', 'upperAscii', 'substring', 'trim', 'jsonpatch.escapeKey']);
const PARSING = new Set(['url', 'isURL', 'quantity', 'isQuantity', 'ip', 'isIP', 'cidr', 'isCIDR', 'semver', 'isSemver']);

/** In the units of the runtime's budget; 2⁶⁴ stands for whatever is larger. */
export function estimateCost(expr: Expr, self: Sized): number {
  const known: Estimate = { cost: 1, kind: self.kind, node: self };
  return Math.min(UNKNOWN, estimate(expr, new Map([['self', known], ['oldSelf', known]])).cost);
}

function sizeOf({ size, node, kind }: Estimate): { readonly min: number; readonly max: number } {
  return size ?? (node ? { min: 0, max: node.max } : kind === 'scalar' ? { min: 1, max: 1 } : { min: 0, max: UNKNOWN });
}

const traversal = (size: number, factor = TRAVERSAL): number => Math.ceil(size * factor);
const ofNode = (cost: number, node: Sized | undefined): Estimate => ({ cost, kind: node?.kind, node });
const scalar = (cost: number): Estimate => ({ cost, kind: 'scalar' });

function estimate(expr: Expr, scope: Scope): Estimate {
  const of = (inner: Expr): Estimate => estimate(inner, scope);
  switch (expr.op) {
    case 'literal':
      return literal(expr.value);
    case 'ident':
      return scope.get(expr.name) ?? { cost: 1, kind: undefined };
    case 'select':
      return select(of(expr.operand), expr.field, expr.test);
    case 'call':
      return call(expr.name, expr.target ? of(expr.target) : undefined, expr.args.map(of));
    case 'list': {
      const cost = expr.items.reduce((sum, { value }) => sum + of(value).cost, LIST);
      return { cost, kind: 'list', size: { min: expr.items.length, max: expr.items.length } };
    }
    case 'map':
      return { cost: expr.entries.reduce((sum, { key, value }) => sum + of(key).cost + of(value).cost, MAP), kind: 'map', size: { min: expr.entries.length, max: expr.entries.length } };
    case 'struct':
      return { cost: expr.fields.reduce((sum, { value }) => sum + of(value).cost, STRUCT), kind: 'object' };
    default:
      return macro(expr, of(expr.target), scope);
  }
}

function literal(value: Extract<Expr, { op: 'literal' }>['value']): Estimate {
  const length = typeof value === 'string' ? utf8Length(value) : value instanceof Bytes ? value.value.length : isList(value) ? value.length : 1;
  return { cost: 0, kind: typeof value === 'string' ? 'string' : value instanceof Bytes ? 'bytes' : isList(value) ? 'list' : 'scalar', size: { min: length, max: length } };
}

/** Fields of an object have a place in the schema, a map's members by name have none. */
function select({ cost, kind, node }: Estimate, name: string, test: boolean): Estimate {
  if (test) return scalar(cost);
  const next = cost + (kind === 'scalar' || kind === 'dyn' ? 0 : 1);
  if (node?.kind === 'map') return { cost: next, kind: node.element?.()?.kind };
  return ofNode(next, node?.field?.(name));
}

function call(name: string, target: Estimate | undefined, args: readonly Estimate[]): Estimate {
  const all = target ? [target, ...args] : args;
  const spent = all.reduce((sum, { cost }) => sum + cost, 0);
  const [a, b, c] = args as readonly [Estimate, Estimate, Estimate];
  switch (name) {
    case '_&&_': case '_||_':
      return scalar(spent);
    case '_?_:_':
      return { cost: a.cost + Math.max(b.cost, c.cost), kind: b.kind ?? c.kind, size: { min: Math.min(sizeOf(b).min, sizeOf(c).min), max: Math.max(sizeOf(b).max, sizeOf(c).max) } };
    case '_==_': case '_!=_':
      return scalar(spent + compared(a, b));
    case '_<_': case '_<=_': case '_>_': case '_>=_':
      return scalar(spent + (isText(a) || isText(b) ? compared(a, b) : 1));
    case '_+_':
      return sum(a, b, spent);
    case '@in':
      return scalar(spent + (b.kind === 'map' || b.kind === 'object' ? 1 : sizeOf(b).max));
    case '_[_]': case '_[?_]':
      return ofNode(spent + 1, a.node?.element?.());
    default:
      return target ? method(name, target, args, spent) : PARSING.has(name) && a ? { cost: spent + traversal(sizeOf(a).max), kind: undefined } : name === 'bytes' && a?.kind === 'string' ? { cost: spent + traversal(sizeOf(a).max), kind: 'bytes', size: sizeOf(a) } : plain(name, spent);
  }
}

const isText = ({ kind }: Estimate): boolean => kind === 'string' || kind === 'bytes';
const compared = (a: Estimate, b: Estimate): number => traversal(Math.min(sizeOf(a).max, sizeOf(b).max));

function sum(a: Estimate, b: Estimate, spent: number): Estimate {
  const size = { min: sizeOf(a).min + sizeOf(b).min, max: sizeOf(a).max + sizeOf(b).max };
  if (a.kind === 'list' || b.kind === 'list') return { cost: spent + 1, kind: 'list', size };
  if (!isText(a) && !isText(b)) return scalar(spent + 1);
  return { cost: spent + traversal(size.max), kind: a.kind ?? b.kind, size };
}

/** Functions whose results have no size of their own. */
function plain(name: string, spent: number): Estimate {
  return { cost: spent + 1, kind: name === 'string' || name === 'type' ? undefined : 'scalar' };
}

function method(name: string, target: Estimate, args: readonly Estimate[], spent: number): Estimate {
  const size = sizeOf(target);
  const other = args[0] ? sizeOf(args[0]) : { min: 0, max: 0 };
  const text = (cost: number, of: { readonly min: number; readonly max: number }): Estimate => ({ cost: spent + cost, kind: 'string', size: of });
  if (REGEXES.has(name)) return { ...text(matching(size.max, other.max), { min: 0, max: size.max }), kind: name === 'find' ? 'string' : 'list' };
  if (TRAVERSING.has(name)) return text(traversal(size.max), size);
  switch (name) {
    case 'matches':
      return scalar(spent + matching(size.max, other.max));
    case 'contains':
      return scalar(spent + traversal(size.max) * traversal(other.max));
    case 'startsWith': case 'endsWith':
      return scalar(spent + traversal(other.max));
    case 'isSorted': case 'sum': case 'max': case 'min':
      return scalar(spent + size.max * (1 + traversal(elementSize(target))));
    case 'indexOf': case 'lastIndexOf':
      return scalar(spent + (isText(target) ? traversal(size.max) * traversal(other.max) : size.max));
    case 'replace':
      return text(traversal(size.max, 2 * TRAVERSAL), { min: 0, max: replaced(size.max, other.min, args[1] ? sizeOf(args[1]).max : 0) });
    case 'split':
      return { cost: spent + traversal(size.max, 2 * TRAVERSAL), kind: 'list', size: { min: 0, max: size.max } };
    case 'join': {
      const whole = size.max * elementSize(target) + Math.max(0, size.max - 1) * other.max;
      return text(traversal(whole), { min: 0, max: whole });
    }
    case 'format':
      return text(traversal(size.max), { min: 0, max: UNKNOWN });
    default:
      return plain(name, spent);
  }
}

/** An empty text would make the product nothing. */
const matching = (text: number, expression: number): number => traversal(text + 1) * traversal(expression, REGEX);
const elementSize = ({ node }: Estimate): number => (node?.element?.()?.kind === 'string' || node?.element?.()?.kind === 'bytes' ? (node.element()?.max ?? 0) : 0);
const replaced = (size: number, least: number, by: number): number => (least === 0 ? (size + 1) * by + size : by <= least ? size : Math.ceil(size / least) * by);

function macro({ name, vars, args }: Extract<Expr, { op: 'macro' }>, range: Estimate, scope: Scope): Estimate {
  const bound = (...values: readonly Estimate[]): Scope => new Map([...scope, ...vars.map((variable, i): [string, Estimate] => [variable, { ...(values[i] ?? { kind: undefined }), cost: 1 }])]);
  if (name === 'bind') return inner(args[0], bound(range), range.cost + LIST);
  if (name === 'optMap' || name === 'optFlatMap') return inner(args[0], bound({ cost: 1, kind: undefined }), range.cost + 1);
  const count = sizeOf(range).max;
  const element = ofNode(1, range.node?.element?.());
  const key: Estimate = range.kind === 'map' ? { cost: 1, kind: 'string', node: { kind: 'string', max: 0 } } : vars.length > 1 ? scalar(1) : element;
  const body = args.map((arg) => estimate(arg, bound(key, element)));
  const last = body.at(-1) ?? scalar(0);
  const before = body.length > 1 ? (body[0]?.cost ?? 0) : 0;
  const loop = (init: number, each: number, result: number): number => range.cost + init + result + count * each;
  switch (name) {
    case 'all':
      return scalar(loop(0, 3 + last.cost, 1));
    case 'exists':
      return scalar(loop(0, 4 + last.cost, 1));
    case 'exists_one':
      return scalar(loop(0, 2 + last.cost, 2));
    case 'filter':
      return { cost: loop(LIST, 13 + last.cost, 1), kind: range.kind, node: { kind: 'list', max: count, element: () => range.node?.element?.() } };
    default:
      return { cost: loop(LIST, 12 + before + last.cost, 1), kind: 'list', node: { kind: 'list', max: count, element: () => last.node } };
  }
}

function inner(expr: Expr | undefined, scope: Scope, spent: number): Estimate {
  const body = expr ? estimate(expr, scope) : scalar(0);
  return { ...body, cost: spent + body.cost };
}
