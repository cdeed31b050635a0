// The small ones: true, false, yes, sleep, seq, echo, printf, test, clear, nohup, timeout, expr.
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import { firstOf, sleep as wait, timeout as after } from '../../sim/fiber.ts';
import { command, CommandFailure, type CommandSpec } from '../command.ts';
import { formatPrintf, unescape } from '../printf.ts';
import { type ExitStatus, type Program, type SignalName, signalNumber } from '../process.ts';
import { evaluateTest, TestError } from '../shell/conditions.ts';
import { quoteForShell } from '../shell/quote.ts';

export const success: Program = function* () {
  return 0;
};
export const failure: Program = function* () {
  return 1;
};

export const yes: Program = function* (process, argv) {
  const line = `${argv.slice(1).join(' ') || 'y'}\n`;
  const block = line.repeat(Math.max(1, Math.floor(4096 / line.length)));
  process.use?.({ cpuMilli: 800 });
  for (;;) {
    if (!(yield* process.stdout.write(block))) return 1;
    // Time must pass, or the world would wait for this for ever.
    yield* wait(1);
  }
};

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** `1.5`, `2m`; undefined where it is no duration. */
function seconds(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return Infinity;
  const m = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  return m ? Number(m[1]) * (units[m[2] as string] as number) : undefined;
}

export const sleep: Program = command({ name: 'sleep', usage: 'sleep NUMBER[SUFFIX]...', about: 'Pause for NUMBER seconds.', flags: {}, strict: true }, function* (run) {
  if (run.args.length === 0) throw new CommandFailure("missing operand\nTry 'sleep --help' for more information.");
  let total = 0;
  for (const arg of run.args) {
    const time = seconds(arg);
    if (time === undefined) throw new CommandFailure(`invalid time interval '${arg}'\nTry 'sleep --help' for more information.`);
    total += time;
  }
  if (total === Infinity) yield { arm: () => undefined };
  else yield* wait(total * 1000);
});

/** Negative numbers are operands, not options: they are put behind `--`. */
export const seq: Program = (process, [name = 'seq', ...args]) => {
  let at = 0;
  while (at < args.length && /^-[^\d.]/.test(args[at] as string) && args[at] !== '--') at += /^-[sf]$|^--(separator|format)$/.test(args[at] as string) ? 2 : 1;
  return seqCommand(process, [name, ...args.slice(0, at), ...(args[at] === '--' ? [] : ['--']), ...args.slice(at)]);
};

const seqCommand: Program = command({ name: 'seq', usage: 'seq [OPTION]... [FIRST [INCREMENT]] LAST', about: 'Print numbers from FIRST to LAST, in steps of INCREMENT.', flags: { separator: { short: 's', long: 'separator', takes: 'value' }, width: { short: 'w', long: 'equal-width' }, format: { short: 'f', long: 'format', takes: 'value' } }, strict: true }, function* (run) {
  const numbers = run.args.map((arg) => {
    if (!/^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(arg)) throw new CommandFailure(`invalid floating point argument: '${arg}'\nTry 'seq --help' for more information.`);
    return Number(arg);
  });
  if (run.has('format') && run.has('width')) throw new CommandFailure("format string may not be specified when printing equal width strings\nTry 'seq --help' for more information.");
  if (numbers.length === 0) throw new CommandFailure("missing operand\nTry 'seq --help' for more information.");
  const [from, step, to] = numbers.length === 1 ? [1, 1, numbers[0] as number] : numbers.length === 2 ? [numbers[0] as number, 1, numbers[1] as number] : (numbers as [number, number, number]);
  if (step === 0) throw new CommandFailure(`invalid Zero increment value: '0'\nTry 'seq --help' for more information.`);
  const digits = Math.max(...run.args.slice(0, Math.max(1, run.args.length - 1)).map((arg) => arg.split('.')[1]?.length ?? 0));
  const separator = run.get('separator') ?? '\n';
  const pad = run.has('width') ? Math.max(from.toFixed(digits).length, to.toFixed(digits).length) : 0;
  const format = run.get('format');
  let block = '';
  const count = Math.floor((to - from) / step + 1e-10);
  for (let i = 0; i <= count; i++) {
    const text = (from + i * step).toFixed(digits);
    block += (i ? separator : '') + (format === undefined ? (text.startsWith('-') ? `-${text.slice(1).padStart(pad - 1, '0')}` : text.padStart(pad, '0')) : formatPrintf(format, [text]).text);
    if (block.length > 8192) {
      if (!(yield* run.out(block))) return 1;
      yield* wait(1);
      block = '';
    }
  }
  if (count >= 0) yield* run.out(`${block}\n`);
  return 0;
});

