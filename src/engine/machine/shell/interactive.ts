// The shell at a terminal: prompt, line editing, history, job messages, Ctrl-C.
import { parse } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { FileError } from '../files.ts';
import { shared } from '../held-pipe.ts';
import { noInput, noOutput } from '../machine-process.ts';
import { type Completers, completeLine } from './completion.ts';
import type { Evaluator } from './evaluator.ts';
import { expandParts } from './expand.ts';
import { announce } from './jobs.ts';
import { LineEditor, type LineResult } from './line-editor.ts';
import { promptEscapes, promptText } from './prompt-text.ts';
import { runSubshell } from './subshell.ts';
import { BreakLoop, type CompletionRule, ExpansionError, Interrupted, ReturnFunction, type ShellState } from './shell-state.ts';
import { parseShell } from './source.ts';
import { ExpansionLimit, ReadonlyVariable } from './variables.ts';

export type { Completers };

/** Is told what is run at the prompt, and how it ended. */
export interface CommandObserver {
  begin(line: string): void;
  end(code: number): void;
}

const HISTORY_LINES = 1000;

export function* runInteractive(on: Evaluator, completers: Completers, observer?: CommandObserver, suggests?: () => boolean): Fiber<number> {
  const { state } = on;
  const { process } = state;
  state.interactive = true;
  state.options.monitor = true;
  state.shopts.add('expand_aliases');
  process.onSignal('SIGINT', () => {
    state.interrupted = true;
    state.interrupt.fire();
  });
  for (const signal of ['SIGTERM', 'SIGTSTP', 'SIGQUIT'] as const) process.onSignal(signal, () => undefined);
  const { variables } = state;
  if (variables.get('PS1') === undefined) variables.set('PS1', state.flavour === 'bash' ? '\\u@\\h:\\w\\$ ' : state.flavour === 'ash' ? '\\w \\$ ' : process.user === 'root' ? '# ' : '$ ');
  variables.set('PS2', variables.get('PS2') ?? '> ');
  yield* startUp(on);
  loadHistory(state);
  const status = yield* runSubshell(on, (evaluator) => converse(evaluator, completers, observer, suggests));
  for (const job of state.jobs) for (const child of job.children) if (!child.status) child.signal('SIGHUP');
  return status;
}

function* startUp(on: Evaluator): Fiber<void> {
  const { state } = on;
  const home = state.variables.get('HOME') ?? '/';
  const path = state.flavour === 'bash' ? `${home}/.bashrc` : state.variables.get('ENV');
  if (path === undefined || !state.process.files.exists(path)) return;
  yield* forgiving(on, () => on.run(state.process.files.read(path)));
}

/** Runs commands so that what would end a script only ends the line. */
function* forgiving(on: Evaluator, act: () => Fiber<number>): Fiber<void> {
  const { state } = on;
  try {
    yield* act();
  } catch (error) {
    if (error instanceof Interrupted) {
      if (state.status < 128) state.status = 130;
    } else if (error instanceof ExpansionError || error instanceof ExpansionLimit || error instanceof ReadonlyVariable || error instanceof FileError) {
      on.complain(error.message);
      state.status = 1;
    } else if (!(error instanceof BreakLoop || error instanceof ReturnFunction)) throw error;
  }
  state.loopDepth = 0;
  state.heedless = 0;
}

function* converse(on: Evaluator, completers: Completers, observer: CommandObserver | undefined, suggests: () => boolean = () => false): Fiber<number> {
  const { state } = on;
  const { process } = state;
  const input = shared(process.stdin);
  const { tty } = process;
  const editor = tty && new LineEditor({ tty, input, output: process.stderr, history: state.history, complete: (line) => completeLine(state, completers, line, (rule, words, text) => byFunction(on, rule, words, text)), suggests });
  let text = '';
  for (;;) {
    if (text === '') announce(state.jobs, on.io.err);
    state.interrupted = false;
    if (text === '') yield* beforePrompt(on);
    const prompt = yield* promptOf(on, state.variables.get(text === '' ? 'PS1' : 'PS2') ?? '');
    const got: LineResult = editor ? yield* editor.read(prompt) : yield* plainLine(on, prompt);
    if (got.type === 'interrupted') {
      state.status = 130;
      text = '';
      continue;
    }
    if (got.type === 'end') {
      if (text !== '') {
        yield* forgiving(on, () => on.run(text));
        text = '';
        continue;
      }
      on.io.err.push('exit\n');
      return state.status;
    }
    text += `${got.text}\n`;
    const parsed = parseShell(text, state.aliases);
    if (parsed.incomplete) continue;
    const whole = text;
    text = '';
    const expanded = remember(on, whole);
    if (expanded === undefined) continue;
    observer?.begin(expanded.trim());
    yield* forgiving(on, () => on.run(expanded));
    observer?.end(state.status);
  }
}

