// How a shell or subshell comes to its end: `exit`, failed expansions, traps on EXIT.
import type { Fiber } from '../../sim/fiber.ts';
import type { Evaluator } from './evaluator.ts';
import { BreakLoop, DiscardLine, ExitShell, Interrupted, ReturnFunction } from './shell-state.ts';

/** Runs a subshell's body to its exit code, with what `exit`, a failed expansion or a trap on EXIT make of it. */
export function* runSubshell(on: Evaluator, body: (on: Evaluator) => Fiber<number>): Fiber<number> {
  try {
    return yield* toItsEnd(on, body);
  } finally {
    for (const close of on.state.atEnd) close();
  }
}

function* toItsEnd(on: Evaluator, body: (on: Evaluator) => Fiber<number>): Fiber<number> {
  const { state } = on;
  try {
    state.status = yield* body(on);
    yield* on.trapped();
  } catch (error) {
    if (error instanceof ExitShell || error instanceof ReturnFunction) state.status = error.code;
    else if (error instanceof Interrupted) state.status = 130;
    else if (error instanceof DiscardLine) state.status = 1;
    else if (!(error instanceof BreakLoop)) throw error;
  }
  const action = state.traps.get('EXIT');
  if (!action) return state.status;
  state.traps.delete('EXIT');
  const { status } = state;
  try {
    yield* on.run(action);
  } catch (error) {
    if (error instanceof ExitShell) return error.code;
    if (error instanceof DiscardLine) return 1;
    throw error;
  }
  return status;
}
