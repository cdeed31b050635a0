// The ReplicaSet controller (pkg/controller/replicaset).
import { kinds } from '../../kube/kinds.generated.ts';
import type { ReplicaSet } from '../../kube/types.generated.ts';
import { ReplicaController } from '../replicas/replica-controller.ts';
import type { Controller } from '../runtime.ts';
import { selectorTest } from '../selector.ts';

export const replicaset: Controller = {
  name: 'replicaset-controller',
  start: (context) => new ReplicaController<ReplicaSet>(context, kinds.replicasets, (object) => selectorTest(object.spec.selector)).reconcile,
};
