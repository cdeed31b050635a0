// kubectl api-resources and api-versions (kubectl/pkg/cmd/apiresources).
import type { JsonObject } from '../../base/json.ts';
import { groupVersion } from '../../kube/kind.ts';
import { formatYaml } from '../../kube/yaml.ts';
import type { Command } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { indentedJson } from '../../kube/go-json.ts';
import { align } from '../printers/tabwriter.ts';
import type { ApiResource } from '../rest/discovery.ts';

export const apiResources: Command = {
  name: 'api-resources',
  short: 'Print the supported API resources on the server',
  long: 'Print the supported API resources on the server.',
  examples: `# Print the supported API resources
kubectl api-resources

# Print the supported API resources with more information
kubectl api-resources -o wide

# Print the supported API resources sorted by a column
kubectl api-resources --sort-by=name

# Print the supported namespaced resources
kubectl api-resources --namespaced=true

# Print the supported non-namespaced resources
kubectl api-resources --namespaced=false

# Print the supported API resources with a specific APIGroup
kubectl api-resources --api-group=rbac.authorization.k8s.io`,
  noArguments: 'unexpected arguments',
  begins: ['client'],
  usage: 'api-resources [flags]',
  completes: ['none'],
  flags: [
    { name: 'api-group', type: 'string', usage: 'Limit to resources in the specified API group.' },
    { name: 'cached', type: 'bool', usage: 'Use the cached list of resources if available.' },
    { name: 'categories', type: 'slice', usage: 'Limit to resources that belong to the specified categories.' },
    { name: 'namespaced', type: 'bool', default: 'true', usage: 'If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.' },
    { name: 'no-headers', type: 'bool', usage: "When using the default or custom-column output format, don't print headers (default print headers)." },
    { name: 'output', short: 'o', type: 'string', usage: 'Output format. One of: (json, yaml, kyaml, name, wide).', complete: ['json', 'yaml', 'kyaml', 'name', 'wide'] },
    { name: 'show-managed-fields', type: 'bool', usage: 'If true, keep the managedFields when printing objects in JSON or YAML format.' },
    { name: 'sort-by', type: 'string', usage: 'If non-empty, sort list of resources using specified field. The field can be either \'name\' or \'kind\'.', complete: ['name', 'kind'] },
    { name: 'verbs', type: 'slice', usage: 'Limit to resources that support the specified verbs.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const output = flags.string('output');
    if (!['', 'wide', 'name', 'json', 'yaml', 'kyaml'].includes(output)) throw new CliError(`--output ${output} is not available`);
    if (!['', 'name', 'kind'].includes(flags.string('sort-by'))) throw new CliError('--sort-by accepts only name or kind');
    const mapper = yield* ctx.mapper(!flags.bool('cached'));
    const wanted = mapper.preferred().filter((r) => r.verbs.length > 0
      && (!flags.changed('api-group') || r.group === flags.string('api-group'))
      && (!flags.changed('namespaced') || r.namespaced === flags.bool('namespaced'))
      && flags.list('verbs').every((v) => r.verbs.includes(v))
      && flags.list('categories').every((c) => r.categories.includes(c)));
    const sorted = wanted.toSorted((a, b) => order(a, b, flags.string('sort-by')));
    if (output === 'json' || output === 'yaml') {
      const list = { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources: sorted.map(asResource) };
      ctx.out(output === 'json' ? `${indentedJson(list, '    ', true)}\n` : formatYaml(list));
      return;
    }
    if (output === 'name') ctx.out(sorted.map((r) => `${r.plural}${r.group ? `.${r.group}` : ''}\n`).join(''));
    else ctx.out(align([...(flags.bool('no-headers') ? [] : [headers(output === 'wide')]), ...sorted.map((r) => row(r, output === 'wide'))]));
  },
};

const headers = (wide: boolean): string[] => ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];

function row(r: ApiResource, wide: boolean): string[] {
  return [r.plural, r.shortNames.join(','), groupVersion(r), String(r.namespaced), r.kind, ...(wide ? [r.verbs.join(','), r.categories.join(',')] : [])];
}

function order(a: ApiResource, b: ApiResource, by: string): number {
  if (by === 'kind') return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0;
  if (by !== 'name' && a.group !== b.group) return a.group < b.group ? -1 : 1;
  return a.plural < b.plural ? -1 : a.plural > b.plural ? 1 : 0;
}

function asResource(r: ApiResource): JsonObject {
  return {
    name: r.plural, singularName: r.singular, namespaced: r.namespaced, ...(r.group ? { group: r.group } : {}), version: r.version, kind: r.kind, verbs: r.verbs,
    ...(r.shortNames.length ? { shortNames: r.shortNames } : {}), ...(r.categories.length ? { categories: r.categories } : {}),
  };
}
