// Notices nodes that fall silent, taints them and takes their Pods out of service (pkg/controller/nodelifecycle/node_lifecycle_controller.go).
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import type { Cache } from '../../client/cache.ts';
import { tolerate } from '../../client/refusal.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Lease, Node, NodeCondition, Pod } from '../../kube/types.generated.ts';
import { NOT_READY, UNREACHABLE, executeTaints, nodeCondition, scheduleTaints, silentConditions } from '../node/conditions.ts';
import { changeTaints, indexByNode, podsOnNode } from '../node/node-patches.ts';
import { Limiter, evictionRate, zoneOf, zoneState } from '../node/zones.ts';
import { podCondition } from '../pod-state.ts';
import { type Context, type Controller, type Reconcile, anyKind } from '../runtime.ts';

const MONITOR_MS = 5000;
const GRACE_MS = 50_000;
const STARTUP_GRACE_MS = 60_000;

export const nodeLifecycle: Controller = {
  name: 'node-controller',
  for: anyKind(kinds.nodes),
  start: (context) => new NodeLifecycle(context).reconcile,
};

/** What was seen of a node at the last look, and when it last gave a sign of life. */
interface Health {
  readonly ready: NodeCondition | undefined;
  readonly lease: Lease | undefined;
  readonly probedMs: number;
}

class NodeLifecycle {
  private readonly context: Context;
  private readonly nodes: Cache<Node>;
  private readonly pods: Cache<Pod>;
  private readonly leases: Cache<Lease>;
  private readonly health = new Map<string, Health>();
  private readonly known = new Map<string, Node>();
  private readonly limiters = new Map<string, Limiter>();
  /** Nodes waiting to be tainted NoExecute. */
  private readonly toTaint = new Set<string>();
  private allDown = false;

  constructor(context: Context) {
    this.context = context;
    this.nodes = context.cache(kinds.nodes);
    this.pods = context.cache(kinds.pods);
    this.leases = context.cache(kinds.leases);
    indexByNode(this.pods);
    context.every(MONITOR_MS, () => this.monitor());
  }

  /** NoSchedule taints follow the conditions at once. */
  readonly reconcile: Reconcile = (name) => {
    const node = this.nodes.get('', name);
    if (!node) return;
    if (scheduleTaints(node, this.now) === node.spec.taints) return;
    changeTaints(this.context.client, name, (fresh) => scheduleTaints(fresh, this.now));
  };

  private get now(): number {
    return this.context.clock.nowMs;
  }

