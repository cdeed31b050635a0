// Evaluates a parsed CEL expression: errors that a logical operator may absorb, lazily read maps, and a limit on cost (cel-go/interpreter).
import { type Expr, qualifiedName } from './ast.ts';
import { type Evaluation, fits, type Library } from './library.ts';
import { type CelValue, CelMap, Entries, equals, EvaluationFault, isList, none, Optional, TypeValue, typeNameOf, Uint } from './values.ts';

/** What the names in an expression stand for; undefined where a name is unknown. */
export type Activation = (name: string) => CelValue | undefined;

/** The most that one call may cost (apiserver/pkg/apis/cel/config.go PerCallLimit). */
export const CALL_LIMIT = 1_000_000;

const TYPES: ReadonlySet<string> = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'null_type', 'dyn', 'list', 'map']);

export class CostExceeded extends EvaluationFault {}

export class Evaluator implements Evaluation {
  cost = 0;
  private readonly library: Library;
  private readonly globals: Activation;
  private readonly limit: number;
  private readonly locals = new Map<string, CelValue[]>();

  constructor(library: Library, globals: Activation, limit = CALL_LIMIT) {
    this.library = library;
    this.globals = globals;
    this.limit = limit;
  }

  spend(cost: number): void {
    this.cost += cost;
    if (this.cost > this.limit) throw new CostExceeded('operation cancelled: actual cost limit exceeded');
  }

  evaluate(expr: Expr): CelValue {
    switch (expr.op) {
      case 'literal': return expr.value;
      case 'ident': return this.ident(expr.name.replace(/^\./, ''));
      case 'select': return this.select(expr);
      case 'call': return this.call(expr);
      case 'list': return this.list(expr);
      case 'map': return this.map(expr);
      case 'struct': return this.struct(expr);
      case 'macro': return this.macro(expr);
    }
  }


  private ident(name: string): CelValue {
    this.spend(1);
    const stack = this.locals.get(name);
    if (stack && stack.length > 0) return stack[stack.length - 1] as CelValue;
    const value = this.globals(name);
    if (value !== undefined) return value;
    if (TYPES.has(name)) return new TypeValue(name);
    throw new EvaluationFault(`no such attribute(s): ${name}`);
  }

  private isKnown(name: string): boolean {
    return (this.locals.get(name)?.length ?? 0) > 0 || this.globals(name) !== undefined;
  }

  private select(expr: Expr & { readonly op: 'select' }): CelValue {
    const operand = this.evaluate(expr.operand);
    this.spend(1);
    const inner = operand instanceof Optional ? operand.value : operand;
    if (inner === undefined) return expr.test ? false : none;
    const value = inner instanceof CelMap ? inner.get(expr.field) : undefined;
    if (expr.test) {
      if (!(inner instanceof CelMap)) throw new EvaluationFault('no such overload');
      return value !== undefined;
    }
    if (operand instanceof Optional || expr.optional) return value === undefined ? none : new Optional(value);
    if (!(inner instanceof CelMap)) throw new EvaluationFault('no such overload');
    if (value === undefined) throw new EvaluationFault(`no such key: ${expr.field}`);
    return value;
  }

  private call(expr: Expr & { readonly op: 'call' }): CelValue {
    const { name, target, args } = expr;
    switch (name) {
      case '_&&_': return this.logical(args, false);
      case '_||_': return this.logical(args, true);
      case '_?_:_': {
        const condition = this.evaluate(args[0] as Expr);
        if (typeof condition !== 'boolean') throw new EvaluationFault('no such overload');
        return this.evaluate((condition ? args[1] : args[2]) as Expr);
      }
      case '_==_': case '_!=_': {
        const [a, b] = [this.evaluate(args[0] as Expr), this.evaluate(args[1] as Expr)];
        this.spend(1 + Math.min(sizeOf(a), sizeOf(b)) * 0.1);
        return equals(a, b) === (name === '_==_');
      }
      case '_[_]': case '_[?_]': return this.index(this.evaluate(args[0] as Expr), this.evaluate(args[1] as Expr), name === '_[?_]');
    }
    if (target && (name === 'or' || name === 'orValue')) {
      const optional = this.evaluate(target);
      if (optional instanceof Optional) return optional.value === undefined ? this.evaluate(args[0] as Expr) : name === 'or' ? optional : optional.value;
      throw new EvaluationFault('no such overload');
    }
    const space = target && qualifiedName(target);
    const spaced = space !== undefined && !this.isKnown(space.split('.')[0] as string) && this.library.overloads(`${space}.${name}`) ? `${space}.${name}` : undefined;
    const values = (target && spaced === undefined ? [target, ...args] : args).map((arg) => this.evaluate(arg));
    return this.dispatch(spaced ?? name.replace(/^\./, ''), values, target !== undefined && spaced === undefined);
  }

