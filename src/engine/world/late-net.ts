// The workstation's network before the cluster is there: whoever wants to go somewhere waits until it is.
import { type Connection, type ConnectOptions, type DatagramSocket, type Listener, type ListenOptions, NetError, type NetStack } from '../machine/net.ts';
import { type Fiber, Once } from '../sim/fiber.ts';

export class LateNet implements NetStack {
  private readonly stack = new Once<NetStack>();

  /** The network is there. */
  join(stack: NetStack): void {
    this.stack.settle(stack);
  }

  get ip(): string {
    return this.stack.value?.ip ?? '';
  }

  listen(port: number, options?: ListenOptions): Listener {
    if (!this.stack.value) throw new NetError('ENETUNREACH', 'Network is unreachable');
    return this.stack.value.listen(port, options);
  }

  *connect(host: string, port: number, options?: ConnectOptions): Fiber<Connection> {
    return yield* (yield* this.there()).connect(host, port, options);
  }

  *resolve(name: string): Fiber<readonly string[]> {
    return yield* (yield* this.there()).resolve(name);
  }

  listening(): readonly number[] {
    return this.stack.value?.listening() ?? [];
  }

  get datagrams(): ((port: number) => DatagramSocket) | undefined {
    const stack = this.stack.value;
    return stack?.datagrams && ((port) => (stack as { datagrams(port: number): DatagramSocket }).datagrams(port));
  }

  private *there(): Fiber<NetStack> {
    return this.stack.value ?? (yield* this.stack.wait());
  }
}
