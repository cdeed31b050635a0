// Role (pkg/registry/rbac/role, pkg/apis/rbac/validation).
import { kinds } from '../../kube/kinds.generated.ts';
import type { Role } from '../../kube/types.generated.ts';
import { noRulesAreNull } from '../defaults/rules.ts';
import { strategy } from '../strategy.ts';
import { column, createdDescription, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { nameIsPathSegment } from '../validation/object-meta.ts';
import { validateRules } from '../validation/rbac.ts';

export const role = strategy<Role>({
  kind: kinds.roles,
  generation: false,
  allowCreateOnUpdate: true,
  default: noRulesAreNull,
  ...checked<Role>({ namespaced: true, name: nameIsPathSegment }, (errors, object) => validateRules(errors, object.rules, true)),
  columns: [nameColumn, column('Created At', 'date', createdDescription)],
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp],
});
