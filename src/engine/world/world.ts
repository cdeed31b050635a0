// The composition root: a cluster, a workstation and what a person can do to them, from a seed.
import type { Json } from '../base/json.ts';
import type { Api } from '../client/api.ts';
import type { Trace } from '../client/trace.ts';
import type { MemoryFiles } from '../machine/memory-files.ts';
import { Terminal } from '../machine/terminal.ts';
import type { Machine } from '../machine/machine.ts';
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
  historyHash(): string;
}

export function createWorld(options: WorldOptions): World {
  const clock = new Clock(options.startMs);
  const random = new Random(options.seed);
  const cluster = createCluster(clock, random, options);
  const faults = new Faults(cluster);
  const editors: ((edit: Edit) => void)[] = [];
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
    openTerminal: (columns, rows) => terminalOn(workstation, columns, rows),
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

function terminalOn(workstation: Workstation, columns: number, rows: number): Terminal {
  return new Terminal(workstation.machine, { columns, rows, user: 'student', cwd: home, completers: { kubectl: workstation.completeKubectl } });
}
