// The page's end of the wire: starts the worker, sends what a person does, and hands out what comes back.
import type { CallAnswer, CallArgument, CallName, FromWorker, StartMode, StepSize, ToWorker, WireRequest, WireResponse } from './protocol.ts';

type Message<T extends FromWorker['type']> = Extract<FromWorker, { readonly type: T }>;
type Listener<T extends FromWorker['type']> = (message: Message<T>) => void;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class EngineClient {
  private worker: Worker | undefined;
  private readonly listeners = new Map<string, Set<(message: FromWorker) => void>>();
  private readonly waiting = new Map<number, Waiting>();
  private nextCall = 1;
  private nextStream = Date.now();

  /** Starts (or starts again) the engine. */
  start(mode: StartMode, seed?: number): void {
    this.stop();
    const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'kubarium-engine' });
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.receive(event.data);
    worker.onerror = (event) => this.emit({ type: 'crashed', message: event.message || 'the engine could not be loaded', seed: seed ?? 0 });
    this.worker = worker;
    this.send({ type: 'start', mode, nowMs: Date.now(), ...(seed === undefined ? {} : { seed }) });
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(new Error('the engine was stopped'));
    this.waiting.clear();
  }

  on<T extends FromWorker['type']>(type: T, listener: Listener<T>): () => void {
    const set = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, set);
    const entry = listener as (message: FromWorker) => void;
    set.add(entry);
    return () => void set.delete(entry);
  }

  call<N extends CallName>(name: N, argument: CallArgument<N>): Promise<CallAnswer<N>> {
    const id = this.nextCall++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.send({ type: 'call', id, name, argument });
    });
  }

  request(request: WireRequest): Promise<WireResponse> {
    return this.call('api', request);
  }

  /** Follows the log of a container; the returned function stops that. */
  followLog(path: string, query: Readonly<Record<string, string>>, sink: { text(text: string): void; ended(error: string): void }): () => void {
    const stream = this.nextStream++;
    const offs = [
      this.on('log-text', (message) => message.stream === stream && sink.text(message.text)),
      this.on('log-ended', (message) => message.stream === stream && sink.ended(message.error)),
    ];
    this.send({ type: 'open-log', stream, path, query });
    return () => {
      for (const off of offs) off();
      this.send({ type: 'close-log', stream });
    };
  }

  setPace(speed: number, paused: boolean): void {
    this.send({ type: 'pace', speed, paused });
  }

  step(size: StepSize): void {
    this.send({ type: 'step', size });
  }

  send(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  private receive(message: FromWorker): void {
    if (message.type === 'answer' || message.type === 'refused') {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.type === 'answer') waiting?.resolve(message.value);
      else waiting?.reject(new Error(message.message));
      return;
    }
    this.emit(message);
  }

  private emit(message: FromWorker): void {
    for (const listener of this.listeners.get(message.type) ?? []) listener(message);
  }
}
