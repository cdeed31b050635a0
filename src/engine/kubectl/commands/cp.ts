// kubectl cp: files to and from containers, through `tar`-less exec of cat and sh (kubectl/pkg/cmd/cp/cp.go).
import { type JsonObject } from '../../base/json.ts';
import { FileError, resolvePath } from '../../machine/files.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import type { Command } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { containerOf } from '../ops/pods.ts';
import { openSession } from '../ops/session.ts';
import { asObject } from '../resource/builder.ts';

interface Spec {
  readonly namespace: string;
  readonly pod: string;
  readonly path: string;
}

export const cp: Command = {
  name: 'cp',
  short: 'Copy files and directories to and from containers',
  long: 'Copy files and directories to and from containers.',
  examples: `# !!!Important Note!!!
# Requires that the 'tar' binary is present in your container
# image.  If 'tar' is not present, 'kubectl cp' will fail.
#
# For advanced use cases, such as symlinks, wildcard expansion or
# file mode preservation, consider using 'kubectl exec'.

# Copy /tmp/foo local file to /tmp/bar in a remote pod in namespace <some-namespace>
tar cf - /tmp/foo | kubectl exec -i -n <some-namespace> <some-pod> -- tar xf - -C /tmp/bar

# Copy /tmp/foo from a remote pod to /tmp/bar locally
kubectl exec -n <some-namespace> <some-pod> -- tar cf - /tmp/foo | tar xf - -C /tmp/bar

# Copy /tmp/foo_dir local directory to /tmp/bar_dir in a remote pod in the default namespace
kubectl cp /tmp/foo_dir <some-pod>:/tmp/bar_dir

# Copy /tmp/foo local file to /tmp/bar in a remote pod in a specific container
kubectl cp /tmp/foo <some-pod>:/tmp/bar -c <specific-container>

# Copy /tmp/foo local file to /tmp/bar in a remote pod in namespace <some-namespace>
kubectl cp /tmp/foo <some-namespace>/<some-pod>:/tmp/bar

# Copy /tmp/foo from a remote pod to /tmp/bar locally
kubectl cp <some-namespace>/<some-pod>:/tmp/foo /tmp/bar`,
  usage: 'cp <file-spec-src> <file-spec-dest>',
  completes: [],
  flags: [
    { name: 'container', short: 'c', type: 'string', usage: 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen' },
    { name: 'no-preserve', type: 'bool', usage: "The copied file/directory's ownership and permissions will not be preserved in the container" },
    { name: 'retries', type: 'int', default: '0', usage: 'Set number of retries to complete a copy operation from a container. Specify 0 to disable or any negative value for infinite retrying. The default is 0 (no retry).' },
  ],
  *run(ctx) {
    if (ctx.args.length !== 2) throw new CliError('source and destination are required');
    const [source, target] = ctx.args.map((a) => specOf(ctx, a)) as [Spec, Spec];
    if (source.pod && target.pod) throw new CliError('one of src or dest must be a local file specification');
    if (!source.pod && !target.pod) throw new CliError('one of src or dest must be a remote file specification');
    if (source.path === '' || target.path === '') throw new CliError('filepath can not be empty');
    if (!source.pod && !ctx.process.files.exists(resolvePath(ctx.process.cwd, source.path))) throw new CliError(`${source.path} doesn't exist in local filesystem`);
    const remote = source.pod ? source : target;
    const pod = asObject(yield* ctx.rest().get(`/api/v1/namespaces/${remote.namespace}/pods/${remote.pod}`));
    const container = String(containerOf(ctx, pod, ctx.flags.string('container'))['name']);
    if (source.pod) yield* fromPod(ctx, source, container, target.path);
    else yield* toPod(ctx, source.path, target, container);
    return 0;
  },
};

/** `ns/pod:path`, `pod:path`, `path` */
function specOf(ctx: Invocation, text: string): Spec {
  const colon = text.indexOf(':');
  if (colon < 0 || text.slice(0, colon).startsWith('.') || text.slice(0, colon).startsWith('/')) return { namespace: '', pod: '', path: text };
  if (colon === 0) throw new CliError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  const [where, path] = [text.slice(0, colon), text.slice(colon + 1)];
  const parts = where.split('/');
  if (parts.length > 2) throw new CliError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  return parts.length === 2 ? { namespace: parts[0] as string, pod: parts[1] as string, path } : { namespace: ctx.namespace, pod: where, path };
}

/** Runs a command in the container; its output, or why it failed. */
function* remote(ctx: Invocation, spec: Spec, container: string, command: readonly string[], input?: string): Fiber<{ readonly output: string; readonly fault: string | undefined }> {
  const session = yield* openSession(ctx, `/api/v1/namespaces/${spec.namespace}/pods/${spec.pod}/exec`, { command, container, stdout: 'true', stderr: 'true', ...(input === undefined ? {} : { stdin: 'true' }) });
  if (input !== undefined) {
    session.stdin?.push(input);
    session.stdin?.end();
  }
  const output = session.stdout ? yield* readAll(session.stdout) : '';
  const errors = session.stderr ? yield* readAll(session.stderr) : '';
  const status = asObject(yield* session.wait());
  session.close();
  return { output, fault: status['status'] === 'Failure' ? errors || String((status as JsonObject)['message'] ?? 'failed') : undefined };
}

function* fromPod(ctx: Invocation, spec: Spec, container: string, local: string): Fiber<void> {
  const found = yield* remote(ctx, spec, container, ['find', spec.path, '-type', 'f']);
  const files = found.output.split('\n').filter(Boolean);
  if (found.fault !== undefined || files.length === 0) throw new CliError(`${spec.path} no such file or directory`);
  const at = resolvePath(ctx.process.cwd, local);
  const single = files.length === 1 && files[0] === spec.path;
  if (single && ctx.process.files.exists(at) && ctx.process.files.stat(at).type === 'directory') throw new CliError(`${local} is a directory`);
  for (const file of files) {
    const { output, fault } = yield* remote(ctx, spec, container, ['cat', file]);
    if (fault !== undefined) throw new CliError(fault.trim());
    const path = single ? at : resolvePath(at, file.slice(spec.path.replace(/\/$/, '').length + 1));
    ctx.process.files.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true });
    ctx.process.files.write(path, output);
  }
}

