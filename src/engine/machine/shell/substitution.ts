// Subshells whose output or input is a part of a command: `$(…)`, `<(…)` and `>(…)`.
import type { ProcessSubstitutionPart, Redirection, Script } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { HeldPipe } from '../held-pipe.ts';
import { textReader } from '../open-file.ts';
import type { Evaluator } from './evaluator.ts';
import type { End } from './shell-state.ts';

/** What a script prints, to the last byte, and its exit code. */
export function* outputOf(on: Evaluator, script: Script, substitution: boolean): Fiber<{ readonly text: string; readonly code: number }> {
  const pipe = new HeldPipe();
  const child = on.with(on.io.with(1, { writer: pipe })).fork(bodyOf(script, substitution), false);
  const text = yield* readAll(pipe);
  const { code } = yield* child.wait();
  return { text, code };
}

function bodyOf(script: Script, substitution: boolean): (on: Evaluator) => Fiber<number> {
  const text = script.source;
  return function* (on) {
    const { state } = on;
    if (substitution) state.substitutions++;
    if (text !== undefined) state.source = text;
    return yield* on.list(script.commands);
  };
}

/**
 * A path that stands for the script's output or input. What is read is there before the command starts, what was written is read
 * when the command has ended; where a redirection names it (`done < <(…)`), `streamOf` makes a real pipe instead.
 */
export function* pathOf(on: Evaluator, part: ProcessSubstitutionPart): Fiber<string> {
  const { process } = on.state;
  const path = `/tmp/.sh-${process.pid}-${process.random.hex(8)}`;
  const script = part.script as Script;
  if (part.operator === '<') process.files.write(path, (yield* outputOf(on, script, false)).text);
  else {
    process.files.write(path, '');
    on.state.afterCommand.push(() => {
      on.with(on.io.with(0, { reader: textReader(process.files.read(path)) })).fork(bodyOf(script, false), true);
      process.files.remove(path);
    });
  }
  return path;
}

/** The pipe of a redirection's `<(…)` or `>(…)`. */
export function streamOf(on: Evaluator, redirect: Redirection): End | undefined {
  const [part, ...more] = redirect.type === 'Redirect' ? (redirect.target?.parts ?? []) : [];
  if (part?.type !== 'ProcessSubstitution' || more.length > 0) return undefined;
  const pipe = new HeldPipe();
  const end: End = part.operator === '<' ? { writer: pipe } : { reader: pipe };
  // The command holds its end itself: a builtin is no process that could.
  if (part.operator === '<') pipe.holdReader();
  else pipe.holdWriter();
  on.state.afterCommand.push(() => (part.operator === '<' ? pipe.dropReader() : pipe.dropWriter()));
  on.with(on.io.with(part.operator === '<' ? 1 : 0, end)).fork(bodyOf(part.script as Script, false), true);
  return part.operator === '<' ? { reader: pipe } : { writer: pipe };
}
