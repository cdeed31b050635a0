// Logs of one or several containers, followed together when asked (kubectl/pkg/cmd/logs/logs.go).
import type { JsonObject } from '../../base/json.ts';
import type { ApiStream, Query } from '../../client/api.ts';
import { type Fiber, Signal } from '../../sim/fiber.ts';
import { Exit } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { textOf } from '../rest/rest.ts';
import { textAt } from './pods.ts';

export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Before each line; '' for none. */
  readonly prefix: string;
}

export const logPath = (source: LogSource): string => `/api/v1/namespaces/${source.namespace}/pods/${source.pod}/log`;

/** A log as it is now, or up to its end. */
export function* printLogs(ctx: Invocation, pod: JsonObject, container: string, follow = false): Fiber<void> {
  yield* streamLogs(ctx, [{ namespace: textAt(pod, 'metadata', 'namespace'), pod: textAt(pod, 'metadata', 'name'), container, prefix: '' }], follow ? { follow: 'true' } : {}, false);
}

/** One after the other, or (when they are followed) as their lines come. */
export function* streamLogs(ctx: Invocation, sources: readonly LogSource[], query: Query, ignoreErrors: boolean): Fiber<void> {
  const followed: Followed[] = [];
  const changed = new Signal();
  try {
    for (const source of sources) {
      try {
        const { body } = yield* ctx.rest().send('GET', logPath(source), { query: { ...query, container: source.container }, headers: { accept: 'application/json, */*' } });
        if (body.type === 'stream') {
          const one = new Followed(body.stream, source.prefix, changed);
          followed.push(one);
          if (query['follow'] === undefined) yield* drain(ctx, [one], changed);
        } else yield* print(ctx, prefixed(textOf(body), source.prefix));
      } catch (error) {
        if (!ignoreErrors || error instanceof Exit) throw error;
        ctx.out(`error: ${(error as Error).message}\n`);
      }
    }
    yield* drain(ctx, followed, changed);
  } finally {
    for (const one of followed) one.close();
  }
}

function* drain(ctx: Invocation, streams: readonly Followed[], changed: Signal): Fiber<void> {
  for (;;) {
    for (const one of streams) {
      const text = one.take();
      if (text !== '') yield* print(ctx, text);
    }
    if (streams.every((s) => s.over)) return;
    if (streams.some((s) => s.waiting)) continue;
    yield* changed.wait();
  }
}

function* print(ctx: Invocation, text: string): Fiber<void> {
  if (text !== '' && !(yield* ctx.process.stdout.write(text))) throw new Exit(141);
}

const prefixed = (text: string, prefix: string): string => (prefix === '' ? text : text.replace(/^(?=[^])/gm, prefix));

class Followed {
  private text = '';
  private ended = false;
  private readonly stream: ApiStream<string>;
  private readonly prefix: string;

  constructor(stream: ApiStream<string>, prefix: string, changed: Signal) {
    this.stream = stream;
    this.prefix = prefix;
    stream.listen({
      item: (text) => {
        this.text += text;
        changed.fire();
      },
      end: () => {
        this.ended = true;
        changed.fire();
      },
    });
  }

  get waiting(): boolean {
    return this.text !== '' && (this.prefix === '' || this.ended || this.text.includes('\n'));
  }

  get over(): boolean {
    return this.ended && this.text === '';
  }

  /** What can be printed now: whole lines where lines have prefixes. */
  take(): string {
    if (this.prefix === '' || this.ended) {
      const all = prefixed(this.text, this.prefix);
      this.text = '';
      return all;
    }
    const end = this.text.lastIndexOf('\n') + 1;
    const lines = this.text.slice(0, end);
    this.text = this.text.slice(end);
    return prefixed(lines, this.prefix);
  }

  close(): void {
    this.stream.close();
  }
}
