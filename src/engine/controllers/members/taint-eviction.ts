// Deletes Pods that do not tolerate their node's NoExecute taints, or not for longer (pkg/controller/tainteviction/taint_eviction.go).
import { rfc3339 } from '../../base/time.ts';
import type { Cache } from '../../client/cache.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { Node, Pod, Taint } from '../../kube/types.generated.ts';
import type { Timer } from '../../sim/clock.ts';
import { indexByNode, markDisrupted, podsOnNode } from '../node/node-patches.ts';
import { toleratedForMs } from '../node/tolerations.ts';
import { type Context, type Controller, type Reconcile, splitKey } from '../runtime.ts';

export const taintEviction: Controller = { name: 'taint-eviction-controller', start: (context) => new TaintEviction(context).reconcile };

class TaintEviction {
  private readonly context: Context;
  private readonly nodes: Cache<Node>;
  private readonly pods: Cache<Pod>;
  private readonly scheduled = new Map<string, { readonly startMs: number; readonly timer: Timer }>();

  constructor(context: Context) {
    this.context = context;
    this.nodes = context.cache(kinds.nodes);
    this.pods = context.cache(kinds.pods);
    indexByNode(this.pods);
    this.nodes.onChange({
      added: (node) => this.nodeChanged(node),
      updated: (before, node) => {
        if (before.spec.taints !== node.spec.taints) this.nodeChanged(node);
      },
    });
    this.pods.onChange({
      added: (pod) => this.podChanged(pod),
      updated: (before, pod) => {
        if (before.spec.nodeName !== pod.spec.nodeName || before.spec.tolerations !== pod.spec.tolerations) this.podChanged(pod);
      },
      deleted: (pod) => this.cancel(keyOf(pod)),
    });
  }

  /** The eviction itself; a refusal is tried again. */
  readonly reconcile: Reconcile = (key) => {
    const { namespace, name } = splitKey(key);
    const pod = this.context.client.find(kinds.pods, namespace, name);
    if (!pod || pod.metadata.deletionTimestamp !== undefined) return;
    this.context.recorder.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
    const now = rfc3339(this.context.clock.nowMs);
    markDisrupted(this.context.client, pod, { type: 'DisruptionTarget', status: 'True', lastTransitionTime: now, reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' });
    this.context.client.delete(kinds.pods, namespace, name);
  };

  private nodeChanged(node: Node): void {
    const taints = noExecute(node);
    for (const pod of podsOnNode(this.pods, node.metadata.name)) this.judge(pod, taints);
  }

  private podChanged(pod: Pod): void {
    if (!pod.spec.nodeName) return;
    const node = this.nodes.get('', pod.spec.nodeName);
    if (node) this.judge(pod, noExecute(node));
  }

  private judge(pod: Pod, taints: readonly Taint[]): void {
    const key = keyOf(pod);
    const waitMs = toleratedForMs(taints, pod.spec.tolerations ?? []);
    if (waitMs === undefined) {
      if (this.cancel(key)) this.context.recorder.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
      return;
    }
    const { clock } = this.context;
    const before = this.scheduled.get(key);
    const startMs = before?.startMs ?? clock.nowMs;
    // An eviction that is nearer than the new one stays.
    if (before && waitMs > 0 && startMs + waitMs < clock.nowMs + waitMs) return;
    this.cancel(key);
    if (waitMs === 0) {
      this.context.enqueue(key);
      return;
    }
    const { trace } = this.context;
    const { cause } = trace;
    const timer = clock.after(waitMs, () => {
      this.scheduled.delete(key);
      trace.because(cause, () => this.context.enqueue(key));
    });
    this.scheduled.set(key, { startMs, timer });
  }

  private cancel(key: string): boolean {
    const scheduled = this.scheduled.get(key);
    scheduled?.timer.cancel();
    return this.scheduled.delete(key);
  }
}

const noExecute = (node: Node): readonly Taint[] => (node.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
