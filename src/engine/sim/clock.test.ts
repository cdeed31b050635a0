// The clock, fibers and streams: order, killing, back-pressure, determinism.
import { describe, expect, test } from 'vitest';
import { Clock } from './clock.ts';
import { type Fiber, firstOf, Once, Signal, sleep, timeout } from './fiber.ts';
import { Random } from './random.ts';
import { LineReader, Pipe } from './stream.ts';

describe('Clock', () => {
  test('timers due together fire in the order they were set', () => {
    const clock = new Clock(0);
    const seen: string[] = [];
    clock.after(10, () => seen.push('a'));
    clock.after(5, () => seen.push('b'));
    clock.after(10, () => seen.push('c'));
    const cancelled = clock.after(7, () => seen.push('never'));
    cancelled.cancel();
    clock.runUntil(9);
    expect(seen).toEqual(['b']);
    expect(clock.nowMs).toBe(9);
    clock.runUntil(10);
    expect(seen).toEqual(['b', 'a', 'c']);
    expect(clock.nextMs).toBeUndefined();
  });

  test('a thousand random timers come in order', () => {
    const clock = new Clock(0);
    const random = new Random(7);
    const due: number[] = [];
    for (let i = 0; i < 1000; i++) clock.after(random.int(500), () => due.push(clock.nowMs));
    clock.runUntil(500);
    expect(due).toEqual([...due].sort((a, b) => a - b));
    expect(due).toHaveLength(1000);
  });
});

describe('fibers', () => {
  test('sleep, and are joined with their value', () => {
    const clock = new Clock(0);
    function* inner(): Fiber<number> {
      yield* sleep(30);
      return 42;
    }
    let result: number | undefined;
    function* outer(): Fiber<void> {
      result = yield* clock.spawn(inner(), 'inner').join();
    }
    clock.spawn(outer(), 'outer');
    clock.runUntil(29);
    expect(result).toBeUndefined();
    clock.runUntil(30);
    expect(result).toBe(42);
  });

  test('a killed fiber runs its finally, which may itself wait, and goes no further', () => {
    const clock = new Clock(0);
    const seen: string[] = [];
    function* body(): Fiber<void> {
      try {
        yield* sleep(1000);
        seen.push('never');
      } finally {
        seen.push('closing');
        yield* sleep(5);
        seen.push(`closed at ${clock.nowMs}`);
      }
    }
    const task = clock.spawn(body(), 'body');
    clock.runUntil(10);
    task.kill();
    clock.runUntil(100);
    expect(seen).toEqual(['closing', 'closed at 15']);
    expect(task.result.value).toEqual({ type: 'killed' });
  });

  test('an error that nobody catches reaches the clock with the name of the task', () => {
    const clock = new Clock(0);
    const failures: string[] = [];
    clock.onFailure = (error, name) => failures.push(`${name}: ${(error as Error).message}`);
    // oxlint-disable-next-line require-yield
    function* body(): Fiber<void> {
      throw new Error('no');
    }
    clock.spawn(body(), 'bad');
    clock.runUntil(0);
    expect(failures).toEqual(['bad: no']);
  });

  test('firstOf takes the first and disarms the rest', () => {
    const clock = new Clock(0);
    const signal = new Signal<string>();
    const once = new Once<number>();
    const seen: unknown[] = [];
    function* body(): Fiber<void> {
      seen.push(yield* firstOf(signal.next, timeout(20)));
      seen.push(yield* firstOf(signal.next, timeout(20)));
      once.settle(1);
      seen.push(yield* firstOf(timeout(20), once.next));
    }
    clock.spawn(body(), 'body');
    clock.after(5, () => signal.fire('x'));
    clock.runUntil(100);
    expect(seen).toEqual([{ index: 0, value: 'x' }, { index: 1, value: undefined }, { index: 1, value: 1 }]);
    expect(clock.pending).toBe(0);
  });
});

describe('Pipe', () => {
  test('a writer waits while it is full and learns that nobody reads', () => {
    const clock = new Clock(0);
    const pipe = new Pipe(4);
    const seen: string[] = [];
    function* writer(): Fiber<void> {
      for (const word of ['abcd', 'efgh', 'ijkl']) seen.push(`${word} ${yield* pipe.write(word)}`);
    }
    clock.spawn(writer(), 'writer');
    clock.runUntil(0);
    expect(seen).toEqual(['abcd true']);
    expect(pipe.poll()).toBe('abcd');
    clock.runUntil(0);
    expect(seen).toEqual(['abcd true', 'efgh true']);
    pipe.cancel();
    clock.runUntil(0);
    expect(seen.at(-1)).toBe('ijkl false');
  });

  test('lines come whole, whatever the chunks', () => {
    const clock = new Clock(0);
    const pipe = new Pipe();
    const lines: (string | undefined)[] = [];
    function* reader(): Fiber<void> {
      const source = new LineReader(pipe);
      for (let line = yield* source.next(); line !== undefined; line = yield* source.next()) lines.push(line);
    }
    clock.spawn(reader(), 'reader');
    for (const chunk of ['a\nb', 'c', '\n', '\nlast']) {
      pipe.push(chunk);
      clock.runUntil(0);
    }
    pipe.end();
    clock.runUntil(0);
    expect(lines).toEqual(['a', 'bc', '', 'last']);
  });
});

test('the same seed gives the same draws, and forks do not shift one another', () => {
  const draw = (): unknown[] => {
    const random = new Random('seed');
    const fork = random.fork('part');
    return [random.uuid(), fork.suffix(), random.int(100), fork.shuffled([1, 2, 3, 4, 5])];
  };
  expect(draw()).toEqual(draw());
  expect(draw()[1]).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});
