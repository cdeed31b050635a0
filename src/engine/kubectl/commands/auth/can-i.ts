// kubectl auth can-i (kubectl/pkg/cmd/auth/cani.go).
import type { JsonObject } from '../../../base/json.ts';
import type { PolicyRule } from '../../../kube/types.generated.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { everyNamespaceFlag } from '../../cli/common-flags.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { listAt, objectAt, textAt } from '../../ops/pods.ts';
import { ruleRows } from '../../ops/rule-rows.ts';
import { align } from '../../printers/tabwriter.ts';
import { asObject } from '../../resource/builder.ts';

const VERBS = new Set(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'impersonate', '*', 'approve', 'sign', 'escalate', 'attest']);
const URL_VERBS = new Set(['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*']);

export const canI: Command = {
  name: 'can-i',
  short: 'Check whether an action is allowed',
  long: "Check whether an action is allowed.\n\n VERB is a logical Kubernetes API verb like 'get', 'list', 'watch', 'delete', etc. TYPE is a Kubernetes resource. Shortcuts and groups will be resolved. NONRESOURCEURL is a partial URL that starts with \"/\". NAME is the name of a particular Kubernetes resource. This command pairs nicely with impersonation. See --as global flag.",
  examples: `# Check to see if I can create pods in any namespace
kubectl auth can-i create pods --all-namespaces

# Check to see if I can list deployments in my current namespace
kubectl auth can-i list deployments.apps

# Check to see if service account "foo" of namespace "dev" can list pods in the namespace "prod"
# You must be allowed to use impersonation for the global option "--as"
kubectl auth can-i list pods --as=system:serviceaccount:dev:foo -n prod

# Check to see if I can do everything in my current namespace ("*" means all)
kubectl auth can-i '*' '*'

# Check to see if I can get the job named "bar" in namespace "foo"
kubectl auth can-i list jobs.batch/bar -n foo

# Check to see if I can read pod logs
kubectl auth can-i get pods --subresource=log

# Check to see if I can access the URL /logs/
kubectl auth can-i get /logs/

# Check to see if I can approve certificates.k8s.io
kubectl auth can-i approve certificates.k8s.io

# List all allowed actions in namespace "foo"
kubectl auth can-i --list --namespace=foo`,
  usage: 'can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  completes: [['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'], 'type', 'none'],
  flags: [
    everyNamespaceFlag,
    { name: 'list', type: 'bool', usage: 'If true, prints all allowed actions.' },
    { name: 'no-headers', type: 'bool', usage: 'If true, prints allowed actions without headers' },
    { name: 'quiet', short: 'q', type: 'bool', usage: 'If true, suppress output and just return the exit code.' },
    { name: 'subresource', type: 'string', usage: 'SubResource such as pod/log or deployment/scale' },
  ],
  *run(ctx) {
    const { args, flags } = ctx;
    if (flags.bool('list')) {
      if (args.length) throw new CliError('list option must be specified with no arguments');
      void ctx.cluster;
      if (flags.bool('quiet') || flags.bool('all-namespaces') || flags.string('subresource')) throw new CliError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
      return yield* listRules(ctx);
    }
    if (args.length !== 2) {
      ctx.err(`error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.\n`);
      return 1;
    }
    void ctx.cluster;
    if ((args[1] as string).startsWith('/') && flags.string('subresource')) throw new CliError('--subresource can not be used with NonResourceURL');
    const spec = (args[1] as string).startsWith('/') ? urlSpec(ctx) : yield* resourceSpec(ctx);
    if (flags.bool('no-headers')) throw new CliError('--no-headers cannot be set without --list specified');
    const answer = asObject(yield* ctx.rest().json('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status: { allowed: false } } }));
    const status = objectAt(answer, 'status');
    const allowed = status['allowed'] === true;
    if (!flags.bool('quiet')) {
      const reason = status['reason'] ? ` - ${String(status['reason'])}` : '';
      const fault = status['evaluationError'] ? ` - ${String(status['evaluationError'])}` : '';
      // Of a yes the reason is of no interest; of a no it is.
      ctx.out(allowed ? 'yes\n' : `no${reason}${fault}\n`);
    }
    return allowed ? 0 : 1;
  },
};

function urlSpec(ctx: Invocation): JsonObject {
  const [verb, path] = ctx.args as readonly [string, string];
  if (!URL_VERBS.has(verb)) ctx.err(`Warning: verb '${verb}' is not a known verb\n\n`);
  return { nonResourceAttributes: { path, verb } };
}

function* resourceSpec(ctx: Invocation): Fiber<JsonObject> {
  const [verb, what] = ctx.args as readonly [string, string];
  const [type = '', name = ''] = what.split('/');
  const found = type === '*' ? undefined : (yield* ctx.mapper()).find(type);
  // kubectl's mapper knows lists in every group, though no server has such a resource.
  if (type !== '*' && !found && !/^lists?$/.test(type)) {
    const [bare, group] = type.split(/\.(.*)/s);
    ctx.err(`Warning: the server doesn't have a resource type '${bare}'${group ? ` in group '${group}'` : ''}\n\n`);
  }
  const all = ctx.flags.bool('all-namespaces');
  if (found && !found.namespaced && !all) ctx.err(`Warning: resource '${found.plural}' is not namespace scoped${found.group ? ` in group '${found.group}'` : ''}\n\n`);
  // Who asks for all namespaces is not told of odd verbs.
  if (!VERBS.has(verb) && !all) ctx.err(`Warning: verb '${verb}' is not a known verb\n\n`);
  const subresource = ctx.flags.string('subresource');
  const attributes = {
    ...(all ? {} : { namespace: ctx.namespace }), verb,
    group: found?.group ?? (type === '*' ? '*' : (type.split(/\.(.*)/s)[1] ?? '')), resource: found?.plural ?? type.split('.')[0] ?? type,
    ...(subresource ? { subresource } : {}), ...(name ? { name } : {}),
  };
  return { resourceAttributes: attributes };
}

function* listRules(ctx: Invocation): Fiber<number> {
  const answer = asObject(yield* ctx.rest().json('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { body: { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: { namespace: ctx.namespace }, status: { resourceRules: [], nonResourceRules: [], incomplete: false } } }));
  const status = objectAt(answer, 'status');
  if (status['incomplete'] === true) ctx.err(`warning: the list may be incomplete: ${textAt(status, 'evaluationError')}\n`);
  const rules = [...listAt(status, 'resourceRules'), ...listAt(status, 'nonResourceRules')] as unknown as readonly PolicyRule[];
  const list = (values: readonly string[]): string => `[${values.join(' ')}]`;
  const rows = ruleRows(rules).map(({ resource, urls, names, verbs }) => [resource, list(urls), list(names), list(verbs)]);
  ctx.out(align([...(ctx.flags.bool('no-headers') ? [] : [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']]), ...rows]));
  return 0;
}
