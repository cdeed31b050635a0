// kubectl kustomize (sigs.k8s.io/kustomize/kustomize/commands/build/build.go).
import { FileError, type FileSystem, resolvePath } from '../../machine/files.ts';
import type { Command } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import type { Flag } from '../cli/flag.ts';
import { kustomizeObjects, textOf } from '../kustomize/build.ts';
import { goErrno } from '../kustomize/files.ts';
import { fileTexts } from '../kustomize/output.ts';

const RESTRICTORS: readonly string[] = ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'];

export const kustomize: Command = {
  name: 'kustomize',
  short: 'Build a kustomization target from a directory or URL',
  long: "Build a set of KRM resources using a 'kustomization.yaml' file. The DIR argument must be a path to a directory containing 'kustomization.yaml', or a git repository URL with a path suffix specifying same with respect to the repository root. If DIR is omitted, '.' is assumed.",
  examples: '# Build the current working directory\nkubectl kustomize\n\n# Build some shared configuration directory\nkubectl kustomize /home/config/production\n\n# Build from github\nkubectl kustomize https://github.com/kubernetes-sigs/kustomize.git/examples/helloWorld?ref=v1.0.6',
  usage: 'kustomize DIR [flags]',
  completes: ['none'],
  flags: [
    { name: 'output', short: 'o', type: 'string', usage: 'If specified, write output to this path.' },
    { name: 'load-restrictor', type: 'string', default: 'LoadRestrictionsRootOnly', usage: "if set to 'LoadRestrictionsNone', local kustomizations may load files from outside their root. This does, however, break the relocatability of the kustomization." },
    ...[
      ['as-current-user', 'use the uid and gid of the command executor to run the function in the container'],
      ['enable-alpha-plugins', 'enable kustomize plugins'],
      ['enable-helm', 'Enable use of the Helm chart inflator generator.'],
      ['helm-debug', 'Enable debug output from the Helm chart inflator generator.'],
      ['network', 'enable network access for functions that declare it'],
    ].map(([name = '', usage = '']): Flag => ({ name, type: 'bool', usage })),
    { name: 'env', short: 'e', type: 'array', usage: 'a list of environment variables to be used by functions' },
    { name: 'helm-api-versions', type: 'array', usage: 'Kubernetes api versions used by Helm for Capabilities.APIVersions' },
    { name: 'helm-command', type: 'string', default: 'helm', usage: 'helm command (path to executable)' },
    { name: 'helm-kube-version', type: 'string', usage: 'Kubernetes version used by Helm for Capabilities.KubeVersion' },
    { name: 'mount', type: 'array', usage: 'a list of storage options read from the filesystem' },
    { name: 'network-name', type: 'string', default: 'bridge', usage: 'the docker network to run the container in' },
  ],
  *run(ctx) {
    if (ctx.args.length > 1) throw new CliError('specify one path to kustomization.yaml');
    const restrictor = ctx.flags.string('load-restrictor');
    if (restrictor !== '' && !RESTRICTORS.includes(restrictor)) throw new CliError(`illegal flag value --load-restrictor ${restrictor}; legal values: [${RESTRICTORS.join(' ')}]`);
    const objects = yield* kustomizeObjects(ctx.process, ctx.args[0] ?? '.', { unrestricted: restrictor === 'LoadRestrictionsNone', helm: ctx.flags.bool('enable-helm'), log: (text) => ctx.klog('I', 'log.go:245', text) });
    const { files, cwd } = ctx.process;
    const output = ctx.flags.string('output');
    const path = resolvePath(cwd, output);
    if (output === '') ctx.out(textOf(objects));
    else if (files.exists(path) && files.stat(path).type === 'directory') for (const [name, text] of fileTexts(objects)) write(files, output, `${path}/${name}`, text, name);
    else write(files, output, path, textOf(objects));
  },
};

function write(files: FileSystem, named: string, path: string, text: string, name?: string): void {
  try {
    files.write(path, text);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CliError(`open ${name === undefined ? named : `${named.replace(/\/+$/, '')}/${name}`}: ${goErrno(error)}`);
  }
}
