// Which nodes are cut off, from everything or from the control plane alone, and for which reasons.
import type { Network } from '../network/network.ts';
import type { ApiLine } from './api-line.ts';
import { controlPlaneAddress } from './options.ts';

export type Scope = 'all' | 'control-plane';

const ERROR = `dial tcp ${controlPlaneAddress}:6443: i/o timeout`;

export class NodeLinks {
  private readonly cuts = new Map<string, Map<string, Scope>>();
  private readonly network: Network;
  private readonly lines: ReadonlyMap<string, ApiLine>;

  constructor(network: Network, lines: ReadonlyMap<string, ApiLine>) {
    this.network = network;
    this.lines = lines;
  }

  cut(node: string, why: string, scope: Scope): void {
    const cuts = this.cuts.get(node) ?? new Map<string, Scope>();
    this.cuts.set(node, cuts.set(why, scope));
    this.lines.get(node)?.cut(why, ERROR);
    if (scope === 'all') this.network.setNodeReachable(node, false);
  }

  mend(node: string, why: string): void {
    const cuts = this.cuts.get(node);
    cuts?.delete(why);
    this.lines.get(node)?.mend(why);
    this.network.setNodeReachable(node, ![...(cuts?.values() ?? [])].includes('all'));
  }

  /** Whether the control plane reaches the node. */
  reaches(node: string): boolean {
    return (this.cuts.get(node)?.size ?? 0) === 0;
  }
}
