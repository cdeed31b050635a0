// RBAC over the stored roles and bindings: what each user was granted, worked out once and kept until a role or binding changes (plugin/pkg/auth/authorizer/rbac/rbac.go, pkg/registry/rbac/validation/rule.go).
import { goQuote } from '../../kube/go-format.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KindInfo } from '../../kube/kind.ts';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject } from '../../kube/types.generated.ts';
import type { Store } from '../registry/store.ts';
import type { ResourceTable } from '../resource-table.ts';
import type { Attributes, UserInfo } from './attributes.ts';
import type { Decision } from './decision.ts';
import { ruleAllows } from './rules.ts';

const ACCOUNT_PREFIX = 'system:serviceaccount:';
/** Users whose grants are kept; more than that and all are worked out again. */
const KEPT_USERS = 2000;

type Binding = ClusterRoleBinding | RoleBinding;

/** One rule that a user has by one binding; as a decision it is the yes that it gives. */
export class Grant implements Decision {
  readonly allowed = true;
  readonly rule: PolicyRule;
  private readonly binding: Binding;
  private readonly subject: Subject;

  constructor(rule: PolicyRule, binding: Binding, subject: Subject) {
    this.rule = rule;
    this.binding = binding;
    this.subject = subject;
  }

  reason(): string {
    const { kind, metadata, roleRef } = this.binding;
    const { namespace } = metadata as { readonly namespace?: string };
    const name = namespace === undefined ? metadata.name : `${metadata.name}/${namespace}`;
    const { kind: of, name: who, namespace: home = namespace ?? '' } = this.subject;
    return `RBAC: allowed by ${kind} ${goQuote(name)} of ${roleRef.kind} ${goQuote(roleRef.name)} to ${of} ${goQuote(of === 'ServiceAccount' ? `${who}/${home}` : who)}`;
  }
}

interface Grants {
  readonly grants: readonly Grant[];
  /** Of bindings to roles that are not there. */
  readonly errors: readonly string[];
}

interface UserGrants {
  readonly cluster: Grants;
  readonly namespaces: Map<string, Grants>;
}

const nothing: Grants = { grants: [], errors: [] };

export class Rbac {
  private readonly roles: Store;
  private readonly clusterRoles: Store;
  private readonly roleBindings: Store;
  private readonly clusterRoleBindings: Store;
  private byIdentity = new WeakMap<UserInfo, UserGrants>();
  private readonly byName = new Map<string, UserGrants>();
  private clusterWide: readonly ClusterRoleBinding[] | undefined;

  constructor(resources: ResourceTable) {
    const storeOf = (kind: KindInfo): Store => {
      const store = resources.ofKind(kind)?.store as Store;
      store.watch(() => this.forget());
      return store;
    };
    this.roles = storeOf(kinds.roles);
    this.clusterRoles = storeOf(kinds.clusterroles);
    this.roleBindings = storeOf(kinds.rolebindings);
    this.clusterRoleBindings = storeOf(kinds.clusterrolebindings);
  }

  authorize(user: UserInfo, attributes: Attributes): Decision {
    const known = this.grantsOf(user);
    const found = granted(known.cluster, attributes);
    if (found) return found;
    const local = attributes.namespace === '' ? nothing : this.localGrants(user, known, attributes.namespace);
    return granted(local, attributes) ?? refusal([...known.cluster.errors, ...local.errors]);
  }

  /** All that a user may do in a namespace, with what he may everywhere. */
  rulesFor(user: UserInfo, namespace: string): { readonly rules: readonly PolicyRule[]; readonly errors: readonly string[] } {
    const known = this.grantsOf(user);
    const local = namespace === '' ? nothing : this.localGrants(user, known, namespace);
    return { rules: [...known.cluster.grants, ...local.grants].map(({ rule }) => rule), errors: [...known.cluster.errors, ...local.errors] };
  }

  /** The rules of a role that a binding refers to, or undefined where there is no such role. */
  rulesOfRole({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const role = (kind === 'ClusterRole' ? this.clusterRoles.get('', name) : this.roles.get(namespace, name)) as ClusterRole | Role | undefined;
    return role && (role.rules ?? []);
  }

  private forget(): void {
    this.byIdentity = new WeakMap();
    this.byName.clear();
    this.clusterWide = undefined;
  }

  private grantsOf(user: UserInfo): UserGrants {
    const known = this.byIdentity.get(user);
    if (known) return known;
    const key = JSON.stringify([user.user, user.groups]);
    let found = this.byName.get(key);
    if (!found) {
      this.clusterWide ??= this.clusterRoleBindings.list() as readonly ClusterRoleBinding[];
      found = { cluster: this.grantsBy(this.clusterWide, user, ''), namespaces: new Map() };
      if (this.byName.size >= KEPT_USERS) this.byName.clear();
      this.byName.set(key, found);
    }
    this.byIdentity.set(user, found);
    return found;
  }

  private localGrants(user: UserInfo, { namespaces }: UserGrants, namespace: string): Grants {
    let local = namespaces.get(namespace);
    if (!local) namespaces.set(namespace, (local = this.grantsBy(this.roleBindings.list(namespace) as readonly RoleBinding[], user, namespace)));
    return local;
  }

  private grantsBy(bindings: readonly Binding[], user: UserInfo, namespace: string): Grants {
    const grants: Grant[] = [];
    const errors: string[] = [];
    for (const binding of bindings) {
      const subject = binding.subjects?.find((candidate) => isMeant(candidate, user, namespace));
      if (!subject) continue;
      const rules = this.rulesOfRole(binding.roleRef, namespace);
      if (!rules) errors.push(`${binding.roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${goQuote(binding.roleRef.name)} not found`);
      else for (const rule of rules) grants.push(new Grant(rule, binding, subject));
    }
    return grants.length + errors.length === 0 ? nothing : { grants, errors };
  }
}

function isMeant({ kind, name, namespace }: Subject, { user, groups }: UserInfo, bindingNamespace: string): boolean {
  if (kind === 'User') return name === user;
  if (kind === 'Group') return groups.includes(name);
  return kind === 'ServiceAccount' && user.startsWith(ACCOUNT_PREFIX) && user === `${ACCOUNT_PREFIX}${namespace ?? bindingNamespace}:${name}`;
}

function granted({ grants }: Grants, attributes: Attributes): Grant | undefined {
  for (const grant of grants) if (ruleAllows(grant.rule, attributes)) return grant;
  return undefined;
}

const refused: Decision = { allowed: false, reason: () => '' };

function refusal(errors: readonly string[]): Decision {
  return errors.length === 0 ? refused : { allowed: false, reason: () => `RBAC: ${aggregate(errors)}` };
}

/** As k8s.io/apimachinery/pkg/util/errors prints several. */
export function aggregate(errors: readonly string[]): string {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(', ')}]`;
}
