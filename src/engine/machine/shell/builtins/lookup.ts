// Builtins about what a name means: command, type, builtin, enable, hash, help.
import type { Fiber } from '../../../sim/fiber.ts';
import { resolvePath } from '../../files.ts';
import type { Evaluator } from '../evaluator.ts';
import { matches } from '../pattern.ts';
import { functionText } from '../print-tree.ts';
import { type Builtin, plain } from './builtin.ts';
import { singleQuoted } from './flow.ts';
import { synopses, usageOf } from './synopses.ts';

interface Meaning {
  readonly type: 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
  readonly value: string;
}

const KEYWORDS = 'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' ');
const keywords = new Set(KEYWORDS);

/** Every file along PATH that a name could start. */
function filesNamed(on: Evaluator, name: string): string[] {
  const { state } = on;
  const { files, cwd } = state.process;
  const paths = name.includes('/') ? [name] : (state.variables.get('PATH') ?? '').split(':').map((dir) => `${dir}/${name}`);
  return paths.filter((path) => {
    const full = resolvePath(cwd, path);
    if (!files.exists(full)) return false;
    const stat = files.stat(full);
    return stat.type !== 'directory' && (stat.mode & 0o111) !== 0;
  });
}

/** All that a name means, in the order in which the shell looks. */
function* meanings(on: Evaluator, name: string, builtins: { has(name: string): boolean }): Generator<Meaning, void, unknown> {
  const { state } = on;
  const alias = state.aliases.get(name);
  if (alias !== undefined && state.shopts.has('expand_aliases')) yield { type: 'alias', value: alias };
  if (keywords.has(name)) yield { type: 'keyword', value: name };
  if (state.functions.has(name)) yield { type: 'function', value: name };
  if (builtins.has(name) && !state.disabled.has(name)) yield { type: 'builtin', value: name };
  for (const value of filesNamed(on, name)) yield { type: 'file', value };
}

function* describe(on: Evaluator, name: string, found: Meaning): Fiber<void> {
  const hashed = on.state.hashed.get(name);
  const body = on.state.functions.get(name);
  const text =
    found.type === 'alias' ? `is aliased to \`${found.value}'`
    : found.type === 'keyword' ? 'is a shell keyword'
    : found.type === 'builtin' ? 'is a shell builtin'
    : found.type === 'function' ? `is a function\n${body ? functionText(name, body.body, body.source) : ''}`
    : hashed ? `is hashed (${hashed.path})` : `is ${found.value}`;
  yield* on.io.out.write(`${name} ${text}\n`);
}

function commandOf(builtins: ReadonlyMap<string, Builtin>): Builtin {
  return function* (on, argv, node) {
    const args = argv.slice(1);
    let verbose: 'v' | 'V' | undefined;
    while (args[0]?.startsWith('-') && args[0] !== '-') {
      const flag = args.shift() as string;
      if (flag === '--') break;
      for (const letter of flag.slice(1)) {
        if (letter === 'v' || letter === 'V') verbose = letter;
        else if (letter !== 'p') {
          on.complain(`command: -${letter}: invalid option`);
          on.io.err.push(`${usageOf('command')}\n`);
          return 2;
        }
      }
    }
    if (args.length === 0) return 0;
    if (!verbose) return yield* on.invoke(args, new Map(), node, { functions: true });
    let any = false;
    for (const name of args) {
      const found = meanings(on, name, builtins).next().value;
      if (!found) {
        if (verbose === 'V') on.complain(`command: ${name}: not found`);
        continue;
      }
      any = true;
      if (verbose === 'V') yield* describe(on, name, found);
      else yield* on.io.out.write(`${found.type === 'alias' ? `alias ${name}=${singleQuoted(found.value)}` : found.value}\n`);
    }
    return any ? 0 : 1;
  };
}

function typeOf(builtins: ReadonlyMap<string, Builtin>): Builtin {
  return function* (on, argv) {
    const letters = argv.slice(1).filter((arg) => /^-./.test(arg)).join('').replaceAll('-', '');
    const strange = /[^afptP]/.exec(letters);
    if (strange) {
      on.complain(`type: -${strange[0]}: invalid option`);
      on.io.err.push(`${usageOf('type')}\n`);
      return 2;
    }
    let status = 0;
    for (const name of argv.slice(1).filter((arg) => !/^-./.test(arg))) {
      const all = letters.includes('P') ? filesNamed(on, name).map((value): Meaning => ({ type: 'file', value })) : [...meanings(on, name, builtins)].filter((found) => !(letters.includes('f') && found.type === 'function'));
      if (all.length === 0) {
        if (!/[tpP]/.test(letters)) on.complain(`type: ${name}: not found`);
        status = 1;
      }
      for (const found of letters.includes('a') ? all : all.slice(0, 1)) {
        if (letters.includes('t')) yield* on.io.out.write(`${found.type}\n`);
        else if (!/[pP]/.test(letters)) yield* describe(on, name, found);
        else if (found.type === 'file') yield* on.io.out.write(`${found.value}\n`);
      }
    }
    return status;
  };
}

