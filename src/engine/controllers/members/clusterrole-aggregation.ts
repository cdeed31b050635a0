// Fills ClusterRoles that are the sum of others (pkg/controller/clusterroleaggregation).
import { equal } from '../../base/json.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ClusterRole, PolicyRule } from '../../kube/types.generated.ts';
import { type Controller, anyKind, onAny } from '../runtime.ts';
import { selectorTest } from '../selector.ts';

const NAME = 'clusterrole-aggregation-controller';

export const clusterroleAggregation: Controller = {
  name: NAME,
  for: anyKind(kinds.clusterroles),
  start: (context) => {
    const roles = context.cache(kinds.clusterroles);
    onAny(roles, () => {
      for (const role of roles.list()) if (role.aggregationRule) context.enqueue(role.metadata.name);
    });
    return (name) => {
      const role = roles.get('', name);
      const selectors = role?.aggregationRule?.clusterRoleSelectors;
      if (!role || !selectors) return;
      const rules: PolicyRule[] = [];
      for (const selector of selectors) {
        const test = selectorTest(selector);
        const matching = roles.list().filter((other) => other.metadata.name !== name && test(other.metadata.labels));
        for (const other of [...matching].sort(byName)) for (const rule of other.rules ?? []) if (!rules.some((known) => equal(known, rule))) rules.push(rule);
      }
      if (equal(rules, role.rules ?? [])) return;
      const patch = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules };
      context.client.patch(kinds.clusterroles, '', name, 'apply', patch, undefined, { fieldManager: NAME, force: 'true' });
    };
  },
};

const byName = (a: ClusterRole, b: ClusterRole): number => (a.metadata.name < b.metadata.name ? -1 : 1);
