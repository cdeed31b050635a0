// A network stack that is alone in the world: loopback only, for machines without a network and for tests.
import { type Fiber, Signal } from '../sim/fiber.ts';
import { Pipe } from '../sim/stream.ts';
import { type Connection, type Listener, NetError, type NetStack } from './net.ts';

/** The two ends of a connection. */
export function connectionPair(client: Connection['local'], server: Connection['local']): readonly [Connection, Connection] {
  const up = new Pipe();
  const down = new Pipe();
  const end = (local: Connection['local'], remote: Connection['local'], reader: Pipe, writer: Pipe): Connection => ({
    local, remote, reader, writer,
    close: () => {
      writer.end();
      reader.cancel();
    },
  });
  return [end(client, server, down, up), end(server, client, up, down)];
}

export function loopbackNet(ip = '127.0.0.1'): NetStack {
  const listeners = new Map<number, (connection: Connection) => void>();
  let nextPort = 32_768;
  return {
    ip,
    listen(port): Listener {
      if (listeners.has(port)) throw new NetError('EADDRINUSE', 'Address already in use');
      const waiting: Connection[] = [];
      const came = new Signal();
      let closed = false;
      listeners.set(port, (connection) => {
        waiting.push(connection);
        came.fire();
      });
      return {
        port,
        *accept(): Fiber<Connection | undefined> {
          while (waiting.length === 0 && !closed) yield came.next;
          return waiting.shift();
        },
        close: () => {
          if (closed) return;
          closed = true;
          listeners.delete(port);
          came.fire();
        },
      };
    },
    *connect(host, port): Fiber<Connection> {
      if (!/^[\d.:]+$/.test(host) && host !== 'localhost') throw new NetError('ENOTFOUND', `Could not resolve host: ${host}`);
      const accept = host === ip || host === 'localhost' || host.startsWith('127.') ? listeners.get(port) : undefined;
      if (!accept) throw new NetError('ECONNREFUSED', 'Connection refused');
      const [client, server] = connectionPair({ ip: '127.0.0.1', port: nextPort++ }, { ip: '127.0.0.1', port });
      accept(server);
      return client;
    },
    *resolve(name): Fiber<readonly string[]> {
      if (name === 'localhost') return ['127.0.0.1'];
      throw new NetError('ENOTFOUND', `Could not resolve host: ${name}`);
    },
    listening: () => [...listeners.keys()],
  };
}
