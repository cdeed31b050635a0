// bc: the calculator's program, run statement by statement (GNU bc's words and line lengths).
import { type Fiber, sleep } from '../../../sim/fiber.ts';
import { LineReader, readAll } from '../../../sim/stream.ts';
import { command, type Run } from '../../command.ts';
import type { Program } from '../../process.ts';
import { add, BcError, compare, type Decimal, divide, fromInteger, isZero, multiply, negated, ONE, power, readDecimal, remainder, scaled, squareRoot, writeDecimal, ZERO } from './decimal.ts';
import { library, libraryNames } from './library.ts';
import { BcParser, BcSyntax, type Expression, type Statement } from './parser.ts';

class Leave extends Error {
  readonly how: 'break' | 'continue' | 'return' | 'quit';
  readonly value: Decimal;
  constructor(how: 'break' | 'continue' | 'return' | 'quit', value = ZERO) {
    super(how);
    this.how = how;
    this.value = value;
  }
}

const MAX_DEPTH = 200;
const STEPS_PER_MS = 2000;
const LINE = 69;

class Calculator {
  private scale = 0;
  private ibase = 10;
  private obase = 10;
  private last = ZERO;
  private steps = 0;
  private depth = 0;
  private readonly variables = new Map<string, Decimal>();
  private readonly functions = new Map<string, Extract<Statement, { type: 'define' }>>();
  private readonly run: Run;
  private readonly mathematics: boolean;

  constructor(run: Run, mathematics: boolean) {
    this.run = run;
    this.mathematics = mathematics;
    if (mathematics) this.scale = 20;
  }

  /** False: it was told to quit. */
  *program(source: string, line = 1): Fiber<boolean> {
    let parser: BcParser;
    try {
      parser = new BcParser(source);
    } catch (error) {
      return this.complain(error, line);
    }
    for (;;) {
      try {
        const statement = parser.next();
        if (!statement) return true;
        yield* this.statement(statement);
      } catch (error) {
        if (error instanceof Leave) {
          if (error.how === 'quit') return false;
          continue;
        }
        this.complain(error, line);
        if (error instanceof BcSyntax) parser.skipLine();
      }
    }
  }

  private complain(error: unknown, line: number): true {
    if (error instanceof BcSyntax) this.run.process.stderr.push(`(standard_in) ${error.line + line - 1}: syntax error\n`);
    else if (error instanceof BcError) this.run.process.stderr.push(`Runtime error (func=(main), adr=3): ${error.message}\n`);
    else throw error;
    return true;
  }

  private *write(text: string): Fiber<void> {
    if (!(yield* this.run.out(text))) throw new Leave('quit');
  }

  /** Long numbers go on on the next line. */
  private shown(value: Decimal): string {
    const text = writeDecimal(value, this.obase);
    if (text.length <= LINE || this.run.process.env.get('BC_LINE_LENGTH') === '0') return text;
    return (text.match(new RegExp(`.{1,${LINE - 1}}`, 'g')) ?? []).join('\\\n');
  }

  private *statements(body: readonly Statement[]): Fiber<void> {
    for (const statement of body) yield* this.statement(statement);
  }

  private *statement(node: Statement): Fiber<void> {
    if (++this.steps % STEPS_PER_MS === 0) yield* sleep(1);
    switch (node.type) {
      case 'expression': {
        const value = yield* this.value(node.value);
        if (node.value.type === 'assign' || (node.value.type === 'call' && node.value.name === 'void')) return;
        this.last = value;
        return yield* this.write(`${this.shown(value)}\n`);
      }
      case 'text': return yield* this.write(node.text);
      case 'print': {
        for (const item of node.items) yield* this.write(typeof item === 'string' ? item.replace(/\\([abefnqrt\\])/g, (_, letter: string) => ({ a: '\x07', b: '\b', e: '\\', f: '\f', n: '\n', q: '"', r: '\r', t: '\t', '\\': '\\' })[letter] ?? '') : this.shown(yield* this.value(item)));
        return;
      }
      case 'block': return yield* this.statements(node.body);
      case 'if': {
        if (!isZero(yield* this.value(node.test))) yield* this.statement(node.then);
        else if (node.otherwise) yield* this.statement(node.otherwise);
        return;
      }
      case 'loop': return yield* this.loop(node);
      case 'leave': throw new Leave(node.how === 'halt' ? 'quit' : node.how);
      case 'return': throw new Leave('return', node.value ? yield* this.value(node.value) : ZERO);
      case 'define': return void this.functions.set(node.name, node);
    }
  }

