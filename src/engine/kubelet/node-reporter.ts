// Registers the Node, renews its Lease, and posts its status (pkg/kubelet/kubelet_node_status.go, component-helpers/apimachinery/lease).
import { equal } from '../base/json.ts';
import { rfc3339Micro } from '../base/time.ts';
import { TransportError } from '../client/api.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Lease, Node, NodeCondition, NodeStatus, Quantity } from '../kube/types.generated.ts';
import type { Timer } from '../sim/clock.ts';
import type { KubeletContext } from './context.ts';
import { newNode, nodeLabels, nodeStatus } from './node-object.ts';

const LEASE_MS = 10_000;
const UPDATE_MS = 10_000;
const REPORT_MS = 5 * 60_000;
const READY_MS = 250;

const EVENTS: readonly (readonly [condition: string, status: string, reason: string])[] = [
  ['MemoryPressure', 'False', 'NodeHasSufficientMemory'], ['MemoryPressure', 'True', 'NodeHasInsufficientMemory'],
  ['DiskPressure', 'False', 'NodeHasNoDiskPressure'], ['DiskPressure', 'True', 'NodeHasDiskPressure'],
  ['PIDPressure', 'False', 'NodeHasSufficientPID'], ['PIDPressure', 'True', 'NodeHasInsufficientPID'],
  ['Ready', 'True', 'NodeReady'], ['Ready', 'False', 'NodeNotReady'],
];

export class NodeReporter {
  private timers: Timer[] = [];
  private lastReportMs = 0;
  private reported: readonly NodeCondition[] = [];
  private initialized = false;
  private boots = 0;
  /** Once done it is not done again: a Node that was deleted comes back when its kubelet is restarted. */
  private registered = false;
  /** The Node that was found to say all that is to be said, and what that was: nothing to compare while both stay. */
  private compared: { readonly node: Node | undefined; readonly ours: readonly unknown[] } = { node: undefined, ours: [] };
  private lease: Lease | undefined;
  pressure = { memory: false, disk: false, pid: false };
  private readonly context: KubeletContext;

  constructor(context: KubeletContext) {
    this.context = context;
  }

