// The order, the delays and the causes of the work queue.
import { describe, expect, test } from 'vitest';
import { ApiError } from '../kube/api-error.ts';
import { Clock } from '../sim/clock.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import { Queue } from './queue.ts';
import { Trace } from './trace.ts';

function rig(process: (key: string, queue: Queue) => void | Fiber<void>, delayMs = 0) {
  const clock = new Clock(0);
  const trace = new Trace();
  const log: string[] = [];
  const queue: Queue = new Queue({
    clock, trace, name: 'test', delayMs: () => delayMs,
    process: (key) => {
      log.push(`${key}@${clock.nowMs}${trace.cause === undefined ? '' : ` because ${trace.cause}`}`);
      return process(key, queue);
    },
  });
  return { clock, trace, queue, log };
}

describe('the work queue', () => {
  test('adds of one key before the work begins are one', () => {
    const { clock, queue, log } = rig(() => {}, 5);
    queue.add('a');
    queue.add('b');
    clock.runUntil(3);
    queue.add('a');
    clock.runUntil(100);
    expect(log).toEqual(['a@5', 'b@5']);
  });

  test('a key that is added while it is worked on is worked on again afterwards', () => {
    const { clock, queue, log } = rig(function* () {
      yield* sleep(10);
    });
    queue.add('a');
    clock.runUntil(5);
    queue.add('a');
    queue.add('a');
    clock.runUntil(100);
    expect(log).toEqual(['a@0', 'a@10']);
  });

  test('refusals are retried with a doubling delay, and success forgets them', () => {
    let left = 4;
    const { clock, queue, log } = rig(() => {
      if (left-- > 0) throw new ApiError(409, 'Conflict', 'again');
    });
    queue.add('a');
    clock.runUntil(1000);
    expect(log).toEqual(['a@0', 'a@5', 'a@15', 'a@35', 'a@75']);
    expect(queue.failures('a')).toBe(0);
  });

  test('a failing fiber is retried too; our own bugs are not', () => {
    let left = 1;
    const { clock, queue, log } = rig(function* () {
      yield* sleep(1);
      if (left-- > 0) throw new ApiError(500, 'InternalError', 'no');
    });
    queue.add('a');
    clock.runUntil(100);
    expect(log).toEqual(['a@0', 'a@6']);
    const bad = rig(() => {
      throw new TypeError('bug');
    });
    bad.queue.add('a');
    expect(() => bad.clock.runUntil(1)).toThrow('bug');
  });

  test('of delayed adds the earliest counts', () => {
    const { clock, queue, log } = rig(() => {});
    queue.addAfter('a', 50);
    queue.addAfter('a', 20);
    queue.addAfter('a', 90);
    clock.runUntil(200);
    expect(log).toEqual(['a@20']);
  });

  test('the cause of the latest add is in force, in every step of a fiber', () => {
    const seen: (number | undefined)[] = [];
    const { clock, trace, queue } = rig(function* () {
      seen.push(trace.cause);
      yield* sleep(1);
      seen.push(trace.cause);
    }, 5);
    trace.because(7, () => queue.add('a'));
    trace.because(8, () => queue.add('a'));
    clock.runUntil(100);
    expect(seen).toEqual([8, 8]);
    expect(trace.cause).toBeUndefined();
  });

  test('a key that puts itself in again and again takes time after a burst', () => {
    const clock = new Clock(0);
    const begun: number[] = [];
    const queue: Queue = new Queue({
      clock, trace: new Trace(), name: 'test', burst: 3,
      process: (key) => {
        begun.push(clock.nowMs);
        queue.add(key);
      },
    });
    queue.add('a');
    clock.runUntil(160);
    expect(begun).toEqual([0, 0, 0, 50, 100, 150]);
    clock.runUntil(1000);
    expect(begun.slice(-3)).toEqual([1000, 1000, 1000]);
    queue.stop();
  });
});