  private *loop(node: Extract<Statement, { type: 'loop' }>): Fiber<void> {
    if (node.first) yield* this.value(node.first);
    while (!node.test || !isZero(yield* this.value(node.test))) {
      if (++this.steps % STEPS_PER_MS === 0) yield* sleep(1);
      try {
        yield* this.statement(node.body);
      } catch (error) {
        if (!(error instanceof Leave) || (error.how !== 'break' && error.how !== 'continue')) throw error;
        if (error.how === 'break') return;
      }
      if (node.update) yield* this.value(node.update);
    }
  }

  private *value(node: Expression): Fiber<Decimal> {
    switch (node.type) {
      case 'number': return readDecimal(node.text, this.ibase);
      case 'name': return this.get(yield* this.place(node), node.name);
      case 'call': return yield* this.call(node.name, node.args);
      case 'unary': {
        const value = yield* this.value(node.operand);
        return node.operator === '-' ? negated(value) : node.operator === '!' ? (isZero(value) ? ONE : ZERO) : value;
      }
      case 'step': {
        const place = yield* this.place(node.target);
        const before = this.get(place, place);
        const after = add(before, node.operator === '++' ? ONE : fromInteger(-1));
        this.set(place, after);
        return node.before ? after : before;
      }
      case 'assign': {
        const place = yield* this.place(node.target);
        const value = yield* this.value(node.value);
        const result = node.operator === '=' ? value : this.operate(node.operator.slice(0, -1), this.get(place, place), value);
        this.set(place, result);
        return result;
      }
      case 'binary': return this.operate(node.operator, yield* this.value(node.left), yield* this.value(node.right));
    }
  }

  private operate(operator: string, a: Decimal, b: Decimal): Decimal {
    const truth = (holds: boolean): Decimal => (holds ? ONE : ZERO);
    switch (operator) {
      case '+': return add(a, b);
      case '-': return add(a, negated(b));
      case '*': return multiply(a, b, this.scale);
      case '/': return divide(a, b, this.scale);
      case '%': return remainder(a, b, this.scale);
      case '^': return power(a, b, this.scale);
      case '==': return truth(compare(a, b) === 0);
      case '!=': return truth(compare(a, b) !== 0);
      case '<': return truth(compare(a, b) < 0);
      case '>': return truth(compare(a, b) > 0);
      case '<=': return truth(compare(a, b) <= 0);
      case '>=': return truth(compare(a, b) >= 0);
      case '&&': return truth(!isZero(a) && !isZero(b));
      default: return truth(!isZero(a) || !isZero(b));
    }
  }

  private *place(node: Expression): Fiber<string> {
    if (node.type !== 'name') throw new BcSyntax(1);
    return node.index ? `${node.name}[${scaled(yield* this.value(node.index), 0).units}]` : node.name;
  }

  private get(place: string, name: string): Decimal {
    if (name === 'scale') return fromInteger(this.scale);
    if (name === 'ibase') return fromInteger(this.ibase);
    if (name === 'obase') return fromInteger(this.obase);
    if (name === 'last' || name === '.') return this.last;
    return this.variables.get(place) ?? ZERO;
  }