  start(): void {
    const { clock, random, hollow } = this.context;
    this.initialized = this.registered = false;
    this.reported = [];
    this.boots++;
    if (!hollow) this.tell('Normal', 'Starting', 'Starting kubelet.');
    this.attempt(() => this.register());
    if (!hollow) this.tell('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    this.attempt(() => this.renew());
    this.every(LEASE_MS, LEASE_MS * 0.04 * random.next(), () => this.renew());
    this.timers.push(clock.after(READY_MS, () => {
      this.initialized = true;
      this.attempt(() => this.report(true));
      this.every(UPDATE_MS, UPDATE_MS * 0.04 * random.next(), () => this.report(false));
    }));
  }

  stop(): void {
    for (const timer of this.timers) timer.cancel();
    this.timers = [];
  }

  /** Something about the node changed that should not wait for the next check. */
  changed(): void {
    if (this.initialized) this.attempt(() => this.report(true));
  }

  private every(periodMs: number, jitterMs: number, run: () => void): void {
    const { clock } = this.context;
    const at = this.timers.length;
    const again = (): void => {
      this.timers[at] = clock.after(periodMs + jitterMs, () => {
        again();
        this.attempt(run);
      });
    };
    again();
  }

  /** No answer or a refusal: the next period tries again. */
  private attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof TransportError)) throw error;
    }
  }

  private register(): void {
    const { client, node, hollow } = this.context;
    const known = client.find(kinds.nodes, '', node.name);
    if (!known) {
      const { status } = client.create(kinds.nodes, newNode(node, hollow, this.current([])));
      this.lastReportMs = this.context.clock.nowMs;
      // Hollow kubelets were seen to tell nothing of a Node that they made.
      if (hollow) this.reported = status.conditions ?? [];
      else this.announce(status.conditions ?? []);
      this.registered = true;
      return;
    }
    const labels = { ...known.metadata.labels, ...nodeLabels(node) };
    const same = equal(labels, known.metadata.labels);
    const current = same ? known : client.update(kinds.nodes, { ...known, metadata: { ...known.metadata, labels } });
    const extended = extendedOf(known.status).filter(([, amount]) => amount !== '0').map(([name]) => [name, '0']);
    // Whoever advertised them must do so again (reconcileExtendedResource).
    if (extended.length > 0) client.patch(kinds.nodes, '', node.name, 'strategic', { status: { capacity: Object.fromEntries(extended), allocatable: Object.fromEntries(extended) } }, 'status');
    this.lastReportMs = this.context.clock.nowMs;
    this.announce(current.status.conditions ?? []);
    this.registered = true;
    const bootId = this.current([]).nodeInfo?.bootID ?? '';
    const before = known.status.nodeInfo?.bootID ?? '';
    if (before !== '' && before !== bootId) this.tell('Warning', 'Rebooted', `Node ${node.name} has been rebooted, boot id: ${bootId}`);
  }

  private current(before: readonly NodeCondition[]): NodeStatus {
    const { clock, node, hollow, images } = this.context;
    const notReady = this.initialized ? undefined : 'CSINode is not yet initialized';
    return nodeStatus({ options: node, hollow, nowMs: clock.nowMs, notReady, pressure: this.pressure, boots: this.boots, images: hollow ? [] : images.list(), before });
  }

  private report(force: boolean): void {
    const { client, clock, node } = this.context;
    const known = client.find(kinds.nodes, '', node.name);
    if (!this.registered) return this.register();
    if (!known) return;
    const ours = this.state();
    const sameAsBefore = known === this.compared.node && ours.every((part, i) => part === this.compared.ours[i]);
    if (sameAsBefore && !force && clock.nowMs - this.lastReportMs < REPORT_MS) return;
    const status = withExtended(this.current(known.status.conditions ?? []), known.status);
    const others = (known.status.conditions ?? []).filter(({ type }) => !status.conditions?.some((own) => own.type === type));
    const due = force || clock.nowMs - this.lastReportMs >= REPORT_MS || !equal(quiet(status), quiet(known.status, others));
    if (!due) {
      this.compared = { node: known, ours };
      return;
    }
    this.lastReportMs = clock.nowMs;
    const conditions = [...(status.conditions ?? []), ...others];
    client.patch(kinds.nodes, '', node.name, 'strategic', { status: { ...status, conditions } }, 'status');
    this.announce(status.conditions ?? []);
  }

  /** All that the status is made of and that may change. */
  private state(): readonly unknown[] {
    const { memory, disk, pid } = this.pressure;
    return [this.context.images.list(), memory, disk, pid, this.boots];
  }

  private announce(conditions: readonly NodeCondition[]): void {
    const { node, hollow } = this.context;
    for (const { type, status } of conditions) {
      const before = this.reported.find((other) => other.type === type)?.status;
      if (before === status || (type === 'Ready' && (before === undefined || hollow))) continue;
      const reason = EVENTS.find(([condition, value]) => condition === type && value === status)?.[2];
      if (reason) this.tell('Normal', reason, `Node ${node.name} status is now: ${reason}`);
    }
    this.reported = conditions;
  }

  private renew(): void {
    const { client, clock, node } = this.context;
    const renewTime = rfc3339Micro(clock.nowMs);
    // The last one written is taken to be current; only where that is refused is it asked for.
    if (this.lease && this.extend(this.lease, renewTime)) return;
    const known = client.find(kinds.leases, 'kube-node-lease', node.name);
    if (known) {
      this.extend(known, renewTime);
      return;
    }
    const owner = client.find(kinds.nodes, '', node.name);
    // A lease that nobody owned would never go away.
    if (!owner) return;
    this.lease = client.create(kinds.leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: node.name,
        namespace: 'kube-node-lease',
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: owner.metadata.uid }],
      },
      spec: { holderIdentity: node.name, leaseDurationSeconds: 40, renewTime },
    });
  }

  private extend(lease: Lease, renewTime: string): boolean {
    const { client, node } = this.context;
    this.lease = undefined;
    try {
      this.lease = client.update(kinds.leases, { ...lease, spec: { ...lease.spec, holderIdentity: node.name, leaseDurationSeconds: 40, renewTime } });
      return true;
    } catch (error) {
      if (error instanceof ApiError && (error.code === 404 || error.code === 409)) return false;
      throw error;
    }
  }

  /** Events about the node name it by its name, not by its uid (pkg/kubelet/kubelet.go nodeRef). */
  tell(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { recorder, node } = this.context;
    recorder.event({ apiVersion: 'v1', kind: 'Node', metadata: { name: node.name, uid: node.name, resourceVersion: '', creationTimestamp: '' } }, type, reason, message);
  }
}

const extendedOf = ({ capacity = {} }: NodeStatus): readonly (readonly [string, Quantity])[] => Object.entries(capacity).filter(([name]) => name.includes('/') && !name.startsWith('kubernetes.io/'));

/** Resources that others advertise in the capacity stay, and all of them may be given to Pods. */
function withExtended(status: NodeStatus, known: NodeStatus): NodeStatus {
  const extended = Object.fromEntries(extendedOf(known));
  return Object.keys(extended).length === 0 ? status : { ...status, capacity: { ...status.capacity, ...extended }, allocatable: { ...status.allocatable, ...extended } };
}

/** A status without what changes at every heartbeat. */
function quiet(status: NodeStatus, without: readonly NodeCondition[] = []): object {
  const conditions = (status.conditions ?? []).filter((condition) => !without.includes(condition)).map(({ type, status: value, reason, message }) => ({ type, status: value, reason, message }));
  const { addresses, allocatable, capacity, images, nodeInfo } = status;
  return { addresses, allocatable, capacity, images: images ?? [], nodeInfo, conditions };
}
