// ClusterRoleBinding (pkg/registry/rbac/clusterrolebinding, pkg/apis/rbac/validation).
import { kinds } from '../../kube/kinds.generated.ts';
import type { ClusterRoleBinding } from '../../kube/types.generated.ts';
import { defaultBinding } from '../defaults/binding.ts';
import { strategy } from '../strategy.ts';
import { bindingCells, bindingColumns } from '../tables/subjects.ts';
import { checked } from '../validation/checked.ts';
import { nameIsPathSegment } from '../validation/object-meta.ts';
import { validateBinding, validateSameRole } from '../validation/rbac.ts';

export const clusterRoleBinding = strategy<ClusterRoleBinding>({
  kind: kinds.clusterrolebindings,
  generation: false,
  allowCreateOnUpdate: true,
  default: defaultBinding,
  ...checked<ClusterRoleBinding>({ namespaced: false, name: nameIsPathSegment }, (errors, object) => validateBinding(errors, object, false), validateSameRole),
  columns: bindingColumns('ClusterRole in the global namespace'),
  cells: bindingCells,
});
