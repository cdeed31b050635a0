// The terminals as the worker keeps them: output is drained on the virtual clock (so a replay is exact) and leaves for the page as it has credit.
import type { Clock } from '../engine/sim/clock.ts';
import type { Fiber } from '../engine/sim/fiber.ts';
import type { DoorDesk } from './world-door.ts';

type DoorTerminal = ReturnType<DoorDesk['openTerminal']>;

/** Characters that may be on their way to a terminal of the page before the engine is held back. */
const WINDOW = 400_000;
/** What is kept of the output while a session is replayed. */
const SCROLLBACK = 200_000;

interface Entry {
  readonly terminal: DoorTerminal;
  readonly task: { kill(): void };
  waiting: string[];
  waitingSize: number;
  unacknowledged: number;
  ended: boolean;
}

export interface TerminalSink {
  text(terminal: number, text: string): void;
  ended(terminal: number): void;
}

export class Terminals {
  private readonly entries = new Map<number, Entry>();
  private readonly desk: DoorDesk;

  constructor(desk: DoorDesk) {
    this.desk = desk;
  }

  open(id: number, columns: number, rows: number): void {
    if (this.entries.has(id)) return;
    const terminal = this.desk.openTerminal(columns, rows);
    const entry: Entry = { terminal, task: drain(this.desk.clock, terminal, (text) => take(entry, text)), waiting: [], waitingSize: 0, unacknowledged: 0, ended: false };
    this.entries.set(id, entry);
  }

  type(id: number, keys: string): void {
    this.entries.get(id)?.terminal.input(keys);
  }

  resize(id: number, columns: number, rows: number): void {
    this.entries.get(id)?.terminal.resize(columns, rows);
  }

  close(id: number): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    entry.task.kill();
    entry.terminal.close();
  }

  credit(id: number, characters: number): void {
    const entry = this.entries.get(id);
    if (entry) entry.unacknowledged = Math.max(0, entry.unacknowledged - characters);
  }

  /** So much is under way that the engine should wait for the page. */
  get flooded(): boolean {
    for (const entry of this.entries.values()) if (entry.unacknowledged + entry.waitingSize > WINDOW) return true;
    return false;
  }

  /** Sends what there is. */
  flush(sink: TerminalSink): void {
    for (const [id, entry] of this.entries) {
      if (entry.waitingSize > 0 && entry.unacknowledged <= WINDOW) {
        const text = entry.waiting.join('');
        entry.waiting = [];
        entry.waitingSize = 0;
        entry.unacknowledged += text.length;
        sink.text(id, text);
      }
      if (entry.ended && entry.waitingSize === 0) {
        this.entries.delete(id);
        sink.ended(id);
      }
    }
  }

  /** After a replay: each open terminal with the end of what it showed. */
  restored(): { readonly terminal: number; readonly text: string }[] {
    return [...this.entries].map(([terminal, entry]) => {
      const text = entry.waiting.join('').slice(-SCROLLBACK);
      entry.waiting = [];
      entry.waitingSize = 0;
      return { terminal, text };
    });
  }

  /** Lets go of the oldest output while nobody looks. */
  trim(): void {
    for (const entry of this.entries.values()) {
      if (entry.waitingSize < SCROLLBACK * 4) continue;
      entry.waiting = [entry.waiting.join('').slice(-SCROLLBACK)];
      entry.waitingSize = (entry.waiting[0] as string).length;
    }
  }
}

function take(entry: Entry, text: string | undefined): void {
  if (text === undefined) {
    entry.ended = true;
    return;
  }
  entry.waiting.push(text);
  entry.waitingSize += text.length;
}

function drain(clock: Clock, terminal: DoorTerminal, sink: (text: string | undefined) => void): { kill(): void } {
  return clock.spawn(
    (function* (): Fiber<void> {
      for (;;) {
        const text = yield* terminal.read();
        sink(text);
        if (text === undefined) return;
      }
    })(),
    'page terminal',
  );
}
