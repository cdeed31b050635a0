// One network namespace: its listeners and datagram sockets, and connections that the network routes for it.
import { type Fiber, Signal } from '../sim/fiber.ts';
import { Pipe } from '../sim/stream.ts';
import { type Address, type Connection, type ConnectOptions, type DatagramSocket, type Hop, type Listener, type ListenOptions, NetError, type NetStack, type ServiceRules } from '../machine/net.ts';
import { Sockets } from './sockets.ts';

/** Where a stack is: decides which addresses it can reach. `inside`: no node, but with a way to the cluster's own addresses, as a control plane has. */
export type Place =
  | { readonly type: 'outside'; readonly name: string; readonly inside?: boolean }
  | { readonly type: 'node'; readonly node: string }
  | { readonly type: 'pod'; readonly node: string; readonly uid: string };

/** What the network does for a stack. */
export interface Fabric {
  connect(from: Stack, host: string, port: number, options: ConnectOptions): Fiber<Connection>;
  resolve(from: Stack, name: string): Fiber<readonly string[]>;
  /** Throws NetError ENETUNREACH; `refused` is called when it meets nobody. */
  send(from: Stack, fromPort: number, to: Address, text: string, refused: () => void): void;
}

interface OpenListener {
  readonly loopback: boolean;
  readonly offer: unknown;
  take(connection: Connection): void;
}

const FIRST_EPHEMERAL_PORT = 32_768;

export class Stack implements NetStack {
  readonly ip: string;
  readonly place: Place;
  readonly serviceRules: ServiceRules | undefined;
  private readonly fabric: Fabric;
  // Made with the first: most Pods never listen.
  private listeners: Map<number, OpenListener> | undefined;
  private sockets: Sockets | undefined;
  private open: Set<Connection> | undefined;
  private nextPort = FIRST_EPHEMERAL_PORT;

  constructor(fabric: Fabric, ip: string, place: Place, serviceRules?: ServiceRules) {
    this.fabric = fabric;
    this.ip = ip;
    this.place = place;
    this.serviceRules = serviceRules;
  }

  listen(port: number, options: ListenOptions = {}): Listener {
    const actual = port === 0 ? this.freePort() : port;
    const listeners = (this.listeners ??= new Map());
    if (listeners.has(actual)) throw new NetError('EADDRINUSE', 'Address already in use');
    const waiting: Connection[] = [];
    const arrived = new Signal();
    let closed = false;
    const own: OpenListener = {
      loopback: options.loopback ?? false,
      offer: options.offer,
      take: (connection) => {
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

  connect(host: string, port: number, options: ConnectOptions = {}): Fiber<Connection> {
    return this.fabric.connect(this, host, port, options);
  }

  resolve(name: string): Fiber<readonly string[]> {
    return this.fabric.resolve(this, name);
  }

  listening(): readonly number[] {
    return [...(this.listeners?.keys() ?? [])].sort((a, b) => a - b);
  }

  datagrams(port: number): DatagramSocket {
    const sockets = (this.sockets ??= new Sockets());
    let actual = port;
    while (actual === 0 || (port === 0 && sockets.has(actual))) actual = this.ephemeralPort();
    return sockets.open(actual, (to, text, refused) => this.fabric.send(this, actual, to, text, refused));
  }

  /** A datagram for a port here; false where nobody has it. */
  deliver(port: number, from: Address, text: string, reply: (text: string) => void, way?: readonly Hop[]): boolean {
    return this.sockets?.deliver(port, { from, text, reply, ...(way ? { way } : {}) }) ?? false;
  }

  /** A connection from `client` to a port here; undefined where nobody listens. */
  accept(client: Stack, port: number, options: { readonly from?: string; readonly loopback?: boolean; readonly way?: readonly Hop[] } = {}): Connection | undefined {
    const listener = this.listeners?.get(port);
    if (!listener || (listener.loopback && !options.loopback)) return undefined;
    const near: Address = { ip: options.loopback ? '127.0.0.1' : (options.from ?? client.ip), port: client.ephemeralPort() };
    const far: Address = { ip: options.loopback ? '127.0.0.1' : this.ip, port };
    const up = new Pipe();
    const down = new Pipe();
    const end = (owner: Stack, local: Address, remote: Address, reader: Pipe, writer: Pipe, more: Pick<Connection, 'way' | 'offer'>): Connection => {
      const connection: Connection = {
        local,
        remote,
        reader,
        writer,
        ...more,
        close: () => {
          owner.open?.delete(connection);
          writer.end();
          reader.cancel();
        },
      };
      (owner.open ??= new Set()).add(connection);
      return connection;
    };
    listener.take(end(this, far, near, up, down, {}));
    return end(client, near, far, down, up, { ...(options.way ? { way: options.way } : {}), ...(listener.offer === undefined ? {} : { offer: listener.offer }) });
  }

  /** The namespace is gone: listeners close, connections break. */
  destroy(): void {
    this.listeners?.clear();
    this.sockets?.clear();
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
