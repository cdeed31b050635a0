// What the scheduler writes into a Pod's status (pkg/scheduler/schedule_one.go updatePod, framework/preemption).
import { rfc3339 } from '../base/time.ts';
import type { KubeClient } from '../client/kube-client.ts';
import { isRefusal } from '../client/refusal.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Pod, PodCondition } from '../kube/types.generated.ts';
import type { Clock } from '../sim/clock.ts';

export class StatusWriter {
  private readonly clock: Clock;
  private readonly client: KubeClient;

  constructor(clock: Clock, client: KubeClient) {
    this.clock = clock;
    this.client = client;
  }

  /** PodScheduled=False; nothing is written where it says so already. False: the Pod is gone. */
  failed(pod: Pod, reason: string, message: string, nominatedNodeName?: string): boolean {
    const nominated = (nominatedNodeName ?? '') === (pod.status.nominatedNodeName ?? '') ? {} : { nominatedNodeName: nominatedNodeName ?? null };
    const condition = this.condition(pod, { type: 'PodScheduled', status: 'False', reason, message });
    if (!condition && Object.keys(nominated).length === 0) return true;
    return this.patch(pod, { ...(condition ? this.conditions(pod, condition) : {}), ...nominated });
  }

  /** The node that the Pod is to get once what it waits for is there (NominatedNodeNameForExpectation). */
  expected(pod: Pod, nodeName: string): void {
    if (pod.status.nominatedNodeName !== nodeName) this.patch(pod, { nominatedNodeName: nodeName });
  }

  disrupted(pod: Pod, by: Pod): void {
    const message = `${by.spec.schedulerName ?? 'default-scheduler'}: preempting to accommodate a higher priority pod`;
    const condition = this.condition(pod, { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message });
    if (condition) this.patch(pod, this.conditions(pod, condition));
  }

  /** As a strategic merge patch: without the order a new condition would come first. */
  private conditions({ status }: Pod, condition: PodCondition): object {
    const types = new Set([...(status.conditions ?? []).map(({ type }) => type), condition.type]);
    return { '$setElementOrder/conditions': [...types].map((type) => ({ type })), conditions: [condition] };
  }

  private condition(pod: Pod, wanted: PodCondition): PodCondition | undefined {
    const known = pod.status.conditions?.find(({ type }) => type === wanted.type);
    const observedGeneration = pod.metadata.generation;
    const same = known && known.status === wanted.status;
    if (same && known.reason === wanted.reason && known.message === wanted.message && known.observedGeneration === observedGeneration) return undefined;
    const lastTransitionTime = (same && known.lastTransitionTime) || rfc3339(this.clock.nowMs);
    return { ...wanted, lastTransitionTime, ...(observedGeneration === undefined ? {} : { observedGeneration }) };
  }

  private patch({ metadata }: Pod, status: object): boolean {
    try {
      this.client.patch(kinds.pods, metadata.namespace, metadata.name, 'strategic', { metadata: { uid: metadata.uid }, status }, 'status');
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // What cannot be written for any other reason is written at the next attempt.
      return !(error instanceof ApiError && (error.code === 404 || error.code === 409));
    }
  }
}
