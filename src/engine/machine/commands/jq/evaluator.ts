// Evaluates jq's filters: every filter gives a stream of values, with the path of each where that is asked for.
import { type Closure, define, type Env, library, lookUp } from './environment.ts';
import { callNative, formatText } from './natives.ts';
import { deletePaths, getKey, getPath, iterated, type Path, setPath } from './paths.ts';
import type { JqNode, JqPattern, JqValue } from './syntax.ts';
import { arithmetic, described, isTrue, JqError, textOf } from './values.ts';

/** A value and where it is in the input; no path: it was computed. */
interface Spot {
  readonly value: JqValue;
  readonly path: Path | undefined;
}
type Stream = Generator<Spot, void, undefined>;


class BreakOut extends Error {
  readonly label: object;
  constructor(label: object) {
    super('break');
    this.label = label;
  }
}

const MAX_STEPS = 1_000_000;

/** What jq reads beside its filter. */
export interface JqHost {
  readonly env: ReadonlyMap<string, string>;
  readonly nowSeconds: number;
  nextInput(): JqValue | undefined;
}

export class JqEvaluator {
  readonly host: JqHost;
  private readonly base: Env | undefined;
  private steps = 0;

  constructor(host: JqHost, variables: Readonly<Record<string, JqValue>>) {
    this.host = host;
    let env: Env | undefined;
    for (const def of library()) env = define(def, env);
    for (const [name, value] of Object.entries(variables)) env = { parent: env, name, value };
    this.base = env;
  }

  *run(node: JqNode, input: JqValue): Generator<JqValue, void, undefined> {
    for (const spot of this.eval(node, { value: input, path: undefined }, this.base as Env)) {
      yield spot.value;
      // Between outputs others have their turn, and Ctrl-C is heard.
      this.steps = 0;
    }
  }

  private count(): void {
    if (++this.steps > MAX_STEPS) throw new JqError(`stopped after ${MAX_STEPS} steps without an output: longer ones are not simulated in Kubarium`);
  }

  private *eval(node: JqNode, input: Spot, env: Env): Stream {
    this.count();
    switch (node.t) {
      case 'identity': yield input; return;
      case 'recurse': yield* this.recurse(input); return;
      case 'literal': yield computed(node.value); return;
      case 'format': yield computed(formatText(node.name, input.value)); return;
      case 'string': for (const text of this.text(node, 0, input, env)) yield computed(text); return;
      case 'index':
        for (const of of this.eval(node.of, input, env)) for (const key of this.eval(node.key, computed(input.value), env)) yield step(of, key.value);
        return;
      case 'slice': yield* this.slice(node, input, env); return;
      case 'iterate':
        for (const of of this.eval(node.of, input, env)) for (const [key, value] of iterated(of.value)) yield { value, path: of.path && [...of.path, key] };
        return;
      case 'try': yield* this.attempt(node, input, env); return;
      case 'pipe': for (const l of this.eval(node.l, input, env)) yield* this.eval(node.r, l, env); return;
      case 'comma':
        yield* this.eval(node.l, input, env);
        yield* this.eval(node.r, input, env);
        return;
      case 'binary':
        for (const r of this.eval(node.r, computed(input.value), env)) for (const l of this.eval(node.l, computed(input.value), env)) yield computed(arithmetic(node.op, l.value, r.value));
        return;
      case 'negate':
        for (const { value } of this.eval(node.of, input, env)) {
          if (typeof value !== 'number') throw new JqError(`${described(value)} cannot be negated`);
          yield computed(-value);
        }
        return;
      case 'logic':
        for (const l of this.eval(node.l, computed(input.value), env)) {
          if (isTrue(l.value) !== node.and) yield computed(isTrue(l.value));
          else for (const r of this.eval(node.r, computed(input.value), env)) yield computed(isTrue(r.value));
        }
        return;
      case 'alternative': yield* this.alternative(node.l, node.r, input, env); return;
      case 'if':
        for (const test of this.eval(node.test, computed(input.value), env)) yield* this.eval(isTrue(test.value) ? node.yes : (node.no ?? { t: 'identity' }), input, env);
        return;
      case 'array': {
        const items: JqValue[] = [];
        if (node.of) for (const { value } of this.eval(node.of, computed(input.value), env)) items.push(value);
        yield computed(items);
        return;
      }
      case 'object': for (const value of this.object(node.entries, 0, {}, input, env)) yield computed(value); return;
      default: yield* this.control(node, input, env);
    }
  }

