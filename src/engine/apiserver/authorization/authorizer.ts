// Who may do what: system:masters everything, nodes by their own rules, all by RBAC (pkg/kubeapiserver/authorizer, apiserver/pkg/authorization/union).
import type { PolicyRule } from '../../kube/types.generated.ts';
import type { Context } from '../context.ts';
import type { ResourceTable } from '../resource-table.ts';
import { type Attributes, attributesOf, type UserInfo } from './attributes.ts';
import type { Decision } from './decision.ts';
import { forbiddenRequest } from './forbidden.ts';
import { NodeAuthorizer } from './node.ts';
import { Rbac } from './rbac.ts';

export const MASTERS = 'system:masters';
const DECISION = 'authorization.k8s.io/decision';
const REASON = 'authorization.k8s.io/reason';
const STREAMS = ['exec', 'attach', 'portforward'];
const master: Decision = { allowed: true, reason: () => '' };

export class Authorizer {
  readonly rbac: Rbac;
  /** Who is known may do everything (--authorization-mode AlwaysAllow), and nobody is anonymous. */
  readonly alwaysAllow: boolean;
  private readonly nodes: NodeAuthorizer;

  /** @param nodeRules what the role system:node says at the start, whatever becomes of that role */
  constructor(resources: ResourceTable, nodeRules: readonly PolicyRule[], alwaysAllow = false) {
    this.rbac = new Rbac(resources);
    this.nodes = new NodeAuthorizer(resources, nodeRules);
    this.alwaysAllow = alwaysAllow;
  }

  authorize(user: UserInfo, attributes: Attributes): Decision {
    if (user.groups.includes(MASTERS)) return master;
    const byNode = this.nodes.authorize(user, attributes);
    if (byNode?.allowed) return byNode;
    const byRole = this.rbac.authorize(user, attributes);
    if (!byRole.allowed && this.alwaysAllow) return master;
    if (byRole.allowed || !byNode) return byRole;
    return { allowed: false, reason: () => [byNode.reason(), byRole.reason()].filter((reason) => reason !== '').join('\n') };
  }

  /** Throws 403 where the user may not do that; @param annotations get what was decided, for the audit log. */
  demand(user: UserInfo, attributes: Attributes, annotations?: Map<string, string>): void {
    const decision = this.authorize(user, attributes);
    annotations?.set(DECISION, decision.allowed ? 'allow' : 'forbid').set(REASON, decision.reason());
    if (!decision.allowed) throw forbiddenRequest(user, attributes, decision.reason());
  }
}

/** Throws 403 where the request is not allowed. */
export function authorizeRequest({ core, caller, info, request, annotations }: Context): void {
  if (caller.groups.includes(MASTERS)) return void annotations?.set(DECISION, 'allow').set(REASON, '');
  const attributes = attributesOf(info, request);
  core.authorizer.demand(caller, attributes, annotations);
  // A WebSocket opens with a GET, but what it does to the Pod is a create (AuthorizePodWebsocketUpgradeCreatePermission).
  if (info.resource === 'pods' && info.group === '' && info.verb === 'get' && STREAMS.includes(info.subresource)) core.authorizer.demand(caller, { ...attributes, verb: 'create' });
}
