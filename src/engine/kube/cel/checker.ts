// The type checker of CEL: overloads, fields of known objects, and faults in cel-go's words (cel-go/checker).
import { type CelIssue, type Expr, qualifiedName } from './ast.ts';
import type { Library, Overload } from './library.ts';
import { assignable, bool, type CelType, dyn, failed, int, isDyn, joined, listOf, mapOf, optionalOf, primitive, substitute, type Substitution, typeText } from './types.ts';
import { CelMap, typeNameOf, isList } from './values.ts';

/** What an expression may speak of. */
export interface Scope {
  readonly library: Library;
  variable(name: string): CelType | undefined;
  /** The type that `Name{…}` makes. */
  struct?(name: string): CelType | undefined;
}

export interface Checked {
  readonly type: CelType;
  readonly issues: readonly CelIssue[];
}

const TYPES: Readonly<Record<string, CelType>> = Object.fromEntries(
  (['int', 'uint', 'double', 'bool', 'string', 'bytes', 'null_type', 'dyn'] as const).map((name) => [name, { is: 'type', of: primitive(name) } satisfies CelType]),
);

export function checkCel(expr: Expr, scope: Scope): Checked {
  const checker = new Checker(scope);
  const type = checker.check(expr);
  return { type: substitute(type, checker.bound, true), issues: checker.issues };
}

class Checker {
  readonly issues: CelIssue[] = [];
  readonly bound: Substitution = new Map();
  private readonly scope: Scope;
  private readonly locals = new Map<string, CelType[]>();
  private fresh = 0;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  check(expr: Expr): CelType {
    switch (expr.op) {
      case 'literal': return literalType(expr.value);
      case 'ident': return this.ident(expr.name, expr.at);
      case 'select': return this.select(expr);
      case 'call': return this.call(expr);
      case 'list': return listOf(this.joinAll(expr.items.map(({ value, optional }) => this.entry(value, optional))));
      case 'map': return mapOf(this.joinAll(expr.entries.map(({ key }) => this.check(key))), this.joinAll(expr.entries.map(({ value, optional }) => this.entry(value, optional))));
      case 'struct': return this.struct(expr);
      case 'macro': return this.macro(expr);
    }
  }

  private fault(at: number, message: string): CelType {
    this.issues.push({ at, message });
    return failed;
  }

  private known(name: string): CelType | undefined {
    return this.locals.get(name)?.at(-1) ?? this.scope.variable(name) ?? (Object.hasOwn(TYPES, name) ? TYPES[name] : undefined);
  }

  private ident(name: string, at: number): CelType {
    const plain = name.replace(/^\./, '');
    return this.known(plain) ?? this.fault(at, `undeclared reference to '${plain}' (in container '')`);
  }

  private joinAll(types: readonly CelType[]): CelType {
    if (types.length === 0) return { is: 'param', name: `_${this.fresh++}` };
    return types.reduce((a, b) => joined(a, b, this.bound));
  }

  private entry(value: Expr, optional: boolean): CelType {
    const type = this.resolved(this.check(value));
    return optional && type.is === 'optional' ? type.of : type;
  }

  private resolved(type: CelType): CelType {
    return substitute(type, this.bound);
  }

  private select(expr: Expr & { readonly op: 'select' }): CelType {
    const whole = qualifiedName(expr);
    if (whole !== undefined && this.scope.variable(whole) && !this.known(whole.split('.')[0] as string)) return this.scope.variable(whole) as CelType;
    let operand = this.resolved(this.check(expr.operand));
    const optional = operand.is === 'optional' || expr.optional;
    if (operand.is === 'optional') operand = operand.of;
    const type = this.fieldOf(operand, expr.field, expr.at);
    if (expr.test) return bool;
    return optional ? optionalOf(type) : type;
  }

  private fieldOf(operand: CelType, field: string, at: number): CelType {
    if (isDyn(operand) || operand.is === 'param') return dyn;
    if (operand.is === 'map') return operand.value;
    if (operand.is === 'object') return operand.field(field) ?? this.fault(at, `undefined field '${field}'`);
    return this.fault(at, `type '${typeText(operand)}' does not support field selection`);
  }

  private call(expr: Expr & { readonly op: 'call' }): CelType {
    if (expr.target) {
      const namespaced = qualifiedName(expr.target);
      const whole = namespaced === undefined ? undefined : `${namespaced}.${expr.name}`;
      if (whole !== undefined && !this.known((namespaced as string).split('.')[0] as string) && this.scope.library.overloads(whole)) {
        return this.overload(whole, expr.args.map((arg) => this.check(arg)), false, expr.at);
      }
    }
    const args = [...(expr.target ? [expr.target] : []), ...expr.args].map((arg) => this.check(arg));
    return this.overload(expr.name.replace(/^\./, ''), args, expr.target !== undefined, expr.at);
  }

