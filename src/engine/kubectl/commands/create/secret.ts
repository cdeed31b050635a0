// kubectl create secret generic, tls and docker-registry (kubectl/pkg/cmd/create/create_secret*.go).
import { encodeBase64 } from '../../../base/base64.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { keyPairFault } from '../../../kube/key-pair.ts';
import { createMade, generatorFlags, metadataOf, mustBeNamed, nameOfArgs } from '../../ops/create-object.ts';
import { hashSuffix } from '../../ops/hash.ts';
import { keyedData } from '../../ops/keyed-data.ts';
import type { Fiber } from '../../../sim/fiber.ts';

const appendHash = { name: 'append-hash', type: 'bool', usage: 'Append a hash of the secret to its name.' } as const;
const fromFile = { name: 'from-file', type: 'slice', usage: 'Key files can be specified using their file path, in which case a default name will be given to them, or optionally with a name and file path, in which case the given name will be used.  Specifying a directory will iterate each named file in the directory that is a valid secret key.' } as const;

function* make(ctx: Invocation, name: string, data: Readonly<Record<string, string>>, type: string): Fiber<void> {
  const hash = ctx.flags.bool('append-hash') ? hashSuffix({ kind: 'Secret', name, data, type }) : '';
  const encoded = Object.fromEntries(Object.entries(data).sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([key, value]) => [key, encodeBase64(value)]));
  const object = { kind: 'Secret', apiVersion: 'v1', metadata: metadataOf(ctx, name + hash), ...(Object.keys(data).length ? { data: encoded } : {}), ...(type ? { type } : {}) };
  yield* createMade(ctx, { plural: 'secrets', namespaced: true, object, errorPrefix: 'failed to create secret ' });
}

