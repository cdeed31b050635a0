// Watches: where they begin, what they send first, in which form, and when they end (apiserver/pkg/endpoints/handlers/watch.go, storage/cacher).
import type { Json } from '../../base/json.ts';
import { type ApiStream, asJson, type WatchEvent } from '../../client/api.ts';
import type { KubeObject } from '../../kube/object.ts';
import { ApiError } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Context } from '../context.ts';
import { expired, plainError } from '../errors.ts';
import { listOptions, type ListOptions } from '../options.ts';
import type { Resource } from '../resource.ts';
import { selectionFor } from '../selectors.ts';
import { Waits } from '../waiting.ts';
import type { Change } from '../watch-hub.ts';
import type { Answer } from './answer.ts';
import { checkNotFuture } from './read.ts';

/** Puts an object into the form that was asked for (as it is, a Table, metadata only). */
export type Present = (object: KubeObject) => Json;

const BOOKMARK_MS = 60_000;
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export function handleWatch(context: Context, resource: Resource, present: Present): Answer {
  const options = listOptions(context, true);
  const { namespace } = context.info;
  const { core } = context;
  const start = startRevision(options.resourceVersion);
  const { selection, fields } = selectionFor(context, resource);
  const stream = new WatchStream(context, resource, options, present);
  const synthetic = options.sendInitialEvents ?? (start === undefined || start === 0);
  let from = start;
  if (synthetic) {
    if (options.sendInitialEvents) checkNotFuture(context, start);
    from = core.etcd.revision;
    for (const object of resource.store.list(namespace)) {
      if (selection.everything || selection.matches('', object, () => fields(object))) stream.push({ type: 'ADDED', object, revision: Number(object.metadata.resourceVersion) });
    }
    if (options.sendInitialEvents && options.allowWatchBookmarks) stream.endOfInitialEvents(from);
  } else if (from === undefined || from === 0) from = core.etcd.revision;
  try {
    stream.begin(core.resources.hub(resource).add({ namespace, selection, deliver: (change) => stream.deliver(change), after: from }, from));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('compacted')) throw error;
    stream.failWith(expired(`too old resource version: ${from} (${core.etcd.compactRevision + 1})`));
  }
  return { code: 200, body: { type: 'watch', stream } };
}

function startRevision(text: string): number | undefined {
  if (text === '') return undefined;
  if (!/^\d+$/.test(text)) throw plainError(`resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

type Sink = { item(value: WatchEvent): void; end(): void };

class WatchStream implements ApiStream<WatchEvent> {
  private sink: Sink | undefined;
  private waiting: (() => void)[] = [];
  private scheduled = false;
  private asking = false;
  private open = true;
  private stopHub: (() => void) | undefined;
  private readonly timers: { cancel(): void }[] = [];
  private bookmarkTimer: { cancel(): void } | undefined;
  private readonly context: Context;
  private readonly resource: Resource;
  private readonly present: Present;

  constructor(context: Context, resource: Resource, options: ListOptions, present: Present) {
    this.context = context;
    this.resource = resource;
    this.present = present;
    if (options.timeoutSeconds) this.timers.push(context.core.clock.after(options.timeoutSeconds * 1000, () => this.finish()));
    if (options.allowWatchBookmarks) this.bookmarkLater();
  }

  begin(stopHub: () => void): void {
    if (this.open) this.stopHub = stopHub;
    else stopHub();
  }

  /** From the hub: already on the clock, with the cause set. */
  deliver(change: Change): void {
    if (this.sink && this.waiting.length === 0 && !this.asking) this.send(change);
    else this.push(change);
  }

  /** For what is not yet on the clock. */
  push(change: Change): void {
    this.later(() => this.send(change));
  }

  endOfInitialEvents(revision: number): void {
    this.later(() => this.sink?.item({ type: 'BOOKMARK', object: this.bookmark(revision, { [INITIAL_EVENTS_END]: 'true' }) }));
  }

  failWith(error: ApiError): void {
    this.later(() => {
      this.sink?.item({ type: 'ERROR', object: error.status as unknown as Json });
      this.finish();
    });
  }

  listen(sink: Sink): void {
    this.sink = sink;
    if (this.waiting.length > 0) this.schedule();
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.waiting = [];
    this.stopHub?.();
    for (const timer of this.timers) timer.cancel();
    this.bookmarkTimer?.cancel();
  }

  private finish(): void {
    if (!this.open) return;
    this.close();
    this.sink?.end();
  }

  private send(change: Change): void {
    if (!this.open || !this.sink) return;
    try {
      this.sink.item({ type: change.type, object: this.present(change.object) });
    } catch (error) {
      if (error instanceof Waits) this.askThenSend(error, change);
      else if (error instanceof ApiError) {
        this.sink.item({ type: 'ERROR', object: error.status as unknown as Json });
        this.finish();
      } else throw error;
    }
  }

  /** What comes after waits until this one can be shown. */
  private askThenSend({ work }: Waits, change: Change): void {
    const { core } = this.context;
    this.asking = true;
    this.waiting.unshift(() => this.send(change));
    const done = (): void => {
      this.asking = false;
      this.schedule();
    };
    core.clock.spawn((function* (): Fiber<void> {
      yield* work(core.network.net);
      done();
    })(), 'watch that converts');
  }

  private later(run: () => void): void {
    this.waiting.push(run);
    if (this.sink) this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || this.asking) return;
    this.scheduled = true;
    this.context.core.clock.soon(() => {
      this.scheduled = false;
      const { waiting } = this;
      this.waiting = [];
      let next = 0;
      while (next < waiting.length && this.open && !this.asking) waiting[next++]?.();
      if (this.asking) this.waiting.splice(1, 0, ...waiting.slice(next));
    });
  }

  private bookmarkLater(): void {
    const { core } = this.context;
    this.bookmarkTimer = core.clock.after(BOOKMARK_MS, () => {
      if (!this.open) return;
      this.later(() => this.sink?.item({ type: 'BOOKMARK', object: this.bookmark(core.etcd.revision) }));
      this.bookmarkLater();
    });
  }

  private bookmark(revision: number, annotations?: Readonly<Record<string, string>>): Json {
    const { kind } = this.resource;
    const metadata = { resourceVersion: String(revision), ...(annotations ? { annotations } : {}) };
    return asJson({ kind: kind.kind, apiVersion: groupVersion(kind), metadata } as unknown as KubeObject);
  }
}
