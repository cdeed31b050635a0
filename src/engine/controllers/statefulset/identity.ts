// Who a StatefulSet's Pod is: its name, labels and claims by ordinal (pkg/controller/statefulset/stateful_set_utils.go).
import type { New } from '../../kube/object.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { PersistentVolumeClaim, Pod, PodTemplateSpec, StatefulSet, Volume } from '../../kube/types.generated.ts';
import { podFromTemplate } from '../pod-control.ts';
import { isPodReady } from '../pod-state.ts';
import { HASH_LABEL } from '../revisions/revisions.ts';
import { anyKind } from '../runtime.ts';

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';

/** The set's name and the ordinal that a Pod's name says; -1 where it says none. */
export function parentAndOrdinal(pod: { readonly metadata: { readonly name: string } }): { readonly parent: string; readonly ordinal: number } {
  const match = /^(.*)-([0-9]+)$/.exec(pod.metadata.name);
  return match ? { parent: match[1] ?? '', ordinal: Number(match[2]) } : { parent: '', ordinal: -1 };
}

export const ordinalOf = (pod: Pod): number => parentAndOrdinal(pod).ordinal;
export const startOf = (set: StatefulSet): number => set.spec.ordinals?.start ?? 0;
export const replicasOf = (set: StatefulSet): number => set.spec.replicas ?? 1;
export const inRange = (set: StatefulSet, ordinal: number): boolean => ordinal >= startOf(set) && ordinal < startOf(set) + replicasOf(set);

export const claimName = (set: StatefulSet, template: PersistentVolumeClaim, ordinal: number): string => `${template.metadata.name}-${set.metadata.name}-${ordinal}`;

export function newPod(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): New<Pod> {
  const name = `${set.metadata.name}-${ordinal}`;
  const pod = podFromTemplate(template, set, anyKind(kinds.statefulsets));
  return {
    ...pod,
    metadata: { ...pod.metadata, name, labels: { ...pod.metadata.labels, [POD_NAME]: name, [POD_INDEX]: String(ordinal), [HASH_LABEL]: revision } },
    spec: { ...pod.spec, hostname: name, ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}), ...volumesWith(set, template, ordinal) },
  };
}

function volumesWith(set: StatefulSet, template: PodTemplateSpec, ordinal: number): { readonly volumes?: readonly Volume[] } {
  const claims = (set.spec.volumeClaimTemplates ?? []).map((claim): Volume => ({ name: claim.metadata.name, persistentVolumeClaim: { claimName: claimName(set, claim, ordinal) } }));
  const others = (template.spec?.volumes ?? []).filter(({ name }) => !claims.some((claim) => claim.name === name));
  const volumes = [...claims, ...others];
  return volumes.length ? { volumes } : {};
}

export function newClaim(set: StatefulSet, template: PersistentVolumeClaim, ordinal: number): New<PersistentVolumeClaim> {
  const { labels, annotations } = template.metadata;
  return {
    metadata: {
      name: claimName(set, template, ordinal),
      namespace: set.metadata.namespace,
      labels: { ...labels, ...set.spec.selector.matchLabels },
      ...(annotations ? { annotations } : {}),
    },
    spec: template.spec,
  };
}

/** Name, namespace and labels are what they must be. */
export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  const { parent, ordinal } = parentAndOrdinal(pod);
  const labels = pod.metadata.labels ?? {};
  return parent === set.metadata.name && ordinal >= 0 && labels[POD_NAME] === pod.metadata.name && labels[POD_INDEX] === String(ordinal);
}

export function withIdentity(pod: Pod): Pod {
  return { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [POD_NAME]: pod.metadata.name, [POD_INDEX]: String(ordinalOf(pod)) } } };
}

export const revisionOf = (pod: Pod): string => pod.metadata.labels?.[HASH_LABEL] ?? '';
export const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;
export const isRunningAndReady = (pod: Pod): boolean => pod.status.phase === 'Running' && isPodReady(pod);
export const isHealthy = (pod: Pod): boolean => isRunningAndReady(pod) && !isTerminating(pod);
