// Calling a shell function.
import type { Fiber } from '../../sim/fiber.ts';
import type { Evaluator } from './evaluator.ts';
import { ExpansionError, type FunctionBody, ReturnFunction } from './shell-state.ts';

const MAX_DEPTH = 150;

/** Runs a function's body with its own parameters and locals. */
export function* callFunction(on: Evaluator, body: FunctionBody, argv: readonly string[], extra: ReadonlyMap<string, string>): Fiber<number> {
  const { state } = on;
  if (state.functionDepth >= MAX_DEPTH) throw new ExpansionError(`${argv[0]}: maximum function nesting level exceeded (${MAX_DEPTH})`);
  const { positional, source, loopDepth } = state;
  state.functionDepth++;
  state.positional = argv.slice(1);
  state.source = body.source;
  state.loopDepth = 0;
  state.variables.push();
  for (const [name, value] of extra) {
    const variable = state.variables.declare(name, true);
    variable.value = value;
    variable.exported = true;
  }
  state.variables.touched();
  try {
    return body.body.type === 'CompoundList' ? yield* on.list(body.body.commands) : yield* on.command(body.body);
  } catch (error) {
    if (error instanceof ReturnFunction) return error.code;
    throw error;
  } finally {
    state.variables.pop();
    state.positional = positional;
    state.source = source;
    state.loopDepth = loopDepth;
    state.functionDepth--;
  }
}
