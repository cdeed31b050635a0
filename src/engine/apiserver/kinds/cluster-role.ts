// ClusterRole (pkg/registry/rbac/clusterrole, pkg/apis/rbac/validation).
import { required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ClusterRole } from '../../kube/types.generated.ts';
import { noRulesAreNull } from '../defaults/rules.ts';
import { strategy } from '../strategy.ts';
import { column, createdDescription, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { nameIsPathSegment } from '../validation/object-meta.ts';
import { validateRules } from '../validation/rbac.ts';

export const clusterRole = strategy<ClusterRole>({
  kind: kinds.clusterroles,
  generation: false,
  allowCreateOnUpdate: true,
  default: noRulesAreNull,
  ...checked<ClusterRole>({ namespaced: false, name: nameIsPathSegment }, (errors, { rules, aggregationRule }) => {
    validateRules(errors, rules, false);
    if (!aggregationRule) return;
    const selectors = aggregationRule.clusterRoleSelectors ?? [];
    if (selectors.length === 0) errors.push(required('aggregationRule.clusterRoleSelectors', 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
    selectors.forEach((selector, i) => validateLabelSelector(errors, selector, `aggregationRule.clusterRoleSelectors[${i}]`));
  }),
  columns: [nameColumn, column('Created At', 'date', createdDescription)],
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp],
});
