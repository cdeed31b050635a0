// Calling a shell function.
import type { Fiber } from '../../sim/fiber.ts';
import type { Evaluator } from './evaluator.ts';
import { ExpansionError, type FunctionBody, ReturnFunction, type ShellState } from './shell-state.ts';

const MAX_DEPTH = 150;

/** Runs a function's body with its own parameters and locals. */
export function* callFunction(on: Evaluator, body: FunctionBody, argv: readonly string[], extra: ReadonlyMap<string, string>): Fiber<number> {
  const { state } = on;
  if (state.functionDepth >= MAX_DEPTH) throw new ExpansionError(`${argv[0]}: maximum function nesting level exceeded (${MAX_DEPTH})`);
  const { positional, source, loopDepth, position, file } = state;
  // Without functrace a function does not inherit the traps on DEBUG and RETURN.
  const held = (['RETURN', 'DEBUG'] as const).filter((name) => !state.options.functrace && state.traps.has(name)).map((name) => [name, state.traps.get(name) as string] as const);
  for (const [name] of held) state.traps.delete(name);
  state.calls.push({ name: argv[0] as string, line: state.lineOf(position ?? 0), file: body.file });
  state.functionDepth++;
  state.positional = argv.slice(1);
  state.source = body.source;
  state.loopDepth = 0;
  state.variables.push();
  state.variables.declare('FUNCNAME', true).value = names(on);
  state.file = body.file === 'main' ? file : body.file;
  state.variables.declare('BASH_SOURCE', true).value = sourcesOf(state);
  state.variables.declare('BASH_LINENO', true).value = state.calls.map((call) => String(call.line)).reverse();
  for (const [name, value] of extra) {
    const variable = state.variables.declare(name, true);
    variable.value = value;
    variable.exported = true;
  }
  state.variables.touched();
  try {
    const entry = state.options.functrace && state.inTrap === 0 ? state.traps.get('DEBUG') : undefined;
    if (entry) yield* on.runTrap(entry);
    const status = (state.status = yield* bodyOf(on, body));
    const action = state.traps.get('RETURN');
    if (action) yield* on.runTrap(action);
    return status;
  } finally {
    for (const [name, action] of held) state.traps.set(name, action);
    state.file = file;
    state.variables.pop();
    state.positional = positional;
    state.source = source;
    state.position = position;
    state.loopDepth = loopDepth;
    state.functionDepth--;
    state.calls.pop();
  }
}

/** `BASH_SOURCE`: where each function that is being run was defined, the innermost first; then the script. */
export const sourcesOf = (state: ShellState): string[] => [...state.calls.map((call) => call.file).reverse(), ...(state.script ? [state.name] : [])];

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
