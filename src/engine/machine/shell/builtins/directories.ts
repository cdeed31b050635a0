// Builtins about directories: cd, pwd, pushd, popd, dirs.
import { FileError, resolvePath } from '../../files.ts';
import type { Evaluator } from '../evaluator.ts';
import { type Builtin, plain } from './builtin.ts';
import { usageOf } from './synopses.ts';

function changeTo(on: Evaluator, path: string, name: string, physical = false): boolean {
  const { process, variables } = on.state;
  let full = resolvePath(process.cwd, path);
  try {
    if (process.files.stat(full).type !== 'directory') throw new FileError('ENOTDIR', full);
    process.files.list(full);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    on.complain(`${name}: ${on.state.flavour === 'bash' ? '' : "can't cd to "}${path}${on.state.flavour === 'dash' ? '' : `: ${error.message}`}`);
    return false;
  }
  if (physical) full = physicalPath(on, full);
  variables.set('OLDPWD', process.cwd);
  process.cwd = full;
  variables.set('PWD', full);
  return true;
}

/** A path without links. */
function physicalPath(on: Evaluator, path: string): string {
  const { files } = on.state.process;
  let done = '';
  let rest = path.split('/').filter(Boolean);
  for (let i = 0; rest.length > 0 && i < 100; i++) {
    const next = `${done}/${rest[0]}`;
    rest = rest.slice(1);
    if (files.exists(next) && files.lstat(next).type === 'link') {
      rest = [...resolvePath(done || '/', files.readLink(next)).split('/').filter(Boolean), ...rest];
      done = '';
    } else done = next;
  }
  return done || '/';
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

/** The letters of the options in front, and the words behind; undefined after a complaint. */
function optionsOf(on: Evaluator, name: string, args: readonly string[], known: RegExp): { readonly letters: string; readonly words: readonly string[] } | undefined {
  let letters = '';
  let at = 0;
  for (; /^-./.test(args[at] ?? '') && !/^-\d/.test(args[at] as string); at++) {
    if (args[at] === '--') {
      at++;
      break;
    }
    letters += (args[at] as string).slice(1);
  }
  const strange = [...letters].find((letter) => !known.test(letter));
  if (strange === undefined) return { letters, words: args.slice(at) };
  on.complain(`${name}: -${strange}: invalid option`);
  on.io.err.push(`${usageOf(name)}\n`);
  return undefined;
}

const cd = plain((on, args) => {
  const { variables } = on.state;
  const given = optionsOf(on, 'cd', args, /[LPe@]/);
  if (!given) return 2;
  const { words } = given;
  const physical = given.letters.includes('P') || on.state.options.physical;
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
  if (!changeTo(on, target, 'cd', physical)) return on.state.flavour === 'dash' ? 2 : 1;
  if (word === '-') on.io.out.push(`${on.state.process.cwd}\n`);
  return 0;
});

const pwd = plain((on, args) => {
  const given = optionsOf(on, 'pwd', args, /[LP]/);
  if (!given) return 2;
  on.io.out.push(`${given.letters.endsWith('P') || (on.state.options.physical && !given.letters) ? physicalPath(on, on.state.process.cwd) : on.state.process.cwd}\n`);
  return 0;
});

const stackOf = (on: Evaluator): string[] => [on.state.process.cwd, ...on.state.directories];

function shortened(on: Evaluator): (path: string) => string {
  const home = on.state.variables.get('HOME');
  return (path) => (home && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path);
}

/** `+N` counts from the left, `-N` from the right; undefined where the stack is not so deep. */
function placeOf(stack: readonly string[], word: string): number | undefined {
  const n = Number(word.slice(1));
  const at = word.startsWith('+') ? n : stack.length - 1 - n;
  return at >= 0 && at < stack.length ? at : undefined;
}

const isPlace = (word: string | undefined): word is string => word !== undefined && /^[-+]\d+$/.test(word);

function outOfRange(on: Evaluator, name: string, word: string): number {
  on.complain(on.state.directories.length === 0 ? `${name}: directory stack empty` : `${name}: ${name === 'dirs' ? word.slice(1) : word}: directory stack index out of range`);
  return 1;
}

const dirs = plain((on, args) => {
  const place = args.find(isPlace);
  const given = optionsOf(on, 'dirs', args.filter((arg) => !isPlace(arg)), /[clpv]/);
  if (!given) return 2;
  const { letters } = given;
  if (letters.includes('c')) {
    on.state.directories = [];
    return 0;
  }
  let stack = stackOf(on);
  if (place !== undefined) {
    const at = placeOf(stack, place);
    if (at === undefined) return outOfRange(on, 'dirs', place);
    stack = [stack[at] as string];
  }
  const shown = letters.includes('l') ? stack : stack.map(shortened(on));
  const lines = /[pv]/.test(letters);
  on.io.out.push(lines ? shown.map((path, i) => `${letters.includes('v') ? `${String(i).padStart(2)}  ` : ''}${path}\n`).join('') : `${shown.join(' ')}\n`);
  return 0;
});

const showStack = (on: Evaluator): number => {
  on.io.out.push(`${stackOf(on).map(shortened(on)).join(' ')}\n`);
  return 0;
};

const pushd = plain((on, args) => {
  const { state } = on;
  const stay = args.includes('-n');
  const word = args.find((arg) => arg !== '-n' && arg !== '--');
  const stack = stackOf(on);
  if (word === undefined) {
    const target = state.directories[0];
    if (target === undefined) {
      on.complain('pushd: no other directory');
      return 1;
    }
    if (!stay && !changeTo(on, target, 'pushd')) return 1;
    if (!stay) state.directories = [stack[0] as string, ...state.directories.slice(1)];
    return showStack(on);
  }
  if (isPlace(word)) {
    const at = placeOf(stack, word);
    if (at === undefined || stack.length === 1) return outOfRange(on, 'pushd', word);
    const turned = [...stack.slice(at), ...stack.slice(0, at)];
    if (!stay && !changeTo(on, turned[0] as string, 'pushd')) return 1;
    state.directories = turned.slice(1);
    return showStack(on);
  }
  if (stay) state.directories = [word, ...state.directories];
  else {
    if (!changeTo(on, word, 'pushd')) return 1;
    state.directories = stack;
  }
  return showStack(on);
});

const popd = plain((on, args) => {
  const { state } = on;
  const stay = args.includes('-n');
  const word = args.find(isPlace);
  const stack = stackOf(on);
  if (state.directories.length === 0) {
    on.complain('popd: directory stack empty');
    return 1;
  }
  const at = word === undefined ? (stay ? 1 : 0) : placeOf(stack, word);
  if (at === undefined) return outOfRange(on, 'popd', word as string);
  const rest = stack.filter((_, i) => i !== at);
  if (at === 0 && !stay && !changeTo(on, rest[0] as string, 'popd')) return 1;
  state.directories = rest.slice(1);
  return showStack(on);
});

export const directoryBuiltins: Readonly<Record<string, Builtin>> = { cd, chdir: cd, pwd, pushd, popd, dirs };