const generic: Command = {
  name: 'generic',
  short: 'Create a secret from a local file, directory, or literal value',
  long: 'Create a secret based on a file, directory, or specified literal value.\n\n A single secret may package one or more key/value pairs.\n\n When creating a secret based on a file, the key will default to the basename of the file, and the value will default to the file content. If the basename is an invalid key or you wish to chose your own, you may specify an alternate key.\n\n When creating a secret based on a directory, each file whose basename is a valid key in the directory will be packaged into the secret. Any directory entries except regular files are ignored (e.g. subdirectories, symlinks, devices, pipes, etc).',
  examples: `# Create a new secret named my-secret with keys for each file in folder bar
kubectl create secret generic my-secret --from-file=path/to/bar

# Create a new secret named my-secret with specified keys instead of names on disk
kubectl create secret generic my-secret --from-file=ssh-privatekey=path/to/id_rsa --from-file=ssh-publickey=path/to/id_rsa.pub

# Create a new secret named my-secret with key1=supersecret and key2=topsecret
kubectl create secret generic my-secret --from-literal=key1=supersecret --from-literal=key2=topsecret

# Create a new secret named my-secret using a combination of a file and a literal
kubectl create secret generic my-secret --from-file=ssh-privatekey=path/to/id_rsa --from-literal=passphrase=topsecret

# Create a new secret named my-secret from env files
kubectl create secret generic my-secret --from-env-file=path/to/foo.env --from-env-file=path/to/bar.env`,
  usage: 'generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  completes: [],
  flags: [
    ...generatorFlags, appendHash, fromFile,
    { name: 'from-env-file', type: 'slice', usage: 'Specify the path to a file to read lines of key=val pairs to create a secret.' },
    { name: 'from-literal', type: 'array', usage: 'Specify a key and literal value to insert in secret (i.e. mykey=somevalue)' },
    { name: 'type', type: 'string', usage: 'The type of secret to create' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    if (ctx.flags.list('from-env-file').length && (ctx.flags.list('from-file').length || ctx.flags.list('from-literal').length)) throw new CliError('from-env-file cannot be combined with from-file or from-literal');
    yield* make(ctx, name, keyedData(ctx, 'Secret', name), ctx.flags.string('type'));
  },
};

const tls: Command = {
  name: 'tls',
  short: 'Create a TLS secret',
  long: 'Create a TLS secret from the given public/private key pair.\n\n The public/private key pair must exist beforehand. The public key certificate must be .PEM encoded and match the given private key.',
  examples: '# Create a new TLS secret named tls-secret with the given key pair\nkubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key',
  usage: 'tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  completes: [],
  flags: [
    ...generatorFlags, appendHash,
    { name: 'cert', type: 'string', usage: 'Path to PEM encoded public key certificate.' },
    { name: 'key', type: 'string', usage: 'Path to private key associated with given certificate.' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    if (!ctx.flags.string('cert') || !ctx.flags.string('key')) throw new CliError('key and cert must be specified');
    const cert = readNamed(ctx, ctx.flags.string('cert'));
    const key = readNamed(ctx, ctx.flags.string('key'));
    const fault = keyPairFault(cert, key);
    if (fault !== undefined) throw new CliError(fault);
    yield* make(ctx, name, { 'tls.crt': cert, 'tls.key': key }, 'kubernetes.io/tls');
  },
};

function readNamed(ctx: Invocation, path: string): string {
  try {
    return ctx.readFile(path);
  } catch (error) {
    throw new CliError(`Cannot read file ${path}, ${(error as Error).message}`);
  }
}

const dockerRegistry: Command = {
  name: 'docker-registry',
  short: 'Create a secret for use with a Docker registry',
  long: "Create a new secret for use with Docker registries.\n        \n        Dockercfg secrets are used to authenticate against Docker registries.\n        \n        When using the Docker command line to push images, you can authenticate to a given registry by running:\n        '$ docker login DOCKER_REGISTRY_SERVER --username=DOCKER_USER --password=DOCKER_PASSWORD --email=DOCKER_EMAIL'.\n        \n That produces a ~/.dockercfg file that is used by subsequent 'docker push' and 'docker pull' commands to authenticate to the registry. The email address is optional.\n\n        When creating applications, you may have a Docker registry that requires authentication.  In order for the\n        nodes to pull images on your behalf, they must have the credentials.  You can provide this information\n        by creating a dockercfg secret and attaching it to your service account.",
  examples: `# If you do not already have a .dockercfg file, create a dockercfg secret directly
kubectl create secret docker-registry my-secret --docker-server=DOCKER_REGISTRY_SERVER --docker-username=DOCKER_USER --docker-password=DOCKER_PASSWORD --docker-email=DOCKER_EMAIL

# Create a new secret named my-secret from ~/.docker/config.json
kubectl create secret docker-registry my-secret --from-file=path/to/.docker/config.json`,
  usage: 'docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  completes: [],
  flags: [
    ...generatorFlags, appendHash, { ...fromFile, usage: 'Key files can be specified using their file path, in which case a default name of .dockerconfigjson will be given to them, or optionally with a name and file path, in which case the given name will be used. Specifying a directory will iterate each named file in the directory that is a valid secret key. For this command, the key should always be .dockerconfigjson.' },
    { name: 'docker-email', type: 'string', usage: 'Email for Docker registry' },
    { name: 'docker-password', type: 'string', usage: 'Password for Docker registry authentication' },
    { name: 'docker-server', type: 'string', default: 'https://index.docker.io/v1/', usage: 'Server location for Docker registry' },
    { name: 'docker-username', type: 'string', usage: 'Username for Docker registry authentication' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    const { flags } = ctx;
    const type = 'kubernetes.io/dockerconfigjson';
    if (flags.list('from-file').length) {
      yield* make(ctx, name, keyedData(ctx, 'Secret', name, '.dockerconfigjson'), type);
      return;
    }
    const [username, password, email, server] = ['docker-username', 'docker-password', 'docker-email', 'docker-server'].map((f) => flags.string(f)) as [string, string, string, string];
    if (!username || !password || !server) throw new CliError('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
    const config = { auths: { [server]: { username, password, ...(email ? { email } : {}), auth: encodeBase64(`${username}:${password}`) } } };
    yield* make(ctx, name, { '.dockerconfigjson': JSON.stringify(config) }, type);
  },
};

export const createSecret: Command = {
  name: 'secret',
  short: 'Create a secret using a specified subcommand',
  long: 'Create a secret with specified type.\n\n A docker-registry type secret is for accessing a container registry.\n\n A generic type secret indicate an Opaque secret type.\n\n A tls type secret holds TLS certificate and its associated key.',
  usage: 'secret (docker-registry | generic | tls)',
  commands: [dockerRegistry, generic, tls],
};
