// RuntimeClass (pkg/registry/node/runtimeclass, pkg/apis/node/validation).
import { required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { RuntimeClass } from '../../kube/types.generated.ts';
import { roundList } from '../defaults/pod-spec.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { dnsLabel, immutable, labels } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validateTolerations } from '../validation/pod/placement.ts';
import { validateRequirements } from '../validation/resources.ts';

export const runtimeClass = strategy<RuntimeClass>({
  kind: kinds.runtimeclasses,
  generation: false,
  default(draft) {
    if (draft.overhead?.podFixed) roundList(draft.overhead.podFixed);
  },
  ...checked<RuntimeClass>(
    { namespaced: false, name: nameIsSubdomain },
    (errors, { handler, overhead, scheduling }) => {
      if (!handler) errors.push(required('handler'));
      else dnsLabel(errors, 'handler', handler);
      if (overhead) validateRequirements(errors, 'overhead.podFixed', { limits: overhead.podFixed ?? {} }, []);
      labels(errors, 'scheduling.nodeSelector', scheduling?.nodeSelector);
      validateTolerations(errors, scheduling?.tolerations, 'scheduling.tolerations');
    },
    (errors, object, old) => immutable(errors, 'handler', object.handler, old.handler),
  ),
  columns: [
    nameColumn,
    column('Handler', 'string', 'handler specifies the underlying runtime and configuration that the CRI implementation will use to handle pods of this class. The possible values are specific to the node & CRI configuration.  It is assumed that all handlers are available on every node, and handlers of the same name are equivalent on every node. For example, a handler called "runc" might specify that the runc OCI runtime (using native Linux containers) will be used to run the containers in a pod. The Handler must be lowercase, conform to the DNS Label (RFC 1123) requirements, and is immutable.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [object.metadata.name, object.handler, age(object.metadata.creationTimestamp, nowMs)],
});