  private *control(node: JqNode, input: Spot, env: Env): Stream {
    switch (node.t) {
      case 'variable': {
        if (node.name === 'ENV') return void (yield computed(Object.fromEntries(this.host.env)));
        const found = lookUp(env, `$${node.name}`);
        if (!found) throw new JqError(`$${node.name} is not defined`);
        yield computed(found.value as JqValue);
        return;
      }
      case 'as': yield* this.binding(node, input, env); return;
      case 'def': yield* this.eval(node.body, input, define(node.def, env)); return;
      case 'reduce': {
        for (const init of this.eval(node.init, computed(input.value), env)) {
          let state = init.value;
          for (const item of this.eval(node.source, computed(input.value), env)) {
            for (const bound of this.bind(node.pattern, item.value, env)) {
              let last: JqValue = null;
              for (const next of this.eval(node.update, computed(state), bound)) last = next.value;
              state = last;
            }
          }
          yield computed(state);
        }
        return;
      }
      case 'foreach':
        for (const init of this.eval(node.init, computed(input.value), env)) {
          let state = init.value;
          for (const item of this.eval(node.source, computed(input.value), env)) {
            for (const bound of this.bind(node.pattern, item.value, env)) {
              for (const next of this.eval(node.update, computed(state), bound)) {
                state = next.value;
                if (node.extract) yield* this.eval(node.extract, next, bound);
                else yield next;
              }
            }
          }
        }
        return;
      case 'label': {
        const label = {};
        try {
          yield* this.eval(node.body, input, { parent: env, name: `*${node.name}`, label });
        } catch (error) {
          if (!(error instanceof BreakOut && error.label === label)) throw error;
        }
        return;
      }
      case 'break': {
        const found = lookUp(env, `*${node.name}`);
        if (!found?.label) throw new JqError(`$*label-${node.name} is not defined`);
        throw new BreakOut(found.label);
      }
      case 'assign': yield* this.assignment(node, input, env); return;
      case 'call': yield* this.call(node.name, node.args, input, env);
    }
  }

  private *recurse(input: Spot): Stream {
    yield input;
    if (typeof input.value !== 'object' || input.value === null) return;
    for (const [key, value] of iterated(input.value)) yield* this.recurse({ value, path: input.path && [...input.path, key] });
  }

  private *slice(node: Extract<JqNode, { t: 'slice' }>, input: Spot, env: Env): Stream {
    const nothing: readonly Spot[] = [computed(null)];
    for (const of of this.eval(node.of, input, env)) {
      for (const to of node.to ? this.eval(node.to, computed(input.value), env) : nothing) {
        for (const from of node.from ? this.eval(node.from, computed(input.value), env) : nothing) yield step(of, { start: from.value, end: to.value });
      }
    }
  }

  private *attempt(node: Extract<JqNode, { t: 'try' }>, input: Spot, env: Env): Stream {
    const stream = this.eval(node.of, input, env);
    for (;;) {
      let next: IteratorResult<Spot, void>;
      try {
        next = stream.next();
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        if (node.catch) yield* this.eval(node.catch, computed(error.value), env);
        return;
      }
      if (next.done) return;
      yield next.value;
    }
  }

  private *alternative(l: JqNode, r: JqNode, input: Spot, env: Env): Stream {
    let any = false;
    for (const spot of this.attempt({ t: 'try', of: l, catch: undefined }, input, env)) {
      if (!isTrue(spot.value)) continue;
      any = true;
      yield spot;
    }
    if (!any) yield* this.eval(r, input, env);
  }

  private *text(node: Extract<JqNode, { t: 'string' }>, at: number, input: Spot, env: Env): Generator<string, void, undefined> {
    const part = node.parts[at];
    if (part === undefined) return void (yield '');
    for (const rest of this.text(node, at + 1, input, env)) {
      if (typeof part === 'string') yield part + rest;
      else for (const { value } of this.eval(part, computed(input.value), env)) yield (node.format ? formatText(node.format, value) : textOf(value)) + rest;
    }
  }

