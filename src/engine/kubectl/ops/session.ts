// Connects this process's terminal or streams with a command in a container (kubectl/pkg/cmd/exec, client-go/tools/remotecommand).
import { type Json, isObject } from '../../base/json.ts';
import type { ExecSession } from '../../client/api.ts';
import { ApiError } from '../../kube/api-error.ts';
import { type Fiber, type FirstOf, firstOf } from '../../sim/fiber.ts';
import { CliError, Exit } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import type { Query } from '../../client/api.ts';

export interface SessionOptions {
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

/** Opens an exec or attach. @throws CliError `unable to upgrade connection: …` */
export function* openSession(ctx: Invocation, path: string, query: Query): Fiber<ExecSession> {
  try {
    const { body } = yield* ctx.rest().send('POST', path, { query });
    if (body.type === 'exec') return body.session;
  } catch (error) {
    if (error instanceof ApiError && error.code === 400) throw new CliError(`unable to upgrade connection: ${error.message}`);
    throw error;
  }
  throw new CliError('unable to upgrade connection: the server did not open a session');
}

/** Copies until the remote side ends; the exit code is the remote command's. */
export function* runSession(ctx: Invocation, session: ExecSession, options: SessionOptions): Fiber<number> {
  const { process } = ctx;
  const { tty } = process;
  const wasRaw = tty?.raw ?? false;
  if (options.tty && tty) {
    tty.raw = true;
    session.resize(tty.columns, tty.rows);
  }
  try {
    yield* copy(ctx, session, options);
    return exitCodeOf(yield* session.wait());
  } finally {
    if (options.tty && tty) tty.raw = wasRaw;
    session.close();
  }
}

function* copy(ctx: Invocation, session: ExecSession, options: SessionOptions): Fiber<void> {
  const { process } = ctx;
  const outputs = [
    { from: session.stdout, to: process.stdout },
    { from: session.stderr, to: process.stderr },
  ].flatMap(({ from, to }) => (from ? [{ from, to, done: false }] : []));
  let stdin = options.stdin ? process.stdin : undefined;
  for (;;) {
    const open = outputs.filter((o) => !o.done);
    if (open.length === 0) return;
    const resized = options.tty && process.tty ? [process.tty.resized.next] : [];
    const waits = [...open.map((o) => o.from.readable), ...resized, ...(stdin ? [stdin.readable] : [])];
    const first: FirstOf = yield* firstOf(...waits);
    if (resized.length && first.index === open.length && process.tty) session.resize(process.tty.columns, process.tty.rows);
    for (const output of open) {
      const text = output.from.poll();
      if (text !== undefined && !(yield* output.to.write(text))) throw new Exit(141);
      if (output.from.ended) output.done = true;
    }
    if (!stdin) continue;
    const typed = stdin.poll();
    if (typed !== undefined) session.stdin?.push(typed);
    if (stdin.ended) {
      session.stdin?.end();
      stdin = undefined;
    }
  }
}

/** The Status of the error channel as an exit code. @throws CliError where it was no exit */
function exitCodeOf(status: Json): number {
  if (!isObject(status) || status['status'] !== 'Failure') return 0;
  const details = isObject(status['details']) ? status['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'] : [];
  const exit = causes.find((c) => isObject(c) && c['reason'] === 'ExitCode');
  if (status['reason'] === 'NonZeroExitCode' && exit && isObject(exit)) return Number(exit['message']);
  throw new CliError(String(status['message'] ?? 'the connection was closed'));
}
