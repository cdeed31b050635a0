// Assignments, and the words of a command before it runs.
import { type Assignment, type Command, parse, type Word } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { isDeclaration } from './declarations.ts';
import { elementIndex, expandText, expandWord, type Expander, pushAll, wordOps } from './expand.ts';
import { quoteForShell } from './quote.ts';
import { ExpansionError } from './shell-state.ts';
import { demandIndex } from './variables.ts';

/** How long a variable's text may grow before the shell is ended as out of memory. */
const MAX_TEXT = 16 * 1024 * 1024;

/** The words of a command: builtins that declare take `name=value` unsplit. */
export function* argvOf(on: Expander, node: Command): Fiber<string[]> {
  const argv = yield* expandWord(on, node.name as Word);
  const declares = isDeclaration(argv[0]);
  for (const arg of node.args) {
    if (arg.type === 'Word') pushAll(argv, yield* expandWord(on, arg));
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
      if (name === 'RANDOM') on.state.randomFrom = Number(text) >>> 0 || 0;
      if (name === 'SECONDS') on.state.secondsFrom = on.state.process.clock.nowMs - 1000 * (Number(text) || 0);
    }
    if (options.xtrace) on.io.err.push(`${on.state.tracePrefix}${name}=${quoteForShell(text)}\n`);
  }
  if (options.allexport) variables.export(name);
}

function* assignArray(on: Expander, assignment: Assignment, elements: readonly Word[]): Fiber<void> {
  const { variables } = on.state;
  const { name } = assignment;
  const variable = variables.find(name);
  const old = variable?.value;
  if (old instanceof Map) return yield* assignMap(on, assignment, elements, old);
  const made: string[] = assignment.append ? (Array.isArray(old) ? [...old] : old === undefined ? [] : [old]) : [];
  let at = made.length;
  for (const element of elements) {
    const keyed = keyedElement(element);
    if (!keyed) {
      for (const field of yield* expandWord(on, element)) made[at++] = variable?.integer ? String(yield* wordOps.arithmetic(on, field)) : field;
      continue;
    }
    const index = Number(yield* wordOps.arithmetic(on, keyed.key));
    at = index < 0 ? made.length + index : index;
    demandIndex(name, at);
    const text = yield* keyedText(on, element, keyed.length);
    const whole = keyed.append ? (made[at] ?? '') + text : text;
    made[at++] = variable?.integer ? String(yield* wordOps.arithmetic(on, whole)) : whole;
  }
  variables.set(name, made);
}

/** `([key]=value …)`, or `(key value …)` where the first is no `[key]=`. */
function* assignMap(on: Expander, assignment: Assignment, elements: readonly Word[], old: Map<string, string>): Fiber<void> {
  const made = assignment.append ? old : new Map<string, string>();
  const first = elements[0];
  if (first && !keyedElement(first)) {
    const fields: string[] = [];
    for (const element of elements) fields.push(...(yield* expandWord(on, element)));
    for (let i = 0; i < fields.length; i += 2) made.set(fields[i] as string, fields[i + 1] ?? '');
  } else {
    for (const element of elements) {
      const keyed = keyedElement(element);
      if (!keyed) continue;
      const key = /[$`"'\\]/.test(keyed.key) ? yield* expandText(on, wordFrom(keyed.key)) : keyed.key;
      const text = yield* keyedText(on, element, keyed.length);
      made.set(key, keyed.append ? (made.get(key) ?? '') + text : text);
    }
  }
  on.state.variables.set(assignment.name, made);
}

/** `[key]=` or `[key]+=` at the front of an element. */
function keyedElement(element: Word): { readonly key: string; readonly append: boolean; readonly length: number } | undefined {
  const m = /^\[((?:[^\]"']|"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\])+)\](\+?)=/.exec(element.text);
  return m ? { key: m[1] as string, append: m[2] === '+', length: m[0].length } : undefined;
}

/** What stands behind `[key]=`: one text, not split. */
function* keyedText(on: Expander, element: Word, from: number): Fiber<string> {
  const text = element.text.slice(from);
  return text === '' ? '' : yield* expandText(on, wordFrom(text), true);
}

const words = new Map<string, Word>();

function wordFrom(text: string): Word {
  const known = words.get(text);
  if (known) return known;
  const [arg] = (parse(`x ${text}`).commands[0]?.command as Command | undefined)?.args ?? [];
  const word: Word = arg?.type === 'Word' ? arg : { type: 'Word', text, value: text, pos: 0, end: text.length };
  if (words.size > 1000) words.clear();
  words.set(text, word);
  return word;
}
