// A PID namespace: the processes that see one another, of one machine or container or, where a Pod shares it, of several (man 7 pid_namespaces).
import type { MachineProcess } from './machine-process.ts';
import type { ProcessInfo } from './process.ts';

export class ProcessTable {
  private readonly processes = new Map<number, MachineProcess>();
  private readonly first: ProcessInfo | undefined;
  private last = 0;

  /** @param first who is process 1, where that is none of the machines' processes: a sandbox's pause */
  constructor(first?: ProcessInfo) {
    this.first = first;
    if (first) this.last = first.pid;
  }

  nextPid(): number {
    return ++this.last;
  }

  add(process: MachineProcess): void {
    this.processes.set(process.pid, process);
  }

  delete(pid: number): void {
    this.processes.delete(pid);
  }

  get(pid: number): MachineProcess | undefined {
    return this.processes.get(pid);
  }

  all(): readonly MachineProcess[] {
    return [...this.processes.values()];
  }

  ps(): readonly ProcessInfo[] {
    const infos = this.all().map((process) => process.info());
    return this.first ? [this.first, ...infos] : infos;
  }
}
