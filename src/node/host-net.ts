// The computer's own network as an engine NetStack: what `kubectl port-forward` listens on.
import dns from 'node:dns';
import net from 'node:net';
import { type Fiber, Signal, type Wait } from '../engine/sim/fiber.ts';
import { Pipe } from '../engine/sim/stream.ts';
import { type Connection, type Listener, NetError, type NetErrno, type NetStack } from '../engine/machine/net.ts';
import type { Runner } from './runner.ts';

/** Text of the engine and bytes of a socket: one character a byte, so that nothing is lost either way. */
const ENCODING = 'latin1';

function connectionOf(socket: net.Socket, runner: Runner): Connection {
  const reader = new Pipe(Infinity);
  socket.setEncoding(ENCODING);
  socket.on('data', (text: string) => void runner.outside(() => reader.push(text)));
  socket.on('close', () => runner.outside(() => reader.end()));
  socket.on('error', () => runner.outside(() => reader.end()));
  const writer = {
    *write(text: string): Fiber<boolean> {
      return writer.push(text);
    },
    push: (text: string): boolean => !socket.destroyed && (socket.write(text, ENCODING), true),
    end: (): void => void socket.end(),
    get broken(): boolean {
      return socket.destroyed;
    },
  };
  return {
    local: { ip: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    remote: { ip: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
    reader,
    writer,
    close: () => void socket.destroy(),
  };
}

/** Waits for something that Node answers with a callback. */
export function outside<T>(runner: Runner, start: (done: (value: T) => void, failed: (error: unknown) => void) => void): Wait {
  return {
    arm: ({ wake, fail }) => {
      start(
        (value) => runner.outside(() => wake(value)),
        (error) => runner.outside(() => fail(error)),
      );
      return undefined;
    },
  };
}

export class HostNet implements NetStack {
  readonly ip = '127.0.0.1';
  private readonly ports = new Set<number>();
  private readonly runner: Runner;

  constructor(runner: Runner) {
    this.runner = runner;
  }

  listen(port: number, options: { readonly loopback?: boolean } = {}): Listener {
    const waiting: Connection[] = [];
    const arrived = new Signal();
    let closed = false;
    const server = net.createServer((socket) =>
      this.runner.outside(() => {
        waiting.push(connectionOf(socket, this.runner));
        arrived.fire();
      }),
    );
    server.on('error', () => this.runner.outside(() => close()));
    server.listen(port, options.loopback ? '127.0.0.1' : undefined);
    const actual = (server.address() as net.AddressInfo | null)?.port ?? port;
    this.ports.add(actual);
    const close = (): void => {
      closed = true;
      this.ports.delete(actual);
      server.close();
      arrived.fire();
    };
    return {
      port: actual,
      *accept(): Fiber<Connection | undefined> {
        while (waiting.length === 0 && !closed) yield arrived.next;
        return waiting.shift();
      },
      close,
    };
  }

  *connect(host: string, port: number): Fiber<Connection> {
    return (yield outside<Connection>(this.runner, (done, failed) => {
      const socket = net.connect(port, host, () => done(connectionOf(socket, this.runner)));
      socket.once('error', (error: NodeJS.ErrnoException) => failed(new NetError((error.code ?? 'ECONNREFUSED') as NetErrno, error.message)));
    })) as Connection;
  }

  *resolve(name: string): Fiber<readonly string[]> {
    return (yield outside<readonly string[]>(this.runner, (done, failed) => {
      dns.lookup(name, { all: true }, (error, found) => (error ? failed(new NetError('ENOTFOUND', error.message)) : done(found.map((a) => a.address))));
    })) as readonly string[];
  }

  listening(): readonly number[] {
    return [...this.ports];
  }
}
