// Nobody gives away by a role or a binding what he has not himself (pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased, escalation_check.go).
import { equal } from '../../base/json.ts';
import { forbidden, notFound } from '../../kube/api-error.ts';
import { goQuote } from '../../kube/go-format.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KindInfo } from '../../kube/kind.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { ClusterRole, PolicyRule, RoleRef } from '../../kube/types.generated.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../codec.ts';
import { resourceAttributes } from './attributes.ts';
import { MASTERS } from './authorizer.ts';
import { aggregate } from './rbac.ts';
import { compacted, quotedList, ruleText, uncovered } from './rules.ts';

const GROUP = 'rbac.authorization.k8s.io';
const everything: readonly PolicyRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }];

/** Throws 403 where the caller would grant by `draft` what he does not hold. */
export function checkEscalation(context: Context, kind: KindInfo, draft: Draft, stored: KubeObject | undefined): void {
  if (kind.group !== GROUP || context.caller.groups.includes(MASTERS)) return;
  if (stored && onlyForCollector(draft, stored)) return;
  const name = String(draft.metadata.name ?? '');
  if (kind === kinds.rolebindings || kind === kinds.clusterrolebindings) checkBinding(context, kind, name, (draft as unknown as { readonly roleRef?: RoleRef }).roleRef);
  else checkRole(context, kind, name, draft as unknown as ClusterRole, stored as ClusterRole | undefined);
}

function checkRole(context: Context, kind: KindInfo, name: string, { rules, aggregationRule }: ClusterRole, stored: ClusterRole | undefined): void {
  const { core, caller, info } = context;
  const escalate = resourceAttributes({ verb: 'escalate', group: GROUP, version: '*', resource: kind.plural, name: info.name, namespace: info.namespace });
  if (core.authorizer.authorize(caller, escalate).allowed) return;
  const refuse = confirm(context, rules ?? []);
  if (refuse !== undefined) throw forbidden(kind, name, refuse);
  // Who may say what is summed up could sum up anything.
  if ((aggregationRule || stored?.aggregationRule) && confirm(context, everything) !== undefined) throw forbidden(kind, name, 'must have cluster-admin privileges to use the aggregationRule');
}

function checkBinding(context: Context, kind: KindInfo, name: string, roleRef: RoleRef | undefined): void {
  const { core, caller, info } = context;
  if (!roleRef) return;
  const roles = roleRef.kind === 'ClusterRole' ? kinds.clusterroles : kinds.roles;
  const bind = resourceAttributes({ verb: 'bind', group: GROUP, version: '*', resource: roles.plural, name: roleRef.name, namespace: info.namespace });
  if (core.authorizer.authorize(caller, bind).allowed) return;
  const rules = core.authorizer.rbac.rulesOfRole(roleRef, info.namespace);
  if (!rules) throw notFound(roles, roleRef.name);
  const refuse = confirm(context, rules);
  if (refuse !== undefined) throw forbidden(kind, name, refuse);
}

/** What is wrong with granting the rules, or undefined. */
function confirm({ core, caller, info }: Context, rules: readonly PolicyRule[]): string | undefined {
  const held = core.authorizer.rbac.rulesFor(caller, info.namespace);
  const missing = uncovered(held.rules, rules);
  if (missing.length === 0) return undefined;
  const texts = [...new Set(compacted(missing).map(ruleText))].sort();
  const unresolved = held.errors.length === 0 ? '' : `; resolution errors: [${aggregate(held.errors)}]`;
  return `user ${goQuote(caller.user)} (groups=${quotedList(caller.groups)}) is attempting to grant RBAC permissions not currently held:\n${texts.join('\n')}${unresolved}`;
}

/** Only owners and finalizers change, as the garbage collector does it. */
function onlyForCollector(draft: Draft, stored: KubeObject): boolean {
  const bare = (object: Draft): unknown => ({ ...object, metadata: { ...object.metadata, ownerReferences: null, finalizers: null, managedFields: null, resourceVersion: null, generation: null } });
  return equal(bare(draft), bare(stored as unknown as Draft));
}
