// The datagram sockets of one network namespace.
import { type Fiber, Signal, type Wait } from '../sim/fiber.ts';
import { type Address, type Datagram, type DatagramSocket, NetError } from '../machine/net.ts';

type Send = (to: Address, text: string, refused: () => void) => void;

/** What a full receive buffer holds; more is lost, as UDP's is. */
const BUFFERED = 1000;

export class Sockets {
  private readonly byPort = new Map<number, Socket>();

  has(port: number): boolean {
    return this.byPort.has(port);
  }

  open(port: number, send: Send): DatagramSocket {
    if (this.byPort.has(port)) throw new NetError('EADDRINUSE', 'Address already in use');
    const socket = new Socket(port, send, () => {
      if (this.byPort.get(port) === socket) this.byPort.delete(port);
    });
    this.byPort.set(port, socket);
    return socket;
  }

  deliver(port: number, datagram: Datagram): boolean {
    const socket = this.byPort.get(port);
    socket?.take(datagram);
    return socket !== undefined;
  }

  clear(): void {
    for (const socket of [...this.byPort.values()]) socket.close();
  }
}

class Socket implements DatagramSocket {
  readonly port: number;
  private readonly sender: Send;
  private readonly closing: () => void;
  private readonly waiting: Datagram[] = [];
  private readonly came = new Signal();
  private refusals = 0;
  private closed = false;

  constructor(port: number, sender: Send, closing: () => void) {
    this.port = port;
    this.sender = sender;
    this.closing = closing;
  }

  readonly readable: Wait = {
    arm: (waiter) => {
      if (this.waiting.length === 0 && this.refusals === 0 && !this.closed) return this.came.next.arm(waiter);
      waiter.wake();
      return undefined;
    },
  };

  send(ip: string, port: number, text: string): void {
    this.sender({ ip, port }, text, () => {
      this.refusals++;
      this.came.fire();
    });
  }

  *receive(): Fiber<Datagram | undefined> {
    while (this.waiting.length === 0 && this.refusals === 0 && !this.closed) yield this.came.next;
    if (this.refusals > 0) {
      this.refusals = 0;
      throw new NetError('ECONNREFUSED', 'Connection refused');
    }
    return this.waiting.shift();
  }

  take(datagram: Datagram): void {
    if (this.closed || this.waiting.length >= BUFFERED) return;
    this.waiting.push(datagram);
    this.came.fire();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.closing();
    this.came.fire();
  }
}
