// The subjects of a role binding by kind (pkg/printers/internalversion/printers.go: printRoleBinding).
import type { Json } from '../../base/json.ts';
import type { ObjectMeta } from '../../kube/object.ts';
import type { RoleRef, Subject } from '../../kube/types.generated.ts';
import type { Column } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from './columns.ts';

export const bindingColumns = (kind: string): readonly Column[] => [
  nameColumn,
  column('Role', 'string', `RoleRef can only reference a ${kind}. If the RoleRef cannot be resolved, the Authorizer must return an error. This field is immutable.`),
  ageColumn,
  column('Users', 'string', `Users in the ${kind === 'ClusterRole in the global namespace' ? 'clusterRoleBinding' : 'roleBinding'}`, 1),
  column('Groups', 'string', `Groups in the ${kind === 'ClusterRole in the global namespace' ? 'clusterRoleBinding' : 'roleBinding'}`, 1),
  column('ServiceAccounts', 'string', `ServiceAccounts in the ${kind === 'ClusterRole in the global namespace' ? 'clusterRoleBinding' : 'roleBinding'}`, 1),
];

interface Bound {
  readonly metadata: ObjectMeta;
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[];
}

export function bindingCells({ metadata, roleRef, subjects = [] }: Bound, nowMs: number): readonly Json[] {
  const of = (kind: string, text: (subject: Subject) => string): string => subjects.filter((subject) => subject.kind === kind).map(text).join(', ');
  return [
    metadata.name ?? '',
    `${roleRef.kind}/${roleRef.name}`,
    age(metadata.creationTimestamp, nowMs),
    of('User', (s) => s.name),
    of('Group', (s) => s.name),
    of('ServiceAccount', (s) => (s.namespace ? `${s.namespace}/${s.name}` : s.name)),
  ];
}
