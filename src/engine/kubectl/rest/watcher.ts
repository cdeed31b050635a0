// A watch as a queue that a fiber reads, with a time limit where there is one.
import type { ApiStream, WatchEvent } from '../../client/api.ts';
import { type Fiber, Signal, firstOf, timeout } from '../../sim/fiber.ts';

export class Watcher {
  private readonly queue: WatchEvent[] = [];
  private ended = false;
  private readonly changed = new Signal();
  private readonly stream: ApiStream<WatchEvent>;

  constructor(stream: ApiStream<WatchEvent>) {
    this.stream = stream;
    stream.listen({
      item: (event) => {
        this.queue.push(event);
        this.changed.fire();
      },
      end: () => {
        this.ended = true;
        this.changed.fire();
      },
    });
  }

  /** The next event; 'ended' when the server has closed the watch, 'timeout' when none came in time. */
  *next(limitMs?: number): Fiber<WatchEvent | 'ended' | 'timeout'> {
    for (;;) {
      const event = this.queue.shift();
      if (event) return event;
      if (this.ended) return 'ended';
      const { index } = yield* firstOf(this.changed.next, ...(limitMs === undefined ? [] : [timeout(limitMs)]));
      if (index === 1) return 'timeout';
    }
  }

  /** Events that are there already. */
  get pending(): number {
    return this.queue.length;
  }

  close(): void {
    this.stream.close();
  }
}
