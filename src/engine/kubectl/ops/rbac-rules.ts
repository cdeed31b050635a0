// --verb, --resource and --resource-name as rules of a Role (kubectl/pkg/cmd/create/create_role.go).
import type { JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError, PlainError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';

const VERBS = new Set(['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'approve', 'sign', 'escalate', 'impersonate', 'attest']);

/** Verbs that mean something for these resources alone (`resource.group`). */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'], bind: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'], escalate: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'], approve: ['signers.certificates.k8s.io'], sign: ['signers.certificates.k8s.io'], attest: ['signers.certificates.k8s.io'],
};

interface Wanted {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** No server serves it. */
  readonly unknown?: boolean;
}

/** Verbs without repetitions; `*` swallows all others. */
export function verbsOf(ctx: Invocation): readonly string[] {
  const verbs = [...new Set(ctx.flags.list('verb'))];
  return verbs.includes('*') ? ['*'] : verbs;
}

export function warnOfVerbs(ctx: Invocation, verbs: readonly string[]): void {
  for (const verb of verbs) if (!VERBS.has(verb)) ctx.err(`Warning: '${verb}' is not a standard resource verb\n`);
}

/** @throws the server's "doesn't have a resource type", without `error: ` before it */
export function* resourceRules(ctx: Invocation, verbs: readonly string[]): Fiber<readonly JsonObject[]> {
  const wanted: Wanted[] = [];
  for (const item of ctx.flags.list('resource')) {
    const [path = '', subresource = ''] = item.split(/\/(.*)/s);
    const [resource = '', group] = path.split(/\.(.*)/s);
    if (resource === '*' && path === '*.*') wanted.push({ group: '*', resource: '*', subresource });
    else if (resource === '*') wanted.push({ group: group ?? '', resource: '*', subresource });
    else wanted.push(yield* resolved(ctx, path, subresource));
  }
  for (const { group, resource, unknown } of wanted) {
    // What follows a `*` is not looked at.
    if (resource === '*') break;
    const special = verbs.filter((verb) => Object.hasOwn(SPECIAL, verb));
    const odd = special.find((verb) => !SPECIAL[verb]?.includes(`${resource}.${group}`));
    if (odd !== undefined) throw new CliError(`can not perform '${odd}' on '${resource}' in group '${group}'`);
    // Some verbs are about what no server serves.
    if (unknown && special.length === 0) throw new PlainError(`the server doesn't have a resource type ${JSON.stringify(resource)}`);
  }
  const names = [...new Set(ctx.flags.list('resource-name'))];
  const groups = new Map<string, string[]>();
  for (const { group, resource, subresource } of wanted) groups.set(group, [...(groups.get(group) ?? []), subresource ? `${resource}/${subresource}` : resource]);
  return [...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([group, resources]) => ({ verbs, apiGroups: [group], resources: [...new Set(resources)], ...(names.length ? { resourceNames: names } : {}) }));
}

function* resolved(ctx: Invocation, path: string, subresource: string): Fiber<Wanted> {
  const found = (yield* ctx.mapper()).find(path);
  const [bare = '', group = ''] = path.split(/\.(.*)/s);
  if (!found) return { group, resource: bare, subresource, unknown: true };
  return { group: found.group, resource: found.plural, subresource };
}
