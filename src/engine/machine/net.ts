// A machine's or Pod's view of the network: listening ports, connections, names; the network room decides where a packet goes.
import type { Fiber } from '../sim/fiber.ts';
import type { Reader, Writer } from '../sim/stream.ts';

export type NetErrno = 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'ENOTFOUND' | 'EAI_AGAIN' | 'EADDRINUSE' | 'ECONNRESET';

export class NetError extends Error {
  override readonly name = 'NetError';
  readonly errno: NetErrno;

  constructor(errno: NetErrno, message: string = errno) {
    super(message);
    this.errno = errno;
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
  close(): void;
}

export interface Listener {
  readonly port: number;
  /** The next connection, or undefined when the listener is closed. */
  accept(): Fiber<Connection | undefined>;
  close(): void;
}

/** One network namespace. */
export interface NetStack {
  /** The address others see: '' while there is none. */
  readonly ip: string;
  /** On all addresses, or on loopback only. Throws NetError EADDRINUSE. */
  listen(port: number, options?: { readonly loopback?: boolean }): Listener;
  /** `host` is an address or a name. Throws NetError, after the time that failure takes. */
  connect(host: string, port: number, options?: { readonly timeoutMs?: number }): Fiber<Connection>;
  /** Addresses of a name. Throws NetError ENOTFOUND (no such name) or EAI_AGAIN (no answer). */
  resolve(name: string): Fiber<readonly string[]>;
  /** Ports that are listened on now. */
  listening(): readonly number[];
}