export const echo: Program = function* (process, argv) {
  let at = 1;
  let newline = true;
  let escapes = false;
  for (; /^-[neE]+$/.test(argv[at] ?? ''); at++) {
    for (const letter of (argv[at] as string).slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = argv.slice(at).join(' ');
  const { text: result, stop } = escapes ? unescape(text, true) : { text, stop: false };
  yield* process.stdout.write(result + (newline && !stop ? '\n' : ''));
  return 0;
};

export const printf: Program = function* (process, argv) {
  if (argv[1] === undefined) {
    process.stderr.push("printf: missing operand\nTry 'printf --help' for more information.\n");
    return 1;
  }
  const { text, errors } = formatPrintf(argv[1], argv.slice(2), process.clock.nowMs, quoteForShell);
  if (text !== '') yield* process.stdout.write(text);
  for (const error of errors) process.stderr.push(`printf: ${error}\n`);
  return errors.length ? 1 : 0;
};

export const test: Program = function* (process, argv) {
  let words = argv.slice(1);
  if ((argv[0] ?? '').endsWith('[')) {
    if (words.at(-1) !== ']') {
      process.stderr.push("[: missing ']'\n");
      return 2;
    }
    words = words.slice(0, -1);
  }
  try {
    return evaluateTest({ files: process.files, cwd: process.cwd, user: process.user, isTty: (fd) => process.isTty?.(fd === 0 ? 0 : fd === 1 ? 1 : 2) ?? false, isSet: (name) => process.env.has(name), option: () => false }, words) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    process.stderr.push(`test: ${error.message}\n`);
    return 2;
  }
};

export const clear: Program = function* (process) {
  yield* process.stdout.write('\x1b[H\x1b[2J\x1b[3J');
  return 0;
};

export const timeout: Program = command({ name: 'timeout', usage: 'timeout [OPTION] DURATION COMMAND [ARG]...', about: 'Start COMMAND, and kill it if still running after DURATION.', flags: { signal: { short: 's', long: 'signal', takes: 'value' }, kill: { short: 'k', long: 'kill-after', takes: 'value' }, preserve: { long: 'preserve-status' }, foreground: { long: 'foreground' } }, strict: true, misuse: 125 }, function* (run) {
  const [duration, ...argv] = run.args;
  if (duration === undefined || argv.length === 0) throw new CommandFailure("missing operand\nTry 'timeout --help' for more information.", 125);
  const limit = seconds(duration);
  if (limit === undefined) throw new CommandFailure(`invalid time interval '${duration}'\nTry 'timeout --help' for more information.`, 125);
  const name = `SIG${(run.get('signal') ?? 'TERM').replace(/^SIG/, '').toUpperCase()}`;
  const signal = (Object.keys(signalNumber).find((known) => known === name || String(signalNumber[known as SignalName]) === run.get('signal')) ?? 'SIGTERM') as SignalName;
  const child = run.process.spawn(argv);
  if (typeof child === 'string') throw new CommandFailure(`failed to run command '${argv[0]}': ${child.endsWith('not found') ? 'No such file or directory' : child.slice(child.lastIndexOf(': ') + 2)}`, child.endsWith('denied') ? 126 : 127);
  run.process.onSignal('SIGTERM', () => child.signal('SIGTERM'));
  const { index, value } = yield* firstOf(child.exited, after(limit * 1000));
  if (index === 0) return (value as ExitStatus).code;
  child.signal(signal);
  const grace = run.get('kill') === undefined ? undefined : seconds(run.get('kill') as string);
  if (grace !== undefined) {
    const { index: ended } = yield* firstOf(child.exited, after(grace * 1000));
    if (ended === 1) child.signal('SIGKILL');
  }
  const status: ExitStatus = yield* child.wait();
  return run.has('preserve') || status.signal === 'SIGKILL' ? status.code : 124;
});

/** Runs a command as it is: priorities and buffers are not simulated, so there is nothing to set. */
const plainly = (name: string, usage: string, flags: CommandSpec['flags'], number?: string): Program => command({ name, usage, about: 'Run COMMAND with other priorities or buffers (which are not simulated in Kubarium).', flags, strict: true, misuse: 125, ...(number === undefined ? {} : { number }) }, function* (run) {
  if (run.args.length === 0) {
    if (name === 'nice') yield* run.out('0\n');
    return name === 'nice' ? 0 : 125;
  }
  const child = run.process.spawn(run.args);
  if (typeof child === 'string') throw new CommandFailure(`${name === 'nice' ? '' : 'failed to run command '}'${run.args[0]}': ${child.endsWith('not found') ? 'No such file or directory' : child.slice(child.lastIndexOf(': ') + 2)}`, child.endsWith('denied') ? 126 : 127);
  return (yield* child.wait()).code;
});
export const nice: Program = plainly('nice', 'nice [OPTION] [COMMAND [ARG]...]', { adjustment: { short: 'n', long: 'adjustment', takes: 'value' } }, 'adjustment');
export const stdbuf: Program = plainly('stdbuf', 'stdbuf OPTION... COMMAND', { input: { short: 'i', long: 'input', takes: 'value' }, output: { short: 'o', long: 'output', takes: 'value' }, error: { short: 'e', long: 'error', takes: 'value' } });

export const nohup: Program = function* (process, argv) {
  const child = process.spawn(argv.slice(1));
  process.onSignal('SIGHUP', () => undefined);
  if (typeof child === 'string') {
    process.stderr.push(`nohup: failed to run command '${argv[1]}': No such file or directory\n`);
    return 127;
  }
  return (yield* child.wait()).code;
};

export const expr: Program = function* (process, argv) {
  const words = argv.slice(1);
  try {
    const value = exprOr({ words, at: 0 });
    yield* process.stdout.write(`${value}\n`);
    return value === '' || value === '0' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    process.stderr.push(`expr: ${error.message}\n`);
    return 2;
  }
};

interface Words {
  readonly words: readonly string[];
  at: number;
}
const levels: readonly (readonly string[])[] = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']];

function exprOr(on: Words): string {
  if (on.words.length === 0) throw new CommandFailure("missing operand\nTry 'expr --help' for more information.");
  const value = level(on, 0);
  if (on.at < on.words.length) throw new CommandFailure(`syntax error: unexpected argument '${on.words[on.at]}'`);
  return value;
}

function level(on: Words, depth: number): string {
  const operators = levels[depth];
  if (!operators) return primary(on);
  let left = level(on, depth + 1);
  while (operators.includes(on.words[on.at] ?? '')) {
    const operator = on.words[on.at++] as string;
    left = operate(left, operator, level(on, depth + 1));
  }
  return left;
}

function primary(on: Words): string {
  const word = on.words[on.at++];
  if (word === undefined) throw new CommandFailure(`syntax error: missing argument after '${on.words.at(-1)}'`);
  if (word === '(') {
    const value = level(on, 0);
    if (on.words[on.at++] !== ')') throw new CommandFailure("syntax error: expecting ')' after '" + value + "'");
    return value;
  }
  if (word === '+' && on.at < on.words.length) return on.words[on.at++] as string;
  if (word === 'length' && on.at < on.words.length) return String([...(on.words[on.at++] as string)].length);
  if (word === 'substr' && on.at < on.words.length) {
    const [text, from, count] = [primary(on), Number(primary(on)), Number(primary(on))];
    return from > 0 && count > 0 ? [...text].slice(from - 1, from - 1 + count).join('') : '';
  }
  if (word === 'index' && on.at < on.words.length) {
    const [text, wanted] = [[...primary(on)], primary(on)];
    return String(text.findIndex((char) => wanted.includes(char)) + 1);
  }
  if (word === 'match' && on.at < on.words.length) return operate(primary(on), ':', primary(on));
  return word;
}

function operate(left: string, operator: string, right: string): string {
  if (operator === '|') return left !== '' && left !== '0' ? left : right;
  if (operator === '&') return left !== '' && left !== '0' && right !== '' && right !== '0' ? left : '0';
  if (operator === ':') {
    const m = new BoundedRegExp(`^(?:${right.replace(/\\([(){}])|([(){}+?|])/g, (_, escaped: string | undefined, bare: string | undefined) => escaped ?? `\\${bare}`)})`).exec(left);
    return right.includes('\\(') ? (m?.[1] ?? '') : String(m ? m[0].length : 0);
  }
  const numeric = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
  if (/^[<>=!]/.test(operator)) {
    const order = numeric ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
    const holds = { '<': order < 0, '<=': order <= 0, '=': order === 0, '==': order === 0, '!=': order !== 0, '>=': order >= 0, '>': order > 0 }[operator];
    return holds ? '1' : '0';
  }
  if (!numeric) throw new CommandFailure('non-integer argument');
  const [a, b] = [BigInt(left), BigInt(right)];
  if (operator === '/' || operator === '%') {
    if (b === 0n) throw new CommandFailure('division by zero');
    return String(operator === '/' ? a / b : a % b);
  }
  return String(operator === '+' ? a + b : operator === '-' ? a - b : a * b);
}

