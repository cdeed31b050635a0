// One network namespace: its listeners, and connections that the network routes for it.
import { type Fiber, Signal } from '../sim/fiber.ts';
import { Pipe } from '../sim/stream.ts';
import { type Address, type Connection, type Listener, NetError, type NetStack } from '../machine/net.ts';

/** Where a stack is: decides which addresses it can reach. */
export type Place =
  | { readonly type: 'outside'; readonly name: string }
  | { readonly type: 'node'; readonly node: string }
  | { readonly type: 'pod'; readonly node: string; readonly uid: string };

/** What the network does for a stack. */
export interface Fabric {
  connect(from: Stack, host: string, port: number, timeoutMs: number): Fiber<Connection>;
  resolve(from: Stack, name: string): Fiber<readonly string[]>;
}

interface OpenListener {
  readonly loopback: boolean;
  offer(connection: Connection): void;
}

/** Linux gives up a connection attempt after about so long (tcp_syn_retries = 6). */
const CONNECT_TIMEOUT_MS = 127_000;
const FIRST_EPHEMERAL_PORT = 32_768;

export class Stack implements NetStack {
  readonly ip: string;
  readonly place: Place;
  private readonly fabric: Fabric;
  // Made with the first: most Pods never listen.
  private listeners: Map<number, OpenListener> | undefined;
  private open: Set<Connection> | undefined;
  private nextPort = FIRST_EPHEMERAL_PORT;

  constructor(fabric: Fabric, ip: string, place: Place) {
    this.fabric = fabric;
    this.ip = ip;
    this.place = place;
  }

  listen(port: number, options: { readonly loopback?: boolean } = {}): Listener {
    const actual = port === 0 ? this.freePort() : port;
    const listeners = (this.listeners ??= new Map());
    if (listeners.has(actual)) throw new NetError('EADDRINUSE', 'Address already in use');
    const waiting: Connection[] = [];
    const arrived = new Signal();
    let closed = false;
    const own: OpenListener = {
      loopback: options.loopback ?? false,
      offer: (connection) => {
        waiting.push(connection);
        arrived.fire();
      },
    };
    listeners.set(actual, own);
    return {
      port: actual,
      *accept(): Fiber<Connection | undefined> {
        while (waiting.length === 0 && !closed) yield arrived.next;
        return waiting.shift();
      },
      close: () => {
        if (closed) return;
        closed = true;
        if (listeners.get(actual) === own) listeners.delete(actual);
        arrived.fire();
      },
    };
  }

  connect(host: string, port: number, options: { readonly timeoutMs?: number } = {}): Fiber<Connection> {
    return this.fabric.connect(this, host, port, options.timeoutMs ?? CONNECT_TIMEOUT_MS);
  }

  resolve(name: string): Fiber<readonly string[]> {
    return this.fabric.resolve(this, name);
  }

  listening(): readonly number[] {
    return [...(this.listeners?.keys() ?? [])].sort((a, b) => a - b);
  }

  /** A connection from `client` to a port here; undefined where nobody listens. */
  accept(client: Stack, port: number, options: { readonly from?: string; readonly loopback?: boolean } = {}): Connection | undefined {
    const listener = this.listeners?.get(port);
    if (!listener || (listener.loopback && !options.loopback)) return undefined;
    const near: Address = { ip: options.loopback ? '127.0.0.1' : (options.from ?? client.ip), port: client.ephemeralPort() };
    const far: Address = { ip: options.loopback ? '127.0.0.1' : this.ip, port };
    const up = new Pipe();
    const down = new Pipe();
    const end = (owner: Stack, local: Address, remote: Address, reader: Pipe, writer: Pipe): Connection => {
      const connection: Connection = {
        local,
        remote,
        reader,
        writer,
        close: () => {
          owner.open?.delete(connection);
          writer.end();
          reader.cancel();
        },
      };
      (owner.open ??= new Set()).add(connection);
      return connection;
    };
    listener.offer(end(this, far, near, up, down));
    return end(client, near, far, down, up);
  }

  /** The namespace is gone: listeners close, connections break. */
  destroy(): void {
    this.listeners?.clear();
    for (const connection of [...(this.open ?? [])]) connection.close();
  }

  private ephemeralPort(): number {
    if (this.nextPort > 60_999) this.nextPort = FIRST_EPHEMERAL_PORT;
    return this.nextPort++;
  }

  private freePort(): number {
    let port = this.ephemeralPort();
    while (this.listeners?.has(port)) port = this.ephemeralPort();
    return port;
  }
}
