// A terminal of the page: keys come in as xterm sends them, text goes out; at its other end an interactive shell on a machine.
import { shownText } from '../base/utf8.ts';
import type { Fiber } from '../sim/fiber.ts';
import { Pipe } from '../sim/stream.ts';
import type { Machine } from './machine.ts';
import type { MachineProcess } from './machine-process.ts';
import type { ExitStatus, Program } from './process.ts';
import { followed, Pty } from './pty.ts';

export interface TerminalOptions {
  readonly machine: Machine;
  /** The shell, made with `createShell` so that it knows its completers. */
  readonly shell: Program;
  readonly user: string;
  readonly cwd: string;
  readonly columns: number;
  readonly rows: number;
  readonly argv?: readonly string[];
  readonly env?: ReadonlyMap<string, string>;
  /** Is shown everything that goes out. */
  readonly onOutput?: (text: string) => void;
}

/** Characters that may wait for the page before those who write must wait, too. */
const CAPACITY = 262_144;

export class Terminal {
  readonly process: MachineProcess;
  private readonly pty: Pty;
  private readonly machine: Machine;
  private readonly out = new Pipe(CAPACITY);

  constructor(options: TerminalOptions) {
    const { machine } = options;
    this.machine = machine;
    const pty = new Pty({ columns: options.columns, rows: options.rows, output: options.onOutput ? followed(this.out, options.onOutput) : this.out, signal: (signal) => machine.signalForeground(pty.tty, signal) });
    this.pty = pty;
    const env = new Map(options.env ?? machine.deps.env);
    env.set('TERM', 'xterm-256color');
    this.process = machine.start(options.shell, options.argv ?? ['bash'], { stdin: pty.stdin, stdout: pty.stdout, stderr: pty.stdout, tty: pty.tty, cwd: options.cwd, user: options.user, env });
  }

  /** Keys and pasted text. */
  input(text: string): void {
    this.pty.input(text);
  }

  resize(columns: number, rows: number): void {
    this.pty.resize(columns, rows);
  }

  /** What there is to show now, without waiting; undefined when there is nothing. */
  poll(): string | undefined {
    const text = this.out.poll();
    return text === undefined ? undefined : shownText(text);
  }

  /** The next text to show, or undefined when the terminal is closed. */
  *read(): Fiber<string | undefined> {
    const text = yield* this.out.read();
    return text === undefined ? undefined : shownText(text);
  }

  /** How the shell ended, once it has. */
  get status(): ExitStatus | undefined {
    return this.process.status;
  }

  /** Whether the shell waits for a command rather than running one. */
  get atPrompt(): boolean {
    return this.pty.tty.raw && ![...this.machine.ps()].some((info) => info.parent === this.process.pid && info.state !== 'T' && this.machine.process(info.pid)?.group === 0);
  }

  /** The tab was closed: what runs in it is hung up. */
  close(): void {
    this.pty.hangUp();
    this.machine.hangUp(this.pty.tty);
    this.process.terminate('SIGHUP', false);
    this.out.end();
  }
}
