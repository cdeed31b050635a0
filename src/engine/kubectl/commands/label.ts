// kubectl label (kubectl/pkg/cmd/label/label.go).
import { labelValue } from '../../kube/names.ts';
import type { Command } from '../cli/command.ts';
import { everyNamespaceFlag, dryRunFlag, fieldManagerFlag, fieldSelectorFlag, filenameFlags, printFlags, recordFlag, selectorFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import { changeMaps, listMap, checkMapFlags, splitPairs } from '../ops/label-map.ts';

export const label: Command = {
  name: 'label',
  short: 'Update the labels on a resource',
  long: "Update the labels on a resource.\n\n  *  A label key and value must begin with a letter or number, and may contain letters, numbers, hyphens, dots, and underscores, up to 63 characters each.\n  *  Optionally, the key can begin with a DNS subdomain prefix and a single '/', like example.com/my-app.\n  *  If --overwrite is true, then existing labels can be overwritten, otherwise attempting to overwrite a label will result in an error.\n  *  If --resource-version is specified, then updates will use this resource version, otherwise the existing resource-version will be used.",
  examples: `# Update pod 'foo' with the label 'unhealthy' and the value 'true'
kubectl label pods foo unhealthy=true

# Update pod 'foo' with the label 'status' and the value 'unhealthy', overwriting any existing value
kubectl label --overwrite pods foo status=unhealthy

# Update all pods in the namespace
kubectl label pods --all status=unhealthy

# Update a pod identified by the type and name in "pod.json"
kubectl label -f pod.json status=unhealthy

# Update pod 'foo' only if the resource is unchanged from version 1
kubectl label pods foo status=unhealthy --resource-version=1

# Update pod 'foo' by removing a label named 'bar' if it exists
# Does not require the --overwrite flag
kubectl label pods foo bar-`,
  usage: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  begins: ['dry-run'],
  completes: ['type-name'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to update the labels'), everyNamespaceFlag, dryRunFlag, fieldManagerFlag('kubectl-label'), fieldSelectorFlag, selectorFlag, recordFlag,
    { name: 'all', type: 'bool', usage: 'Select all resources, in the namespace of the specified resource types' },
    { name: 'list', type: 'bool', usage: 'If true, display the labels for a given resource.' },
    { name: 'local', type: 'bool', usage: 'If true, label will NOT contact api-server but run locally.' },
    { name: 'overwrite', type: 'bool', usage: 'If true, allow labels to be overwritten, otherwise reject label updates that overwrite existing labels.' },
    { name: 'resource-version', type: 'string', usage: 'If non-empty, the labels update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const { resources, pairs } = splitPairs(ctx.args, 'label');
    const { set, remove } = parseLabels(pairs);
    if (flags.bool('list') && flags.string('output')) throw new CliError('--list and --output may not be specified together');
    void ctx.namespace;
    checkMapFlags(ctx, resources, 'pod');
    if (pairs.length === 0 && !flags.bool('list')) throw new CliError('at least one label update is required');
    if (flags.bool('list')) return yield* listMap(ctx, resources, 'labels', { set, remove });
    const adds = Object.keys(set).length > 0;
    return yield* changeMaps(ctx, resources, {
      field: 'labels', set, remove,
      refuse: (current) => Object.entries(set).filter(([key, value]) => key in current && current[key] !== value).map(([key]) => new CliError(`'${key}' already has a value (${current[key]}), and --overwrite is false`)),
      message: (changed, before) => {
        if (!changed) return 'not labeled';
        const removes = remove.some((key) => key in before);
        return adds && removes ? 'modified' : adds ? 'labeled' : 'unlabeled';
      },
      missing: (key) => `label ${JSON.stringify(key)} not found.\n`,
    });
  },
};

function parseLabels(pairs: readonly string[]): { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] } {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const pair of pairs) {
    if (pair.includes('=')) {
      const parts = pair.split('=');
      if (parts.length !== 2) throw new CliError(`invalid label spec: ${pair}`);
      const faults = labelValue(parts[1] as string);
      if (faults.length) throw new CliError(`invalid label value: ${JSON.stringify(pair)}: ${faults.join(';')}`);
      set[parts[0] as string] = parts[1] as string;
    } else if (pair.endsWith('-')) remove.push(pair.slice(0, -1));
    else throw new CliError(`unknown label spec: ${pair}`);
  }
  if (remove.some((key) => key in set)) throw new CliError('can not both modify and remove a label in the same command');
  return { set, remove };
}
