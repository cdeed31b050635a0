// Asks at the terminal for what is not to be seen, as getpass(3) does.
import type { Fiber } from '../sim/fiber.ts';
import type { Process } from './process.ts';

/** Undefined where there is no terminal, or who sits at it gave up. */
export function* readSecret(process: Process, prompt: string): Fiber<string | undefined> {
  const { tty } = process;
  if (!tty?.input || !tty.output) return undefined;
  yield* tty.output.write(prompt);
  const before = tty.raw;
  tty.raw = true;
  try {
    let text = '';
    for (;;) {
      const keys = yield* tty.input.read();
      if (keys === undefined) return undefined;
      for (const key of keys) {
        if (key === '\x03') {
          process.kill(process.pid, 'SIGINT');
          return undefined;
        }
        if (key === '\r' || key === '\n' || key === '\x04') return text;
        text = key === '\x7f' ? text.slice(0, -1) : text + key;
      }
    }
  } finally {
    tty.raw = before;
    tty.output.push('\n');
  }
}
