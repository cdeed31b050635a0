// kubectl as a program: finds the command, reads its flags, runs it, words what went wrong (kubectl/pkg/cmd/cmd.go).
import { Bug } from '../base/assert.ts';
import type { Process, Program } from '../machine/process.ts';
import type { Fiber } from '../sim/fiber.ts';
import { type Command, findCommand, suggestions } from './cli/command.ts';
import { FlagError, PlainError, UsageError, explainError } from './cli/errors.ts';
import { type Flag, type ParsedArgs, parseFlags } from './cli/flag.ts';
import { globalFlags } from './cli/global-flags.ts';
import { helpOf, rootHelp } from './cli/help.ts';
import { Invocation, type KubectlDeps } from './cli/invocation.ts';
import { commandGroups, commands } from './commands/table.ts';
import { type Completion, completionsOf, printCompletions } from './complete/complete.ts';
import { homeOf } from './config/kubeconfig.ts';
import { withPreferences } from './config/preferences.ts';
import { take } from './ops/steps.ts';
import { runPlugin } from './plugin-command.ts';

export type { KubectlDeps } from './cli/invocation.ts';
export type { ClusterConfig } from './config/cluster-config.ts';

export function createKubectl(deps: KubectlDeps): Program {
  return function* kubectl(process, argv) {
    return yield* run(deps, process, argv.slice(1));
  };
}

/** What Tab offers for the last of the words, the first of which is the command itself; file names are the shell's business. */
export function completeWith(deps: KubectlDeps): (process: Process, words: readonly string[]) => Fiber<readonly Completion[]> {
  return function* complete(process, words) {
    return (yield* completionsOf(deps, process, words.slice(1))).items;
  };
}

interface Found {
  readonly command: Command;
  readonly path: string;
  readonly rest: readonly string[];
}

function* run(deps: KubectlDeps, process: Process, given: readonly string[]): Fiber<number> {
  const globals = globalFlags(homeOf(process));
  let path = 'kubectl';
  try {
    const argv = withPreferences(process, given, commands, globals);
    if (argv[0] === '__complete' || argv[0] === '__completeNoDesc') return yield* printCompletions(deps, process, argv.slice(1), argv[0] === '__complete');
    if (argv[0] !== undefined && argv[0] !== 'help' && !argv[0].startsWith('-') && !findCommand(commands, argv[0])) {
      const code = yield* runPlugin(process, argv);
      if (code !== undefined) return code;
    }
    const found = find(process, argv, globals);
    if (typeof found === 'number') return found;
    path = found.path;
    return yield* runCommand(deps, process, argv, found, globals);
  } catch (error) {
    const told = error instanceof Bug ? undefined : explainError(error, path);
    if (!told) throw error;
    if (told.text) process.stderr.push(told.text);
    return told.code;
  }
}

