// Builtins about what was entered: history, fc, and bind, which shows what keys do.
import type { Evaluator } from '../evaluator.ts';
import { type Builtin, plain } from './builtin.ts';
import { resolvePath } from '../../files.ts';
import { usageOf } from './synopses.ts';

const numbered = (lines: readonly string[], from: number): string => lines.map((line, i) => `${String(from + i + 1).padStart(5)}  ${line}\n`).join('');

const history = plain((on, args) => {
  const { history: lines, variables, process } = on.state;
  const first = args[0] ?? '';
  if (/^-./.test(first) && !/^-\d/.test(first)) {
    const letter = first[1] as string;
    const path = resolvePath(process.cwd, args[1] ?? variables.get('HISTFILE') ?? `${variables.get('HOME') ?? ''}/.bash_history`);
    if (letter === 'c') lines.length = 0;
    else if (letter === 'd') {
      const word = first.slice(2) || (args[1] ?? '');
      const at = Number(word) < 0 ? lines.length + Number(word) : Number(word) - 1;
      if (!/^-?\d+$/.test(word) || at < 0 || at >= lines.length) {
        on.complain(`history: ${word}: history position out of range`);
        return 1;
      }
      lines.splice(at, 1);
    } else if (letter === 's') lines.push(args.slice(1).join(' '));
    else if (letter === 'w' || letter === 'a') process.files.write(path, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    else if (letter === 'r' || letter === 'n') {
      if (process.files.exists(path)) lines.push(...process.files.read(path).split('\n').filter((line) => line !== ''));
    } else if (letter === 'p') on.io.out.push(args.slice(1).map((line) => `${line}\n`).join(''));
    else {
      on.complain(`history: -${letter}: invalid option`);
      on.io.err.push(`${usageOf('history')}\n`);
      return 2;
    }
    return 0;
  }
  if (first !== '' && !/^\d+$/.test(first)) {
    on.complain(`history: ${first}: numeric argument required`);
    return 1;
  }
  const from = first === '' ? 0 : Math.max(0, lines.length - Number(first));
  on.io.out.push(numbered(lines.slice(from), from));
  return 0;
});

/** The place of the line that `fc` means: a number, a number from the end, or the newest that begins so. */
function eventOf(lines: readonly string[], word: string | undefined, otherwise: number): number | undefined {
  if (word === undefined) return otherwise;
  if (/^-?\d+$/.test(word)) return Math.max(0, Math.min(lines.length - 1, Number(word) < 0 ? lines.length + Number(word) : Number(word) - 1));
  const at = lines.findLastIndex((line) => line.startsWith(word));
  return at < 0 ? undefined : at;
}

const fc: Builtin = function* (on, argv) {
  const { state } = on;
  // The line that runs fc is in the history already, and is not meant.
  const lines = state.history.at(-1)?.trimStart().startsWith('fc') ? state.history.slice(0, -1) : state.history;
  let at = 1;
  let letters = '';
  let editor: string | undefined;
  for (; /^-[a-z]/.test(argv[at] ?? ''); at++) {
    const word = argv[at] as string;
    letters += word.slice(1);
    if (word === '-e') editor = argv[++at];
  }
  const words = argv.slice(at);
  if (lines.length === 0) return letters.includes('l') ? 0 : noCommand(on);
  if (letters.includes('s') || editor === '-') return yield* again(on, lines, words);
  const listing = letters.includes('l');
  const first = eventOf(lines, words[0], listing ? Math.max(0, lines.length - 16) : lines.length - 1);
  const last = eventOf(lines, words[1], listing ? lines.length - 1 : (first ?? 0));
  if (first === undefined || last === undefined) return noCommand(on);
  const [low, high] = [Math.min(first, last), Math.max(first, last)];
  const reversed = letters.includes('r') !== first > last;
  const chosen = lines.slice(low, high + 1).map((line, i) => ({ line, number: low + i + 1 }));
  if (reversed) chosen.reverse();
  if (listing) {
    on.io.out.push(chosen.map(({ line, number }) => `${letters.includes('n') ? '' : number}\t ${line}\n`).join(''));
    return 0;
  }
  return yield* edited(on, chosen.map(({ line }) => line), editor);
};

function noCommand(on: Evaluator): number {
  on.complain('fc: no command found');
  return 1;
}

/** `fc -s old=new text`: the line again, with a change. */
function* again(on: Evaluator, lines: readonly string[], words: readonly string[]): ReturnType<Builtin> {
  const changes = words.filter((word) => word.includes('='));
  const found = eventOf(lines, words.find((word) => !word.includes('=')), lines.length - 1);
  if (found === undefined) return noCommand(on);
  let line = lines[found] as string;
  for (const change of changes) {
    const [from = '', to = ''] = change.split('=');
    if (from) line = line.replaceAll(from, () => to);
  }
  return yield* runAgain(on, [line]);
}

/** In the editor, and what it leaves is run. */
function* edited(on: Evaluator, lines: readonly string[], editor: string | undefined): ReturnType<Builtin> {
  const { state } = on;
  const path = `/tmp/bash-fc.${state.process.random.suffix(6)}`;
  state.process.files.write(path, lines.map((line) => `${line}\n`).join(''));
  const words = (editor ?? state.variables.get('FCEDIT') ?? state.variables.get('EDITOR') ?? 'vi').split(/\s+/);
  const status = yield* on.external([...words, path], new Map(), { pos: 0, end: 0 });
  const text = state.process.files.exists(path) ? state.process.files.read(path) : '';
  if (state.process.files.exists(path)) state.process.files.remove(path);
  return status === 0 ? yield* runAgain(on, text.split('\n').filter((line) => line !== '')) : 1;
}

function* runAgain(on: Evaluator, lines: readonly string[]): ReturnType<Builtin> {
  const { history: kept } = on.state;
  if (kept.at(-1)?.trimStart().startsWith('fc')) kept.pop();
  for (const line of lines) {
    on.io.err.push(`${line}\n`);
    kept.push(line);
  }
  return yield* on.run(lines.join('\n'));
}

const bindings: readonly (readonly [string, string])[] = [
  ['\\C-a', 'beginning-of-line'], ['\\C-b', 'backward-char'], ['\\C-d', 'delete-char'], ['\\C-e', 'end-of-line'], ['\\C-f', 'forward-char'], ['\\C-h', 'backward-delete-char'], ['\\C-i', 'complete'], ['\\C-k', 'kill-line'],
  ['\\C-l', 'clear-screen'], ['\\C-n', 'next-history'], ['\\C-p', 'previous-history'], ['\\C-r', 'reverse-search-history'], ['\\C-t', 'transpose-chars'], ['\\C-u', 'unix-line-discard'], ['\\C-w', 'unix-word-rubout'], ['\\C-y', 'yank'], ['\\eb', 'backward-word'], ['\\ed', 'kill-word'], ['\\ef', 'forward-word'], ['\\e.', 'yank-last-arg'],
];

const bind = plain((on, args) => {
  if (!on.state.interactive) on.complain('bind: warning: line editing not enabled');
  if (args.includes('-p') || args.includes('-P')) on.io.out.push(bindings.map(([key, what]) => (args.includes('-p') ? `"${key}": ${what}\n` : `${what} can be found on "${key}".\n`)).join(''));
  else if (args.includes('-l')) on.io.out.push(bindings.map(([, what]) => `${what}\n`).sort().join(''));
  return 0;
});

const suspend = plain((on) => {
  on.complain(`suspend: cannot suspend${on.state.options.monitor ? ' a login shell' : ': no job control'}`);
  return 1;
});

export const historyBuiltins: Readonly<Record<string, Builtin>> = { history, fc, bind, suspend };
