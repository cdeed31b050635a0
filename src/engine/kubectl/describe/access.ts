// kubectl describe of Roles and ClusterRoles and their bindings.
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { ruleRows } from '../ops/rule-rows.ts';
import { describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

function* writeRole(w: DescriptionWriter, { metadata, rules }: Role | ClusterRole): Fiber<void> {
  w.line(0, `Name:\t${metadata.name}`);
  writeLabels(w, 'Labels', metadata.labels);
  writeAnnotations(w, 'Annotations', metadata.annotations);
  w.line(0, 'PolicyRule:');
  w.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  w.line(1, '---------\t-----------------\t--------------\t-----');
  for (const row of ruleRows(rules ?? [])) w.line(1, `${row.resource}\t[${row.urls.join(' ')}]\t[${row.names.join(' ')}]\t[${row.verbs.join(' ')}]`);
}

function* writeBinding(w: DescriptionWriter, { metadata, roleRef, subjects }: RoleBinding | ClusterRoleBinding): Fiber<void> {
  w.line(0, `Name:\t${metadata.name}`);
  writeLabels(w, 'Labels', metadata.labels);
  writeAnnotations(w, 'Annotations', metadata.annotations);
  w.line(0, 'Role:');
  w.line(1, `Kind:\t${roleRef.kind}`);
  w.line(1, `Name:\t${roleRef.name}`);
  w.line(0, 'Subjects:');
  w.line(1, 'Kind\tName\tNamespace');
  w.line(1, '----\t----\t---------');
  for (const subject of subjects ?? []) w.line(1, `${subject.kind}\t${subject.name}\t${subject.namespace ?? ''}`);
}

export const role = describer<Role>({ kind: 'Role.rbac.authorization.k8s.io', noEvents: true, describe: writeRole });
export const clusterRole = describer<ClusterRole>({ kind: 'ClusterRole.rbac.authorization.k8s.io', noEvents: true, describe: writeRole });
export const roleBinding = describer<RoleBinding>({ kind: 'RoleBinding.rbac.authorization.k8s.io', noEvents: true, describe: writeBinding });
export const clusterRoleBinding = describer<ClusterRoleBinding>({ kind: 'ClusterRoleBinding.rbac.authorization.k8s.io', noEvents: true, describe: writeBinding });
