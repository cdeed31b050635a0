// Runs a Go template on an object as kubectl's -o go-template does (text/template/exec.go).
import { type Json, isObject } from '../../base/json.ts';
import { utf8Length } from '../../base/utf8.ts';
import { sortedEntries } from '../../kube/go-json.ts';
import { ExecError, MISSING, type Value, functions, sprintf, textOf, truth, typeOf } from './functions.ts';
import { type Command, type Expr, type Node, type Parsed, type Pipe, type Place, parseTemplate } from './parse.ts';

export { TemplateError } from './parse.ts';

const NAMES: ReadonlySet<string> = new Set(functions.keys());

class LoopJump extends Error {
  readonly kind: 'break' | 'continue';

  constructor(kind: 'break' | 'continue') {
    super(kind);
    this.kind = kind;
  }
}

export interface TemplateResult {
  readonly text: string;
  /** What stopped it, in text/template's words. */
  readonly error?: string;
}

export class Template {
  private readonly parsed: Parsed;
  private readonly allowMissing: boolean;

  /** @throws TemplateError */
  constructor(text: string, allowMissing = true) {
    this.parsed = parseTemplate(text, NAMES);
    this.allowMissing = allowMissing;
  }

  execute(data: Json): TemplateResult {
    const run = new Run(this.parsed, data, this.allowMissing);
    try {
      run.list(this.parsed.body, data);
      return { text: run.text };
    } catch (error) {
      if (error instanceof ExecError) return { text: run.text, error: error.message };
      throw error;
    }
  }

  /** `%+v` of the data. */
  dump(data: Json): string {
    return textOf(data);
  }
}

interface Variable {
  readonly name: string;
  value: Value;
}

class Run {
  text = '';
  private readonly variables: Variable[];
  private readonly parsed: Parsed;
  private readonly allowMissing: boolean;
  /** What was looked at last: faults are told of it. */
  private where: Place = { at: 0, text: '' };

  constructor(parsed: Parsed, data: Json, allowMissing: boolean) {
    this.parsed = parsed;
    this.allowMissing = allowMissing;
    this.variables = [{ name: '$', value: data }];
  }

  list(nodes: readonly Node[], dot: Value): void {
    for (const node of nodes) this.node(node, dot);
  }

  private node(node: Node, dot: Value): void {
    switch (node.type) {
      case 'text':
        this.text += node.text;
        return;
      case 'action': {
        const value = this.pipe(node.pipe, dot);
        if (node.pipe.declares.length === 0) this.text += textOf(value);
        return;
      }
      case 'if':
      case 'with': {
        const mark = this.variables.length;
        const value = this.pipe(node.pipe, dot);
        if (truth(value)) this.list(node.body, node.type === 'with' ? value : dot);
        else if (node.otherwise) this.list(node.otherwise, dot);
        this.variables.length = mark;
        return;
      }
      case 'range':
        this.range(node, dot);
        return;
      case 'template':
        this.template(node.name, node.pipe ? this.pipe(node.pipe, dot) : null);
        return;
      default:
        throw new LoopJump(node.type);
    }
  }

  private template(name: string, dot: Value): void {
    const body = this.parsed.defined.get(name);
    if (!body) throw this.fault(`template ${JSON.stringify(name)} not defined`);
    const outer = this.variables.splice(0);
    this.variables.push({ name: '$', value: dot });
    this.list(body, dot);
    this.variables.splice(0, this.variables.length, ...outer);
  }

  private range(node: Extract<Node, { readonly type: 'if' | 'with' | 'range' }>, dot: Value): void {
    const mark = this.variables.length;
    const value = this.pipe({ ...node.pipe, declares: [] }, dot);
    const entries = this.entriesOf(value);
    if (entries.length === 0 && node.otherwise) this.list(node.otherwise, dot);
    for (const [key, item] of entries) {
      const [first, second] = node.pipe.declares;
      if (first !== undefined) this.variables.push({ name: first, value: second === undefined ? item : key });
      if (second !== undefined) this.variables.push({ name: second, value: item });
      try {
        this.list(node.body, item);
      } catch (error) {
        if (!(error instanceof LoopJump)) throw error;
        if (error.kind === 'break') break;
      } finally {
        this.variables.length = mark;
      }
    }
    this.variables.length = mark;
  }

