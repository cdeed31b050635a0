// kubectl debug: an ephemeral container in a Pod, a copy of a Pod, a Pod on a node (kubectl/pkg/cmd/debug/debug.go, profiles.go).
import { ApiError } from '../../kube/api-error.ts';
import { createStrategicPatch } from '../../kube/patch/strategic-diff.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { attachTo } from '../ops/attach.ts';
import { printLogs } from '../ops/log-stream.ts';
import { containersIn, mapContainers } from '../ops/pod-spec.ts';
import { listAt, textAt } from '../ops/pods.ts';
import { untilPod } from '../ops/run-attached.ts';
import { asObject, infosOf, queryOf } from '../resource/builder.ts';

export const debug: Command = {
  name: 'debug',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  long: "Debug cluster resources using interactive debugging containers.\n\n 'debug' provides automation for common debugging tasks for cluster objects identified by resource and name. Pods will be used by default if no resource is specified.\n\n The action taken by 'debug' varies depending on what resource is specified. Supported actions include:\n\n  *  Workload: Create a copy of an existing pod with certain attributes changed, for example changing the image tag to a new version.\n  *  Workload: Add an ephemeral container to an already running pod, for example to add debugging utilities without restarting the pod.\n  *  Node: Create a new pod that runs in the node's host namespaces and can access the node's filesystem.",
  examples: `# Create an interactive debugging session in pod mypod and immediately attach to it.
kubectl debug mypod -it --image=busybox

# Create an ephemeral container that shares the processes of a container of the pod
kubectl debug mypod -it --image=busybox --target=app

# Create a copy of mypod adding a debug container and attach to it
kubectl debug mypod -it --image=busybox --copy-to=my-debugger

# Create a copy of mypod changing the command of mycontainer
kubectl debug mypod -it --copy-to=my-debugger --container=mycontainer -- sh

# Create a copy of mypod changing all container images to busybox
kubectl debug mypod --copy-to=my-debugger --set-image=*=busybox

# Create an interactive debugging session on a node and immediately attach to it.
# The container will run in the host namespaces and the host's filesystem will be mounted at /host
kubectl debug node/mynode -it --image=busybox`,
  usage: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  completes: ['pod', 'none'],
  flags: [
    { name: 'attach', type: 'bool', usage: "If true, wait for the container to start running, and then attach as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true." },
    { name: 'container', short: 'c', type: 'string', usage: 'Container name to use for debug container.' },
    { name: 'copy-to', type: 'string', usage: 'Create a copy of the target Pod with this name.' },
    { name: 'env', type: 'array', usage: 'Environment variables to set in the container.' },
    { name: 'image', type: 'string', usage: 'Container image to use for debug container.' },
    { name: 'image-pull-policy', type: 'string', usage: "The image pull policy for the container. If left empty, this value will not be specified by the client and defaulted by the server." },
    { name: 'keep-labels', type: 'bool', usage: 'If true, keep the original pod labels.(This flag only works when used with \'--copy-to\')' },
    { name: 'profile', type: 'string', default: 'general', usage: 'Options are "legacy", "general", "baseline", "netadmin", "restricted" or "sysadmin".', complete: ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'] },
    { name: 'quiet', short: 'q', type: 'bool', usage: 'If true, suppress informational messages.' },
    { name: 'replace', type: 'bool', usage: "When used with '--copy-to', delete the original Pod." },
    { name: 'same-node', type: 'bool', usage: "When used with '--copy-to', schedule the copy of target Pod on the same node." },
    { name: 'set-image', type: 'array', usage: "When used with '--copy-to', a list of name=image pairs for changing container images, similar to how 'kubectl set image' works." },
    { name: 'share-processes', type: 'bool', default: 'true', usage: "When used with '--copy-to', enable process namespace sharing in the copy." },
    { name: 'stdin', short: 'i', type: 'bool', usage: 'Keep stdin open on the container(s) in the pod, even if nothing is attached.' },
    { name: 'target', type: 'string', usage: 'When using an ephemeral container, target processes in this container name.' },
    { name: 'tty', short: 't', type: 'bool', usage: 'Allocate a TTY for the debugging container.' },
  ],
  *run(ctx) {
    const { flags, dashAt } = ctx;
    const names = dashAt >= 0 ? ctx.args.slice(0, dashAt) : ctx.args;
    if (names.length === 0) throw new CliError('NAME or TYPE/NAME is required for debug');
    const images = flags.list('set-image');
    if (!flags.string('image') && images.length === 0 && !flags.string('copy-to')) throw new CliError('you must specify --image, --copy-to or --set-image');
    if (images.length && !flags.string('copy-to')) throw new CliError('--set-image may only be used with --copy-to');
    if (flags.bool('tty') && !flags.bool('stdin')) throw new CliError('-i/--stdin is required for containers with -t/--tty=true');
    const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, names.length === 1 && !names[0]?.includes('/') ? [`pod/${names[0]}`] : names));
    throwAll(errors);
    let code = 0;
    for (const { resource, object } of infos) {
      if (resource.kind === 'Node') code = yield* onNode(ctx, object);
      else if (resource.kind !== 'Pod') throw new CliError(`${JSON.stringify(resource.kind)} not supported by debug`);
      else code = flags.string('copy-to') ? yield* inCopy(ctx, object) : yield* inPod(ctx, object);
    }
    return code;
  },
};

const podsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;
const podPath = (pod: JsonObject, subresource = ''): string => `${podsPath(textAt(pod, 'metadata', 'namespace'))}/${textAt(pod, 'metadata', 'name')}${subresource}`;
const commandOf = (ctx: Invocation): readonly string[] => (ctx.dashAt >= 0 ? ctx.args.slice(ctx.dashAt) : []);

/** Five letters that are no word, told by the clock: names differ from one session to the next. */
function suffix(ctx: Invocation): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let rest = Math.floor(ctx.nowMs) * 31 + ctx.process.pid;
  let text = '';
  for (let i = 0; i < 5; i++) {
    text += letters[rest % letters.length];
    rest = Math.floor(rest / letters.length);
  }
  return text;
}

function debugContainer(ctx: Invocation, name: string): JsonObject {
  const { flags } = ctx;
  const command = commandOf(ctx);
  const env = flags.list('env').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));
  return {
    name, image: flags.string('image'), resources: {}, terminationMessagePolicy: 'File', ...(flags.string('image-pull-policy') ? { imagePullPolicy: flags.string('image-pull-policy') } : {}), ...(command.length ? { command: [...command] } : {}), ...(env.length ? { env } : {}),
    ...(flags.bool('stdin') ? { stdin: true } : {}), ...(flags.bool('tty') ? { tty: true } : {}), ...securityOf(ctx.flags.string('profile')),
  };
}

/** What a profile lets the container do. @throws CliError */
function securityOf(profile: string): JsonObject {
  switch (profile) {
    case 'legacy':
    case 'baseline':
      return {};
    case 'general':
      return { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } };
    case 'netadmin':
      return { securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } } };
    case 'restricted':
      return { securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } } };
    case 'sysadmin':
      return { securityContext: { privileged: true } };
    default:
      throw new CliError(`unknown profile: ${profile}`);
  }
}

function* inPod(ctx: Invocation, pod: JsonObject): Fiber<number> {
  const name = ctx.flags.string('container') || `debugger-${suffix(ctx)}`;
  const target = ctx.flags.string('target');
  if (target && !ctx.flags.bool('quiet')) ctx.out(`Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`);
  if (!ctx.flags.string('container') && !ctx.flags.bool('quiet')) ctx.out(`Defaulting debug container name to ${name}.\n`);
  const spec = asObject(pod['spec'] ?? {});
  const before = Array.isArray(spec['ephemeralContainers']) ? (spec['ephemeralContainers'] as readonly Json[]) : [];
  const wanted = { ...pod, spec: { ...spec, ephemeralContainers: [...before, { ...debugContainer(ctx, name), ...(target ? { targetContainerName: target } : {}) }] } };
  const body = createStrategicPatch(pod, wanted, schemaOf('', 'v1', 'Pod'));
  const made = asObject(yield* ctx.rest().json('PATCH', podPath(pod, '/ephemeralcontainers'), { body, headers: { 'content-type': 'application/strategic-merge-patch+json' } }));
  return yield* attached(ctx, made, name);
}