function enableOf(builtins: ReadonlyMap<string, Builtin>): Builtin {
  return plain((on, args) => {
    const { disabled } = on.state;
    const letters = args.filter((arg) => /^-./.test(arg)).join('').replaceAll('-', '');
    const names = args.filter((arg) => !/^-./.test(arg));
    if (/[df]/.test(letters)) {
      on.complain('enable: builtins that are loaded from files are not simulated in Kubarium');
      return 1;
    }
    if (names.length === 0) {
      const all = [...builtins.keys()].filter((name) => name !== 'chdir' && (letters.includes('a') || disabled.has(name) === letters.includes('n'))).sort();
      on.io.out.push(all.map((name) => `enable ${disabled.has(name) ? '-n ' : ''}${name}\n`).join(''));
      return 0;
    }
    let status = 0;
    for (const name of names) {
      if (!builtins.has(name)) {
        on.complain(`enable: ${name}: not a shell builtin`);
        status = 1;
      } else if (letters.includes('n')) disabled.add(name);
      else disabled.delete(name);
    }
    return status;
  });
}

const hash = plain((on, args) => {
  const { hashed } = on.state;
  const letters = args.filter((arg) => /^-./.test(arg)).join('').replaceAll('-', '');
  const names = args.filter((arg) => !/^-./.test(arg));
  if (letters.includes('r')) hashed.clear();
  if (letters.includes('p')) {
    const [path, ...rest] = names;
    for (const name of rest) hashed.set(name, { path: path as string, hits: 0 });
    return 0;
  }
  let status = 0;
  if (names.length === 0 && !letters.includes('r')) {
    if (hashed.size === 0) on.io.out.push('hash: hash table empty\n');
    else on.io.out.push(`hits\tcommand\n${[...hashed.values()].map(({ path, hits }) => `${String(hits).padStart(4)}\t${path}\n`).join('')}`);
  }
  for (const name of names) {
    const known = hashed.get(name)?.path;
    const path = letters.includes('t') || letters.includes('d') ? known : filesNamed(on, name)[0];
    if (path === undefined) {
      on.complain(`hash: ${name}: not found`);
      status = 1;
    } else if (letters.includes('d')) hashed.delete(name);
    else if (letters.includes('t')) on.io.out.push(names.length > 1 ? `${name}\t${path}\n` : `${path}\n`);
    else hashed.set(name, { path, hits: 0 });
  }
  return status;
});

const help: Builtin = function* (on, argv, node) {
  const letters = argv.slice(1).filter((arg) => /^-./.test(arg)).join('');
  const patterns = argv.slice(1).filter((arg) => !/^-./.test(arg));
  if (patterns.length === 0) return yield* on.external(['help'], new Map(), node);
  let status = 0;
  for (const pattern of patterns) {
    const exact = synopses.filter(({ name }) => name === pattern);
    const found = exact.length ? exact : synopses.filter(({ name }) => name.startsWith(pattern) || matches(pattern, name));
    if (found.length === 0) {
      on.complain(`help: no help topics match \`${pattern}'.  Try \`help help' or \`man -k ${pattern}' or \`info ${pattern}'.`);
      status = 1;
    }
    for (const { name, usage, about } of found) yield* on.io.out.write(letters.includes('d') ? `${name} - ${about}\n` : letters.includes('s') ? `${name}: ${usage}\n` : `${name}: ${usage}\n    ${about.slice(0, 1).toUpperCase()}${about.slice(1)}.\n`);
  }
  return status;
};

/** Those of them that must know all builtins are made when the table is. */
export function lookupBuiltins(builtins: ReadonlyMap<string, Builtin>): Readonly<Record<string, Builtin>> {
  const builtin: Builtin = function* (on, argv, node) {
    const found = builtins.get(argv[1] ?? '');
    if (found) return yield* found(on, argv.slice(1), node);
    if (argv[1] === undefined) return 0;
    on.complain(`builtin: ${argv[1]}: not a shell builtin`);
    return 1;
  };
  return { command: commandOf(builtins), type: typeOf(builtins), builtin, enable: enableOf(builtins), hash, help };
}

/** The keywords, as `compgen -k` lists them. */
export const keywordNames: readonly string[] = KEYWORDS;