  private *object(entries: Extract<JqNode, { t: 'object' }>['entries'], at: number, built: Readonly<Record<string, JqValue>>, input: Spot, env: Env): Generator<JqValue, void, undefined> {
    const entry = entries[at];
    if (!entry) return void (yield built);
    for (const key of this.eval(entry.key, computed(input.value), env)) {
      if (typeof key.value !== 'string') throw new JqError(`Object keys must be strings`);
      const values = entry.value ? this.eval(entry.value, computed(input.value), env) : [computed(getKey(input.value, key.value))];
      for (const { value } of values) yield* this.object(entries, at + 1, { ...built, [key.value]: value }, input, env);
    }
  }

  private *binding(node: Extract<JqNode, { t: 'as' }>, input: Spot, env: Env): Stream {
    for (const source of this.eval(node.source, computed(input.value), env)) {
      for (const [i, pattern] of node.patterns.entries()) {
        try {
          for (const bound of this.bind(pattern, source.value, env)) yield* this.eval(node.body, input, bound);
          break;
        } catch (error) {
          if (!(error instanceof JqError) || i === node.patterns.length - 1) throw error;
        }
      }
    }
  }

  private *bind(pattern: JqPattern, value: JqValue, env: Env): Generator<Env, void, undefined> {
    if (pattern.t === 'variable') return void (yield { parent: env, name: `$${pattern.name}`, value });
    if (pattern.t === 'array') {
      if (value !== null && !Array.isArray(value)) throw new JqError(`Cannot index ${described(value).split(' ')[0]} with number`);
      return yield* this.bindAll(pattern.items.map((item, i) => ({ pattern: item, value: getKey(value, i) })), env);
    }
    yield* this.bindEntries(pattern.entries, 0, value, env);
  }

  private *bindAll(items: readonly { readonly pattern: JqPattern; readonly value: JqValue }[], env: Env): Generator<Env, void, undefined> {
    const [first, ...rest] = items;
    if (!first) return void (yield env);
    for (const bound of this.bind(first.pattern, first.value, env)) yield* this.bindAll(rest, bound);
  }

  private *bindEntries(entries: Extract<JqPattern, { t: 'object' }>['entries'], at: number, value: JqValue, env: Env): Generator<Env, void, undefined> {
    const entry = entries[at];
    if (!entry) return void (yield env);
    for (const key of this.eval(entry.key, computed(value), env)) {
      const inner = getKey(value, key.value);
      const named: Env = entry.variable === undefined ? env : { parent: env, name: `$${entry.variable}`, value: inner };
      for (const bound of entry.pattern ? this.bind(entry.pattern, inner, named) : [named]) yield* this.bindEntries(entries, at + 1, value, bound);
    }
  }

  /** The paths that a filter leads to. */
  private *paths(node: JqNode, input: JqValue, env: Env): Generator<Path, void, undefined> {
    for (const spot of this.eval(node, { value: input, path: [] }, env)) {
      if (!spot.path) throw new JqError(`Invalid path expression with result ${textOf(spot.value)}`);
      yield spot.path;
    }
  }

  private *assignment(node: Extract<JqNode, { t: 'assign' }>, input: Spot, env: Env): Stream {
    if (node.op === '|=') {
      let result = input.value;
      const gone: Path[] = [];
      for (const path of [...this.paths(node.l, input.value, env)]) {
        const next = this.eval(node.r, computed(getPath(result, path)), env).next();
        if (next.done) gone.push(path);
        else result = setPath(result, path, next.value.value);
      }
      yield computed(deletePaths(result, gone));
      return;
    }
    for (const { value } of this.eval(node.r, computed(input.value), env)) {
      let result = input.value;
      for (const path of [...this.paths(node.l, input.value, env)]) {
        const old = getPath(result, path);
        const op = node.op.slice(0, -1);
        result = setPath(result, path, op === '' ? value : op === '//' ? (isTrue(old) ? old : value) : arithmetic(op, old, value));
      }
      yield computed(result);
    }
  }

