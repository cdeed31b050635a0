// Builtins of control: break, return, exit, eval, exec, source, set, shopt.
import { readAll } from '../../../sim/stream.ts';
import { FileError, resolvePath } from '../../files.ts';
import { openInput } from '../../open-file.ts';
import type { Evaluator } from '../evaluator.ts';
import { quoteForShell } from '../quote.ts';
import { BreakLoop, ExitShell, optionLetters, type OptionName, optionNames, ReturnFunction } from '../shell-state.ts';
import { sourcesOf } from '../call-function.ts';
import { isStopped } from '../jobs.ts';
import { type Builtin, plain } from './builtin.ts';

const codeOf = (on: Evaluator, name: string, arg: string | undefined): number => {
  if (arg === undefined) return on.state.status;
  if (/^[-+]?\d+$/.test(arg)) return Number(arg) & 255;
  on.complain(`${name}: ${arg}: numeric argument required`);
  return 2;
};

function leave(again: boolean): Builtin {
  return plain((on, args, name) => {
    if (on.state.loopDepth === 0) {
      on.complain(`${name}: only meaningful in a \`for', \`while', or \`until' loop`);
      return 0;
    }
    const levels = Number(args[0] ?? 1);
    if (!(levels >= 1)) {
      on.complain(`${name}: ${args[0]}: loop count out of range`);
      return 1;
    }
    throw new BreakLoop(Math.min(levels, on.state.loopDepth), again);
  });
}

const exit = plain((on, args) => {
  const { state } = on;
  if (state.interactive) {
    on.io.err.push('exit\n');
    const stopped = state.jobs.some((job) => isStopped(job));
    if (stopped && state.variables.get('__left') === undefined) {
      on.io.err.push('There are stopped jobs.\n');
      state.variables.set('__left', '1');
      return 1;
    }
  }
  throw new ExitShell(codeOf(on, 'exit', args[0]));
});

const logout = plain((on, args) => {
  if (on.state.login) throw new ExitShell(codeOf(on, 'logout', args[0]));
  on.complain("logout: not login shell: use `exit'");
  return 1;
});

const giveBack = plain((on, args) => {
  if (on.state.functionDepth === 0) {
    on.complain('return: can only `return\' from a function or sourced script');
    return 2;
  }
  throw new ReturnFunction(codeOf(on, 'return', args[0]));
});

/** The streams and files as this command sees them. */
const placeOf = (on: Evaluator): Parameters<typeof openInput>[0] => {
  const { files, cwd, tty, random } = on.state.process;
  return { files, cwd, tty, random, stdin: on.io.in, stdout: on.io.out, stderr: on.io.err };
};

const source: Builtin = function* (on, argv) {
  const { state } = on;
  const name = argv[1];
  if (name === undefined) {
    on.complain(`${argv[0]}: filename argument required\n${argv[0]}: usage: ${argv[0]} filename [arguments]`);
    return 2;
  }
  const { files, cwd } = state.process;
  const candidates = name.includes('/') ? [name] : [...(state.variables.get('PATH') ?? '').split(':').map((dir) => `${dir}/${name}`), name];
  const path = candidates.map((candidate) => resolvePath(cwd, candidate)).find((candidate) => files.exists(candidate) && files.stat(candidate).type === 'file');
  const { positional, file } = state;
  const before = state.variables.find('BASH_SOURCE')?.value;
  if (argv.length > 2) state.positional = argv.slice(2);
  state.functionDepth++;
  try {
    const text = path === undefined ? yield* readAll(openInput(placeOf(on), name)) : files.read(path);
    state.calls.push({ name: 'source', line: state.lineOf(state.position ?? 0), file: name });
    state.file = name;
    state.variables.set('BASH_SOURCE', sourcesOf(state));
    return yield* on.run(text);
  } catch (error) {
    if (error instanceof ReturnFunction) return error.code;
    if (!(error instanceof FileError)) throw error;
    on.complain(`${name}: ${error.message}`);
    return 1;
  } finally {
    state.functionDepth--;
    if (state.calls.at(-1)?.name === 'source') {
      state.calls.pop();
      if (before === undefined) state.variables.unset('BASH_SOURCE');
      else state.variables.set('BASH_SOURCE', before);
    }
    state.file = file;
    if (argv.length > 2) state.positional = positional;
  }
};

const exec: Builtin = function* (on, argv, node) {
  let args = argv.slice(1);
  while (args[0]?.startsWith('-')) args = args[0] === '-a' ? args.slice(2) : args.slice(1);
  const code = yield* on.become(args, node.pos);
  if (on.state.interactive && code >= 126) return code;
  throw new ExitShell(code);
};

