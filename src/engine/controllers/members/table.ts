// All controllers of kube-controller-manager, in the order in which they start.
import type { Controller } from '../runtime.ts';
import { deployment } from './deployment.ts';
import { endpoints } from './endpoints.ts';
import { endpointsliceMirroring } from './endpointslice-mirroring.ts';
import { endpointslice } from './endpointslice.ts';
import { garbageCollector } from './garbage-collector.ts';
import { namespace } from './namespace.ts';
import { replicaset } from './replicaset.ts';
import { replicationcontroller } from './replicationcontroller.ts';
import { rootCa } from './root-ca.ts';
import { serviceaccount } from './serviceaccount.ts';

export const controllers: readonly Controller[] = [
  serviceaccount,
  rootCa,
  deployment,
  replicaset,
  replicationcontroller,
  endpoints,
  endpointslice,
  endpointsliceMirroring,
  namespace,
  garbageCollector,
];
