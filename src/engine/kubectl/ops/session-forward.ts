// Local ports that lead into a Pod (client-go/tools/portforward).
import type { PortForwardSession } from '../../client/api.ts';
import { type Listener, NetError } from '../../machine/net.ts';
import { type Fiber, Once, type Wait, firstOf } from '../../sim/fiber.ts';
import type { Reader, Writer } from '../../sim/stream.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';

export interface ForwardedPort {
  readonly local: number;
  readonly remote: number;
}

/** Listens on each port and forwards until the process is ended. */
export function* forwardPorts(ctx: Invocation, session: PortForwardSession, ports: readonly ForwardedPort[]): Fiber<number> {
  const listeners: Listener[] = [];
  const lost = new Once<string>();
  const tasks: { kill(): void }[] = [];
  try {
    for (const port of ports) {
      const listener = listen(ctx, port);
      listeners.push(listener);
      ctx.out(`Forwarding from 127.0.0.1:${listener.port} -> ${port.remote}\nForwarding from [::1]:${listener.port} -> ${port.remote}\n`);
      tasks.push(ctx.process.clock.spawn(accept(ctx, session, listener, port, lost), `port-forward ${listener.port}`));
    }
    yield* lost.wait();
    ctx.err(`error: lost connection to pod\n`);
    return 1;
  } finally {
    for (const task of tasks) task.kill();
    for (const listener of listeners) listener.close();
    session.close();
  }
}

function listen(ctx: Invocation, port: ForwardedPort): Listener {
  try {
    return ctx.process.net.listen(port.local, { loopback: true });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new CliError(`unable to listen on any of the requested ports: [{${port.local} ${port.remote}}]`);
  }
}

function* accept(ctx: Invocation, session: PortForwardSession, listener: Listener, port: ForwardedPort, lost: Once<string>): Fiber<void> {
  for (;;) {
    const connection = yield* listener.accept();
    if (!connection) return;
    ctx.out(`Handling connection for ${listener.port}\n`);
    ctx.process.clock.spawn(serve(ctx, session, connection, port, lost), `connection to ${port.remote}`);
  }
}

interface Local {
  readonly reader: Reader;
  readonly writer: Writer;
  close(): void;
}

function* serve(ctx: Invocation, session: PortForwardSession, local: Local, port: ForwardedPort, lost: Once<string>): Fiber<void> {
  const remote = yield* session.connect(port.remote);
  if (typeof remote === 'string') {
    ctx.klog('E', 'portforward.go:424', `"Unhandled Error" err=${JSON.stringify(`an error occurred forwarding ${port.local} -> ${port.remote}: error forwarding port ${port.remote} to pod: ${remote}`)}`);
    local.close();
    lost.settle(remote);
    return;
  }
  yield* pump(local, remote);
  local.close();
}

/** Copies both ways until both sides have ended. */
function* pump(a: Pick<Local, 'reader' | 'writer'>, b: Pick<Local, 'reader' | 'writer'>): Fiber<void> {
  const ways = [
    { from: a.reader, to: b.writer, over: false },
    { from: b.reader, to: a.writer, over: false },
  ];
  // The answer's end ends the conversation: HTTP clients wait for it.
  while (!(ways[1] as { over: boolean }).over) {
    const waits: Wait[] = ways.filter((w) => !w.over).map((w) => w.from.readable);
    yield* firstOf(...waits);
    for (const way of ways) {
      const text = way.from.poll();
      if (text !== undefined && !(yield* way.to.write(text))) way.over = true;
      if (!way.over && way.from.ended) {
        way.to.end();
        way.over = true;
      }
    }
  }
}
