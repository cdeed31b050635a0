// Runs the statements of a text line by line: where an alias is defined the lines below are parsed again, where a line is given up the next one is run.
import type { Statement } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import type { Evaluator } from './evaluator.ts';
import { DiscardLine } from './shell-state.ts';
import { type Fault, parseShell } from './source.ts';

/** Runs what is complete of a text. Where an alias is defined, the lines below are parsed again. */
export function* runLines(on: Evaluator, text: string, take: (statements: Statement[]) => Statement[] = (statements) => statements): Fiber<Fault | undefined> {
  const { state } = on;
  for (let rest = text; ; ) {
    const parsed = parseShell(rest, state.shopts.has('expand_aliases') ? state.aliases : undefined);
    state.source = parsed.source;
    const statements = take([...parsed.statements]);
    const again = yield* untilAliased(on, statements);
    if (again === undefined) return parsed.fault;
    // Lines are counted, not characters: aliases have changed the text.
    const done = parsed.source.slice(0, again).split('\n').length;
    const lines = rest.split('\n');
    if (done >= lines.length) return undefined;
    rest = '\n'.repeat(done) + lines.slice(done).join('\n');
  }
}

/** The end of the statement whose line defined an alias, once that line has been run. */
function* untilAliased(on: Evaluator, statements: readonly Statement[]): Fiber<number | undefined> {
  const { state } = on;
  const { aliasEpoch } = state;
  let end: number | undefined;
  // The end of a statement that was given up: what follows on its line goes with it.
  let discarded: number | undefined;
  for (const statement of statements) {
    if (end !== undefined && state.source.slice(end, statement.pos).includes('\n')) return end;
    if (state.options.noexec) return undefined;
    if (discarded !== undefined && !state.source.slice(discarded, statement.pos).includes('\n')) {
      discarded = statement.end;
      continue;
    }
    discarded = undefined;
    const { loopDepth, functionDepth, heedless } = state;
    try {
      yield* on.statement(statement);
    } catch (error) {
      if (!(error instanceof DiscardLine)) throw error;
      Object.assign(state, { loopDepth, functionDepth, heedless });
      discarded = state.discarded = statement.end;
    }
    if (state.aliasEpoch !== aliasEpoch) end = statement.end;
  }
  return end;
}
