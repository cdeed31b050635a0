// The composition root: a cluster, a workstation and what a person can do to them, from a seed.
import type { Api } from '../client/api.ts';
import type { Trace } from '../client/trace.ts';
import { workstationPrograms } from '../machine/commands/table.ts';
import type { MemoryFiles } from '../machine/memory-files.ts';
import type { Machine } from '../machine/machine.ts';
import type { Terminal } from '../machine/terminal.ts';
import type { ConnectionTrace } from '../network/connection-trace.ts';
import type { Clock } from '../sim/clock.ts';
import { createChaos } from './chaos.ts';
import { type Cluster, createCluster } from './cluster.ts';
import { createDesk, type Desk, type Edit, type RanCommand } from './desk.ts';
import { Faults } from './faults.ts';
import { historyHash } from './history.ts';
import { workstationAddress, type WorldOptions } from './options.ts';
import { workstationKubectl } from './workstation-kubectl.ts';

export type { EtcdMember } from '../etcd/members.ts';
export type { WorldOptions } from './options.ts';

export interface World {
  /** Of the Kubernetes that is simulated. */
  readonly version: string;
  readonly clock: Clock;
  /** For who only looks on: it answers whatever is broken. */
  readonly api: Api;
  /** As kubectl reaches it: throws a TransportError while it does not answer. */
  readonly outside: Api;
  readonly trace: Trace;
  readonly cluster: Cluster;
  readonly workstation: Machine;
  readonly files: MemoryFiles;
  readonly home: string;
  openTerminal(columns: number, rows: number): Terminal;
  readonly nodes: { stop(name: string): boolean; start(name: string): boolean };
  readonly faults: Faults;
  onEdit(listener: (edit: Edit) => void): void;
  /** A command line was run to its end at a terminal's prompt. */
  onCommand(listener: (command: RanCommand) => void): void;
  onConnection(listener: (trace: ConnectionTrace) => void): void;
  historyHash(): string;
}

export function createWorld(options: WorldOptions): World {
  return joinCluster(createDesk(options), options);
}

/** Puts a cluster to a desk that is there already: the page shows the prompt before the cluster's code has come. */
export function joinCluster(desk: Desk, options: WorldOptions): World {
  const { clock, machine } = desk;
  const cluster = createCluster(clock, desk.random, options);
  const faults = new Faults(cluster);
  const kubectl = workstationKubectl({ line: cluster.lines.outside, server: cluster.api, pace: cluster.pace.now, etcd: cluster.etcd });
  const chaos = createChaos(faults);
  desk.join({
    net: cluster.network.machineStack('kubarium', workstationAddress),
    programs: { ...workstationPrograms(), kubectl: kubectl.program, chaos: chaos.program },
    completers: { kubectl: kubectl.complete, chaos: chaos.complete },
  });
  return {
    version: 'v1.36.2',
    clock,
    api: cluster.api,
    outside: cluster.lines.outside,
    trace: cluster.trace,
    cluster,
    workstation: machine,
    files: desk.files,
    home: desk.home,
    openTerminal: (columns, rows) => desk.openTerminal(columns, rows),
    onCommand: (listener) => desk.onCommand(listener),
    onConnection: (listener) => cluster.network.onConnection(listener),
    nodes: { stop: (name) => faults.apply('stop-node', { target: name }), start: (name) => faults.heal(`stop-node/${name}`) },
    faults,
    onEdit: (listener) => desk.onEdit(listener),
    historyHash: () => historyHash(cluster.api.etcd),
  };
}
