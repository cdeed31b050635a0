// Builtins of programmable completion, and `caller`: complete, compgen, compopt.
import { type Command, parse } from 'unbash';
import type { Fiber } from '../../../sim/fiber.ts';
import { resolvePath } from '../../files.ts';
import type { Evaluator } from '../evaluator.ts';
import { expandWords } from '../expand.ts';
import { matches } from '../pattern.ts';
import { type CompletionRule, optionNames } from '../shell-state.ts';
import { type Builtin, plain } from './builtin.ts';
import { signalNames } from './control.ts';
import { shoptNames } from './flow.ts';
import { keywordNames } from './lookup.ts';

const usage = 'usage: complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]';

interface Given extends CompletionRule {
  readonly flags: ReadonlySet<string>;
  readonly names: readonly string[];
  readonly action: string | undefined;
  /** `-X`: what is left out; `!` in front: all but that. */
  readonly filter: string | undefined;
  readonly before: string;
  readonly after: string;
}

/** The words of `complete` and `compgen`: flags that take a value, flags that do not, names. */
function readRule(on: Evaluator, args: readonly string[], name: string): Given | undefined {
  const flags = new Set<string>();
  const options: string[] = [];
  const values = new Map<string, string>();
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === '--') {
      at++;
      break;
    }
    if (!/^-./.test(arg)) break;
    const letter = arg[1] as string;
    if ('oAGWFCXPS'.includes(letter)) {
      const value = arg.slice(2) || (args[++at] ?? '');
      if (letter === 'o') options.push(value);
      else values.set(letter, value);
    } else if (/^-[abcdefgjksuvprDEI]+$/.test(arg)) for (const flag of arg.slice(1)) flags.add(flag);
    else {
      on.complain(`${name}: ${arg.slice(0, 2)}: invalid option`);
      on.io.err.push(`${name}: ${usage}\n`);
      return undefined;
    }
  }
  return { flags, names: args.slice(at), options, words: values.get('W'), run: values.get('F'), action: values.get('A'), filter: values.get('X'), before: values.get('P') ?? '', after: values.get('S') ?? '' };
}

const shown = (name: string, rule: CompletionRule): string =>
  `complete ${rule.options.map((option) => `-o ${option} `).join('')}${rule.words === undefined ? '' : `-W '${rule.words}' `}${rule.run === undefined ? '' : `-F ${rule.run} `}${name}\n`;

const complete = plain((on, args) => {
  const { completions } = on.state;
  const given = readRule(on, args, 'complete');
  if (!given) return 2;
  const { flags, names } = given;
  let status = 0;
  if (flags.has('r')) {
    for (const name of names.length ? names : [...completions.keys()]) completions.delete(name);
    return 0;
  }
  if (flags.has('p') || args.length === 0) {
    for (const name of names.length ? names : [...completions.keys()]) {
      const rule = completions.get(name);
      if (rule) on.io.out.push(shown(name, rule));
      else {
        on.complain(`complete: ${name}: no completion specification`);
        status = 1;
      }
    }
    return status;
  }
  for (const name of names) completions.set(name, { options: given.options, words: given.words, run: given.run });
  return 0;
});

/** What each action of `-A` (or its letter) offers. */
function offeredBy(on: Evaluator, action: string, prefix: string, builtins: ReadonlyMap<string, unknown>): readonly string[] {
  const { state } = on;
  const sorted = (names: Iterable<string>): string[] => [...names].sort();
  switch (action) {
    case 'function': return sorted(state.functions.keys());
    case 'variable': return state.variables.names();
    case 'arrayvar': return state.variables.names().filter((name) => Array.isArray(state.variables.find(name)?.value));
    case 'export': return state.variables.names().filter((name) => state.variables.find(name)?.exported);
    case 'alias': return sorted(state.aliases.keys());
    case 'builtin': return sorted([...builtins.keys()].filter((name) => name !== 'chdir' && !state.disabled.has(name)));
    case 'disabled': return sorted(state.disabled);
    case 'enabled': return sorted([...builtins.keys()].filter((name) => name !== 'chdir' && !state.disabled.has(name)));
    case 'keyword': return keywordNames;
    case 'setopt': return optionNames;
    case 'shopt': return sorted(shoptNames);
    case 'signal': return signalNames;
    case 'job': return state.jobs.map((job) => job.text.split(' ')[0] as string);
    case 'user': return passwords(on).map((line) => line.split(':')[0] as string);
    case 'hostname': return [state.process.hostname];
    case 'command': return [...sorted(state.aliases.keys()), ...keywordNames, ...sorted(state.functions.keys()), ...sorted([...builtins.keys()].filter((name) => name !== 'chdir')), ...onPath(on, prefix)];
    case 'file':
    case 'directory': return paths(on, prefix, action === 'directory');
    default: return [];
  }
}

