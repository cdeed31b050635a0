// Builtins that print and test: echo, printf, test.
import { formatPrintf, unescape } from '../../printf.ts';
import { testsOf } from '../compound.ts';
import { evaluateTest, TestError } from '../conditions.ts';
import { keyOf } from '../expand.ts';
import { type Builtin, isName, plain } from './builtin.ts';

const echo: Builtin = function* (on, argv) {
  let newline = true;
  let escapes = on.state.flavour === 'dash' || on.state.shopts.has('xpg_echo');
  let at = 1;
  for (; at < argv.length && /^-[neE]+$/.test(argv[at] as string); at++) {
    for (const letter of (argv[at] as string).slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const joined = argv.slice(at).join(' ');
  if (!escapes) return (yield* on.io.out.write(joined + (newline ? '\n' : ''))) ? 0 : 1;
  const { text, stop } = unescape(joined, true);
  return (yield* on.io.out.write(text + (newline && !stop ? '\n' : ''))) ? 0 : 1;
};

const printf: Builtin = function* (on, argv) {
  let args = argv.slice(1);
  let variable: string | undefined;
  if (args[0] === '-v') {
    variable = args[1];
    args = args.slice(2);
  }
  if (args[0] === '--') args = args.slice(1);
  const format = args[0];
  if (format === undefined) {
    on.io.err.push('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const { text, passes, errors } = formatPrintf(format, args.slice(1), on.state.process.clock.nowMs);
  if (variable !== undefined) {
    const element = /^([A-Za-z_]\w*)\[(.+)\]$/.exec(variable);
    if (!isName(variable) && !element) {
      on.complain(`printf: \`${variable}': not a valid identifier`);
      return 2;
    }
    if (element) on.state.variables.setElement(element[1] as string, yield* keyOf(on, element[1] as string, element[2] as string), text);
    else on.state.variables.set(variable, text);
    for (const error of errors) on.complain(`printf: ${error}`);
  } else if (errors.length === 0) {
    if (text !== '') yield* on.io.out.write(text);
  } else {
    // The complaints of a pass come before its text, which is held back until then.
    for (const pass of passes) {
      for (const error of pass.errors) on.complain(`printf: ${error}`);
      if (pass.text !== '') yield* on.io.out.write(pass.text);
    }
  }
  return errors.length ? 1 : 0;
};

const test: Builtin = plain((on, args, name) => {
  let words = args;
  if (name === '[') {
    if (args.at(-1) !== ']') {
      on.complain("[: missing `]'");
      return 2;
    }
    words = args.slice(0, -1);
  }
  try {
    return evaluateTest(testsOf(on), words) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    on.complain(`${name}: ${error.message}`);
    return 2;
  }
});

export const outputBuiltins: Readonly<Record<string, Builtin>> = { echo, printf, test, '[': test };