  private overload(name: string, args: readonly CelType[], member: boolean, at: number): CelType {
    const all = this.scope.library.overloads(name);
    if (!all) return this.fault(at, `undeclared reference to '${name}' (in container '')`);
    if (args.some((arg) => arg === failed)) return failed;
    let result: CelType | undefined;
    for (const overload of all) {
      if (overload.member !== member || overload.args.length !== args.length) continue;
      const found = this.matched(overload, args);
      if (found) result = result && typeText(result) !== typeText(found) ? dyn : found;
    }
    if (result) return result;
    const texts = args.map((arg) => typeText(substitute(arg, this.bound, true)));
    const shown = member ? `${texts[0] ?? ''}.(${texts.slice(1).join(', ')})` : `(${texts.join(', ')})`;
    return this.fault(at, `found no matching overload for '${name}' applied to '${shown}'`);
  }

  /** The result's type where the arguments fit; what they bind stays bound. */
  private matched(overload: Overload, args: readonly CelType[]): CelType | undefined {
    const rename: Substitution = new Map();
    const trial: Substitution = new Map(this.bound);
    const own = (type: CelType): CelType => substitute(renamed(type, rename, () => `_${this.fresh++}`), new Map());
    const wanted = overload.args.map(own);
    const result = own(overload.result);
    if (!args.every((arg, i) => assignable(arg, wanted[i] as CelType, trial))) return undefined;
    for (const [name, type] of trial) this.bound.set(name, type);
    return substitute(result, trial);
  }

  private struct(expr: Expr & { readonly op: 'struct' }): CelType {
    const type = this.scope.struct?.(expr.name);
    for (const { value } of expr.fields) this.check(value);
    if (type?.is !== 'object') return this.fault(expr.at, `undeclared reference to '${expr.name}' (in container '')`);
    for (const { key, at } of expr.fields) if (!type.field(key)) this.fault(at, `undefined field '${key}'`);
    return type;
  }

  private macro(expr: Expr & { readonly op: 'macro' }): CelType {
    const target = this.resolved(this.check(expr.target));
    const { name, vars, args } = expr;
    if (name === 'bind') return this.within(vars, [target], () => this.check(args[0] as Expr));
    if (name === 'optMap' || name === 'optFlatMap') {
      if (target.is !== 'optional' && !isDyn(target)) return this.fault(expr.at, `found no matching overload for 'hasValue' applied to '${typeText(target)}.()'`);
      const type = this.within(vars, [target.is === 'optional' ? target.of : dyn], () => this.check(args[0] as Expr));
      return name === 'optMap' ? optionalOf(type) : type;
    }
    const range = this.rangeOf(target, expr.target.at, vars.length);
    return this.within(vars, range, () => this.comprehension(expr, target));
  }

  private comprehension({ name, args, at, vars }: Expr & { readonly op: 'macro' }, target: CelType): CelType {
    const types = args.map((arg) => this.resolved(this.check(arg)));
    const condition = (type: CelType | undefined, operator: string): void => {
      if (type && !assignable(type, bool, new Map(this.bound))) this.fault(at, `found no matching overload for '${operator}' applied to '(bool, ${typeText(type)})'`);
    };
    const last = types.at(-1) ?? dyn;
    switch (name) {
      case 'all': condition(last, '_&&_'); return bool;
      case 'exists': condition(last, '_||_'); return bool;
      case 'exists_one': condition(last, '_?_:_'); return bool;
      case 'filter': condition(last, '_?_:_'); return target.is === 'map' ? listOf(target.key) : target.is === 'list' ? target : listOf(dyn);
      case 'map': case 'transformList':
        if (types.length === 2) condition(types[0], '_?_:_');
        return listOf(last);
      case 'transformMap': return mapOf(target.is === 'map' ? target.key : int, last);
      case 'transformMapEntry': return last.is === 'map' ? last : mapOf(dyn, dyn);
      default: return vars.length > 0 ? target : dyn;
    }
  }

  /** The types of the variables that go over a range. */
  private rangeOf(target: CelType, at: number, count: number): readonly CelType[] {
    if (target.is === 'list') return count === 2 ? [int, target.of] : [target.of];
    if (target.is === 'map') return count === 2 ? [target.key, target.value] : [target.key];
    if (!isDyn(target) && target.is !== 'param') this.fault(at, `expression of type '${typeText(target)}' cannot be range of a comprehension (must be list, map, or dynamic)`);
    return [dyn, dyn];
  }

  private within<T>(vars: readonly string[], types: readonly CelType[], run: () => T): T {
    vars.forEach((name, i) => this.locals.set(name, [...(this.locals.get(name) ?? []), types[i] ?? dyn]));
    try {
      return run();
    } finally {
      for (const name of vars) this.locals.get(name)?.pop();
    }
  }
}

/** The type with its parameters under names of this one use. */
function renamed(type: CelType, names: Substitution, fresh: () => string): CelType {
  switch (type.is) {
    case 'param': {
      let own = names.get(type.name);
      if (!own) names.set(type.name, (own = { is: 'param', name: fresh() }));
      return own;
    }
    case 'list': case 'optional': case 'type': return { is: type.is, of: renamed(type.of, names, fresh) };
    case 'map': return mapOf(renamed(type.key, names, fresh), renamed(type.value, names, fresh));
    default: return type;
  }
}

function literalType(value: Parameters<typeof typeNameOf>[0]): CelType {
  if (value instanceof CelMap) return mapOf(dyn, dyn);
  if (isList(value)) return listOf(dyn);
  const name = typeNameOf(value);
  return primitive(name as 'int');
}