function passwords(on: Evaluator): readonly string[] {
  const { files } = on.state.process;
  return files.exists('/etc/passwd') ? files.read('/etc/passwd').split('\n').filter((line) => line !== '') : [];
}

function onPath(on: Evaluator, prefix: string): string[] {
  const { files, cwd } = on.state.process;
  const directories = (on.state.variables.get('PATH') ?? '').split(':').map((path) => resolvePath(cwd, path)).filter((path) => files.exists(path));
  return directories.flatMap((path) => files.list(path).filter((name) => name.startsWith(prefix)));
}

function paths(on: Evaluator, prefix: string, directories: boolean): string[] {
  const { files, cwd } = on.state.process;
  const before = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const at = resolvePath(cwd, before || '.');
  if (!files.exists(at) || files.stat(at).type !== 'directory') return [];
  const hidden = prefix.slice(before.length).startsWith('.');
  return files.list(at).filter((name) => (hidden || !name.startsWith('.')) && (!directories || files.stat(`${at}/${name}`).type === 'directory')).map((name) => before + name);
}

const lettered: Readonly<Record<string, string>> = { a: 'alias', b: 'builtin', c: 'command', d: 'directory', e: 'export', f: 'file', j: 'job', k: 'keyword', s: 'service', u: 'user', v: 'variable' };

/** Made when the table of builtins is: it lists them. */
export function compgenOf(builtins: ReadonlyMap<string, unknown>): Builtin {
  return function* (on, argv) {
    const given = readRule(on, argv.slice(1), 'compgen');
    if (!given) return 2;
    const prefix = given.names[0] ?? '';
    const actions = [...(given.action === undefined ? [] : [given.action]), ...[...given.flags].flatMap((flag) => lettered[flag] ?? [])];
    const words = given.words === undefined ? [] : yield* wordList(on, given.words);
    const { filter } = given;
    const excluded = (word: string): boolean => filter !== undefined && matches(filter.replace(/^!/, ''), word) !== filter.startsWith('!');
    const offered = [...actions.flatMap((action) => offeredBy(on, action, prefix, builtins)), ...words].filter((word) => word.startsWith(prefix) && !excluded(word));
    yield* on.io.out.write(offered.map((word) => `${given.before}${word}${given.after}\n`).join(''));
    return offered.length ? 0 : 1;
  };
}

/** The words of `-W`: expanded and split. */
function* wordList(on: Evaluator, text: string): Fiber<readonly string[]> {
  if (!/[$`'"\\]/.test(text)) return text.split(/\s+/).filter(Boolean);
  const command = parse(`x ${text.replace(/\n/g, ' ')}`).commands[0]?.command as Command | undefined;
  return yield* expandWords(on, (command?.args ?? []).flatMap((arg) => (arg.type === 'Word' ? [arg] : [])));
}

/** `caller`: whence the function was called. */
const caller: Builtin = plain((on, args) => {
  const { calls, script } = on.state;
  const at = calls.length - 1 - Number(args[0] ?? 0);
  const call = calls[at];
  if (!call) return 1;
  const from = calls[at - 1]?.name ?? (script ? 'main' : undefined);
  if (args[0] !== undefined && from === undefined) return 1;
  on.io.out.push(args[0] === undefined ? `${call.line} ${script ? on.state.name : 'NULL'}\n` : `${call.line} ${from} ${on.state.name}\n`);
  return 0;
});

export const completingBuiltins: Readonly<Record<string, Builtin>> = { complete, compopt: plain(() => 0), caller };
