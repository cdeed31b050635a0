// The learner's desk: the workstation and its terminals, which are there before the cluster is. What needs the cluster waits until it has joined.
import type { Machine } from '../machine/machine.ts';
import type { MemoryFiles } from '../machine/memory-files.ts';
import type { NetStack } from '../machine/net.ts';
import type { Process, Program } from '../machine/process.ts';
import type { Offered } from '../machine/shell/completion.ts';
import { createShell } from '../machine/shell/shell.ts';
import { Terminal } from '../machine/terminal.ts';
import { Clock } from '../sim/clock.ts';
import { type Fiber, Once } from '../sim/fiber.ts';
import { Random } from '../sim/random.ts';
import { absentCommand } from './absent-commands.ts';
import { LateNet } from './late-net.ts';
import { createWorkstation, home } from './workstation.ts';

/** A program on the workstation asks for an editor and waits until it is closed. */
export interface Edit {
  readonly path: string;
  finish(): void;
}

export interface RanCommand {
  readonly line: string;
  /** What the terminal showed meanwhile, its beginning. */
  readonly output: string;
  readonly code: number;
}

const OUTPUT_KEPT = 100_000;

/** What Tab offers for the last of the words. */
type Complete = (process: Process, words: readonly string[]) => Fiber<readonly Offered[]>;

/** A program that knows what Tab offers for its words. */
export interface Completed {
  readonly program: Program;
  readonly complete: Complete;
}

/** What comes with the cluster's code. */
export interface Joining {
  readonly net: NetStack;
  /** The workstation's commands by name. */
  readonly programs: Readonly<Record<string, Program>>;
  /** Of those commands that know more to offer than files. */
  readonly completers: Readonly<Record<string, Complete>>;
}

export interface Desk {
  readonly clock: Clock;
  readonly random: Random;
  readonly machine: Machine;
  readonly files: MemoryFiles;
  readonly home: string;
  openTerminal(columns: number, rows: number): Terminal;
  onEdit(listener: (edit: Edit) => void): void;
  /** A command line was run to its end at a terminal's prompt. */
  onCommand(listener: (command: RanCommand) => void): void;
  /** A command line begins to run at a terminal's prompt. */
  onCommandBegin(listener: (line: string) => void): void;
  /** Whether prompts show in grey how a line went on that was entered before. */
  suggests: boolean;
  /** The cluster is there: commands and network answer from now on. To be called once. */
  join(joining: Joining): void;
}

export function createDesk(options: { readonly seed: number; readonly startMs: number }): Desk {
  const clock = new Clock(options.startMs);
  const random = new Random(options.seed);
  const editors: ((edit: Edit) => void)[] = [];
  const observers: ((command: RanCommand) => void)[] = [];
  const beginners: ((line: string) => void)[] = [];
  const joined = new Once<Joining>();
  const net = new LateNet();
  const program = (name: string): Program =>
    function* late(process, argv) {
      const { programs } = joined.value ?? (yield* joined.wait());
      const found = programs[name];
      if (!found) throw new Error(`the workstation has no program ${name}`);
      return yield* found(process, argv);
    };
  const machine = createWorkstation({ clock, random: random.fork('workstation'), net, program, openEditor: (path) => openEditor(editors, path) });
  const complete = (name: string): Complete =>
    function* lateComplete(process, words) {
      const there = joined.value?.completers[name];
      return there ? yield* there(process, words) : [];
    };
  const kubectl = complete('kubectl');
  const completers = { kubectl, k: kubectl, chaos: complete('chaos') };
  const desk: Desk = {
    clock,
    random,
    machine,
    files: machine.files,
    home,
    openTerminal: (columns, rows) => openTerminal({ machine, completers, observers, beginners, suggests: () => desk.suggests }, columns, rows),
    onEdit: (listener) => void editors.push(listener),
    onCommand: (listener) => void observers.push(listener),
    onCommandBegin: (listener) => void beginners.push(listener),
    suggests: false,
    join: (joining) => {
      net.join(joining.net);
      joined.settle(joining);
    },
  };
  return desk;
}

/** Waits for the page's editor; false at once where there is none. */
function* openEditor(editors: readonly ((edit: Edit) => void)[], path: string): Fiber<boolean> {
  if (editors.length === 0) return false;
  const closed = new Once<true>();
  for (const listener of editors) listener({ path, finish: () => closed.settle(true) });
  return yield* closed.wait();
}

interface TerminalSurroundings {
  readonly machine: Machine;
  readonly completers: Readonly<Record<string, Complete>>;
  readonly observers: readonly ((command: RanCommand) => void)[];
  readonly beginners: readonly ((line: string) => void)[];
  suggests(): boolean;
}

function openTerminal({ machine, completers, observers, beginners, suggests }: TerminalSurroundings, columns: number, rows: number): Terminal {
  let running: { line: string; output: string } | undefined;
  const observer = {
    begin: (line: string): void => {
      running = { line, output: '' };
      for (const tell of beginners) tell(line);
    },
    end: (code: number): void => {
      const command = running;
      running = undefined;
      if (command) for (const tell of observers) tell({ line: command.line, output: command.output.replaceAll('\r\n', '\n'), code });
    },
  };
  const onOutput = (text: string): void => {
    if (running && running.output.length < OUTPUT_KEPT) running.output += text;
  };
  return new Terminal({ machine, shell: createShell({ flavour: 'bash', completers, observer, suggests, absent: absentCommand }), user: 'student', cwd: home, columns, rows, onOutput });
}