  private dispatch(name: string, values: readonly CelValue[], member: boolean): CelValue {
    for (const overload of this.library.overloads(name) ?? []) {
      if (overload.member === member && overload.args.length === values.length && overload.args.every((type, i) => fits(values[i] as CelValue, type))) return overload.run(values, this);
    }
    throw new EvaluationFault(/^\W/.test(name) || name.startsWith('_') ? 'no such overload' : `no such overload: ${name}(${values.map(typeNameOf).join(', ')})`);
  }

  /** `decided` on either side decides, whatever the other's fault. */
  private logical(args: readonly Expr[], decided: boolean): CelValue {
    this.spend(1);
    let fault: EvaluationFault | undefined;
    for (const arg of args) {
      try {
        const value = this.evaluate(arg);
        if (value === decided) return decided;
        if (typeof value !== 'boolean') fault ??= new EvaluationFault('no such overload');
      } catch (error) {
        if (!(error instanceof EvaluationFault) || error instanceof CostExceeded) throw error;
        fault ??= error;
      }
    }
    if (fault) throw fault;
    return !decided;
  }

  private index(operand: CelValue, key: CelValue, optional: boolean): CelValue {
    this.spend(1);
    const inner = operand instanceof Optional ? operand.value : operand;
    const maybe = optional || operand instanceof Optional;
    if (inner === undefined) return none;
    if (inner instanceof CelMap) {
      const value = inner.get(key);
      if (maybe) return value === undefined ? none : new Optional(value);
      if (value === undefined) throw new EvaluationFault(`no such key: ${keyText(key)}`);
      return value;
    }
    if (!isList(inner)) throw new EvaluationFault('no such overload');
    const at = typeof key === 'bigint' ? Number(key) : key instanceof Uint ? Number(key.value) : typeof key === 'number' && Number.isInteger(key) ? key : undefined;
    if (at === undefined) throw new EvaluationFault(`unsupported index type '${typeNameOf(key)}' in list`);
    const value = at < 0 ? undefined : inner[at];
    if (maybe) return value === undefined ? none : new Optional(value);
    if (value === undefined) throw new EvaluationFault(`index out of bounds: ${at}`);
    return value;
  }

  /** With `?` before it, what an optional holds, or nothing. */
  private entry(value: Expr, optional: boolean): CelValue | undefined {
    const result = this.evaluate(value);
    if (!optional) return result;
    if (!(result instanceof Optional)) throw new EvaluationFault('no such overload');
    return result.value;
  }

  private list({ items }: Expr & { readonly op: 'list' }): CelValue {
    this.spend(10);
    return items.map(({ value, optional }) => this.entry(value, optional)).filter((item) => item !== undefined);
  }

  private map({ entries }: Expr & { readonly op: 'map' }): CelValue {
    this.spend(30);
    const seen = new Entries();
    const pairs: (readonly [CelValue, CelValue])[] = [];
    for (const { key, value, optional } of entries) {
      const name = this.evaluate(key);
      const item = this.entry(value, optional);
      if (pairs.some(([other]) => equals(other, name))) throw new EvaluationFault(`Failed with repeated key`);
      if (item !== undefined) pairs.push([name, item]);
    }
    return pairs.length === 0 ? seen : new Entries(pairs);
  }

  private struct({ name, fields }: Expr & { readonly op: 'struct' }): CelValue {
    this.spend(40);
    const pairs: (readonly [string, CelValue])[] = [];
    for (const { key, value, optional } of fields) {
      const item = this.entry(value, optional);
      if (item !== undefined) pairs.push([key, item]);
    }
    return new Entries(pairs, name);
  }

