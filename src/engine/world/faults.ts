// What can be made to go wrong, as one declarative list: the faults menu, lessons and tests share it. Every fault can be healed.
import type { Json } from '../base/json.ts';
import type { Cluster } from './cluster.ts';

export interface Fault {
  readonly id: string;
  readonly name: string;
  readonly target: string;
}

interface FaultKind {
  readonly name: string;
  apply(cluster: Cluster, target: string): boolean;
  heal(cluster: Cluster, target: string): void;
}

const kinds: readonly FaultKind[] = [
  {
    // The machine loses power: its kubelet falls silent and its Pods with it.
    name: 'stop-node',
    apply: (cluster, node) => {
      const kubelet = cluster.kubelets.get(node);
      if (!kubelet?.running) return false;
      kubelet.stop();
      cluster.network.setNodeReachable(node, false);
      return true;
    },
    heal: (cluster, node) => {
      cluster.network.setNodeReachable(node, true);
      cluster.kubelets.get(node)?.start();
    },
  },
];

export class Faults {
  private readonly active = new Map<string, Fault>();
  private readonly cluster: Cluster;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** Of all the faults that there are. */
  get names(): readonly string[] {
    return kinds.map((kind) => kind.name);
  }

  list(): readonly Fault[] {
    return [...this.active.values()];
  }

  /** False where there is no such fault or target, or where it is in force already. */
  apply(name: string, args: Json): boolean {
    const target = String((args as { target?: Json } | null)?.target ?? '');
    const id = `${name}/${target}`;
    if (this.active.has(id) || !kinds.find((kind) => kind.name === name)?.apply(this.cluster, target)) return false;
    this.active.set(id, { id, name, target });
    return true;
  }

  heal(id: string): boolean {
    const fault = this.active.get(id);
    if (!fault) return false;
    this.active.delete(id);
    kinds.find((kind) => kind.name === fault.name)?.heal(this.cluster, fault.target);
    return true;
  }
}
