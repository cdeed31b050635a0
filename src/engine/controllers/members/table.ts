// All controllers of kube-controller-manager, in the order in which they start.
import type { Controller } from '../runtime.ts';
import { certificateSigning } from './certificate-signing.ts';
import { clusterroleAggregation } from './clusterrole-aggregation.ts';
import { cronjob } from './cronjob.ts';
import { daemonset } from './daemonset.ts';
import { deployment } from './deployment.ts';
import { disruption } from './disruption.ts';
import { endpoints } from './endpoints.ts';
import { endpointsliceMirroring } from './endpointslice-mirroring.ts';
import { endpointslice } from './endpointslice.ts';
import { ephemeralVolume } from './ephemeral-volume.ts';
import { resourceClaim } from './resource-claim.ts';
import { garbageCollector } from './garbage-collector.ts';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { job } from './job.ts';
import { namespace } from './namespace.ts';
import { nodeIpam } from './node-ipam.ts';
import { nodeLifecycle } from './node-lifecycle.ts';
import { persistentVolume } from './persistent-volume.ts';
import { podGc } from './pod-gc.ts';
import { pvProtection } from './pv-protection.ts';
import { pvcProtection } from './pvc-protection.ts';
import { replicaset } from './replicaset.ts';
import { replicationcontroller } from './replicationcontroller.ts';
import { resourceQuota } from './resource-quota.ts';
import { rootCa } from './root-ca.ts';
import { serviceCidr } from './service-cidr.ts';
import { serviceaccount } from './serviceaccount.ts';
import { statefulset } from './statefulset.ts';
import { taintEviction } from './taint-eviction.ts';
import { tokenSecret } from './token-secret.ts';
import { ttlAfterFinished } from './ttl-after-finished.ts';
import { ttl } from './ttl.ts';
import { vacProtection } from './vac-protection.ts';
import { validatingAdmissionPolicyStatus } from './validating-admission-policy-status.ts';

export const controllers: readonly Controller[] = [
  serviceaccount,
  tokenSecret,
  rootCa,
  deployment,
  replicaset,
  replicationcontroller,
  statefulset,
  daemonset,
  job,
  cronjob,
  ttlAfterFinished,
  disruption,
  horizontalPodAutoscaler,
  resourceQuota,
  endpoints,
  endpointslice,
  endpointsliceMirroring,
  persistentVolume,
  pvcProtection,
  pvProtection,
  vacProtection,
  serviceCidr,
  ephemeralVolume,
  resourceClaim,
  clusterroleAggregation,
  certificateSigning,
  namespace,
  garbageCollector,
  nodeIpam,
  ttl,
  validatingAdmissionPolicyStatus,
  nodeLifecycle,
  taintEviction,
  podGc,
];
