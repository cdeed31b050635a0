// The page's end of the wire: starts the worker, sends what a person does, hands out what comes back, and notices when the worker is gone.
import type { CallAnswer, CallArgument, CallName, FromWorker, Input, StartOptions, StepSize, ToWorker, WireRequest, WireResponse } from './protocol.ts';

type Message<T extends FromWorker['type']> = Extract<FromWorker, { readonly type: T }>;
type Listener<T extends FromWorker['type']> = (message: Message<T>) => void;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const PING_MS = 3000;
/** So long the worker may be silent; its slices of work take milliseconds. */
const SILENT_MS = 12_000;

export class EngineClient {
  private worker: Worker | undefined;
  private readonly listeners = new Map<string, Set<(message: FromWorker) => void>>();
  private readonly waiting = new Map<number, Waiting>();
  private nextCall = 1;
  private nextStream = Date.now();
  private heardMs = 0;
  private pinger: ReturnType<typeof setInterval> | undefined;
  /** The log of a session that only the worker's memory keeps. */
  private log: Input[] = [];

  /** Starts (or starts again) the engine. */
  start(options: StartOptions): void {
    this.stop();
    this.log = [];
    const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'kubarium-engine' });
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.receive(event.data);
    worker.onerror = (event) => this.fail(event.message || 'the engine could not be loaded');
    this.worker = worker;
    this.send({ type: 'start', ...options, nowMs: Date.now() });
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
    clearInterval(this.pinger);
    for (const { reject } of this.waiting.values()) reject(new Error('the engine was stopped'));
    this.waiting.clear();
  }

  /** What was typed in a session that is not kept; empty for one that is. */
  get unsaved(): readonly Input[] {
    return this.log;
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
    this.heardMs = performance.now();
    switch (message.type) {
      case 'answer':
      case 'refused': {
        const waiting = this.waiting.get(message.id);
        this.waiting.delete(message.id);
        if (message.type === 'answer') waiting?.resolve(message.value);
        else waiting?.reject(new Error(message.message));
        return;
      }
      case 'pong':
        return;
      case 'logged':
        this.log.push(message.input);
        return;
      case 'storage':
        this.log = [];
        break;
      case 'ready':
        this.watch();
        break;
      case 'crashed':
        clearInterval(this.pinger);
        break;
      default:
    }
    this.emit(message);
  }

  /** A worker that hangs or was taken away by the browser says nothing: it is asked now and then. */
  private watch(): void {
    clearInterval(this.pinger);
    let asked = performance.now();
    this.pinger = setInterval(() => {
      const now = performance.now();
      // The page itself slept (a laptop was closed, a tab was frozen): ask again before complaining.
      if (now - asked > PING_MS * 2) this.heardMs = now;
      asked = now;
      if (now - this.heardMs > SILENT_MS) this.fail('the engine does not answer');
      else this.send({ type: 'ping' });
    }, PING_MS);
  }

  private fail(message: string): void {
    const { waiting } = this;
    clearInterval(this.pinger);
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
    this.emit({ type: 'crashed', message, seed: 0 });
  }

  private emit(message: FromWorker): void {
    for (const listener of this.listeners.get(message.type) ?? []) listener(message);
  }
}
