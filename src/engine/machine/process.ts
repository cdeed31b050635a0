// What runs: a Program is a function of a Process, which is all that it may touch: streams, files, the network, signals, children.
import type { Clock } from '../sim/clock.ts';
import type { Fiber, Signal, Wait } from '../sim/fiber.ts';
import type { Random } from '../sim/random.ts';
import type { Reader, Writer } from '../sim/stream.ts';
import type { FileSystem } from './files.ts';
import type { Hardware } from './hardware.ts';
import type { NetStack } from './net.ts';

/** Ends with the exit code. A fiber that is killed runs its `finally` blocks. */
export type Program = (process: Process, argv: readonly string[]) => Fiber<number>;

export type SignalName = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGTERM' | 'SIGUSR1' | 'SIGUSR2' | 'SIGPIPE' | 'SIGCHLD' | 'SIGSTOP' | 'SIGTSTP' | 'SIGCONT' | 'SIGWINCH';
export const signalNumber: Readonly<Record<SignalName, number>> = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGUSR1: 10, SIGUSR2: 12, SIGPIPE: 13, SIGTERM: 15, SIGCHLD: 17, SIGCONT: 18, SIGSTOP: 19, SIGTSTP: 20, SIGWINCH: 28,
};

/** A terminal: its size now, and whether keys come one by one (raw) or line by line. */
export interface Tty {
  columns: number;
  rows: number;
  raw: boolean;
  readonly resized: Signal;
  /** Where the cursor stands on its row, from 0, where that is known. */
  readonly column?: number;
  /** The streams that are this terminal, where somebody needs to know. */
  readonly input?: Reader;
  readonly output?: Writer;
}

export interface Process {
  readonly pid: number;
  /** The machine's or container's host name. */
  readonly hostname: string;
  readonly user: string;
  /** Exported variables; a child gets a copy. */
  readonly env: Map<string, string>;
  cwd: string;
  /** The permissions that new files do not get, 022 where absent; a child inherits it. */
  umask?: number;
  readonly stdin: Reader;
  readonly stdout: Writer;
  readonly stderr: Writer;
  /** The terminal, where stdin/stdout are one. */
  readonly tty: Tty | undefined;
  readonly files: FileSystem;
  readonly net: NetStack;
  readonly clock: Clock;
  readonly random: Random;

  /** Starts a child: `argv[0]` is looked up along PATH (or is a path). A string is the error: `kubetcl: command not found`. */
  spawn(argv: readonly string[], io?: ChildIo): Child | string;
  /** Starts a child from a program that is at hand (a shell's subshell). */
  fork(program: Program, argv: readonly string[], io?: ChildIo): Child;
  /**
   * From now on a signal runs `handler` instead of its default; undefined restores the default. SIGKILL cannot be caught.
   * The default of SIGCHLD, SIGCONT and SIGWINCH is to do nothing, of the rest to end the process.
   */
  onSignal(signal: SignalName, handler: (() => void) | undefined): void;
  /** Every process of this machine or container. */
  ps(): readonly ProcessInfo[];
  /** False where there is no such process. */
  kill(pid: number, signal: SignalName): boolean;
  /** Whether a standard stream is the terminal; where absent, all are if `tty` is there. */
  isTty?(fd: 0 | 1 | 2): boolean;
  /** Becomes another program: the caller ends with `return yield* program(process, process.argv)`. A string is the error as for `spawn`. */
  exec?(argv: readonly string[], io?: ChildIo): { readonly program: Program; readonly argv: readonly string[] } | string;
  /** What `ps` shows of it from now on (setproctitle). */
  retitle?(title: string): void;
  /** Says what this process uses from now on; more memory than the container may have ends it (OOMKilled). */
  use?(usage: Partial<Usage>): void;
  /** Something was computed that took so much CPU time, in milliseconds of one core. */
  spend?(cpuMs: number): void;
  /** What the machine is made of; absent where there is none of ours. */
  readonly hardware?: Hardware;
  /** Opens a file in the page's editor and waits until it is closed; absent where there is no page. */
  readonly openEditor?: ((path: string) => Fiber<boolean>) | undefined;
}

/** Simulated use. */
export interface Usage {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly argv: readonly string[];
  readonly user: string;
  readonly startedMs: number;
  readonly state: 'R' | 'S' | 'T' | 'Z';
}

/** What a child does not inherit. */
export interface ChildIo {
  readonly stdin?: Reader;
  readonly stdout?: Writer;
  readonly stderr?: Writer;
  readonly env?: ReadonlyMap<string, string>;
  readonly cwd?: string;
  /** null: no terminal */
  readonly tty?: Tty | null;
  /** Its own process group: not reached by the terminal's Ctrl-C (a job in the background). */
  readonly background?: boolean;
}

export interface Child {
  readonly pid: number;
  /** Wakes with the ExitStatus; also when it ended before. */
  readonly exited: Wait;
  readonly status: ExitStatus | undefined;
  wait(): Fiber<ExitStatus>;
  signal(signal: SignalName): void;
  /** Stopped by SIGSTOP or SIGTSTP. */
  readonly stopped?: boolean;
  /** Wakes when it stops or goes on. */
  readonly stateChanged?: Wait;
  /** Moves it and its descendants to the terminal's foreground, or out of it. */
  setForeground?(on: boolean): void;
}

export interface ExitStatus {
  /** 0–255; 128 + n where a signal ended it, as a shell shows it. */
  readonly code: number;
  readonly signal?: SignalName;
  readonly oomKilled?: boolean;
}