export const singleQuoted = (text: string): string => `'${text.replace(/'/g, "'\\''")}'`;

/** Takes `-e`, `+x`, `-o name` from the front; the words that are left, or undefined after a complaint. */
export function takeOptions(on: Pick<Evaluator, 'state' | 'complain'>, args: readonly string[], name: string): readonly string[] | undefined {
  const { options } = on.state;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === '--') return args.slice(at + 1);
    if (arg === '-' && name === 'set') {
      options.xtrace = options.verbose = false;
      return args.slice(at + 1);
    }
    if (!/^[-+]./.test(arg)) break;
    const value = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const long = optionNames.find((option) => option === args[at + 1]);
        if (!long) {
          on.complain(`${name}: ${args[at + 1] ?? ''}: invalid option name`);
          return undefined;
        }
        options[long] = value;
        at++;
      } else if (optionLetters[letter]) options[optionLetters[letter]] = value;
      else if (!'lstirc'.includes(letter)) {
        on.complain(`${name}: ${arg[0]}${letter}: invalid option\n${name}: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]`);
        return undefined;
      }
    }
  }
  return args.slice(at);
}

const set: Builtin = function* (on, argv) {
  const { state } = on;
  const args = argv.slice(1);
  if (args.length === 0) {
    for (const name of state.variables.names()) {
      const value = state.variables.get(name);
      if (value !== undefined) yield* on.io.out.write(`${name}=${quoteForShell(value)}\n`);
    }
    return 0;
  }
  if (args.length === 1 && (args[0] === '-o' || args[0] === '+o')) {
    for (const name of optionNames) yield* on.io.out.write(args[0] === '-o' ? `${name.padEnd(15)}\t${state.options[name] ? 'on' : 'off'}\n` : `set ${state.options[name] ? '-' : '+'}o ${name}\n`);
    return 0;
  }
  const rest = takeOptions(on, args, 'set');
  if (!rest) return 2;
  if (rest.length || args.includes('--')) state.positional = rest;
  return 0;
};

export const shoptNames: ReadonlySet<string> = new Set(
  'autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 compat40 compat41 compat42 compat43 compat44 complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch noexpand_translation nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose sourcepath varredir_close xpg_echo'.split(' '),
);

const shopt: Builtin = plain((on, args) => {
  const { state } = on;
  const flags = args.filter((arg) => /^-./.test(arg)).join('');
  const given = args.filter((arg) => !/^-./.test(arg));
  const ofSet = flags.includes('o');
  const known: readonly string[] = ofSet ? optionNames : [...shoptNames];
  const isOn = (name: string): boolean => (ofSet ? state.options[name as OptionName] : state.shopts.has(name));
  const strange = given.filter((name) => !known.includes(name));
  for (const name of strange) on.complain(`shopt: ${name}: invalid ${ofSet ? '' : 'shell '}option name`);
  const names = given.filter((name) => known.includes(name));
  if (given.length > 0 && /[su]/.test(flags)) {
    for (const name of names) {
      if (ofSet) state.options[name as OptionName] = flags.includes('s');
      else if (flags.includes('s')) state.shopts.add(name);
      else state.shopts.delete(name);
    }
    return strange.length ? 1 : 0;
  }
  if (!flags.includes('q')) {
    const shown = (given.length ? names : known).filter((name) => !/[su]/.test(flags) || isOn(name) === flags.includes('s'));
    on.io.out.push(shown.map((name) => (flags.includes('p') ? `${ofSet ? `set ${isOn(name) ? '-' : '+'}o` : `shopt -${isOn(name) ? 's' : 'u'}`} ${name}\n` : `${name.padEnd(15)}\t${isOn(name) ? 'on' : 'off'}\n`)).join(''));
  }
  return strange.length || !names.every(isOn) ? 1 : 0;
});

const evaluate: Builtin = function* (on, argv) {
  return yield* on.run(argv.slice(argv[1] === '--' ? 2 : 1).join(' '), 'eval: ');
};

export const flowBuiltins: Readonly<Record<string, Builtin>> = {
  ':': plain(() => 0), true: plain(() => 0), false: plain(() => 1), break: leave(false), continue: leave(true), return: giveBack, exit, logout, eval: evaluate, exec, source, '.': source, set, shopt,
  times: plain((on) => {
    on.io.out.push('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
    return 0;
  }),
};
