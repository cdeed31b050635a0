// Calling a shell function.
import type { Fiber } from '../../sim/fiber.ts';
import type { Evaluator } from './evaluator.ts';
import { ExpansionError, type FunctionBody, ReturnFunction } from './shell-state.ts';

const MAX_DEPTH = 150;

/** Runs a function's body with its own parameters and locals. */
export function* callFunction(on: Evaluator, body: FunctionBody, argv: readonly string[], extra: ReadonlyMap<string, string>): Fiber<number> {
  const { state } = on;
  if (state.functionDepth >= MAX_DEPTH) throw new ExpansionError(`${argv[0]}: maximum function nesting level exceeded (${MAX_DEPTH})`);
  const { positional, source, loopDepth, position } = state;
  const onReturn = state.traps.get('RETURN');
  state.traps.delete('RETURN');
  state.calls.push({ name: argv[0] as string, line: state.lineOf(position ?? 0) });
  state.functionDepth++;
  state.positional = argv.slice(1);
  state.source = body.source;
  state.loopDepth = 0;
  state.variables.push();
  state.variables.declare('FUNCNAME', true).value = names(on);
  state.variables.declare('BASH_LINENO', true).value = state.calls.map((call) => String(call.line)).reverse();
  for (const [name, value] of extra) {
    const variable = state.variables.declare(name, true);
    variable.value = value;
    variable.exported = true;
  }
  state.variables.touched();
  try {
    const status = yield* bodyOf(on, body);
    const action = state.traps.get('RETURN');
    if (action) yield* on.run(action);
    return status;
  } finally {
    if (onReturn !== undefined) state.traps.set('RETURN', onReturn);
    state.variables.pop();
    state.positional = positional;
    state.source = source;
    state.position = position;
    state.loopDepth = loopDepth;
    state.functionDepth--;
    state.calls.pop();
  }
}

/** `FUNCNAME`: the innermost function first; a script's own commands are `main`. */
const names = (on: Evaluator): string[] => [...on.state.calls.map((call) => call.name).reverse(), ...(on.state.script ? ['main'] : [])];

function* bodyOf(on: Evaluator, body: FunctionBody): Fiber<number> {
  try {
    return body.body.type === 'CompoundList' ? yield* on.list(body.body.commands) : yield* on.command(body.body);
  } catch (error) {
    if (error instanceof ReturnFunction) return error.code;
    throw error;
  }
}
