// The ReplicationController controller (pkg/controller/replication).
import type { Kind } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ReplicationController } from '../../kube/types.generated.ts';
import { ReplicaController, type Replicated } from '../replicas/replica-controller.ts';
import type { Controller } from '../runtime.ts';
import { labelsTest } from '../selector.ts';

type Rc = ReplicationController & Replicated;

export const replicationcontroller: Controller = {
  name: 'replication-controller',
  start: (context) => new ReplicaController<Rc>(context, kinds.replicationcontrollers as unknown as Kind<Rc>, (object) => labelsTest(object.spec.selector)).reconcile,
};