  private macro(expr: Expr & { readonly op: 'macro' }): CelValue {
    const target = this.evaluate(expr.target);
    const { name, vars, args } = expr;
    const body = args.at(-1) as Expr;
    if (name === 'bind') return this.within(vars, [target], () => this.evaluate(body));
    if (name === 'optMap' || name === 'optFlatMap') {
      if (!(target instanceof Optional)) throw new EvaluationFault('no such overload');
      if (target.value === undefined) return none;
      const value = this.within(vars, [target.value], () => this.evaluate(body));
      return name === 'optMap' ? new Optional(value) : value;
    }
    return this.comprehension(expr, rangeOf(target, vars.length));
  }

  private comprehension({ name, vars, args }: Expr & { readonly op: 'macro' }, range: readonly (readonly CelValue[])[]): CelValue {
    const body = args.at(-1) as Expr;
    const each = <T>(values: readonly CelValue[], run: () => T): T => {
      this.spend(1);
      return this.within(vars, values, run);
    };
    const chosen = (values: readonly CelValue[]): boolean => args.length < 2 || this.truth(args[0] as Expr, vars, values);
    switch (name) {
      case 'all': return this.quantified(range, vars, body, false);
      case 'exists': return this.quantified(range, vars, body, true);
      case 'exists_one': return range.filter((values) => this.truth(body, vars, values)).length === 1;
      case 'filter': return range.filter((values) => this.truth(body, vars, values)).map((values) => values[0] as CelValue);
      case 'map': case 'transformList': return range.filter(chosen).map((values) => each(values, () => this.evaluate(body)));
      case 'transformMap': return new Entries(range.filter(chosen).map((values) => [values[0] as CelValue, each(values, () => this.evaluate(body))]));
      case 'transformMapEntry': return new Entries(range.filter(chosen).flatMap((values) => {
        const made = each(values, () => this.evaluate(body));
        if (!(made instanceof CelMap)) throw new EvaluationFault('no such overload');
        return made.keys().map((key) => [key, made.get(key) as CelValue] as const);
      }));
      default: {
        const keyed = range.map((values) => [values[0] as CelValue, each(values, () => this.evaluate(body))] as const);
        const order = this.dispatch('sort', [keyed.map(([, key]) => key)], true) as readonly CelValue[];
        const left = [...keyed];
        return order.map((key) => (left.splice(left.findIndex(([, own]) => equals(own, key)), 1)[0] as readonly [CelValue, CelValue])[0]);
      }
    }
  }

  private truth(body: Expr, vars: readonly string[], values: readonly CelValue[]): boolean {
    this.spend(1);
    const result = this.within(vars, values, () => this.evaluate(body));
    if (typeof result !== 'boolean') throw new EvaluationFault('no such overload');
    return result;
  }

  private quantified(range: readonly (readonly CelValue[])[], vars: readonly string[], body: Expr, decided: boolean): boolean {
    let fault: EvaluationFault | undefined;
    for (const values of range) {
      try {
        if (this.truth(body, vars, values) === decided) return decided;
      } catch (error) {
        if (!(error instanceof EvaluationFault) || error instanceof CostExceeded) throw error;
        fault ??= error;
      }
    }
    if (fault) throw fault;
    return !decided;
  }

  private within<T>(vars: readonly string[], values: readonly CelValue[], run: () => T): T {
    vars.forEach((name, i) => {
      const stack = this.locals.get(name);
      if (stack) stack.push(values[i] as CelValue);
      else this.locals.set(name, [values[i] as CelValue]);
    });
    try {
      return run();
    } finally {
      for (const name of vars) this.locals.get(name)?.pop();
    }
  }
}

const sizeOf = (value: CelValue): number => (typeof value === 'string' || isList(value) ? value.length : 1);
const keyText = (key: CelValue): string => (key instanceof Uint ? String(key.value) : String(key as string | bigint | number | boolean));

function rangeOf(target: CelValue, count: number): readonly (readonly CelValue[])[] {
  if (isList(target)) return target.map((item, i) => (count === 2 ? [BigInt(i), item] : [item]));
  if (target instanceof CelMap) return target.keys().map((key) => (count === 2 ? [key, target.get(key) as CelValue] : [key]));
  throw new EvaluationFault('no such overload');
}
