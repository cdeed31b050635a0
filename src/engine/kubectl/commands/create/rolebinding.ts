// kubectl create rolebinding and create clusterrolebinding (kubectl/pkg/cmd/create/create_rolebinding.go, create_clusterrolebinding.go).
import type { JsonObject } from '../../../base/json.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import type { Flag } from '../../cli/flag.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { createMade, generatorFlags, metadataOf, mustBeNamed, nameOfArgs } from '../../ops/create-object.ts';

const GROUP = 'rbac.authorization.k8s.io';
const subjectFlags = (what: string): readonly Flag[] => [
  { name: 'group', type: 'array', usage: `Groups to bind to the ${what}. The flag can be repeated to add multiple groups.` },
  { name: 'serviceaccount', type: 'array', usage: `Service accounts to bind to the ${what}, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.` },
  { name: 'user', type: 'array', usage: `Usernames to bind to the ${what}. The flag can be repeated to add multiple users.` },
];

function subjectsOf(ctx: Invocation): readonly JsonObject[] {
  const { flags } = ctx;
  return [
    ...flags.list('user').map((name) => ({ kind: 'User', apiGroup: GROUP, name })),
    ...flags.list('group').map((name) => ({ kind: 'Group', apiGroup: GROUP, name })),
    ...flags.list('serviceaccount').map((text) => {
      const parts = text.split(':');
      if (parts.length !== 2 || !parts[0] || !parts[1]) throw new CliError('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', name: parts[1], namespace: parts[0] };
    }),
  ];
}

export const createRoleBinding: Command = {
  name: 'rolebinding',
  short: 'Create a role binding for a particular role or cluster role',
  long: 'Create a role binding for a particular role or cluster role.',
  examples: `# Create a role binding for user1, user2, and group1 using the admin cluster role
kubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1

# Create a role binding for service account monitoring:sa-dev using the admin role
kubectl create rolebinding admin-binding --role=admin --serviceaccount=monitoring:sa-dev`,
  usage: 'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  completes: [],
  flags: [
    ...generatorFlags, ...subjectFlags('role'),
    { name: 'clusterrole', type: 'string', usage: 'ClusterRole this RoleBinding should reference' },
    { name: 'role', type: 'string', usage: 'Role this RoleBinding should reference' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    const [role, clusterRole] = [ctx.flags.string('role'), ctx.flags.string('clusterrole')];
    if ((role === '') === (clusterRole === '')) throw new CliError('exactly one of clusterrole or role must be specified');
    const subjects = subjectsOf(ctx);
    const object = { kind: 'RoleBinding', apiVersion: `${GROUP}/v1`, metadata: metadataOf(ctx, name), ...(subjects.length ? { subjects } : {}), roleRef: { apiGroup: GROUP, kind: role ? 'Role' : 'ClusterRole', name: role || clusterRole } };
    yield* createMade(ctx, { plural: 'rolebindings', namespaced: true, object, errorPrefix: 'failed to create rolebinding: ' });
  },
};

export const createClusterRoleBinding: Command = {
  name: 'clusterrolebinding',
  short: 'Create a cluster role binding for a particular cluster role',
  long: 'Create a cluster role binding for a particular cluster role.',
  examples: '# Create a cluster role binding for user1, user2, and group1 using the cluster-admin cluster role\nkubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1',
  usage: 'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  required: ['clusterrole'],
  completes: [],
  flags: [...generatorFlags, ...subjectFlags('clusterrole'), { name: 'clusterrole', type: 'string', usage: 'ClusterRole this ClusterRoleBinding should reference' }],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    const subjects = subjectsOf(ctx);
    const object = { kind: 'ClusterRoleBinding', apiVersion: `${GROUP}/v1`, metadata: metadataOf(ctx, name, {}, false), ...(subjects.length ? { subjects } : {}), roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: ctx.flags.string('clusterrole') } };
    yield* createMade(ctx, { plural: 'clusterrolebindings', namespaced: false, object, errorPrefix: 'failed to create clusterrolebinding: ' });
  },
};
