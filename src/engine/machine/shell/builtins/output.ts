// Builtins that print and move: echo, printf, test, pwd, cd, pushd, popd, dirs, history, help.
import { FileError, resolvePath } from '../../files.ts';
import { formatPrintf, unescape } from '../../printf.ts';
import { testsOf } from '../compound.ts';
import { evaluateTest, TestError } from '../conditions.ts';
import type { Evaluator } from '../evaluator.ts';
import { type Builtin, isName, plain } from './builtin.ts';

const echo: Builtin = function* (on, argv) {
  let newline = true;
  let escapes = on.state.flavour === 'dash';
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
  const { text, errors } = formatPrintf(format, args.slice(1), on.state.process.clock.nowMs);
  if (variable !== undefined) {
    if (!isName(variable)) {
      on.complain(`printf: \`${variable}': not a valid identifier`);
      return 2;
    }
    on.state.variables.set(variable, text);
  } else if (text !== '') yield* on.io.out.write(text);
  for (const error of errors) on.complain(`printf: ${error}`);
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

function changeTo(on: Evaluator, path: string, name: string): boolean {
  const { process, variables } = on.state;
  const full = resolvePath(process.cwd, path);
  try {
    if (process.files.stat(full).type !== 'directory') throw new FileError('ENOTDIR', full);
    process.files.list(full);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    on.complain(`${name}: ${on.state.flavour === 'bash' ? '' : "can't cd to "}${path}${on.state.flavour === 'dash' ? '' : `: ${error.message}`}`);
    return false;
  }
  variables.set('OLDPWD', process.cwd);
  process.cwd = full;
  variables.set('PWD', full);
  return true;
}

/** The directory that CDPATH leads to, where it is another than the one here. */
function onCdPath(on: Evaluator, word: string): string | undefined {
  const { files, cwd } = on.state.process;
  const path = on.state.variables.get('CDPATH');
  if (!path) return undefined;
  for (const directory of path.split(':')) {
    const full = resolvePath(cwd, `${directory || '.'}/${word}`);
    if (files.exists(full) && files.stat(full).type === 'directory') return directory === '' || directory === '.' ? undefined : full;
  }
  return undefined;
}

const cd = plain((on, args) => {
  const { variables } = on.state;
  const words = args.filter((arg) => arg !== '-L' && arg !== '-P' && arg !== '--');
  if (words.length > 1) {
    on.complain('cd: too many arguments');
    return 1;
  }
  const word = words[0];
  const target = word === undefined ? variables.get('HOME') : word === '-' ? variables.get('OLDPWD') : word;
  if (target === undefined) {
    on.complain(`cd: ${word === '-' ? 'OLDPWD' : 'HOME'} not set`);
    return 1;
  }
  if (target === '') return 0;
  const found = word === undefined || /^(\/|\.\.?(\/|$)|-$)/.test(word) ? undefined : onCdPath(on, word);
  if (found !== undefined && changeTo(on, found, 'cd')) {
    on.io.out.push(`${on.state.process.cwd}\n`);
    return 0;
  }
  if (!changeTo(on, target, 'cd')) return on.state.flavour === 'dash' ? 2 : 1;
  if (word === '-') on.io.out.push(`${on.state.process.cwd}\n`);
  return 0;
});

const pwd = plain((on) => {
  on.io.out.push(`${on.state.process.cwd}\n`);
  return 0;
});

function showDirectories(on: Evaluator): number {
  const home = on.state.variables.get('HOME');
  const short = (path: string): string => (home && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path);
  on.io.out.push(`${[on.state.process.cwd, ...on.state.directories].map(short).join(' ')}\n`);
  return 0;
}

const pushd = plain((on, args) => {
  const { state } = on;
  const before = state.process.cwd;
  const target = args[0] ?? state.directories[0];
  if (target === undefined) {
    on.complain('pushd: no other directory');
    return 1;
  }
  if (!changeTo(on, target, 'pushd')) return 1;
  state.directories = [before, ...(args[0] === undefined ? state.directories.slice(1) : state.directories)];
  return showDirectories(on);
});

const popd = plain((on) => {
  const [target, ...rest] = on.state.directories;
  if (target === undefined) {
    on.complain('popd: directory stack empty');
    return 1;
  }
  if (!changeTo(on, target, 'popd')) return 1;
  on.state.directories = rest;
  return showDirectories(on);
});

const history = plain((on, args) => {
  const { state } = on;
  if (args[0] === '-c') {
    state.history.length = 0;
    return 0;
  }
  const count = args[0] === undefined ? state.history.length : Number(args[0]);
  const from = Math.max(0, state.history.length - count);
  on.io.out.push(state.history.slice(from).map((line, i) => `${String(from + i + 1).padStart(5)}  ${line}\n`).join(''));
  return 0;
});

export const outputBuiltins: Readonly<Record<string, Builtin>> = { echo, printf, test, '[': test, cd, chdir: cd, pwd, pushd, popd, dirs: plain(showDirectories), history };
