// What exec, attach and port-forward sessions of the engine have to say, whatever carries it (k8s.io/kubelet/pkg/cri/streaming).
import { StringDecoder } from 'node:string_decoder';
import type { ExecSession, PortForwardSession } from '../engine/client/api.ts';
import type { Clock } from '../engine/sim/clock.ts';
import type { Fiber } from '../engine/sim/fiber.ts';
import type { Reader, Writer } from '../engine/sim/stream.ts';
import type { Runner } from './runner.ts';

export interface Outgoing {
  write(text: string): void;
  end(): void;
}

export type OutgoingName = 'stdout' | 'stderr' | 'error';

/** Copies what a session prints to its streams, as they come to be there, and its Status at last to the error stream. */
export function* runSession(clock: Clock, session: ExecSession, streamOf: (name: OutgoingName) => Fiber<Outgoing>): Fiber<void> {
  function* copy(from: Reader, name: OutgoingName): Fiber<void> {
    const stream = yield* streamOf(name);
    for (let text = yield* from.read(); text !== undefined; text = yield* from.read()) stream.write(text);
    stream.end();
  }
  // Complaints first: `kubectl cp` ends with the archive and shows only what was said until then.
  const copies = [session.stderr && clock.spawn(copy(session.stderr, 'stderr'), 'exec stderr'), session.stdout && clock.spawn(copy(session.stdout, 'stdout'), 'exec stdout')];
  const status = yield* session.wait();
  for (const task of copies) if (task) yield* task.join();
  const error = yield* streamOf('error');
  error.write(JSON.stringify(status));
  error.end();
}

/** Bytes, cut anywhere, as text for a writer that may not be there yet. */
export class Incoming {
  private readonly decoder = new StringDecoder('utf8');
  private early = '';
  private over = false;
  private writer: Writer | undefined;
  private readonly runner: Runner;

  constructor(runner: Runner, writer?: Writer) {
    this.runner = runner;
    this.writer = writer;
  }

  /** From within the engine. */
  attach(writer: Writer): void {
    this.writer = writer;
    if (this.early !== '') writer.push(this.early);
    this.early = '';
    if (this.over) writer.end();
  }

  data(bytes: Buffer): void {
    const text = this.decoder.write(bytes);
    if (this.writer) this.runner.outside(() => this.writer?.push(text));
    else this.early += text;
  }

  end(): void {
    this.over = true;
    this.runner.outside(() => this.writer?.end());
  }
}

/** One forwarded connection: text both ways until the Pod's end closes it, or why it could not be made. */
export function* runForward(session: PortForwardSession, port: number, incoming: Incoming, data: Outgoing, error: Outgoing): Fiber<void> {
  const connection = yield* session.connect(port);
  if (typeof connection === 'string') error.write(connection);
  else {
    incoming.attach(connection.writer);
    for (let text = yield* connection.reader.read(); text !== undefined; text = yield* connection.reader.read()) data.write(text);
  }
  data.end();
  error.end();
}