  private entriesOf(value: Value): readonly (readonly [Value, Value])[] {
    if (value === MISSING || value === null) return [];
    if (Array.isArray(value)) return value.map((item: Json, i) => [i, item] as const);
    if (isObject(value)) return sortedEntries(value);
    if (typeof value === 'number' && Number.isInteger(value)) return Array.from({ length: value }, (_, i) => [i, i] as const);
    throw this.fault(`range can't iterate over ${textOf(value)}`);
  }

  private pipe(pipe: Pipe, dot: Value): Value {
    let value: Value | undefined;
    for (const command of pipe.commands) value = this.command(command, dot, value);
    const result = value ?? null;
    for (const name of pipe.declares) {
      if (pipe.assigns) {
        const found = this.variables.findLast((v) => v.name === name);
        if (found) found.value = result;
      } else this.variables.push({ name, value: result });
    }
    return result;
  }

  private command({ args, place }: Command, dot: Value, final: Value | undefined): Value {
    const first = args[0] as Expr;
    this.where = place;
    if (first.type === 'function') {
      const given = args.slice(1).map((arg) => this.expr(arg, dot));
      return this.call(first.name, final === undefined ? given : [...given, final], args, dot, place);
    }
    if (args.length > 1 || final !== undefined) {
      if (first.type === 'field' || first.type === 'variable') throw this.fault(`${shown(first)} has arguments but cannot be invoked as function`);
      throw this.fault(`can't give argument to non-function ${shown(first)}`);
    }
    return this.expr(first, dot);
  }

  private call(name: string, args: readonly Value[], exprs: readonly Expr[], dot: Value, place: Place): Value {
    if (name === 'and' || name === 'or') {
      let value: Value = args[0] ?? null;
      for (const arg of exprs.length > 1 ? [...exprs.slice(1).map((e) => () => this.expr(e, dot)), ...args.slice(exprs.length - 1).map((a) => () => a)] : args.map((a) => () => a)) {
        value = arg();
        if (truth(value) === (name === 'or')) return value;
      }
      return value;
    }
    const run = functions.get(name);
    if (!run) throw this.fault(`${JSON.stringify(name)} is not a defined function`);
    try {
      return name === 'printf' ? sprintf(String(args[0]), args.slice(1), exprs.slice(2).map(constantType)) : run(args);
    } catch (error) {
      if (!(error instanceof ExecError) || error.message.startsWith('template:')) throw error;
      this.where = place;
      throw this.fault(`error calling ${name}: ${error.message}`);
    }
  }

  private expr(expr: Expr, dot: Value): Value {
    switch (expr.type) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'const':
        return expr.value;
      case 'variable':
        return this.variables.findLast((v) => v.name === expr.name)?.value ?? null;
      case 'function':
        return this.call(expr.name, [], [expr], dot, this.where);
      case 'pipe':
        return this.pipe(expr.pipe, dot);
      case 'field':
        this.where = expr.place;
        return expr.names.reduce<Value>((value, name) => this.field(value, name), this.expr(expr.of, dot));
    }
  }

  private field(value: Value, name: string): Value {
    if (value === MISSING || value === null) {
      if (!this.allowMissing) throw this.fault(`nil data; no entry for key ${JSON.stringify(name)}`);
      return MISSING;
    }
    if (!isObject(value)) throw this.fault(`can't evaluate field ${name} in type ${typeOf(value)}`);
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (found !== undefined) return found;
    if (!this.allowMissing) throw this.fault(`map has no entry for key ${JSON.stringify(name)}`);
    return MISSING;
  }

  private fault(message: string): ExecError {
    const { at, text } = this.where;
    const before = this.parsed.source.slice(0, at);
    const lineStart = before.lastIndexOf('\n') + 1;
    // Columns count bytes, from 0 on the first line and from 1 below it, as Go does.
    const column = utf8Length(before.slice(lineStart)) + (lineStart > 0 ? 1 : 0);
    return new ExecError(`template: output:${before.split('\n').length}:${column}: executing "output" at <${text}>: ${message}`);
  }
}

const constantType = (expr: Expr): string | undefined => (expr.type !== 'const' || typeof expr.value !== 'number' ? undefined : expr.float ? 'float64' : 'int');

function shown(expr: Expr): string {
  return expr.type === 'field' ? expr.names.map((n) => `.${n}`).join('') : expr.type === 'variable' ? expr.name : expr.type === 'const' ? JSON.stringify(expr.value) : expr.type;
}