/** PROMPT_COMMAND: what is run before each prompt, a text or an array of them. */
function* beforePrompt(on: Evaluator): Fiber<void> {
  const { state } = on;
  for (const [, command] of state.variables.elements('PROMPT_COMMAND')) {
    const { status } = state;
    yield* forgiving(on, () => on.run(command));
    state.status = status;
  }
}

/** A prompt as it is shown: its escapes first, then what `$( )` and variables in it mean now. */
function* promptOf(on: Evaluator, text: string): Fiber<string> {
  const { state } = on;
  if (!/\$\(|`|\$\{/.test(text)) return promptText(state, text);
  const here = parse(`cat <<PROMPT-END\n${promptEscapes(state, text)}\nPROMPT-END\n`).commands[0]?.command;
  const redirect = here?.type === 'Command' ? here.redirects[0] : undefined;
  const parts = redirect?.type === 'HereDoc' ? redirect.body.parts : undefined;
  if (!parts) return promptText(state, text);
  const { status } = state;
  let shown = '';
  yield* forgiving(on, function* () {
    shown = yield* expandParts(on, parts);
    return status;
  });
  state.status = status;
  return shown.replace(/\n$/, '');
}

/** Runs the function of a `complete -F`, unseen and unheard. */
function* byFunction(on: Evaluator, rule: CompletionRule, words: readonly string[], line: string): Fiber<readonly string[]> {
  const { state } = on;
  const { variables } = state;
  if (rule.run === undefined || !state.functions.has(rule.run)) return [];
  variables.set('COMP_WORDS', [...words]);
  variables.set('COMP_CWORD', String(words.length - 1));
  variables.set('COMP_LINE', line);
  variables.set('COMP_POINT', String(line.length));
  variables.set('COMPREPLY', []);
  const { status } = state;
  const quiet = on.with(on.io.with(0, { reader: noInput }).with(1, { writer: noOutput }).with(2, { writer: noOutput }));
  yield* forgiving(quiet, () => quiet.invoke([rule.run as string, words[0] as string, words.at(-1) as string, words.at(-2) ?? ''], new Map(), { pos: 0, end: 0 }));
  state.status = status;
  return variables.elements('COMPREPLY').map(([, value]) => value);
}

function* plainLine(on: Evaluator, prompt: string): Fiber<LineResult> {
  on.io.err.push(prompt);
  const reader = shared(on.io.in);
  let text = '';
  for (;;) {
    const piece = yield* reader.read();
    if (piece === undefined) return text === '' ? { type: 'end' } : { type: 'line', text };
    const end = (text + piece).indexOf('\n');
    if (end >= 0) {
      reader.unread((text + piece).slice(end + 1));
      return { type: 'line', text: (text + piece).slice(0, end) };
    }
    text += piece;
  }
}

/** Puts a command into the history, after `!!`, `!$`, `!n` and `!text` have been replaced; undefined where there is no such event. */
function remember(on: Evaluator, whole: string): string | undefined {
  const { history } = on.state;
  let missing: string | undefined;
  const line = whole.trimEnd();
  const expanded = /'[^']*'/.test(line) ? line : line.replace(/(^|[^\\$[{!])!(!|\$|-?\d+|[A-Za-z./][\w./-]*)/g, (found, before: string, event: string) => {
    const value = event === '!' ? history.at(-1) : event === '$' ? history.at(-1)?.trim().split(/\s+/).at(-1) : /^-?\d+$/.test(event) ? history.at(Number(event) < 0 ? Number(event) : Number(event) - 1) : history.findLast((entry) => entry.startsWith(event));
    if (value === undefined) missing = found.slice(before.length);
    return before + (value ?? '');
  });
  if (missing !== undefined) {
    on.complain(`${missing}: event not found`);
    return undefined;
  }
  if (expanded !== line) on.io.err.push(`${expanded}\n`);
  if (expanded.trim() !== '' && !expanded.startsWith(' ') && history.at(-1) !== expanded) {
    history.push(expanded);
    if (history.length > HISTORY_LINES) history.shift();
    saveHistory(on.state);
  }
  return `${expanded}\n`;
}

const historyPath = (state: ShellState): string => state.variables.get('HISTFILE') ?? `${state.variables.get('HOME') ?? ''}/${state.flavour === 'bash' ? '.bash_history' : '.ash_history'}`;

function loadHistory(state: ShellState): void {
  const path = historyPath(state);
  if (state.process.files.exists(path)) state.history.push(...state.process.files.read(path).split('\n').filter((line) => line !== ''));
}

/** At once, not at the end as bash does: a page may be closed at any time. */
function saveHistory(state: ShellState): void {
  try {
    state.process.files.write(historyPath(state), state.history.map((line) => `${line.replace(/\n/g, ' ')}\n`).join(''), { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}
