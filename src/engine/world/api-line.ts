// The way from one process to the API server: it can be cut, and then says what Go's net package says and ends the watches that ran over it.
import { type ApiRequest, type ApiResponse, type ApiStream, type Caller, type PatientApi, TransportError, type WatchEvent } from '../client/api.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';

interface Sink {
  item(value: WatchEvent): void;
  end(): void;
}

/** A watch over the line: events go straight from the server to the listener, only the end can come from here. */
class LineWatch implements ApiStream<WatchEvent> {
  private sink: Sink | undefined;
  private readonly stream: ApiStream<WatchEvent>;
  private readonly open: Set<LineWatch>;

  constructor(stream: ApiStream<WatchEvent>, open: Set<LineWatch>) {
    this.stream = stream;
    this.open = open;
    open.add(this);
  }

  listen(sink: Sink): void {
    this.sink = sink;
    this.stream.listen(sink);
  }

  close(): void {
    this.open.delete(this);
    this.stream.close();
  }

  break(clock: Clock): void {
    this.close();
    const { sink } = this;
    if (sink) clock.soon(() => sink.end());
  }
}

export class ApiLine implements PatientApi {
  private readonly cuts = new Map<string, string>();
  private readonly open = new Set<LineWatch>();
  /** What is said while it is cut. */
  private error: string | undefined;
  private readonly clock: Clock;
  private readonly api: PatientApi;

  constructor(clock: Clock, api: PatientApi) {
    this.clock = clock;
    this.api = api;
  }

  get isCut(): boolean {
    return this.error !== undefined;
  }

  /** @param why of several reasons each has to be mended */
  cut(why: string, error: string): void {
    this.cuts.set(why, error);
    this.error ??= error;
    for (const watch of [...this.open]) watch.break(this.clock);
  }

  mend(why: string): void {
    this.cuts.delete(why);
    [this.error] = this.cuts.values();
  }

  /** @throws TransportError while the line is cut */
  request(request: ApiRequest, caller: Caller): ApiResponse {
    if (this.error !== undefined) throw new TransportError(this.error);
    return this.carried(this.api.request(request, caller));
  }

  /** @throws TransportError while the line is cut, also when that happens before the answer has come */
  *ask(request: ApiRequest, caller: Caller): Fiber<ApiResponse> {
    if (this.error !== undefined) throw new TransportError(this.error);
    const response = yield* this.api.ask(request, caller);
    if (this.error !== undefined) throw new TransportError(this.error);
    return this.carried(response);
  }

  private carried(response: ApiResponse): ApiResponse {
    const { body } = response;
    return body.type === 'watch' ? { ...response, body: { type: 'watch', stream: new LineWatch(body.stream, this.open) } } : response;
  }
}