function* inCopy(ctx: Invocation, pod: JsonObject): Fiber<number> {
  const { flags } = ctx;
  const images = new Map(flags.list('set-image').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const { nodeName, ephemeralContainers: _, ...rest } = asObject(pod['spec'] ?? {});
  const spec: JsonObject = mapContainers({ ...rest, ...(flags.bool('same-node') && nodeName !== undefined ? { nodeName } : {}), ...(flags.bool('share-processes') ? { shareProcessNamespace: true } : {}) }, (container) => {
    const image = images.get(String(container['name'])) ?? images.get('*');
    return image === undefined ? container : { ...container, image };
  });
  const containers = containersIn(spec, 'containers');
  const existing = containers.find((one) => one['name'] === flags.string('container'));
  const name = existing || flags.string('container') ? flags.string('container') : flags.string('image') ? `debugger-${suffix(ctx)}` : String(containers[0]?.['name']);
  if (flags.string('image') && !existing && !flags.string('container') && !flags.bool('quiet')) ctx.out(`Defaulting debug container name to ${name}.\n`);
  const changed = existing ? containers.map((one) => (one === existing ? changedContainer(ctx, one) : one)) : flags.string('image') ? [...containers, debugContainer(ctx, name)] : containers;
  if (flags.string('container') && !existing && !flags.string('image')) throw new CliError('you must specify an existing container or a new image when specifying args.');
  const labels = flags.bool('keep-labels') ? { labels: asObject(asObject(pod['metadata'] ?? {})['labels'] ?? {}) } : {};
  const copy = { apiVersion: 'v1', kind: 'Pod', metadata: { name: flags.string('copy-to'), namespace: textAt(pod, 'metadata', 'namespace'), ...labels }, spec: { ...spec, containers: changed } };
  if (flags.bool('replace')) yield* ctx.rest().json('DELETE', podPath(pod), { body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 } });
  const made = asObject(yield* ctx.rest().json('POST', podsPath(textAt(pod, 'metadata', 'namespace')), { body: copy }));
  return yield* attached(ctx, made, name);
}

function changedContainer(ctx: Invocation, container: JsonObject): JsonObject {
  const { flags } = ctx;
  const command = commandOf(ctx);
  const { args: _, livenessProbe: _live, readinessProbe: _ready, startupProbe: _start, ...rest } = container;
  return { ...rest, ...(flags.string('image') ? { image: flags.string('image') } : {}), ...(command.length ? { command: [...command] } : container['args'] === undefined ? {} : { args: container['args'] }), ...(flags.bool('stdin') ? { stdin: true } : {}), ...(flags.bool('tty') ? { tty: true } : {}) };
}

function* onNode(ctx: Invocation, node: JsonObject): Fiber<number> {
  const nodeName = textAt(node, 'metadata', 'name');
  const name = `node-debugger-${nodeName}-${suffix(ctx)}`;
  const container = ctx.flags.string('container') || 'debugger';
  const host = { volumeMounts: [{ name: 'host-root', mountPath: '/host' }] };
  const shared = ctx.flags.string('profile') === 'restricted' ? {} : { hostIPC: true, hostNetwork: true, hostPID: true };
  const spec = { containers: [{ ...debugContainer(ctx, container), ...(ctx.flags.string('profile') === 'general' ? { securityContext: {} } : {}), ...host }], ...shared, nodeName, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }], volumes: [{ name: 'host-root', hostPath: { path: '/' } }] };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: ctx.namespace, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } }, spec };
  if (!ctx.flags.bool('quiet')) ctx.out(`Creating debugging pod ${name} with container ${container} on node ${nodeName}.\n`);
  const made = asObject(yield* ctx.rest().json('POST', podsPath(ctx.namespace), { body }));
  return yield* attached(ctx, made, container);
}

/** Waits until the container runs, then attaches, where that is wanted; of one that has ended already the log is shown. */
function* attached(ctx: Invocation, pod: JsonObject, name: string): Fiber<number> {
  const { flags } = ctx;
  if (!(flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin'))) return 0;
  const current = yield* untilPod(ctx, textAt(pod, 'metadata', 'name'), undefined, (one) => {
    const state = stateOf(one, name);
    return 'running' in state || 'terminated' in state;
  });
  if ('terminated' in stateOf(current, name)) yield* printLogs(ctx, current, name);
  else {
    try {
      return yield* attachTo(ctx, current, { container: name, stdin: flags.bool('stdin'), tty: flags.bool('tty'), quiet: flags.bool('quiet') });
    } catch (error) {
      if (!(error instanceof CliError) && !(error instanceof ApiError)) throw error;
      ctx.err(`warning: couldn't attach to pod/${textAt(pod, 'metadata', 'name')}, falling back to streaming logs: ${error.message}\n`);
      yield* printLogs(ctx, current, name, true);
    }
  }
  return 0;
}

function stateOf(pod: JsonObject, container: string): JsonObject {
  const statuses = ['containerStatuses', 'ephemeralContainerStatuses'].flatMap((field) => listAt(pod, 'status', field));
  return asObject(statuses.find((one) => one['name'] === container)?.['state'] ?? {});
}
