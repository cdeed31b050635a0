// Makes and deletes Pods for a controller and writes the events about it (RealPodControl in pkg/controller/controller_utils.go).
import { ApiError } from '../kube/api-error.ts';
import type { Kind } from '../kube/kind.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { KubeObject, New } from '../kube/object.ts';
import type { Pod, PodTemplateSpec } from '../kube/types.generated.ts';
import { controllerRef } from './ownership.ts';
import type { Context } from './runtime.ts';

export interface PodExtras {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

export function podFromTemplate(template: PodTemplateSpec, owner: KubeObject, ownerKind: Kind<KubeObject>, extras: PodExtras = {}): New<Pod> {
  const meta = template.metadata ?? {};
  const labels = { ...meta.labels, ...extras.labels };
  const annotations = { ...meta.annotations, ...extras.annotations };
  const finalizers = [...(meta.finalizers ?? []), ...(extras.finalizers ?? [])];
  return {
    metadata: {
      namespace: owner.metadata.namespace ?? '',
      ...(extras.name === undefined ? { generateName: `${owner.metadata.name}-` } : { name: extras.name }),
      ...(Object.keys(labels).length ? { labels } : {}),
      ...(Object.keys(annotations).length ? { annotations } : {}),
      ...(finalizers.length ? { finalizers } : {}),
      ownerReferences: [controllerRef(owner, ownerKind)],
    },
    spec: template.spec as Pod['spec'],
  };
}

/** Creates a Pod; a refusal is thrown after the event about it (none where the namespace is going away). */
export function createPod({ client, recorder }: Pick<Context, 'client' | 'recorder'>, pod: New<Pod>, owner: KubeObject): Pod {
  try {
    const created = client.create(kinds.pods, pod);
    recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
    return created;
  } catch (error) {
    if (error instanceof ApiError && !isNamespaceTerminating(error)) recorder.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    throw error;
  }
}

/** Deletes a Pod; one that is gone already is thrown as "not found". */
export function deletePod({ client, recorder }: Pick<Context, 'client' | 'recorder'>, pod: Pod, owner: KubeObject): void {
  const { namespace, name } = pod.metadata;
  try {
    // KubeClient.delete swallows "not found", which here means that nothing was done and nothing is to be told.
    if (client.delete(kinds.pods, namespace, name) === undefined) return;
  } catch (error) {
    if (error instanceof ApiError) recorder.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
    throw error;
  }
  recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
}

export function isNamespaceTerminating(error: unknown): boolean {
  return error instanceof ApiError && (error.status.details?.causes ?? []).some((cause) => cause.reason === 'NamespaceTerminating');
}
