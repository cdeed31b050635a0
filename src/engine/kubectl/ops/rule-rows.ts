// Policy rules as `describe` and `auth can-i --list` show them (component-helpers/auth/rbac/validation, kubectl/pkg/cmd/auth/cani.go).
import type { PolicyRule } from '../../kube/types.generated.ts';

interface RuleRow {
  readonly resource: string;
  /** Of the resource; `undefined` for URLs. */
  readonly path: readonly [group: string, resource: string] | undefined;
  readonly urls: readonly string[];
  readonly names: readonly string[];
  readonly verbs: string[];
}

/** One row a resource and name, with all verbs for it; URLs stay apart (rbacvalidation.CompactRules over broken-down rules). */
export function ruleRows(rules: readonly PolicyRule[]): readonly RuleRow[] {
  const rows = new Map<string, RuleRow>();
  const urlRows: RuleRow[] = [];
  const add = (resource: string, path: RuleRow['path'], names: readonly string[], verbs: readonly string[]): void => {
    const key = `${resource}|${names.join()}`;
    const row = rows.get(key) ?? { resource, path, urls: [], names, verbs: [] };
    rows.set(key, row);
    for (const verb of verbs) if (!row.verbs.includes(verb)) row.verbs.push(verb);
  };
  for (const rule of rules) {
    const verbs = rule.verbs ?? [];
    for (const url of rule.nonResourceURLs ?? []) for (const verb of verbs) urlRows.push({ resource: '', path: undefined, urls: [url], names: [], verbs: [verb] });
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        const name = group === '' ? resource : resource.includes('/') ? resource.replace('/', `.${group}/`) : `${resource}.${group}`;
        const names = rule.resourceNames ?? [];
        if (names.length === 0) add(name, [group, resource], [], verbs);
        for (const one of names) add(name, [group, resource], [one], verbs);
      }
    }
  }
  return [...urlRows, ...rows.values()].map((row) => ({ row, text: goText(row) })).sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ row }) => row);
}

/** The rule as Go prints it, which is what rows are sorted by (rbacv1helpers.SortableRuleSlice). */
function goText({ verbs, path, names, urls }: RuleRow): string {
  const [group, resource] = path ? [[path[0]], [path[1]]] : [[], []];
  return `Verbs:[${verbs.join(' ')}],APIGroups:[${group.join(' ')}],Resources:[${resource.join(' ')}],ResourceNames:[${names.join(' ')}],NonResourceURLs:[${urls.join(' ')}]`;
}
