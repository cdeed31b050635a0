// A node as a machine of its own: its files, which Pods see through hostPath volumes, and the shell that ssh gives.
import { nodePrograms } from '../machine/commands/table.ts';
import { mountLogs } from '../kubelet/log-files.ts';
import type { FileSystem } from '../machine/files.ts';
import { buildTree, type DirectoryNode } from '../machine/file-tree.ts';
import type { Hardware } from '../machine/hardware.ts';
import { Machine } from '../machine/machine.ts';
import { MemoryFiles } from '../machine/memory-files.ts';
import type { ProcessTable } from '../machine/process-table.ts';
import type { NetStack } from '../machine/net.ts';
import { listenSsh } from '../machine/ssh-offer.ts';
import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';

const osRelease = 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nID=debian\n';

export interface NodeMachineDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly name: string;
  readonly net: NetStack;
  readonly hardware: () => Hardware;
  /** What its kubelet keeps of the containers' logs. */
  readonly logs: () => FileSystem;
  readonly processes: () => ProcessTable;
}

/** All nodes of a cluster share one tree of programs; each has its own changes to it. */
export class NodeMachines {
  private base: DirectoryNode | undefined;

  /** The node's files, made when somebody first looks. */
  add({ clock, random, name, net, hardware, logs, processes }: NodeMachineDeps): () => MemoryFiles {
    let files: MemoryFiles | undefined;
    const filesOf = (): MemoryFiles => {
      this.base ??= buildTree({ '/lib/modules/': '', '/etc/kubernetes/': '', '/etc/os-release': osRelease, '/var/log/': '', '/var/lib/kubelet/': '' }, nodePrograms(), { distribution: true, modifiedMs: clock.nowMs });
      if (!files) {
        files = new MemoryFiles({ nowMs: () => clock.nowMs, base: this.base });
        files.write('/etc/hostname', `${name}\n`);
        mountLogs(files, logs());
      }
      return files;
    };
    let machine: Machine | undefined;
    listenSsh(clock, net, () => (machine ??= new Machine({ clock, random, name, net, hardware: hardware(), pids: processes(), files: filesOf(), env: new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ['LANG', 'C.UTF-8']]) })));
    return filesOf;
  }
}
