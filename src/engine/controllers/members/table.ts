// All controllers of kube-controller-manager, in the order in which they start.
import type { Controller } from '../runtime.ts';
import { deployment } from './deployment.ts';
import { replicaset } from './replicaset.ts';
import { replicationcontroller } from './replicationcontroller.ts';

export const controllers: readonly Controller[] = [deployment, replicaset, replicationcontroller];
