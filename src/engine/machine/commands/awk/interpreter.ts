// Runs an awk program: records and fields, variables and arrays, output to files and pipes.
import type { Fiber } from '../../../sim/fiber.ts';
import { sleep } from '../../../sim/fiber.ts';
import { LineReader, type Reader } from '../../../sim/stream.ts';
import { CommandFailure, type Run } from '../../command.ts';
import { openInput } from '../../open-file.ts';
import { ExitProgram, LoopControl, NextRecord, ReturnValue } from './control.ts';
import { callBuiltin } from './functions.ts';
import { regExpOf } from './expressions.ts';
import { operate } from './operators.ts';
import { Records } from './records.ts';
import { AwkStreams } from './streams.ts';
import type { AwkProgram, Expr, Lvalue, Rule, Stmt } from './syntax.ts';
import { isTrue, toNumber, toText, type Value, withInput } from './values.ts';

export type AwkArray = Map<string, Value>;
type Slot = Value | AwkArray | undefined;

export class AwkInterpreter {
  readonly run: Run;
  readonly globals = new Map<string, Slot>();
  readonly record: Records;
  seed = 0;
  random = 1;
  private readonly program: AwkProgram;
  private locals: Map<string, Slot> | undefined;
  private buffer = '';
  private code = 0;
  private steps = 0;
  private depth = 0;
  private lines: LineReader | undefined;
  private operands: string[];
  private usedOperand = false;
  private readonly streams: AwkStreams;

