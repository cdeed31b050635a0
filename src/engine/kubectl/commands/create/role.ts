// kubectl create role and create clusterrole (kubectl/pkg/cmd/create/create_role.go, create_clusterrole.go).
import type { JsonObject } from '../../../base/json.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import type { Flag } from '../../cli/flag.ts';
import { createMade, generatorFlags, metadataOf, mustBeNamed, nameOfArgs } from '../../ops/create-object.ts';
import { resourceRules, verbsOf, warnOfVerbs } from '../../ops/rbac-rules.ts';

const ruleFlags: readonly Flag[] = [
  { name: 'resource', type: 'slice', usage: 'Resource that the rule applies to' },
  { name: 'resource-name', type: 'array', usage: 'Resource in the white list that the rule applies to, repeat this flag for multiple items' },
  { name: 'verb', type: 'slice', usage: 'Verb that applies to the resources contained in the rule' },
];

export const createRole: Command = {
  name: 'role',
  short: 'Create a role with single rule',
  long: 'Create a role with single rule.',
  examples: `# Create a role named "pod-reader" that allows user to perform "get", "watch" and "list" on pods
kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods

# Create a role named "pod-reader" with ResourceName specified
kubectl create role pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod

# Create a role named "foo" with API Group specified
kubectl create role foo --verb=get,list,watch --resource=rs.apps

# Create a role named "foo" with SubResource specified
kubectl create role foo --verb=get,list,watch --resource=pods,pods/status`,
  usage: 'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  completes: [],
  flags: [...generatorFlags, ...ruleFlags],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    const verbs = verbsOf(ctx);
    if (verbs.length === 0) throw new CliError('at least one verb must be specified');
    warnOfVerbs(ctx, verbs);
    if (ctx.flags.list('resource').length === 0) throw new CliError('at least one resource must be specified');
    const rules = yield* resourceRules(ctx, verbs);
    yield* createMade(ctx, { plural: 'roles', namespaced: true, object: { kind: 'Role', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: metadataOf(ctx, name), rules } });
  },
};

const URL_VERBS = new Set(['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']);

export const createClusterRole: Command = {
  name: 'clusterrole',
  short: 'Create a cluster role',
  long: 'Create a cluster role.',
  examples: `# Create a cluster role named "pod-reader" that allows user to perform "get", "watch" and "list" on pods
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# Create a cluster role named "pod-reader" with ResourceName specified
kubectl create clusterrole pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod

# Create a cluster role named "foo" with API Group specified
kubectl create clusterrole foo --verb=get,list,watch --resource=rs.apps

# Create a cluster role named "foo" with SubResource specified
kubectl create clusterrole foo --verb=get,list,watch --resource=pods,pods/status

# Create a cluster role name "foo" with NonResourceURL specified
kubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*

# Create a cluster role name "monitoring" with AggregationRule specified
kubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"`,
  usage: 'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  completes: [],
  flags: [
    ...generatorFlags, ...ruleFlags,
    { name: 'aggregation-rule', type: 'array', pairs: 'map', usage: 'An aggregation label selector for combining ClusterRoles.' },
    { name: 'non-resource-url', type: 'slice', usage: 'A partial url that user should have access to.' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    const { flags } = ctx;
    const aggregation = flags.list('aggregation-rule');
    const urls = flags.list('non-resource-url');
    const verbs = verbsOf(ctx);
    const resources = flags.list('resource');
    if (aggregation.length && (verbs.length || urls.length || resources.length || flags.list('resource-name').length)) throw new CliError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
    let rules: readonly JsonObject[] | null = null;
    if (aggregation.length === 0) {
      if (verbs.length === 0) throw new CliError('at least one verb must be specified');
      if (resources.length === 0 && urls.length === 0) throw new CliError('one of resource or nonResourceURL must be specified');
      if (resources.length) warnOfVerbs(ctx, verbs);
      const ruled = resources.length ? yield* resourceRules(ctx, verbs) : [];
      const odd = urls.length ? verbs.find((v) => !URL_VERBS.has(v)) : undefined;
      if (odd !== undefined) throw new CliError(`invalid verb: '${odd}' for nonResourceURL`);
      const badUrl = urls.find((u) => u !== '*' && (!u.startsWith('/') || /\*./.test(u)));
      if (badUrl !== undefined) throw new CliError(badUrl.startsWith('/') ? `nonResourceURL only supports wildcard matches when '*' is at the end` : `nonResourceURL should start with /`);
      rules = [...ruled, ...(urls.length ? [{ verbs, nonResourceURLs: urls }] : [])];
    }
    const object = {
      kind: 'ClusterRole', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: metadataOf(ctx, name, {}, false), rules,
      ...(aggregation.length ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: Object.fromEntries(aggregation.map((a) => a.split(/=(.*)/s).slice(0, 2) as [string, string])) }] } } : {}),
    };
    yield* createMade(ctx, { plural: 'clusterroles', namespaced: false, object });
  },
};
