// Compound commands: if, loops, case, groups, subshells, `[[ ]]` and `(( ))`.
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import type { Case, CompoundCommand, CompoundList, Select, Statement, TestExpression } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { LineReader } from '../../sim/stream.ts';
import { evaluateTest, type FileTests } from './conditions.ts';
import type { Evaluator } from './evaluator.ts';
import { arithmetic, expandPattern, expandRegExp, expandText, expandWords } from './expand.ts';
import { traceFor } from './trace-text.ts';
import { matches } from './pattern.ts';
import { BreakLoop, ExpansionError } from './shell-state.ts';
import { ReadonlyVariable } from './variables.ts';

export function* runCompound(on: Evaluator, node: CompoundCommand): Fiber<number> {
  switch (node.type) {
    case 'If': {
      for (const branch of [{ clause: node.clause, then: node.then }, ...node.elif]) if (yield* holds(on, branch.clause)) return yield* on.body(branch.then);
      return node.else ? yield* on.body(node.else) : 0;
    }
    case 'While':
      return yield* loop(on, node.body, function* () {
        return (yield* holds(on, node.clause)) === (node.kind === 'while');
      });
    case 'For': {
      const values = node.wordlist ? yield* expandWords(on, node.wordlist) : [...on.state.positional];
      let at = 0;
      return yield* loop(on, node.body, function* () {
        if (at >= values.length) return false;
        yield* traceFor(on, node);
        on.state.variables.set(node.name.value, values[at++] as string);
        return true;
      });
    }
    case 'ArithmeticFor': {
      const text = (part: { readonly pos: number; readonly end: number } | undefined): string => (part ? on.state.source.slice(part.pos, part.end) : '');
      if (node.initialize) yield* arithmetic(on, text(node.initialize));
      return yield* loop(on, node.body, function* () {
        return !node.test || (yield* arithmetic(on, text(node.test))) !== 0;
      }, function* () {
        if (node.update) yield* arithmetic(on, text(node.update));
      });
    }
    case 'Select': return yield* select(on, node);
    case 'Case': return yield* runCase(on, node);
    case 'BraceGroup': return yield* on.list(node.body.commands);
    case 'Subshell': {
      const child = on.fork((inner) => inner.list(node.body.commands), false);
      return (yield* on.waitFor([child], undefined))[0] ?? 0;
    }
    case 'TestCommand': return (yield* condition(on, node.expression)) ? 0 : 1;
    case 'ArithmeticCommand': {
      try {
        return (yield* arithmetic(on, node.body)) !== 0 ? 0 : 1;
      } catch (error) {
        if (!(error instanceof ExpansionError || error instanceof ReadonlyVariable)) throw error;
        on.complain(error instanceof ReadonlyVariable ? error.message : `((: ${error.message}`, node.pos);
        return 1;
      }
    }
  }
}

/** A condition's list: its failures do not end a shell under errexit. */
function* holds(on: Evaluator, list: CompoundList): Fiber<boolean> {
  on.state.heedless++;
  try {
    return (yield* on.list(list.commands)) === 0;
  } finally {
    on.state.heedless--;
  }
}

function* loop(on: Evaluator, body: CompoundList, goOn: () => Fiber<boolean>, update?: () => Fiber<void>): Fiber<number> {
  const { state } = on;
  let status = 0;
  state.loopDepth++;
  try {
    for (;;) {
      yield* state.tick();
      try {
        if (!(yield* goOn())) return status;
        status = yield* on.body(body);
      } catch (error) {
        if (!(error instanceof BreakLoop)) throw error;
        status = 0;
        if (--error.levels > 0) throw error;
        if (!error.again) return 0;
      }
      if (update) yield* update();
    }
  } finally {
    state.loopDepth--;
  }
}

function* select(on: Evaluator, node: Select): Fiber<number> {
  const values = node.wordlist ? yield* expandWords(on, node.wordlist) : [...on.state.positional];
  const lines = new LineReader(on.io.in);
  on.io.err.push(values.map((value, i) => `${i + 1}) ${value}\n`).join(''));
  return yield* loop(on, node.body, function* () {
    on.io.err.push(on.state.variables.get('PS3') ?? '#? ');
    const line = yield* lines.next();
    if (line === undefined) return false;
    on.state.variables.set('REPLY', line);
    on.state.variables.set(node.name.value, values[Number(line) - 1] ?? '');
    return true;
  });
}

