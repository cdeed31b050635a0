// kubectl kustomize (sigs.k8s.io/kustomize/kustomize/commands/build/build.go).
import { resolvePath } from '../../machine/files.ts';
import type { Command } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { kustomizeBuild } from '../kustomize/build.ts';

export const kustomize: Command = {
  name: 'kustomize',
  short: 'Build a kustomization target from a directory or URL',
  long: "Build a set of KRM resources using a 'kustomization.yaml' file. The DIR argument must be a path to a directory containing 'kustomization.yaml', or a git repository URL with a path suffix specifying same with respect to the repository root. If DIR is omitted, '.' is assumed.",
  examples: '# Build the current working directory\n  kubectl kustomize\n\n# Build some shared configuration directory\n  kubectl kustomize /home/config/production\n\n# Build from github\n  kubectl kustomize https://github.com/kubernetes-sigs/kustomize.git/examples/helloWorld?ref=v1.0.6',
  usage: 'kustomize DIR',
  completes: ['none'],
  flags: [{ name: 'output', short: 'o', type: 'string', usage: 'If specified, write output to this path.' }],
  *run(ctx) {
    if (ctx.args.length > 1) throw new CliError('specify one path to kustomization.yaml');
    const text = yield* kustomizeBuild(ctx.process, ctx.args[0] ?? '.');
    const file = ctx.flags.string('output');
    if (file) ctx.process.files.write(resolvePath(ctx.process.cwd, file), text);
    else ctx.out(text);
  },
};
