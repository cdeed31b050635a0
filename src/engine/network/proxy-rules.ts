// Each node's rules for Services: they follow the cluster while that node's kube-proxy runs, stay as they were after it ended, and are empty before.
import type { ServiceRules } from '../machine/net.ts';
import { noRules, type Rules, type ServiceTable } from './service-table.ts';

export class ProxyRules {
  private readonly table: ServiceTable;
  /** Whether kube-proxy is a Pod; else the rules always follow. */
  private readonly byPods: boolean;
  private readonly held = new Map<string, Rules>();
  private readonly nodes = new Map<string, { running: number; rules: Rules }>();

  constructor(table: ServiceTable, byPods: boolean) {
    this.table = table;
    this.byPods = byPods;
  }

  /** undefined: a machine that is no node but belongs to the cluster. */
  of(node: string | undefined): Rules {
    const held = node === undefined ? undefined : this.held.get(node);
    if (held) return held;
    return !this.byPods || node === undefined ? this.table : (this.nodes.get(node)?.rules ?? noRules);
  }

  /** The node's kube-proxy hangs: its rules stay as they are, whatever becomes of the Services. */
  hold(node: string, on: boolean): void {
    if (!on) this.held.delete(node);
    else if (!this.held.has(node)) {
      const rules = this.of(node);
      this.held.set(node, rules === this.table ? this.table.snapshot() : rules);
    }
  }

  /** Whether somebody keeps a node's rules up to date: load balancers ask for that. */
  isHealthy(node: string): boolean {
    return !this.held.has(node) && (!this.byPods || (this.nodes.get(node)?.running ?? 0) > 0);
  }

  /** The node was switched off: what its kernel knew is gone. */
  forget(node: string): void {
    const state = this.nodes.get(node);
    if (state && state.running === 0) state.rules = noRules;
  }

  /** What that node's kube-proxy writes to. */
  seam(node: string): ServiceRules {
    return {
      follow: () => {
        const state = this.nodes.get(node) ?? { running: 0, rules: noRules };
        this.nodes.set(node, state);
        state.running++;
        state.rules = this.table;
        let ended = false;
        return () => {
          if (ended) return;
          ended = true;
          if (--state.running === 0) state.rules = this.table.snapshot();
        };
      },
      healthChecks: () => this.table.healthChecks(node),
      onHealthChecks: (changed) => this.table.onChange(changed),
    };
  }
}