  private monitor(): void {
    const nodes = [...this.nodes.list()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    this.welcome(nodes);
    // One node's refusal must not keep the others waiting; the next look comes soon.
    for (const node of nodes) tolerate(() => this.look(node));
    this.judgeZones(nodes);
    this.taintNext();
  }

  private welcome(nodes: readonly Node[]): void {
    const present = new Set(nodes.map(({ metadata }) => metadata.name));
    for (const node of nodes) {
      const { name } = node.metadata;
      if (!this.known.has(name)) this.tell(node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
      this.known.set(name, node);
    }
    for (const [name, node] of this.known) {
      if (present.has(name)) continue;
      this.tell(node, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      this.known.delete(name);
      this.health.delete(name);
      this.toTaint.delete(name);
    }
  }

  private tell(node: Node, reason: string, message: string): void {
    const { name, uid } = node.metadata;
    this.context.recorder.event({ kind: 'Node', metadata: { name, uid, resourceVersion: '', creationTimestamp: '' } }, 'Normal', reason, message);
  }

  private look(node: Node): void {
    const observed = nodeCondition(node, 'Ready');
    const graceMs = observed ? GRACE_MS : STARTUP_GRACE_MS;
    const { name } = node.metadata;
    const health = this.probe(node, observed);
    this.health.set(name, health);
    let current = observed;
    if (this.now > health.probedMs + graceMs) {
      const conditions = silentConditions(node, this.now);
      if (!equal(conditions, node.status.conditions ?? [])) {
        const updated = this.context.client.updateStatus(kinds.nodes, { ...node, status: { ...node.status, conditions } });
        current = nodeCondition(updated, 'Ready');
        this.health.set(name, { ...health, ready: current });
      }
    }
    this.queueTaint(node, observed?.status ?? 'Unknown');
    if (current && current.status !== 'True' && (observed?.status === 'True' || observed === undefined)) {
      this.tell(node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
      this.takeOutOfService(name);
    }
  }

  /** A new heartbeat in the status, or a renewed lease, is a sign of life. */
  private probe(node: Node, ready: NodeCondition | undefined): Health {
    const saved = this.health.get(node.metadata.name);
    const lease = this.leases.get('kube-node-lease', node.metadata.name);
    if (!saved) return { ready, lease, probedMs: this.now };
    const heartbeat = (saved.ready === undefined) !== (ready === undefined) || saved.ready?.lastHeartbeatTime !== ready?.lastHeartbeatTime;
    const renewed = lease !== undefined && (saved.lease?.spec.renewTime ?? '') < (lease.spec.renewTime ?? '');
    return { ready, lease: renewed ? lease : saved.lease, probedMs: heartbeat || renewed ? this.now : saved.probedMs };
  }

  private queueTaint(node: Node, ready: string): void {
    const { name } = node.metadata;
    if (ready === 'True') {
      this.toTaint.delete(name);
      if ((node.spec.taints ?? []).some(({ effect }) => effect === 'NoExecute')) this.taint(name, ready);
      return;
    }
    const other = ready === 'False' ? UNREACHABLE : NOT_READY;
    const tainted = (key: string): boolean => (node.spec.taints ?? []).some((taint) => taint.key === key && taint.effect === 'NoExecute');
    if (tainted(other)) this.taint(name, ready);
    else if (!tainted(ready === 'False' ? NOT_READY : UNREACHABLE)) this.toTaint.add(name);
  }

  private taint(name: string, ready: string): void {
    changeTaints(this.context.client, name, (node) => executeTaints(node, ready, this.now));
  }

  private takeOutOfService(node: string): void {
    for (const pod of podsOnNode(this.pods, node)) {
      const ready = podCondition(pod, 'Ready');
      if (ready?.status !== 'True') continue;
      const conditions = (pod.status.conditions ?? []).map((condition) => (condition === ready ? { ...ready, status: 'False', lastTransitionTime: rfc3339(this.now) } : condition));
      tolerate(() => {
        this.context.client.updateStatus(kinds.pods, { ...pod, status: { ...pod.status, conditions } });
        this.context.recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
      });
    }
  }

  /** When no node at all is heard of, the fault is likely our own: nobody is evicted. */
  private judgeZones(nodes: readonly Node[]): void {
    const zones = new Map<string, Node[]>();
    for (const node of nodes) {
      const zone = zoneOf(node);
      const current = this.nodes.get('', node.metadata.name) ?? node;
      const members = zones.get(zone);
      if (members) members.push(current);
      else zones.set(zone, [current]);
    }
    const states = [...zones].map(([zone, members]) => ({ zone, size: members.length, state: zoneState(members) }));
    const allDown = states.length > 0 && states.every(({ state }) => state === 'FullDisruption');
    for (const { zone, size, state } of states) {
      let limiter = this.limiters.get(zone);
      if (!limiter) this.limiters.set(zone, (limiter = new Limiter(this.now)));
      limiter.setRate(allDown ? 0 : evictionRate(state, size), this.now);
    }
    if (allDown && !this.allDown) for (const node of nodes) tolerate(() => this.queueTaint(node, 'True'));
    this.allDown = allDown;
    if (allDown) this.toTaint.clear();
  }

  private taintNext(): void {
    for (const name of [...this.toTaint]) {
      const node = this.nodes.get('', name);
      const ready = node && (nodeCondition(node, 'Ready')?.status ?? 'Unknown');
      if (!node || ready === undefined || ready === 'True') this.toTaint.delete(name);
      else if (this.limiters.get(zoneOf(node))?.take(this.now)) {
        tolerate(() => {
          this.taint(name, ready);
          this.toTaint.delete(name);
        });
      }
    }
  }
}
