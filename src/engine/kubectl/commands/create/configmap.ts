// kubectl create configmap (kubectl/pkg/cmd/create/create_configmap.go).
import type { Command } from '../../cli/command.ts';
import type { Flag } from '../../cli/flag.ts';
import { CliError } from '../../cli/errors.ts';
import { createMade, generatorFlags, metadataOf, mustBeNamed, nameOfArgs } from '../../ops/create-object.ts';
import { keyedData } from '../../ops/keyed-data.ts';
import { hashSuffix } from '../../ops/hash.ts';

const flags: readonly Flag[] = [
  ...generatorFlags,
  { name: 'append-hash', type: 'bool', usage: 'Append a hash of the configmap to its name.' },
  { name: 'from-env-file', type: 'slice', usage: 'Specify the path to a file to read lines of key=val pairs to create a configmap.' },
  { name: 'from-file', type: 'slice', usage: 'Key file can be specified using its file path, in which case file basename will be used as configmap key, or optionally with a key and file path, in which case the given key will be used.  Specifying a directory will iterate each named file in the directory whose basename is a valid configmap key.' },
  { name: 'from-literal', type: 'array', usage: 'Specify a key and literal value to insert in configmap (i.e. mykey=somevalue)' },
];

export const createConfigMap: Command = {
  name: 'configmap',
  aliases: ['cm'],
  short: 'Create a config map from a local file, directory or literal value',
  long: 'Create a config map based on a file, directory, or specified literal value.\n\n A single config map may package one or more key/value pairs.\n\n When creating a config map based on a file, the key will default to the basename of the file, and the value will default to the file content.  If the basename is an invalid key, you may specify an alternate key.\n\n When creating a config map based on a directory, each file whose basename is a valid key in the directory will be packaged into the config map.  Any directory entries except regular files are ignored (e.g. subdirectories, symlinks, devices, pipes, etc).',
  examples: `# Create a new config map named my-config based on folder bar
kubectl create configmap my-config --from-file=path/to/bar

# Create a new config map named my-config with specified keys instead of file basenames on disk
kubectl create configmap my-config --from-file=key1=/path/to/bar/file1.txt --from-file=key2=/path/to/bar/file2.txt

# Create a new config map named my-config with key1=config1 and key2=config2
kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2

# Create a new config map named my-config from the key=value pairs in the file
kubectl create configmap my-config --from-file=path/to/bar

# Create a new config map named my-config from an env file
kubectl create configmap my-config --from-env-file=path/to/foo.env --from-env-file=path/to/bar.env`,
  usage: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  completes: [],
  flags,
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    if (ctx.flags.list('from-env-file').length && (ctx.flags.list('from-file').length || ctx.flags.list('from-literal').length)) throw new CliError('from-env-file cannot be combined with from-file or from-literal');
    const data = keyedData(ctx, 'ConfigMap', name);
    const hash = ctx.flags.bool('append-hash') ? hashSuffix({ data, kind: 'ConfigMap', name }) : '';
    const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata: metadataOf(ctx, name + hash), ...(Object.keys(data).length ? { data } : {}) };
    yield* createMade(ctx, { plural: 'configmaps', namespaced: true, object, errorPrefix: 'failed to create configmap: ' });
  },
};
