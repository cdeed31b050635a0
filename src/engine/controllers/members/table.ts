// All controllers of kube-controller-manager, in the order in which they start.
import type { Controller } from '../runtime.ts';
import { cronjob } from './cronjob.ts';
import { daemonset } from './daemonset.ts';
import { deployment } from './deployment.ts';
import { endpoints } from './endpoints.ts';
import { endpointsliceMirroring } from './endpointslice-mirroring.ts';
import { endpointslice } from './endpointslice.ts';
import { garbageCollector } from './garbage-collector.ts';
import { job } from './job.ts';
import { namespace } from './namespace.ts';
import { nodeIpam } from './node-ipam.ts';
import { nodeLifecycle } from './node-lifecycle.ts';
import { podGc } from './pod-gc.ts';
import { replicaset } from './replicaset.ts';
import { replicationcontroller } from './replicationcontroller.ts';
import { rootCa } from './root-ca.ts';
import { serviceaccount } from './serviceaccount.ts';
import { statefulset } from './statefulset.ts';
import { taintEviction } from './taint-eviction.ts';
import { ttlAfterFinished } from './ttl-after-finished.ts';
import { ttl } from './ttl.ts';

export const controllers: readonly Controller[] = [
  serviceaccount,
  rootCa,
  deployment,
  replicaset,
  replicationcontroller,
  statefulset,
  daemonset,
  job,
  cronjob,
  ttlAfterFinished,
  endpoints,
  endpointslice,
  endpointsliceMirroring,
  namespace,
  garbageCollector,
  nodeIpam,
  ttl,
  nodeLifecycle,
  taintEviction,
  podGc,
];