  private *call(name: string, args: readonly JqNode[], input: Spot, env: Env): Stream {
    // The library's definitions may use one another in any order.
    const found = lookUp(env, name, args.length) ?? lookUp(this.base, name, args.length);
    if (found?.closure) return yield* this.invoke(found, args, input, env);
    const { value } = input;
    switch (`${name}/${args.length}`) {
      case 'empty/0': return;
      case 'error/0': throw new JqError(value);
      case 'not/0': yield computed(!isTrue(value)); return;
      case 'path/1': for (const path of this.paths(args[0] as JqNode, value, env)) yield computed([...path]); return;
      case 'getpath/1':
        for (const { value: path } of this.eval(args[0] as JqNode, computed(value), env)) yield { value: getPath(value, path as Path), path: input.path && [...input.path, ...(path as Path)] };
        return;
      case 'del/1': yield computed(deletePaths(value, [...this.paths(args[0] as JqNode, value, env)])); return;
      case 'input/0': {
        const next = this.host.nextInput();
        if (next === undefined) throw new JqError('No more inputs');
        yield computed(next);
        return;
      }
      case 'inputs/0':
        for (let next = this.host.nextInput(); next !== undefined; next = this.host.nextInput()) yield computed(next);
        return;
      case 'limit/2': yield* this.limit(args, input, env); return;
      case 'first/1':
        for (const spot of this.eval(args[0] as JqNode, input, env)) return void (yield spot);
        return;
      case 'range/2':
        for (const from of this.eval(args[0] as JqNode, computed(value), env)) for (const to of this.eval(args[1] as JqNode, computed(value), env)) for (let i = from.value as number; i < (to.value as number); i++) {
          this.count();
          yield computed(i);
        }
        return;
      case 'sort_by/1':
      case 'group_by/1':
      case 'unique_by/1':
      case 'min_by/1':
      case 'max_by/1': yield computed(callNative(name, value, [this.keyed(args[0] as JqNode, value, env)], this.host)); return;
      default:
    }
    for (const values of this.products(args, value, env)) yield computed(callNative(`${name}/${args.length}`, value, values, this.host));
  }

  private keyed(node: JqNode, value: JqValue, env: Env): JqValue {
    if (!Array.isArray(value)) throw new JqError(`Cannot index ${described(value).split(' ')[0]} with number`);
    return value.map((item: JqValue) => [...this.eval(node, computed(item), env)].map((spot) => spot.value));
  }

  private *limit(args: readonly JqNode[], input: Spot, env: Env): Stream {
    for (const { value } of this.eval(args[0] as JqNode, computed(input.value), env)) {
      let left = value as number;
      if (left <= 0) continue;
      for (const spot of this.eval(args[1] as JqNode, input, env)) {
        yield spot;
        if (--left <= 0) break;
      }
    }
  }

  private *products(args: readonly JqNode[], input: JqValue, env: Env): Generator<JqValue[], void, undefined> {
    const [first, ...rest] = args;
    if (!first) return void (yield []);
    for (const tail of this.products(rest, input, env)) for (const { value } of this.eval(first, computed(input), env)) yield [value, ...tail];
  }

  private *invoke(found: Env, args: readonly JqNode[], input: Spot, caller: Env): Stream {
    const { def, env } = found.closure as Closure;
    // A definition sees itself; a filter given as an argument sees what its caller saw.
    let scope: Env = found.name === def.name ? { ...found, parent: env } : env;
    const values: { readonly name: string; readonly node: JqNode }[] = [];
    for (const [i, param] of def.params.entries()) {
      const node = args[i] as JqNode;
      const name = param.replace(/^\$/, '');
      scope = { parent: scope, name, arity: 0, closure: { def: { name: '', params: [], body: node }, env: caller } };
      if (param.startsWith('$')) values.push({ name, node });
    }
    yield* this.withValues(values, scope, def.body, input, caller);
  }

  private *withValues(values: readonly { readonly name: string; readonly node: JqNode }[], scope: Env, body: JqNode, input: Spot, caller: Env): Stream {
    const [first, ...rest] = values;
    if (!first) return yield* this.eval(body, input, scope);
    for (const { value } of this.eval(first.node, computed(input.value), caller)) yield* this.withValues(rest, { parent: scope, name: `$${first.name}`, value }, body, input, caller);
  }
}

const computed = (value: JqValue): Spot => ({ value, path: undefined });
const step = (of: Spot, key: JqValue): Spot => ({ value: getKey(of.value, key), path: of.path && [...of.path, key] });
