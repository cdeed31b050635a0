// The composition root: a cluster, a workstation and what a person can do to them, from a seed.
import type { Json } from '../base/json.ts';
import type { Api } from '../client/api.ts';
import type { Trace } from '../client/trace.ts';
import type { MemoryFiles } from '../machine/memory-files.ts';
import { Terminal } from '../machine/terminal.ts';
import type { Machine } from '../machine/machine.ts';
import { createShell } from '../machine/shell/shell.ts';
import type { ConnectionTrace } from '../network/connection-trace.ts';
import { Clock } from '../sim/clock.ts';
import { type Fiber, Once } from '../sim/fiber.ts';
import { paces } from '../sim/pace.ts';
import { Random } from '../sim/random.ts';
import { type Cluster, createCluster } from './cluster.ts';
import { type Fault, Faults } from './faults.ts';
import { historyHash } from './history.ts';
import { workstationAddress, type WorldOptions } from './options.ts';
import { createWorkstation, home, type Workstation } from './workstation.ts';

export type { WorldOptions } from './options.ts';

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

export interface World {
  /** Of the Kubernetes that is simulated. */
  readonly version: string;
  readonly clock: Clock;
  readonly api: Api;
  readonly trace: Trace;
  readonly cluster: Cluster;
  readonly workstation: Machine;
  readonly files: MemoryFiles;
  readonly home: string;
  openTerminal(columns: number, rows: number): Terminal;
  readonly nodes: { stop(name: string): boolean; start(name: string): boolean };
  readonly faults: { list(): readonly Fault[]; apply(name: string, args: Json): boolean; heal(id: string): boolean };
  onEdit(listener: (edit: Edit) => void): void;
  /** A command line was run to its end at a terminal's prompt. */
  onCommand(listener: (command: RanCommand) => void): void;
  onConnection(listener: (trace: ConnectionTrace) => void): void;
  historyHash(): string;
}

export function createWorld(options: WorldOptions): World {
  const clock = new Clock(options.startMs);
  const random = new Random(options.seed);
  const cluster = createCluster(clock, random, options);
  const faults = new Faults(cluster);
  const editors: ((edit: Edit) => void)[] = [];
  const observers: ((command: RanCommand) => void)[] = [];
  const workstation = createWorkstation({
    clock,
    random: random.fork('workstation'),
    api: cluster.api,
    pace: paces[options.pace],
    net: cluster.network.machineStack('kubarium', workstationAddress),
    openEditor: (path) => openEditor(editors, path),
  });
  return {
    version: 'v1.36.2',
    clock,
    api: cluster.api,
    trace: cluster.trace,
    cluster,
    workstation: workstation.machine,
    files: workstation.machine.files,
    home,
    openTerminal: (columns, rows) => openTerminal(workstation, observers, columns, rows),
    onCommand: (listener) => void observers.push(listener),
    onConnection: (listener) => cluster.network.onConnection(listener),
    nodes: { stop: (name) => faults.apply('stop-node', { target: name }), start: (name) => faults.heal(`stop-node/${name}`) },
    faults,
    onEdit: (listener) => void editors.push(listener),
    historyHash: () => historyHash(cluster.api.etcd),
  };
}

/** Waits for the page's editor; false at once where there is none. */
function* openEditor(editors: readonly ((edit: Edit) => void)[], path: string): Fiber<boolean> {
  if (editors.length === 0) return false;
  const closed = new Once<true>();
  for (const listener of editors) listener({ path, finish: () => closed.settle(true) });
  return yield* closed.wait();
}

function openTerminal(workstation: Workstation, observers: readonly ((command: RanCommand) => void)[], columns: number, rows: number): Terminal {
  const { machine, completeKubectl } = workstation;
  let running: { line: string; output: string } | undefined;
  const observer = {
    begin: (line: string): void => {
      running = { line, output: '' };
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
  const completers = { kubectl: completeKubectl, k: completeKubectl };
  return new Terminal({ machine, shell: createShell({ flavour: 'bash', completers, observer }), user: 'student', cwd: home, columns, rows, onOutput });
}
