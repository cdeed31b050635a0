// Every kind with a description of its own, by kind and group.
import { clusterRole, clusterRoleBinding, role, roleBinding } from './access.ts';
import { horizontalPodAutoscaler, podDisruptionBudget } from './autoscaling.ts';
import { certificateSigningRequest } from './certificate-request.ts';
import { configMap, limitRange, namespace, resourceQuota, secret, serviceAccount } from './configuration.ts';
import type { Describer } from './describer.ts';
import { generic } from './generic.ts';
import { cronJob, job } from './jobs.ts';
import { ingress, ingressClass, ipAddress, networkPolicy, serviceCidr } from './networking.ts';
import { node } from './node.ts';
import { pod } from './pod.ts';
import { endpoints, endpointSlice, service } from './service.ts';
import { csiNode, persistentVolume, persistentVolumeClaim, priorityClass, storageClass, volumeAttributesClass } from './storage.ts';
import { daemonSet, deployment, replicaSet, replicationController, statefulSet } from './workloads.ts';

const describers: readonly Describer[] = [
  pod, replicationController, replicaSet, deployment, statefulSet, daemonSet, job, cronJob, service, endpoints, endpointSlice, ingress, ingressClass, networkPolicy, serviceCidr, ipAddress, node, namespace,
  configMap, secret, serviceAccount, resourceQuota, limitRange, persistentVolume, persistentVolumeClaim, storageClass, volumeAttributesClass, csiNode, priorityClass, horizontalPodAutoscaler, podDisruptionBudget,
  role, clusterRole, roleBinding, clusterRoleBinding, certificateSigningRequest,
];

const byKind = new Map(describers.map((one) => [one.kind, one]));

export function describerOf(kind: string, group: string): Describer {
  return byKind.get(group === '' ? kind : `${kind}.${group}`) ?? generic;
}
