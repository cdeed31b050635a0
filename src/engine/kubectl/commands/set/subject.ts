// kubectl set subject (kubectl/pkg/cmd/set/set_subject.go).
import { type JsonObject, equal } from '../../../base/json.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import type { Info } from '../../resource/builder.ts';
import { applyChange, checkSetFlags, setFlags, setTargets } from './change.ts';

const GROUP = 'rbac.authorization.k8s.io';

export const setSubject: Command = {
  name: 'subject',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  long: 'Update the user, group, or service account in a role binding or cluster role binding.',
  examples: `# Update a cluster role binding for serviceaccount1
kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1

# Update a role binding for user1, user2, and group1
kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1

# Print the result (in YAML format) of updating rolebinding subjects from a local, without hitting the server
kubectl create rolebinding admin --role=admin --user=admin -o yaml --dry-run=client | kubectl set subject --local -f - --user=foo -o yaml`,
  usage: 'subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  completes: ['type-name'],
  begins: ['dry-run', 'printer', 'namespace'],
  flags: [
    ...setFlags({ local: 'set subject', filename: 'the resource to update the subjects', record: false }),
    { name: 'group', type: 'slice', usage: 'Groups to bind to the role' },
    { name: 'serviceaccount', type: 'slice', usage: 'Service accounts to bind to the role' },
    { name: 'user', type: 'slice', usage: 'Usernames to bind to the role' },
  ],
  *run(ctx) {
    const infos = yield* setTargets(ctx, ctx.args);
    const wanted = subjectsOf(ctx, infos);
    yield* applyChange(ctx, infos, {
      done: 'subjects updated',
      failure: 'failed to patch subjects to rolebinding:',
      mutate: (object) => {
        if (object['kind'] !== 'RoleBinding' && object['kind'] !== 'ClusterRoleBinding') throw new CliError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
        const subjects = Array.isArray(object['subjects']) ? (object['subjects'] as readonly JsonObject[]) : [];
        const added = wanted.filter((subject) => !subjects.some((one) => equal(one, subject)));
        return added.length ? { ...object, subjects: [...subjects, ...added] } : object;
      },
    });
  },
};

function subjectsOf(ctx: Invocation, infos: readonly Info[]): readonly JsonObject[] {
  const { flags } = ctx;
  checkSetFlags(ctx);
  const sorted = (name: string): readonly string[] => [...new Set(flags.list(name))].sort();
  const accounts = sorted('serviceaccount').map((text): JsonObject => {
    const [namespace = '', name = '', ...more] = text.split(':');
    if (more.length || !name) throw new CliError('serviceaccount must be <namespace>:<name>');
    if (!namespace && infos.some((info) => info.resource.kind === 'ClusterRoleBinding')) throw new CliError('serviceaccount must be <namespace>:<name>, namespace must be specified');
    return { kind: 'ServiceAccount', name, namespace: namespace || ctx.namespace };
  });
  const subjects = [...sorted('user').map((name) => ({ kind: 'User', apiGroup: GROUP, name })), ...sorted('group').map((name) => ({ kind: 'Group', apiGroup: GROUP, name })), ...accounts];
  if (subjects.length === 0) throw new CliError('you must specify at least one value of user, group or serviceaccount');
  return subjects;
}