  constructor(run: Run, program: AwkProgram, operands: readonly string[]) {
    this.run = run;
    this.program = program;
    this.operands = [...operands];
    this.record = new Records(this.globals);
    this.streams = new AwkStreams(run);
    for (const [name, value] of Object.entries({ FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g', FILENAME: '' })) this.globals.set(name, value);
    for (const name of ['NR', 'FNR', 'NF', 'RSTART']) this.globals.set(name, 0);
    this.globals.set('RLENGTH', -1);
    this.globals.set('ARGC', operands.length + 1);
    this.globals.set('ARGV', new Map(['awk', ...operands].map((text, i) => [String(i), text])));
    this.globals.set('ENVIRON', new Map([...run.process.env].map(([name, value]) => [name, withInput(value)])));
  }

  *main(): Fiber<number> {
    const rules = (kind: Rule['kind']): readonly Rule[] => this.program.rules.filter((rule) => rule.kind === kind);
    const patterns = rules('pattern');
    try {
      for (const rule of rules('begin')) if (rule.body) yield* this.exec(rule.body);
      if (patterns.length || rules('end').length) yield* this.records(patterns);
    } catch (error) {
      if (!(error instanceof ExitProgram)) throw error;
    }
    try {
      for (const rule of rules('end')) if (rule.body) yield* this.exec(rule.body);
    } catch (error) {
      if (!(error instanceof ExitProgram)) throw error;
    }
    return yield* this.finish();
  }

  private *records(patterns: readonly Rule[]): Fiber<void> {
    for (;;) {
      const line = yield* this.nextRecord();
      if (line === undefined) return;
      this.record.set(line);
      try {
        for (const rule of patterns) {
          if (!(yield* this.selected(rule))) continue;
          if (rule.body) yield* this.exec(rule.body);
          else yield* this.print(`${this.record.whole}${this.text('ORS')}`);
        }
      } catch (error) {
        if (!(error instanceof NextRecord)) throw error;
        if (error.file) this.lines = undefined;
      }
      yield* this.flush(8192);
    }
  }

  private *selected(rule: Rule): Fiber<boolean> {
    if (!rule.from) return true;
    if (!rule.to) return isTrue(yield* this.value(rule.from));
    if (!rule.active) {
      if (!isTrue(yield* this.value(rule.from))) return false;
      rule.active = true;
    }
    if (isTrue(yield* this.value(rule.to))) rule.active = false;
    return true;
  }

  text(name: string): string {
    return toText(this.globals.get(name) as Value, '%.6g');
  }

  private *nextRecord(): Fiber<string | undefined> {
    for (;;) {
      if (!this.lines) {
        const reader = this.nextInput();
        if (!reader) return undefined;
        this.lines = new LineReader(reader);
        this.globals.set('FNR', 0);
      }
      yield* this.flush(0);
      const line = yield* this.record.read(this.lines);
      if (line !== undefined) {
        for (const name of ['NR', 'FNR']) this.globals.set(name, toNumber(this.globals.get(name) as Value) + 1);
        return line;
      }
      this.lines = undefined;
    }
  }

  private nextInput(): Reader | undefined {
    for (;;) {
      const operand = this.operands.shift();
      if (operand === undefined) {
        if (this.usedOperand) return undefined;
        this.usedOperand = true;
        return this.run.process.stdin;
      }
      const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(operand);
      if (assignment) {
        this.globals.set(assignment[1] as string, withInput(assignment[2] as string));
        continue;
      }
      this.usedOperand = true;
      this.globals.set('FILENAME', operand === '-' ? '' : operand);
      if (operand === '-') return this.run.process.stdin;
      if (!this.run.process.files.exists(this.run.path(operand))) throw new CommandFailure(`cannot open "${operand}" (No such file or directory)`, 2);
      return openInput(this.run.process, operand);
    }
  }

  private *finish(): Fiber<number> {
    yield* this.flush(0);
    yield* this.streams.closeAll();
    return this.code;
  }

  *close(key: string): Fiber<number> {
    return yield* this.streams.close(key);
  }

  *system(text: string): Fiber<number> {
    yield* this.flush(0);
    return yield* this.streams.system(text);
  }

  *flush(above: number): Fiber<void> {
    if (this.buffer.length <= above) return;
    const text = this.buffer;
    this.buffer = '';
    yield* this.run.out(text);
  }

  *print(text: string): Fiber<void> {
    if ((this.buffer += text).length > 65_536) yield* this.flush(0);
  }

  private *tick(): Fiber<void> {
    if (++this.steps % 1000 === 0) yield* sleep(1);
  }

  private *exec(node: Stmt): Fiber<void> {
    yield* this.tick();
    switch (node.t) {
      case 'expr': yield* this.value(node.of); return;
      case 'block':
        for (const one of node.body) yield* this.exec(one);
        return;
      case 'print':
      case 'printf': yield* this.output(node); return;
      case 'if':
        if (isTrue(yield* this.value(node.test))) yield* this.exec(node.yes);
        else if (node.no) yield* this.exec(node.no);
        return;
      case 'while': {
        if (node.first && !(yield* this.once(node.body))) return;
        while (isTrue(yield* this.value(node.test))) if (!(yield* this.once(node.body))) return;
        return;
      }
      case 'for':
        if (node.init) yield* this.exec(node.init);
        while (!node.test || isTrue(yield* this.value(node.test))) {
          if (!(yield* this.once(node.body))) return;
          if (node.update) yield* this.exec(node.update);
        }
        return;
      case 'forin':
        for (const key of [...this.array(node.over).keys()]) {
          this.setVariable(node.name, withInput(key));
          if (!(yield* this.once(node.body))) return;
        }
        return;
      case 'next':
      case 'nextfile': throw new NextRecord(node.t === 'nextfile');
      case 'break':
      case 'continue': throw new LoopControl(node.t === 'continue');
      case 'exit':
        if (node.of) this.code = toNumber(yield* this.value(node.of)) & 255;
        throw new ExitProgram();
      case 'return': throw new ReturnValue(node.of ? yield* this.value(node.of) : undefined);
      case 'delete':
        if (node.subs) this.array(node.name).delete(yield* this.key(node.subs));
        else this.array(node.name).clear();
    }
  }

  private *once(body: Stmt): Fiber<boolean> {
    try {
      yield* this.exec(body);
    } catch (error) {
      if (!(error instanceof LoopControl)) throw error;
      return error.again;
    }
    return true;
  }

  private *output(node: Extract<Stmt, { t: 'print' | 'printf' }>): Fiber<void> {
    const values: Value[] = [];
    for (const arg of node.args) values.push(yield* this.value(arg));
    const format = this.text('OFMT');
    let text: string;
    if (node.t === 'printf') text = toText((yield* callBuiltin(this, 'sprintf', node.args, values)) as Value, format);
    else text = (values.length ? values.map((value) => toText(value, format)).join(this.text('OFS')) : this.record.whole) + this.text('ORS');
    if (!node.to) return yield* this.print(text);
    const target = toText(yield* this.value(node.to.to), format);
    if (target === '/dev/stdout') return yield* this.print(text);
    if (target === '/dev/stderr') return void this.run.process.stderr.push(text);
    yield* this.flush(0);
    yield* this.streams.writerTo(node.to, target).write(text);
  }

  array(name: string): AwkArray {
    const scope = this.locals?.has(name) ? this.locals : this.globals;
    const found = scope.get(name);
    if (found instanceof Map) return found;
    if (found !== undefined) throw new CommandFailure(`can't use scalar ${name} as array`, 2);
    const made: AwkArray = new Map();
    scope.set(name, made);
    return made;
  }

  variable(name: string): Value {
    if (name === 'NF') this.record.split();
    const found = this.locals?.has(name) ? this.locals.get(name) : this.globals.get(name);
    if (found instanceof Map) throw new CommandFailure(`can't use array ${name} in scalar context`, 2);
    return found;
  }

  setVariable(name: string, value: Value): void {
    if (this.locals?.has(name)) {
      this.locals.set(name, value);
      return;
    }
    this.globals.set(name, value);
    if (name === 'NF') this.record.setCount(toNumber(value));
  }

  private *key(subs: readonly Expr[]): Fiber<string> {
    const parts: string[] = [];
    for (const sub of subs) parts.push(toText(yield* this.value(sub), this.text('CONVFMT')));
    return parts.join(parts.length > 1 ? this.text('SUBSEP') : '');
  }

  *assign(target: Lvalue, value: Value): Fiber<void> {
    if (target.t === 'var') this.setVariable(target.name, value);
    else if (target.t === 'index') this.array(target.name).set(yield* this.key(target.subs), value);
    else this.record.setField(toNumber(yield* this.value(target.of)), toText(value, this.text('CONVFMT')));
  }

  *value(node: Expr): Fiber<Value> {
    switch (node.t) {
      case 'num':
      case 'str': return node.v;
      case 're': return node.re.test(this.record.whole) ? 1 : 0;
      case 'var': return this.variable(node.name);
      case 'group': return yield* this.value(node.of);
      case 'field': return this.record.field(toNumber(yield* this.value(node.of)));
      case 'index': {
        const array = this.array(node.name);
        const key = yield* this.key(node.subs);
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case 'in': return this.array(node.name).has(yield* this.key(node.subs)) ? 1 : 0;
      case 'unary': {
        const value = yield* this.value(node.of);
        return node.op === '!' ? (isTrue(value) ? 0 : 1) : node.op === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'logic': {
        const left = isTrue(yield* this.value(node.l));
        if (left !== node.and) return left ? 1 : 0;
        return isTrue(yield* this.value(node.r)) ? 1 : 0;
      }
      case 'cond': return isTrue(yield* this.value(node.test)) ? yield* this.value(node.yes) : yield* this.value(node.no);
      case 'match': {
        const text = toText(yield* this.value(node.l), this.text('CONVFMT'));
        return (yield* this.regExp(node.r)).test(text) !== node.negated ? 1 : 0;
      }
      case 'binary': return operate(node.op, yield* this.value(node.l), yield* this.value(node.r), this.text('CONVFMT'));
      case 'assign': {
        const value = yield* this.value(node.r);
        const result = node.op === '=' ? value : operate(node.op.slice(0, -1), yield* this.value(node.l), value, this.text('CONVFMT'));
        yield* this.assign(node.l, result);
        return result;
      }
      case 'step': {
        const before = toNumber(yield* this.value(node.l));
        yield* this.assign(node.l, before + node.by);
        return node.prefix ? before + node.by : before;
      }
      case 'call': return yield* this.call(node.name, node.args);
      case 'getline': return yield* this.getline(node);
    }
  }

  *regExp(node: Expr): Fiber<RegExp> {
    if (node.t === 're') return node.re;
    return regExpOf(toText(yield* this.value(node), this.text('CONVFMT')));
  }

  private *call(name: string, args: readonly Expr[]): Fiber<Value> {
    const own = this.program.functions.get(name);
    if (!own) {
      const values: Value[] = [];
      if (!['split', 'sub', 'gsub', 'match', 'length', 'delete'].includes(name)) for (const arg of args) values.push(yield* this.value(arg));
      return yield* callBuiltin(this, name, args, values);
    }
    if (++this.depth > 200) throw new CommandFailure(`function ${name} calls itself too deeply`, 2);
    const locals = new Map<string, Slot>();
    const back: [string, string][] = [];
    for (const [i, param] of own.params.entries()) {
      const arg = args[i];
      const slot = arg?.t === 'var' ? (this.locals?.has(arg.name) ? this.locals.get(arg.name) : this.globals.get(arg.name)) : undefined;
      if (slot instanceof Map) locals.set(param, slot);
      else {
        locals.set(param, arg ? yield* this.value(arg) : undefined);
        if (arg?.t === 'var') back.push([param, arg.name]);
      }
    }
    const outer = this.locals;
    this.locals = locals;
    try {
      yield* this.exec(own.body);
      return undefined;
    } catch (error) {
      if (error instanceof ReturnValue) return error.value;
      throw error;
    } finally {
      this.locals = outer;
      this.depth--;
      for (const [param, given] of back) {
        const made = locals.get(param);
        if (made instanceof Map) (outer?.has(given) ? outer : this.globals).set(given, made);
      }
    }
  }

  private *getline(node: Extract<Expr, { t: 'getline' }>): Fiber<Value> {
    let line: string | undefined;
    if (node.kind === 'main') line = yield* this.nextRecord();
    else {
      const source = toText(yield* this.value(node.from as Expr), this.text('CONVFMT'));
      if (node.kind === 'command') yield* this.flush(0);
      const lines = this.streams.linesOf(source, node.kind);
      if (!lines) return -1;
      line = yield* this.record.read(lines);
      if (line !== undefined && node.kind === 'command') this.globals.set('NR', toNumber(this.globals.get('NR') as Value) + 1);
    }
    if (line === undefined) return 0;
    if (node.to) yield* this.assign(node.to, withInput(line));
    else this.record.set(line);
    return 1;
  }
}

