// RoleBinding (pkg/registry/rbac/rolebinding, pkg/apis/rbac/validation).
import { kinds } from '../../kube/kinds.generated.ts';
import type { RoleBinding } from '../../kube/types.generated.ts';
import { defaultBinding } from '../defaults/binding.ts';
import { strategy } from '../strategy.ts';
import { bindingCells, bindingColumns } from '../tables/subjects.ts';
import { checked } from '../validation/checked.ts';
import { nameIsPathSegment } from '../validation/object-meta.ts';
import { validateBinding, validateSameRole } from '../validation/rbac.ts';

export const roleBinding = strategy<RoleBinding>({
  kind: kinds.rolebindings,
  generation: false,
  allowCreateOnUpdate: true,
  default: defaultBinding,
  ...checked<RoleBinding>({ namespaced: true, name: nameIsPathSegment }, (errors, object) => validateBinding(errors, object, true), validateSameRole),
  columns: bindingColumns('Role in the current namespace or a ClusterRole in the global namespace'),
  cells: bindingCells,
});