  private set(place: string, value: Decimal): void {
    const number = Number(scaled(value, 0).units);
    if (place === 'scale') {
      if (number < 0) throw new BcError('negative scale, set to 0');
      this.scale = Math.min(number, 10_000);
    } else if (place === 'ibase') this.ibase = Math.max(2, Math.min(36, number));
    else if (place === 'obase') this.obase = Math.max(2, Math.min(999, number));
    else if (place === 'last' || place === '.') this.last = value;
    else this.variables.set(place, value);
  }

  private *call(name: string, args: readonly Expression[]): Fiber<Decimal> {
    const own = this.functions.get(name);
    const values: Decimal[] = [];
    for (const arg of args) values.push(arg.type === 'name' && arg.name.endsWith('[]') ? ZERO : yield* this.value(arg));
    const [first = ZERO] = values;
    if (own) return yield* this.callOwn(own, args, values);
    if (name === 'length') return fromInteger(isZero(first) ? Math.max(1, first.scale) : String(first.units).replace('-', '').length);
    if (name === 'scale') return fromInteger(first.scale);
    if (name === 'sqrt') return squareRoot(first, this.scale);
    if (name === 'read') return readDecimal((/-?[0-9A-F.]+/.exec((yield* new LineReader(this.run.process.stdin).next()) ?? '')?.[0] ?? '0').replace('-', ''), this.ibase);
    if (this.mathematics && libraryNames.has(name)) return library(name, first, this.scale);
    throw new BcError(`Function ${name} not defined.`);
  }

  private *callOwn(own: Extract<Statement, { type: 'define' }>, args: readonly Expression[], values: readonly Decimal[]): Fiber<Decimal> {
    if (values.length !== own.parameters.length) throw new BcError('Parameter number mismatch');
    if (++this.depth > MAX_DEPTH) {
      this.depth = 0;
      throw new BcError('Function recursion is too deep for Kubarium');
    }
    const hidden = new Map([...own.parameters, ...own.locals].map((name) => [name, this.variables.get(name)]));
    for (const [i, name] of own.parameters.entries()) if (args[i]?.type !== 'name' || !name.endsWith('[]')) this.variables.set(name, values[i] as Decimal);
    for (const name of own.locals) this.variables.set(name, ZERO);
    try {
      yield* this.statements(own.body);
      return ZERO;
    } catch (error) {
      if (error instanceof Leave && error.how === 'return') return error.value;
      throw error;
    } finally {
      if (this.depth > 0) this.depth--;
      for (const [name, before] of hidden) {
        if (before) this.variables.set(name, before);
        else this.variables.delete(name);
      }
    }
  }
}

export const bc: Program = command({ name: 'bc', usage: 'bc [options] [file ...]', about: 'An arbitrary precision calculator language.', flags: { math: { short: 'l', long: 'mathlib' }, quiet: { short: 'q', long: 'quiet' }, interactive: { short: 'i' }, standard: { short: 's', long: 'standard' }, warn: { short: 'w', long: 'warn' } } }, function* (run) {
  const calculator = new Calculator(run, run.has('math'));
  for (const path of run.args) {
    const reader = run.open(path);
    if (!reader) return 1;
    if (!(yield* calculator.program(yield* readAll(reader)))) return 0;
  }
  const { process } = run;
  if (!(process.isTty?.(0) ?? false)) {
    yield* calculator.program(yield* readAll(process.stdin));
    return 0;
  }
  if (!run.has('quiet')) yield* run.out('bc 1.07.1\n');
  const lines = new LineReader(process.stdin);
  for (let [text, from, line] = ['', 1, 1]; ; line++) {
    const next = yield* lines.next();
    if (next === undefined) return 0;
    text += `${next}\n`;
    // A statement whose braces are open goes on.
    if ((text.match(/\{/g)?.length ?? 0) > (text.match(/\}/g)?.length ?? 0)) continue;
    if (!(yield* calculator.program(text, from))) return 0;
    [text, from] = ['', line + 1];
  }
});
