// Every built-in kind's strategy; the one place where they are registered.
import type { Strategy } from '../strategy.ts';
import { configMap } from './config-map.ts';
import { deployment } from './deployment.ts';
import { endpointSlice } from './endpoint-slice.ts';
import { endpoints } from './endpoints.ts';
import { event } from './event.ts';
import { lease } from './lease.ts';
import { namespace } from './namespace.ts';
import { node } from './node.ts';
import { pod } from './pod/pod.ts';
import { replicaSet } from './replica-set.ts';
import { replicationController } from './replication-controller.ts';
import { secret } from './secret.ts';
import { service } from './service/service.ts';
import { serviceAccount } from './service-account.ts';

export const strategies: readonly Strategy[] = [namespace, node, pod, service, endpoints, endpointSlice, configMap, secret, serviceAccount, event, lease, replicationController, deployment, replicaSet];