function* runCase(on: Evaluator, node: Case): Fiber<number> {
  const subject = yield* expandText(on, node.word);
  let through = false;
  let status = 0;
  for (const item of node.items) {
    let hit = through;
    for (const pattern of hit ? [] : item.pattern) hit ||= matches(yield* expandPattern(on, pattern), subject, on.state.shopts.has('nocasematch'));
    if (!hit) continue;
    status = yield* runItem(on, item.body.commands);
    if (item.terminator === ';&') through = true;
    else if (item.terminator === ';;&') through = false;
    else return status;
  }
  return status;
}

function* runItem(on: Evaluator, commands: readonly Statement[]): Fiber<number> {
  return commands.length === 0 ? 0 : yield* on.list(commands);
}

function* condition(on: Evaluator, node: TestExpression): Fiber<boolean> {
  switch (node.type) {
    case 'TestGroup': return yield* condition(on, node.expression);
    case 'TestNot': return (yield* condition(on, node.operand)) !== (node.negations.length % 2 === 1);
    case 'TestLogical': {
      for (const operand of node.operands) {
        const result = yield* condition(on, operand);
        if (result !== (node.operator === '&&')) return result;
      }
      return node.operator === '&&';
    }
    case 'TestUnary': return evaluateTest(testsOf(on), [node.operator, yield* expandText(on, node.operand)]);
    case 'TestBinary': {
      const left = yield* expandText(on, node.left);
      const nocase = on.state.shopts.has('nocasematch');
      if (node.operator === '==' || node.operator === '=') return matches(yield* expandPattern(on, node.right), left, nocase);
      if (node.operator === '!=') return !matches(yield* expandPattern(on, node.right), left, nocase);
      if (node.operator === '=~') return matchRegExp(on, left, yield* expandRegExp(on, node.right), nocase);
      const right = yield* expandText(on, node.right);
      if (/^-(eq|ne|lt|le|gt|ge)$/.test(node.operator)) return evaluateTest(testsOf(on), [String(yield* arithmetic(on, left)), node.operator, String(yield* arithmetic(on, right))]);
      return evaluateTest(testsOf(on), [left, node.operator, right]);
    }
  }
}

/** `-v name`, `-v name[key]`. */
function isSet(variables: Evaluator['state']['variables'], name: string): boolean {
  const element = /^([A-Za-z_]\w*)\[(.+)\]$/.exec(name);
  if (!element) return variables.get(name) !== undefined;
  const all = variables.elements(element[1] as string);
  return element[2] === '@' ? all.length > 0 : all.some(([key]) => key === element[2]);
}

function matchRegExp(on: Evaluator, text: string, source: string, nocase: boolean): boolean {
  let shape: RegExp;
  try {
    shape = new BoundedRegExp(source.replace(/\[\[:(\w+):\]\]/g, (_, name: string) => posixClasses[name] ?? ''), nocase ? 'i' : '');
  } catch {
    throw new ExpansionError(`[[: invalid regular expression \`${source}'`);
  }
  const m = shape.exec(text);
  on.state.variables.set('BASH_REMATCH', m ? [...m].map((group) => group ?? '') : []);
  return m !== null;
}

const posixClasses: Readonly<Record<string, string>> = { alpha: '[A-Za-z]', digit: '[0-9]', alnum: '[A-Za-z0-9]', upper: '[A-Z]', lower: '[a-z]', space: '\\s', blank: '[ \\t]', punct: '[!-/:-@[-`{-~]', xdigit: '[0-9A-Fa-f]' };

export function testsOf(on: Evaluator): FileTests {
  const { process, variables, options } = on.state;
  const { ends } = on.io;
  const isTerminal = (fd: number): boolean => {
    if (!process.tty) return false;
    if (fd === 0) return ends.get(0)?.reader === process.stdin && (process.isTty?.(0) ?? true);
    const writer = ends.get(fd)?.writer;
    return writer !== undefined && (writer === process.stdout ? (process.isTty?.(1) ?? true) : writer === process.stderr ? (process.isTty?.(2) ?? true) : writer === process.tty.output);
  };
  return {
    files: process.files, cwd: process.cwd, user: process.user, isTty: isTerminal, isSet: (name) => isSet(variables, name),
    option: (name) => (options as unknown as Readonly<Record<string, boolean>>)[name] === true,
  };
}