function* runCommand(deps: KubectlDeps, process: Process, argv: readonly string[], { command, path, rest }: Found, globals: readonly Flag[]): Fiber<number> {
  const flags = [...(command.flags ?? []), ...globals.filter((g) => !command.flags?.some((f) => f.name === g.name))];
  const parsed = readFlags(command, flags, rest);
  if (parsed.help) {
    process.stdout.push(helpOf(command, path));
    return 0;
  }
  for (const flag of parsed.deprecated) process.stderr.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`);
  const ctx = new Invocation({ process, deps, command, path, args: parsed.args, dashAt: parsed.dashAt, flags: parsed.values, argv });
  if (!command.run) return bareCommand(process, command, path, parsed.args);
  const missing = (command.required ?? []).filter((name) => !parsed.values.changed(name));
  if (missing.length) throw new PlainError(`error: required flag(s) ${missing.map((m) => JSON.stringify(m)).join(', ')} not set`);
  if (command.noArguments !== undefined && ctx.args.length > 0) throw ctx.usage(`${command.noArguments}: [${ctx.args.join(' ')}]`);
  for (const step of command.begins ?? []) take(ctx, step);
  const code = (yield* command.run(ctx)) ?? 0;
  if (ctx.flags.bool('warnings-as-errors') && ctx.warnings > 0) {
    ctx.err(`error: ${ctx.warnings} warning${ctx.warnings === 1 ? '' : 's'} received\n`);
    return 1;
  }
  return code;
}

function readFlags(command: Command, flags: readonly Flag[], words: readonly string[]): ParsedArgs {
  try {
    return parseFlags(flags, words);
  } catch (error) {
    throw command.faultCode !== undefined && error instanceof FlagError ? new UsageError(error.message, command.faultCode) : error;
  }
}

function bareCommand(process: Process, command: Command, path: string, args: readonly string[]): number {
  // What shows its help without a fault shows it whatever was typed.
  if (args.length && command.bare?.code !== 0) {
    process.stderr.push(`error: unknown command ${JSON.stringify(args.join(' '))}\nSee '${path} -h' for help and examples\n`);
    return 1;
  }
  const { stream, code } = command.bare ?? { stream: 'stderr', code: 1 };
  process[stream].push(helpOf(command, path));
  return code;
}

/** The command that the words name, or the exit code where that was settled without one. */
function find(process: Process, argv: readonly string[], globals: readonly Flag[]): Found | number {
  const at = commandIndex(argv, globals);
  const name = argv[at];
  if (name === undefined) {
    // Flags alone: kubectl prints its help, unless they make no sense.
    parseFlags(globals, argv);
    process.stdout.push(rootHelp(commandGroups, true));
    return 0;
  }
  if (at > 0 && !findCommand(commands, name) && name !== 'help') throw new PlainError(`Error: flags cannot be placed before plugin name: ${argv[0]}`);
  const misplaced = argv.slice(0, at).find((word) => word.startsWith('-') && !known(word, globals));
  if (misplaced !== undefined) throw new PlainError(`Error: flags cannot be placed before plugin name: ${misplaced}`);
  if (name === 'help') return help(process, argv.slice(at + 1));
  const command = findCommand(commands, name);
  if (!command) throw unknownCommand(name);
  const rest = [...argv.slice(0, at), ...argv.slice(at + 1)];
  return descend(command, `kubectl ${command.name}`, rest, globals);
}

function descend(command: Command, path: string, rest: readonly string[], globals: readonly Flag[]): Found {
  if (!command.commands) return { command, path, rest };
  const at = commandIndex(rest, [...(command.flags ?? []), ...globals]);
  const child = rest[at] === undefined ? undefined : findCommand(command.commands, rest[at]);
  if (!child) return { command, path, rest };
  return descend(child, `${path} ${child.name}`, [...rest.slice(0, at), ...rest.slice(at + 1)], globals);
}

const known = (word: string, flags: readonly Flag[]): boolean => flagOf(word, flags) !== undefined || word === '-h' || word === '--help';

function flagOf(word: string, flags: readonly Flag[]): Flag | undefined {
  const name = word.replace(/=.*$/s, '');
  return word.startsWith('--') ? flags.find((f) => `--${f.name}` === name) : flags.find((f) => f.short !== undefined && `-${f.short}` === word.slice(0, 2));
}

/** Where the first word stands that is neither a flag nor a flag's value. */
function commandIndex(argv: readonly string[], flags: readonly Flag[]): number {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') return argv.length;
    if (!word.startsWith('-') || word === '-') return i;
    const flag = flagOf(word, flags);
    if (!flag || word.includes('=') || flag.type === 'bool' || flag.bare !== undefined) continue;
    if (word.startsWith('--') || word.length === 2) i++;
  }
  return argv.length;
}

function help(process: Process, words: readonly string[]): number {
  const names = words.filter((w) => !w.startsWith('-'));
  let level: readonly Command[] | undefined = commands;
  let command: Command | undefined;
  let path = 'kubectl';
  for (const name of names) {
    const next: Command | undefined = level && findCommand(level, name);
    if (!next) break;
    command = next;
    path += ` ${next.name}`;
    level = next.commands;
  }
  if (names.length && !command) {
    process.stderr.push(`Unknown help topic [\`${names.join(' ')}\`]\n\n\n${rootHelp(commandGroups, false)}`);
    return 0;
  }
  process.stdout.push(command ? helpOf(command, path) : rootHelp(commandGroups, true));
  return 0;
}

function unknownCommand(name: string): PlainError {
  const near = suggestions(commands, name);
  return new PlainError(`error: unknown command ${JSON.stringify(name)} for "kubectl"${near.length ? `\n\nDid you mean this?\n${near.map((n) => `\t${n}`).join('\n')}` : ''}`);
}
