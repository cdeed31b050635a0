// Builtins of programmable completion, and `caller`: complete, compgen, compopt.
import type { Evaluator } from '../evaluator.ts';
import type { CompletionRule } from '../shell-state.ts';
import { type Builtin, plain } from './builtin.ts';

const usage = 'usage: complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]';

interface Given extends CompletionRule {
  readonly flags: ReadonlySet<string>;
  readonly names: readonly string[];
  readonly action: string | undefined;
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
  return { flags, names: args.slice(at), options, words: values.get('W'), run: values.get('F'), action: values.get('A') };
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

const compgen = plain((on, args) => {
  const given = readRule(on, args, 'compgen');
  if (!given) return 2;
  const { state } = on;
  const prefix = given.names[0] ?? '';
  const offered = [
    ...(given.words?.split(/\s+/).filter(Boolean) ?? []),
    ...(given.action === 'function' ? [...state.functions.keys()].sort() : []),
    ...(given.flags.has('v') || given.action === 'variable' ? state.variables.names() : []),
    ...(given.flags.has('a') || given.action === 'alias' ? [...state.aliases.keys()].sort() : []),
    ...(given.flags.has('f') || given.flags.has('d') || given.action === 'file' ? state.process.files.list(state.process.cwd) : []),
  ].filter((word) => word.startsWith(prefix));
  on.io.out.push(offered.map((word) => `${word}\n`).join(''));
  return offered.length ? 0 : 1;
});

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

export const completingBuiltins: Readonly<Record<string, Builtin>> = { complete, compgen, compopt: plain(() => 0), caller };
