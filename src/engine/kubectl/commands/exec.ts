// kubectl exec (kubectl/pkg/cmd/exec/exec.go).
import type { Fiber } from '../../sim/fiber.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Command } from '../cli/command.ts';
import { podRunningTimeoutFlag } from '../cli/common-flags.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { containerOf, podFor, textAt } from '../ops/pods.ts';
import { openSession, runSession } from '../ops/session.ts';
import { infosOf } from '../resource/builder.ts';

export const exec: Command = {
  name: 'exec',
  short: 'Execute a command in a container',
  long: 'Execute a command in a container.',
  examples: '# Get output from running the \'date\' command from pod mypod, using the first container by default\nkubectl exec mypod -- date\n\n# Get output from running the \'date\' command in ruby-container from pod mypod\nkubectl exec mypod -c ruby-container -- date\n\n# Switch to raw terminal mode; sends stdin to \'bash\' in ruby-container from pod mypod\n# and sends stdout/stderr from \'bash\' back to the client\nkubectl exec mypod -c ruby-container -i -t -- bash -il\n\n# List contents of /usr from the first container of pod mypod and sort by modification time\n# If the command you want to execute in the pod has any flags in common (e.g. -i),\n# you must use two dashes (--) to separate your command\'s flags/arguments\n# Also note, do not surround your command and its flags/arguments with quotes\n# unless that is how you would execute it normally (i.e., do ls -t /usr, not "ls -t /usr")\nkubectl exec mypod -i -t -- ls -t /usr\n\n# Get output from running \'date\' command from the first pod of the deployment mydeployment, using the first container by default\nkubectl exec deploy/mydeployment -- date\n\n# Get output from running \'date\' command from the first pod of the service myservice, using the first container by default\nkubectl exec svc/myservice -- date',
  usage: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  completes: ['pod-or-owner', 'none'],
  flags: [
    { name: 'container', short: 'c', type: 'string', usage: 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen' },
    { name: 'detach-keys', type: 'string', default: 'ctrl-p,ctrl-q', usage: 'Override the key sequence for detaching a container.' },
    { name: 'filename', short: 'f', type: 'slice', usage: 'to use to exec into the resource' },
    podRunningTimeoutFlag,
    { name: 'quiet', short: 'q', type: 'bool', usage: 'Only print output from the remote session' },
    { name: 'stdin', short: 'i', type: 'bool', usage: 'Pass stdin to the container' },
    { name: 'tty', short: 't', type: 'bool', usage: 'Stdin is a TTY' },
  ],
  *run(ctx) {
    const { args, dashAt, flags } = ctx;
    const files = flags.list('filename');
    if (args.length === 0 && files.length === 0) throw new CliError('pod, type/name or --filename must be specified');
    if (args.length > 0 && dashAt === 0 && files.length === 0) throw new CliError('pod, type/name or --filename must be specified');
    const command = dashAt >= 0 ? args.slice(dashAt) : files.length ? args : args.slice(1);
    if (dashAt < 0 && args.length > 1) throw ctx.usage('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    if (command.length === 0) throw new CliError('you must specify at least one command for the container');
    const pod = yield* target(ctx, files.length ? undefined : (args[0] as string), files);
    const phase = textAt(pod, 'status', 'phase');
    if (phase === 'Succeeded' || phase === 'Failed') throw new CliError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    const container = containerOf(ctx, pod, flags.string('container'), flags.bool('quiet'));
    let tty = flags.bool('tty');
    const stdin = flags.bool('stdin');
    if (tty && !ctx.process.tty) {
      if (!flags.bool('quiet')) ctx.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
      tty = false;
    }
    const query = { command, container: String(container['name']), stdout: 'true', ...(tty ? { tty: 'true' } : { stderr: 'true' }), ...(stdin ? { stdin: 'true' } : {}) };
    const session = yield* openSession(ctx, `/api/v1/namespaces/${textAt(pod, 'metadata', 'namespace')}/pods/${textAt(pod, 'metadata', 'name')}/exec`, query);
    const code = yield* runSession(ctx, session, { stdin, tty, quiet: flags.bool('quiet') });
    if (code !== 0) ctx.err(`command terminated with exit code ${code}\n`);
    return code;
  },
};

function* target(ctx: Invocation, name: string | undefined, files: readonly string[]): Fiber<JsonObject> {
  const args = name === undefined ? [] : name.includes('/') ? [name] : ['pods', name];
  const { infos, errors } = yield* infosOf(ctx, { args, filenames: files });
  throwAll(errors);
  const [info] = infos;
  if (!info) throw new CliError('no resources found');
  return yield* podFor(ctx, info, ctx.flags.duration('pod-running-timeout'));
}
