// What a diagnosis is: one cause, the facts of the cluster that show it, the commands that would show them, and what could be done.
import type { Event, PersistentVolumeClaim, Pod, StorageClass } from '../../../engine/kube/types.generated.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import type { EventSummary, IngressSummary, NodeSummary, ObjectSummary, PodSummary, ServiceSummary, SliceSummary, WorkloadSummary } from '../../../bridge/summary.ts';

export type FindingId =
  | 'pod-insufficient' | 'pod-taints' | 'pod-selector' | 'pod-claim' | 'pod-unschedulable' | 'pod-gated' | 'pod-unseen'
  | 'image-name' | 'image-missing' | 'image-pull' | 'config-missing' | 'mount-failed' | 'init-failing'
  | 'crash' | 'crash-command' | 'crash-done' | 'oom' | 'liveness' | 'readiness' | 'node-lost' | 'terminating' | 'evicted'
  | 'service-no-selector' | 'service-mismatch' | 'service-not-ready' | 'service-port'
  | 'rollout-deadline' | 'rollout-pods' | 'rollout-paused' | 'rollout-refused' | 'scaled-to-zero'
  | 'claim-class' | 'claim-no-class' | 'claim-volume' | 'claim-waits' | 'claim-provisioning'
  | 'job-failed' | 'job-failing' | 'cron-suspended'
  | 'ingress-service' | 'ingress-endpoints' | 'ingress-controller'
  | 'node-down' | 'node-cordoned' | 'node-pressure';

/** A fact as the cluster gives it, word for word, and where it stands. */
export interface Evidence {
  readonly at: string;
  readonly text: string;
}

export interface Finding {
  readonly id: FindingId;
  /** What the sentences of the catalogue speak of. */
  readonly about: Readonly<Record<string, string>>;
  readonly evidence: readonly Evidence[];
  /** Would show it in a terminal. */
  readonly commands: readonly string[];
  /** Might put it right; run only by a person's hand. */
  readonly repairs: readonly string[];
  /** Other objects that matter here. */
  readonly see: readonly string[];
}

/** All that a diagnosis may look at. */
export interface Facts {
  readonly object: ObjectSummary;
  readonly whole: JsonObject;
  readonly events: readonly EventSummary[];
  readonly pods: readonly PodSummary[];
  readonly nodes: readonly NodeSummary[];
  readonly services: readonly ServiceSummary[];
  readonly slices: readonly SliceSummary[];
  readonly workloads: readonly WorkloadSummary[];
  readonly ingresses: readonly IngressSummary[];
  readonly storageClasses: readonly StorageClass[];
  /** Whole Pods that stand behind the object: those a Service picks. */
  readonly backends: readonly Pod[];
  readonly claims: readonly PersistentVolumeClaim[];
}

export type { Event };

/** ` -n shop`, or nothing in the default namespace. */
export const inNamespace = (namespace: string): string => (namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`);

export function finding(id: FindingId, about: Readonly<Record<string, string>>, evidence: readonly (Evidence | undefined)[], more: { readonly commands: readonly string[]; readonly repairs?: readonly string[]; readonly see?: readonly string[] }): Finding {
  return { id, about, evidence: evidence.filter((one): one is Evidence => one !== undefined && one.text !== ''), commands: more.commands, repairs: more.repairs ?? [], see: more.see ?? [] };
}

/** The latest event with such a reason. */
export function eventOf(events: readonly EventSummary[], ...reasons: readonly string[]): Evidence | undefined {
  const event = events.findLast((one) => reasons.includes(one.reason));
  return event && { at: `Event ${event.reason}${event.count > 1 ? ` ×${event.count}` : ''}`, text: event.message };
}
