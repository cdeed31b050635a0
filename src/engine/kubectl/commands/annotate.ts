// kubectl annotate (kubectl/pkg/cmd/annotate/annotate.go).
import type { Command } from '../cli/command.ts';
import { everyNamespaceFlag, dryRunFlag, fieldManagerFlag, fieldSelectorFlag, filenameFlags, printFlags, recordFlag, selectorFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import { changeMaps, listMap, checkMapFlags, splitPairs } from '../ops/label-map.ts';

export const annotate: Command = {
  name: 'annotate',
  short: 'Update the annotations on a resource',
  long: 'Update the annotations on one or more resources.\n\n All Kubernetes objects support the ability to store additional data with the object as annotations. Annotations are key/value pairs that can be larger than labels and include arbitrary string values such as structured JSON. Tools and system extensions may use annotations to store their own data.\n\n Attempting to set an annotation that already exists will fail unless --overwrite is set. If --resource-version is specified and does not match the current resource version on the server the command will fail.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  examples: `# Update pod 'foo' with the annotation 'description' and the value 'my frontend'
# If the same annotation is set multiple times, only the last value will be applied
kubectl annotate pods foo description='my frontend'

# Update a pod identified by type and name in "pod.json"
kubectl annotate -f pod.json description='my frontend'

# Update pod 'foo' with the annotation 'description' and the value 'my frontend running nginx', overwriting any existing value
kubectl annotate --overwrite pods foo description='my frontend running nginx'

# Update all pods in the namespace
kubectl annotate pods --all description='my frontend running nginx'

# Update pod 'foo' only if the resource is unchanged from version 1
kubectl annotate pods foo description='my frontend running nginx' --resource-version=1

# Update pod 'foo' by removing an annotation named 'description' if it exists
# Does not require the --overwrite flag
kubectl annotate pods foo description-`,
  usage: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  completes: ['type-name'],
  begins: ['dry-run', 'printer', 'namespace'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to update the annotation'), everyNamespaceFlag, dryRunFlag, fieldManagerFlag('kubectl-annotate'), fieldSelectorFlag, selectorFlag, recordFlag,
    { name: 'all', type: 'bool', usage: 'Select all resources, in the namespace of the specified resource types.' },
    { name: 'list', type: 'bool', usage: 'If true, display the annotations for a given resource.' },
    { name: 'local', type: 'bool', usage: 'If true, annotation will NOT contact api-server but run locally.' },
    { name: 'overwrite', type: 'bool', usage: 'If true, allow annotations to be overwritten, otherwise reject annotation updates that overwrite existing annotations.' },
    { name: 'resource-version', type: 'string', usage: 'If non-empty, the annotation update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const { resources, pairs } = splitPairs(ctx.args, 'annotation');
    const set: Record<string, string> = {};
    const remove: string[] = [];
    for (const pair of pairs) {
      const equals = pair.indexOf('=');
      if (equals > 0) set[pair.slice(0, equals)] = pair.slice(equals + 1);
      else remove.push(pair.slice(0, -1));
    }
    if (flags.bool('list') && flags.string('output')) throw new CliError('--list and --output may not be specified together');
    checkMapFlags(ctx, resources, 'rsrc');
    if (pairs.length === 0 && !flags.bool('list')) throw new CliError('at least one annotation update is required');
    if (flags.bool('list')) return yield* listMap(ctx, resources, 'annotations', { set, remove });
    if (remove.some((key) => key in set)) throw new CliError('can not both modify and remove the following annotation(s) in the same command: ' + remove.filter((key) => key in set).join(', '));
    return yield* changeMaps(ctx, resources, {
      field: 'annotations', set, remove,
      refuse(current) {
        const taken = Object.entries(set).filter(([key, value]) => key in current && current[key] !== value).map(([key]) => `'${key}' already has a value (${current[key]})`);
        return taken.length ? [new CliError(`--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`)] : [];
      },
      message: () => 'annotated',
    });
  },
};
