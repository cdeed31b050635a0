// kubectl describe of Roles and ClusterRoles and their bindings, and of certificate signing requests.
import type { CertificateSigningRequest, ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer } from './describer.ts';
import { timeText, writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

interface Row {
  readonly resource: string;
  /** Of the resource; `undefined` for URLs. */
  readonly path: readonly [group: string, resource: string] | undefined;
  readonly urls: readonly string[];
  readonly names: readonly string[];
  readonly verbs: string[];
}

/** One row a resource and name, with all verbs for it (rbacvalidation.CompactRules over broken-down rules). */
function rowsOf(rules: readonly PolicyRule[]): readonly Row[] {
  const rows = new Map<string, Row>();
  const add = (resource: string, path: Row['path'], urls: readonly string[], names: readonly string[], verbs: readonly string[]): void => {
    const key = `${resource}|${urls.join()}|${names.join()}`;
    const row = rows.get(key) ?? { resource, path, urls, names, verbs: [] };
    rows.set(key, row);
    for (const verb of verbs) if (!row.verbs.includes(verb)) row.verbs.push(verb);
  };
  for (const rule of rules) {
    const verbs = rule.verbs ?? [];
    for (const url of rule.nonResourceURLs ?? []) add('', undefined, [url], [], verbs);
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        const name = group === '' ? resource : resource.includes('/') ? resource.replace('/', `.${group}/`) : `${resource}.${group}`;
        const names = rule.resourceNames ?? [];
        if (names.length === 0) add(name, [group, resource], [], [], verbs);
        for (const one of names) add(name, [group, resource], [], [one], verbs);
      }
    }
  }
  return [...rows.values()].map((row) => ({ row, text: goText(row) })).sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ row }) => row);
}

/** The rule as Go prints it, which is what rows are sorted by (rbacv1helpers.SortableRuleSlice). */
function goText({ verbs, path, names, urls }: Row): string {
  const [group, resource] = path ? [[path[0]], [path[1]]] : [[], []];
  return `Verbs:[${verbs.join(' ')}],APIGroups:[${group.join(' ')}],Resources:[${resource.join(' ')}],ResourceNames:[${names.join(' ')}],NonResourceURLs:[${urls.join(' ')}]`;
}

function* writeRole(w: DescriptionWriter, { metadata, rules }: Role | ClusterRole): Fiber<void> {
  w.line(0, `Name:\t${metadata.name}`);
  writeLabels(w, 'Labels', metadata.labels);
  writeAnnotations(w, 'Annotations', metadata.annotations);
  w.line(0, 'PolicyRule:');
  w.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  w.line(1, '---------\t-----------------\t--------------\t-----');
  for (const row of rowsOf(rules ?? [])) w.line(1, `${row.resource}\t[${row.urls.join(' ')}]\t[${row.names.join(' ')}]\t[${row.verbs.join(' ')}]`);
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

export const certificateSigningRequest = describer<CertificateSigningRequest>({
  kind: 'CertificateSigningRequest.certificates.k8s.io',
  *describe(w, { metadata, spec, status }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    w.line(0, `Requesting User:\t${spec.username ?? ''}`);
    if (spec.signerName) w.line(0, `Signer:\t${spec.signerName}`);
    const types = (status.conditions ?? []).map((condition) => condition.type);
    const words = types.length === 0 ? ['Pending'] : [...types.filter((t) => t === 'Approved' || t === 'Denied' || t === 'Failed'), ...(status.certificate ? ['Issued'] : [])];
    w.line(0, `Status:\t${words.join(',')}`);
  },
});
