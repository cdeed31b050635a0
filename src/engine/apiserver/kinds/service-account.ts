// ServiceAccount (pkg/registry/core/serviceaccount, ValidateServiceAccount).
import { kinds } from '../../kube/kinds.generated.ts';
import type { ServiceAccount } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, nameColumn } from '../tables/columns.ts';
import { errorsOf } from '../validation/checks.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';

const rules = { namespaced: true, name: nameIsSubdomain };

export const serviceAccount = strategy<ServiceAccount>({
  kind: kinds.serviceaccounts,
  generation: false,
  returnsDeleted: true,
  validate: (object) => errorsOf((errors) => validateMeta(errors, object.metadata, rules)),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateMeta(errors, object.metadata, rules);
    }),
  columns: [nameColumn, ageColumn],
  cells: (object, nowMs) => [object.metadata.name, age(object.metadata.creationTimestamp, nowMs)],
});
