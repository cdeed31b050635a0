// Requests that must ask somebody over the network before they can be answered: webhooks and proxies. Such a request is tried, finds what it lacks, and is tried again from the start when that is there.
import { type ApiRequest, type ApiResponse, type Caller, TransportError } from '../client/api.ts';
import type { NetStack } from '../machine/net.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';

/** What a request has been told over the network so far, by what it asked. */
export type Known = ReadonlyMap<string, unknown>;
const nothing: Known = new Map();

/** Thrown where a request needs what it does not know yet; nothing has been written by then. */
export class Waits extends Error {
  readonly key: string;
  readonly work: (net: NetStack | undefined) => Fiber<unknown>;

  constructor(key: string, work: (net: NetStack | undefined) => Fiber<unknown>) {
    super('the request waits for an answer over the network');
    this.key = key;
    this.work = work;
  }
}

/** One try: whether the caller can wait, what was known, and, from the second on, the seed that every try draws from, so that all see the same names and uids. */
export type Attempt = (request: ApiRequest, caller: Caller, known: Known, seed: string | undefined, patient: boolean) => ApiResponse | Waits;

/** How long answers are kept for a component that asks again. */
const KEPT_MS = 2000;
const TOO_MANY = 64;

interface Kept {
  readonly known: Map<string, unknown>;
  readonly busy: Set<string>;
  untilMs: number;
}

export class WaitingRequests {
  /** Of callers that cannot wait, by request. */
  private readonly kept = new Map<string, Kept>();
  private count = 0;
  private readonly clock: Clock;
  private readonly attempt: Attempt;
  /** The machine that asks; none in a server without a network. */
  net: NetStack | undefined;

  constructor(clock: Clock, attempt: Attempt) {
    this.clock = clock;
    this.attempt = attempt;
  }

  /** For callers that can wait. */
  *ask(request: ApiRequest, caller: Caller): Fiber<ApiResponse> {
    let result = this.attempt(request, caller, nothing, undefined, true);
    if (!(result instanceof Waits)) return result;
    const known = new Map<string, unknown>();
    const seed = `waiting request ${++this.count}`;
    for (;;) {
      // Once more before the first question, so that it is about the very object that will be written.
      result = this.attempt(request, caller, known, seed, true);
      if (!(result instanceof Waits)) return result;
      known.set(result.key, yield* result.work(this.net));
    }
  }

  /** For callers that want their answer at once: they are told that none came, and find it when they ask again. */
  atOnce(request: ApiRequest, caller: Caller): ApiResponse {
    const key = this.kept.size > 0 ? keyOf(request, caller) : undefined;
    const kept = key === undefined ? undefined : this.kept.get(key);
    const result = this.attempt(request, caller, kept?.known ?? nothing, undefined, false);
    if (!(result instanceof Waits)) return result;
    const state = kept ?? { known: new Map<string, unknown>(), busy: new Set<string>(), untilMs: 0 };
    this.kept.set(key ?? keyOf(request, caller), state);
    if (!state.busy.has(result.key)) {
      state.busy.add(result.key);
      this.clock.spawn(this.fetch(state, result), 'request that waits');
    }
    throw new TransportError('net/http: request canceled while waiting for an admission webhook (a client that does not wait)');
  }

  private *fetch(state: Kept, { key, work }: Waits): Fiber<void> {
    state.known.set(key, yield* work(this.net));
    state.busy.delete(key);
    state.untilMs = this.clock.nowMs + KEPT_MS;
    this.clock.after(KEPT_MS, () => this.forget());
  }

  private forget(): void {
    for (const [key, { busy, untilMs }] of this.kept) if (busy.size === 0 && (untilMs <= this.clock.nowMs || this.kept.size > TOO_MANY)) this.kept.delete(key);
  }
}

function keyOf({ method, path, query, body, text }: ApiRequest, { user }: Caller): string {
  return JSON.stringify([method, path, query ?? {}, body ?? text ?? null, user]);
}
