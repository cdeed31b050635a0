// A node's own PID namespace: who lives in it, and the processes of all its containers under the numbers that they have there (man 7 pid_namespaces).
import type { MachineProcess } from './machine-process.ts';
import type { ProcessInfo } from './process.ts';
import { ProcessTable } from './process-table.ts';

/** What runs on every node besides. Nobody can signal these: the node's own services are not simulated as processes. */
const SERVICES: readonly (readonly string[])[] = [['/sbin/init'], ['/usr/bin/containerd'], ['/usr/bin/kubelet', '--config=/var/lib/kubelet/config.yaml'], ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups']];

export class HostProcesses extends ProcessTable {
  private readonly inner: () => Iterable<ProcessTable>;
  private readonly services: readonly ProcessInfo[];
  /** Numbers are given as somebody first looks, and kept. */
  private readonly numbers = new Map<MachineProcess, number>();

  /** @param inner the namespaces of the containers that are on the node now */
  constructor(inner: () => Iterable<ProcessTable>, bootedMs: number) {
    super();
    this.inner = inner;
    this.services = SERVICES.map((argv, i) => ({ pid: this.nextPid(), parent: i === 0 ? 0 : 1, argv, user: 'root', startedMs: bootedMs, state: 'S' }));
  }

  override get(pid: number): MachineProcess | undefined {
    const own = super.get(pid);
    if (own) return own;
    for (const [process, number] of this.numbers) if (number === pid && !process.status) return process;
    return undefined;
  }

  override ps(): readonly ProcessInfo[] {
    const foreign = this.foreign();
    const infos = foreign.map(([process, pid]) => {
      const parent = process.parent && !process.parent.status ? this.numbers.get(process.parent) : undefined;
      return { ...process.info(), pid, parent: parent ?? 1 };
    });
    return [...this.services, ...infos, ...super.ps()].sort((a, b) => a.pid - b.pid);
  }

  /** Those of the containers, the ones that were started first first. */
  private foreign(): readonly (readonly [MachineProcess, number])[] {
    const there = [...new Set(this.inner())].filter((table) => table !== this).flatMap((table) => table.all());
    there.sort((a, b) => a.startedMs - b.startedMs);
    const gone = new Set(this.numbers.keys());
    for (const process of there) {
      gone.delete(process);
      if (!this.numbers.has(process)) this.numbers.set(process, this.nextPid());
    }
    for (const process of gone) this.numbers.delete(process);
    return there.map((process) => [process, this.numbers.get(process) as number] as const);
  }
}
