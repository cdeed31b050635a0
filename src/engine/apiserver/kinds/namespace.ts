// Namespace (pkg/registry/core/namespace, ValidateNamespace).
import { invalid } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Namespace } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { errorsOf } from '../validation/checks.ts';
import { nameIsLabel, validateFinalizerName, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';

const nameLabel = 'kubernetes.io/metadata.name';

export const namespace = strategy<Namespace>({
  kind: kinds.namespaces,
  generation: false,
  returnsDeleted: true,
  default(draft) {
    const { name } = draft.metadata;
    if (name) draft.metadata.labels = { ...draft.metadata.labels, [nameLabel]: name };
  },
  prepareForCreate(draft) {
    draft.status = { phase: 'Active' };
    draft.metadata.labels = { ...draft.metadata.labels, [nameLabel]: draft.metadata.name };
    // The namespace controller takes this one away when all content is gone.
    draft.spec ??= {};
    const finalizers = draft.spec.finalizers ?? [];
    draft.spec.finalizers = finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'];
  },
  prepareForUpdate(draft, stored) {
    const { finalizers } = stored.spec ?? {};
    draft.spec = finalizers ? { finalizers: [...finalizers] } : {};
    keepStatus(draft, stored);
  },
  validate: (object) =>
    errorsOf((errors) => {
      validateMeta(errors, object.metadata, { namespaced: false, name: nameIsLabel });
      for (const finalizer of object.spec?.finalizers ?? []) validateFinalizerName(errors, finalizer, 'spec.finalizers');
    }),
  validateUpdate: (object, old) => errorsOf((errors) => validateMetaUpdate(errors, object.metadata, old.metadata)),
  validateStatusUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      const phase = object.status?.phase ?? '';
      if (!object.metadata.deletionTimestamp) {
        if (phase !== 'Active') errors.push(invalid('status.Phase', phase, "may only be 'Active' if `deletionTimestamp` is empty"));
      } else if (phase !== 'Terminating') errors.push(invalid('status.Phase', phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
    }),
  fields: (object) => ({ 'status.phase': object.status?.phase ?? '', name: object.metadata.name }),
  columns: [nameColumn, column('Status', 'string', 'The status of the namespace'), ageColumn],
  cells: (object, nowMs) => [object.metadata.name, object.status?.phase ?? '', age(object.metadata.creationTimestamp, nowMs)],
});
