// kubectl attach (kubectl/pkg/cmd/attach/attach.go).
import type { Command } from '../cli/command.ts';
import { podRunningTimeoutFlag } from '../cli/common-flags.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import { attachTo } from '../ops/attach.ts';
import { podFor } from '../ops/pods.ts';
import { infosOf } from '../resource/builder.ts';

export const attach: Command = {
  name: 'attach',
  short: 'Attach to a running container',
  long: 'Attach to a process that is already running inside an existing container.',
  examples: `# Get output from running pod mypod; use the 'kubectl.kubernetes.io/default-container' annotation
# for selecting the container to be attached or the first container in the pod will be chosen
kubectl attach mypod

# Get output from ruby-container from pod mypod
kubectl attach mypod -c ruby-container

# Switch to raw terminal mode; sends stdin to 'bash' in ruby-container from pod mypod
# and sends stdout/stderr from 'bash' back to the client
kubectl attach mypod -c ruby-container -i -t

# Get output from the first pod of a replica set named nginx
kubectl attach rs/nginx`,
  usage: 'attach (POD | TYPE/NAME) -c CONTAINER',
  completes: ['pod-or-owner', 'none'],
  flags: [
    { name: 'container', short: 'c', type: 'string', usage: 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen' },
    { name: 'detach-keys', type: 'string', default: 'ctrl-p,ctrl-q', usage: 'Override the key sequence for detaching a container.' },
    podRunningTimeoutFlag,
    { name: 'quiet', short: 'q', type: 'bool', usage: 'Only print output from the remote session' },
    { name: 'stdin', short: 'i', type: 'bool', usage: 'Pass stdin to the container' },
    { name: 'tty', short: 't', type: 'bool', usage: 'Stdin is a TTY' },
  ],
  *run(ctx) {
    const { args, flags } = ctx;
    if (args.length === 0) throw new CliError('at least 1 argument is required for attach');
    if (args.length > 2) throw new CliError(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: ${args.join(' ')}`);
    const words = args.length === 1 && !(args[0] as string).includes('/') ? ['pods', args[0] as string] : args;
    const { infos, errors } = yield* infosOf(ctx, { args: words });
    throwAll(errors);
    const [info] = infos;
    if (!info) throw new CliError('no resources found');
    const pod = yield* podFor(ctx, info, flags.duration('pod-running-timeout'));
    return yield* attachTo(ctx, pod, { container: flags.string('container'), stdin: flags.bool('stdin'), tty: flags.bool('tty'), quiet: flags.bool('quiet') });
  },
};
