// Assignments, and the words of a command before it runs.
import type { Assignment, Command, Word } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { isDeclaration } from './declarations.ts';
import { elementIndex, expandText, expandWord, type Expander, wordOps } from './expand.ts';
import { quoteForShell } from './quote.ts';
import { ExpansionError } from './shell-state.ts';

/** How long a variable's text may grow before the shell is ended as out of memory. */
const MAX_TEXT = 16 * 1024 * 1024;

/** The words of a command: builtins that declare take `name=value` unsplit. */
export function* argvOf(on: Expander, node: Command): Fiber<string[]> {
  const argv = yield* expandWord(on, node.name as Word);
  const declares = isDeclaration(argv[0]);
  for (const arg of node.args) {
    if (arg.type === 'Word') argv.push(...(yield* expandWord(on, arg)));
    else if (arg.value.type === 'ArrayValue') {
      if (!declares) throw new ExpansionError(`syntax error near unexpected token \`('`, 2);
      if (argv.some((flag) => /^-\w*A/.test(flag)) && !(on.state.variables.find(arg.name)?.value instanceof Map)) on.state.variables.declare(arg.name, on.state.variables.inFunction).value = new Map();
      yield* assign(on, arg, argv[0] === 'local');
      argv.push(arg.name);
    } else {
      const name = `${arg.name}${arg.index ? `[${arg.index.text}]` : ''}${arg.append ? '+' : ''}=`;
      if (declares) argv.push(name + (yield* expandText(on, arg.value, true)));
      else {
        const fields = yield* expandWord(on, arg.value);
        argv.push(name + (fields[0] ?? ''), ...fields.slice(1));
      }
    }
  }
  return argv;
}

export function* assign(on: Expander, assignment: Assignment, local = false): Fiber<void> {
  const { variables, options } = on.state;
  const { name, value } = assignment;
  if (local) variables.declare(name, true);
  if (value.type === 'ArrayValue') yield* assignArray(on, assignment, value.elements);
  else {
    const text = yield* expandText(on, value, true);
    if (text.length > MAX_TEXT) throw new RangeError('Invalid string length');
    if (assignment.index) {
      const key = yield* elementIndex(on, name, assignment.index);
      const before = assignment.append ? (variables.elements(name).find(([at]) => at === key)?.[1] ?? '') : '';
      variables.setElement(name, key, before + text);
    } else {
      const integer = variables.find(name)?.integer === true;
      const whole = (assignment.append && !integer ? (variables.get(name) ?? '') : '') + text;
      variables.set(name, integer ? String(yield* wordOps.arithmetic(on, assignment.append ? `(${variables.get(name) || 0})+(${whole})` : whole)) : whole);
      if (name === 'SECONDS') on.state.secondsFrom = on.state.process.clock.nowMs - 1000 * (Number(text) || 0);
    }
    if (options.xtrace) on.io.err.push(`${on.state.tracePrefix}${name}=${quoteForShell(text)}\n`);
  }
  if (options.allexport) variables.export(name);
}

function* assignArray(on: Expander, assignment: Assignment, elements: readonly Word[]): Fiber<void> {
  const { variables } = on.state;
  const { name } = assignment;
  const old = variables.find(name)?.value;
  const keyed: [string, string][] = [];
  const values: string[] = [];
  for (const element of elements) {
    const m = /^\[([^\]]+)\]=/.exec(element.text);
    if (m) {
      const [field] = yield* expandWord(on, { ...element, text: element.text, value: element.value });
      const text = (field ?? '').replace(/^\[[^\]]*\]=/, '');
      const key = (m[1] as string).replace(/^(["'])(.*)\1$/, '$2');
      keyed.push([old instanceof Map ? key : String(yield* wordOps.arithmetic(on, key)), text]);
    } else values.push(...(yield* expandWord(on, element)));
  }
  if (old instanceof Map) variables.set(name, new Map([...(assignment.append ? old : []), ...keyed]));
  else {
    const before = assignment.append ? (Array.isArray(old) ? old : old === undefined ? [] : [old]) : [];
    variables.set(name, [...before, ...values]);
    for (const [key, text] of keyed) variables.setElement(name, key, text);
  }
}
