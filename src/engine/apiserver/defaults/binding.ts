// Defaults of role bindings (pkg/apis/rbac/v1/defaults.go).
import type { Mutable } from '../../base/json.ts';
import type { RoleBinding } from '../../kube/types.generated.ts';

const group = 'rbac.authorization.k8s.io';

export function defaultBinding(binding: Pick<Mutable<RoleBinding>, 'roleRef' | 'subjects'>): void {
  binding.roleRef ??= { apiGroup: group, kind: '', name: '' };
  binding.roleRef.apiGroup ||= group;
  for (const subject of binding.subjects ?? []) {
    if (subject.apiGroup) continue;
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup = group;
  }
}
