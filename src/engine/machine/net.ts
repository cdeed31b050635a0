// A machine's or Pod's view of the network: listening ports, connections, datagrams, names; the network room decides where a packet goes.
import type { Fiber, Wait } from '../sim/fiber.ts';
import type { Reader, Writer } from '../sim/stream.ts';

export type NetErrno = 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'ENOTFOUND' | 'EAI_AGAIN' | 'EADDRINUSE' | 'ECONNRESET';

/** One step of a packet's way, and what was decided there. */
export interface Hop {
  /** `workstation`, `node-2`, `service default/web`, `pod 10.244.1.7`, `dns 10.96.0.10` */
  readonly at: string;
  /** `3 endpoints, chose 10.244.1.7:80 (random)`, `refused: no endpoints`, `timeout: node-2 unreachable` */
  readonly decision: string;
}

export class NetError extends Error {
  override readonly name = 'NetError';
  readonly errno: NetErrno;
  /** How far it came, where that is known. */
  readonly way: readonly Hop[];

  constructor(errno: NetErrno, message: string = errno, way: readonly Hop[] = []) {
    super(message);
    this.errno = errno;
    this.way = way;
  }
}

export interface Address {
  readonly ip: string;
  readonly port: number;
}

/** One end of a connection. */
export interface Connection {
  readonly local: Address;
  readonly remote: Address;
  readonly reader: Reader;
  readonly writer: Writer;
  /** How it came to the other side; the caller's end has it. */
  readonly way?: readonly Hop[];
  /** What the listener offers to callers that speak with it in values instead of text: the API server to its Go clients. */
  readonly offer?: unknown;
  close(): void;
}

export interface Listener {
  readonly port: number;
  /** The next connection, or undefined when the listener is closed. */
  accept(): Fiber<Connection | undefined>;
  close(): void;
}

export interface ListenOptions {
  readonly loopback?: boolean;
  /** See Connection.offer. */
  readonly offer?: unknown;
}

/** A name that was looked up on the way to an address. */
export interface Lookup {
  readonly name: string;
  readonly way: readonly Hop[];
}

export interface ConnectOptions {
  readonly timeoutMs?: number;
  readonly lookup?: Lookup;
}

export interface Datagram {
  readonly from: Address;
  readonly text: string;
  /** How the question came to whoever answers; answers have it. */
  readonly way?: readonly Hop[];
  /** Sends an answer back the way it came. */
  reply(text: string): void;
}

export interface DatagramSocket {
  readonly port: number;
  /** To an address. Nobody says whether it arrives. Throws NetError ENETUNREACH where there is no way at all. */
  send(ip: string, port: number, text: string): void;
  /** The next datagram, or undefined when the socket is closed. Throws NetError ECONNREFUSED when what was sent met nobody. */
  receive(): Fiber<Datagram | undefined>;
  /** Wakes when `receive` has something to say. */
  readonly readable: Wait;
  close(): void;
}

/** A node's packet rules for Services, which its kube-proxy writes. */
export interface ServiceRules {
  /** From now on they follow the Services and their endpoints; what is returned ends that, and they stay as they are. */
  follow(): () => void;
  /** Services that want to be asked whether this node has endpoints of theirs. */
  healthChecks(): readonly HealthCheck[];
  /** Calls when these may have changed; what is returned ends that. */
  onHealthChecks(changed: () => void): () => void;
}

export interface HealthCheck {
  readonly port: number;
  readonly namespace: string;
  readonly name: string;
  readonly localEndpoints: number;
}

/** One network namespace. */
export interface NetStack {
  /** The address others see: '' while there is none. */
  readonly ip: string;
  /** On all addresses, or on loopback only. Throws NetError EADDRINUSE. */
  listen(port: number, options?: ListenOptions): Listener;
  /** `host` is an address or a name. Throws NetError, after the time that failure takes. */
  connect(host: string, port: number, options?: ConnectOptions): Fiber<Connection>;
  /** Addresses of a name. Throws NetError ENOTFOUND (no such name) or EAI_AGAIN (no answer). */
  resolve(name: string): Fiber<readonly string[]>;
  /** Ports that are listened on now. */
  listening(): readonly number[];
  /** A UDP socket; 0: any port. Absent where there are none. Throws NetError EADDRINUSE. */
  readonly datagrams?: ((port: number) => DatagramSocket) | undefined;
  /** On a node's own namespace only. */
  readonly serviceRules?: ServiceRules | undefined;
}
