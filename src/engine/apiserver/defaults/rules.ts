// What the store does to rules: an empty list comes back as none (protobuf knows no difference), and the field is always shown.
import type { Mutable } from '../../base/json.ts';
import type { Role } from '../../kube/types.generated.ts';

export function noRulesAreNull(role: Pick<Mutable<Role>, 'rules'>): void {
  if (role.rules?.length === 0) role.rules = null as unknown as [];
}