function* toPod(ctx: Invocation, local: string, spec: Spec, container: string): Fiber<void> {
  const at = resolvePath(ctx.process.cwd, local);
  const { files } = ctx.process;
  if (!files.exists(at)) throw new CliError(`${local} doesn't exist in local filesystem`);
  const base = at.slice(at.lastIndexOf('/') + 1);
  const isFolder = yield* remote(ctx, spec, container, ['test', '-d', spec.path]);
  const target = spec.path.endsWith('/') || isFolder.fault === undefined ? `${spec.path.replace(/\/$/, '')}/${base}` : spec.path;
  for (const [from, to] of walk(ctx, at, target)) {
    const folder = to.slice(0, to.lastIndexOf('/')) || '/';
    const { fault } = yield* remote(ctx, spec, container, ['sh', '-c', `mkdir -p '${folder}' && cat > '${to}'`], readLocal(ctx, from));
    if (fault !== undefined) throw new CliError(fault.trim());
  }
}

function readLocal(ctx: Invocation, path: string): string {
  try {
    return ctx.process.files.read(path);
  } catch (error) {
    if (error instanceof FileError) throw new CliError(`open ${path}: ${error.message.toLowerCase()}`);
    throw error;
  }
}

function* walk(ctx: Invocation, from: string, to: string): Generator<readonly [string, string]> {
  if (ctx.process.files.stat(from).type !== 'directory') {
    yield [from, to];
    return;
  }
  for (const name of ctx.process.files.list(from)) yield* walk(ctx, `${from}/${name}`, `${to}/${name}`);
}
