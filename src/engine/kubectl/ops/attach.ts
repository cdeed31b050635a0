// Attaching to the running process of a container, for `attach` and `run -i` (kubectl/pkg/cmd/attach/attach.go).
import type { JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { containerOf, textAt } from './pods.ts';
import { openSession, runSession } from './session.ts';

export interface AttachOptions {
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

export function* attachTo(ctx: Invocation, pod: JsonObject, options: AttachOptions): Fiber<number> {
  const phase = textAt(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') throw new CliError(`cannot attach a container in a completed pod; current phase is ${phase}`);
  const container = containerOf(ctx, pod, options.container, options.quiet);
  let { tty } = options;
  if (tty && container['tty'] !== true) {
    tty = false;
    if (!options.quiet) ctx.err(`error: Unable to use a TTY - container ${String(container['name'])} did not allocate one\n`);
  } else if (options.stdin && container['tty'] === true && ctx.process.tty && options.tty) tty = true;
  if (!options.quiet) {
    ctx.err('All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n');
    ctx.err("If you don't see a command prompt, try pressing enter.\n");
  }
  const query = { container: String(container['name']), stdout: 'true', ...(tty ? { tty: 'true' } : { stderr: 'true' }), ...(options.stdin ? { stdin: 'true' } : {}) };
  const session = yield* openSession(ctx, `/api/v1/namespaces/${textAt(pod, 'metadata', 'namespace')}/pods/${textAt(pod, 'metadata', 'name')}/attach`, query);
  return yield* runSession(ctx, session, { ...options, tty });
}
