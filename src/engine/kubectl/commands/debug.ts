// kubectl debug: an ephemeral container in a Pod, a copy of a Pod, a Pod on a node (kubectl/pkg/cmd/debug/debug.go).
import type { JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { filenameFlags } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { attachTo } from '../ops/attach.ts';
import { commandOf, imagesOf, inCopy, inPod, onNode } from '../ops/debug-pod.ts';
import { PROFILES, checkCustom, customProfile, warnOfLegacy } from '../ops/debug-profile.ts';
import { printLogs } from '../ops/log-stream.ts';
import { listAt, textAt } from '../ops/pods.ts';
import { imageNameFault } from '../ops/image-name.ts';
import { untilPod } from '../ops/run-attached.ts';
import { asObject, visit } from '../resource/builder.ts';

const COPY = "(This flag only works when used with '--copy-to')";

export const debug: Command = {
  name: 'debug',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  long: "Debug cluster resources using interactive debugging containers.\n\n 'debug' provides automation for common debugging tasks for cluster objects identified by resource and name. Pods will be used by default if no resource is specified.\n\n The action taken by 'debug' varies depending on what resource is specified. Supported actions include:\n\n  *  Workload: Create a copy of an existing pod with certain attributes changed, for example changing the image tag to a new version.\n  *  Workload: Add an ephemeral container to an already running pod, for example to add debugging utilities without restarting the pod.\n  *  Node: Create a new pod that runs in the node's host namespaces and can access the node's filesystem.\n\n Note: When a non-root user is configured for the entire target Pod, some capabilities granted by debug profile may not work.",
  examples: "# Create an interactive debugging session in pod mypod and immediately attach to it.\nkubectl debug mypod -it --image=busybox\n\n# Create an interactive debugging session for the pod in the file pod.yaml and immediately attach to it.\n# (requires the EphemeralContainers feature to be enabled in the cluster)\nkubectl debug -f pod.yaml -it --image=busybox\n\n# Create a debug container named debugger using a custom automated debugging image.\nkubectl debug --image=myproj/debug-tools -c debugger mypod\n\n# Create a copy of mypod adding a debug container and attach to it\nkubectl debug mypod -it --image=busybox --copy-to=my-debugger\n\n# Create a copy of mypod changing the command of mycontainer\nkubectl debug mypod -it --copy-to=my-debugger --container=mycontainer -- sh\n\n# Create a copy of mypod changing all container images to busybox\nkubectl debug mypod --copy-to=my-debugger --set-image=*=busybox\n\n# Create a copy of mypod adding a debug container and changing container images\nkubectl debug mypod -it --copy-to=my-debugger --image=debian --set-image=app=app:debug,sidecar=sidecar:debug\n\n# Create an interactive debugging session on a node and immediately attach to it.\n# The container will run in the host namespaces and the host's filesystem will be mounted at /host\nkubectl debug node/mynode -it --image=busybox",
  usage: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  completes: ['pod', 'none'],
  flags: [
    { name: 'arguments-only', type: 'bool', usage: 'If specified, everything after -- will be passed to the new container as Args instead of Command.' },
    { name: 'attach', type: 'bool', usage: "If true, wait for the container to start running, and then attach as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true." },
    { name: 'container', short: 'c', type: 'string', usage: 'Container name to use for debug container.' },
    { name: 'copy-to', type: 'string', usage: 'Create a copy of the target Pod with this name.' },
    { name: 'custom', type: 'string', usage: 'Path to a JSON or YAML file containing a partial container spec to customize built-in debug profiles.' },
    { name: 'env', type: 'array', pairs: true, usage: 'Environment variables to set in the container.' },
    ...filenameFlags('identifying the resource to debug').filter(({ name }) => name === 'filename'),
    { name: 'image', type: 'string', usage: 'Container image to use for debug container.' },
    { name: 'image-pull-policy', type: 'string', usage: 'The image pull policy for the container. If left empty, this value will not be specified by the client and defaulted by the server.' },
    { name: 'keep-annotations', type: 'bool', usage: `If true, keep the original pod annotations.${COPY}` },
    { name: 'keep-init-containers', type: 'bool', default: 'true', usage: `Run the init containers for the pod. Defaults to true.${COPY}` },
    { name: 'keep-labels', type: 'bool', usage: `If true, keep the original pod labels.${COPY}` },
    { name: 'keep-liveness', type: 'bool', usage: `If true, keep the original pod liveness probes.${COPY}` },
    { name: 'keep-readiness', type: 'bool', usage: `If true, keep the original pod readiness probes.${COPY}` },
    { name: 'keep-startup', type: 'bool', usage: `If true, keep the original startup probes.${COPY}` },
    { name: 'profile', type: 'string', default: 'general', usage: 'Options are "legacy", "general", "baseline", "netadmin", "restricted" or "sysadmin".', complete: PROFILES },
    { name: 'quiet', short: 'q', type: 'bool', usage: 'If true, suppress informational messages.' },
    { name: 'replace', type: 'bool', usage: "When used with '--copy-to', delete the original Pod." },
    { name: 'same-node', type: 'bool', usage: "When used with '--copy-to', schedule the copy of target Pod on the same node." },
    { name: 'set-image', type: 'array', pairs: true, usage: "When used with '--copy-to', a list of name=image pairs for changing container images, similar to how 'kubectl set image' works." },
    { name: 'share-processes', type: 'bool', default: 'true', usage: "When used with '--copy-to', enable process namespace sharing in the copy." },
    { name: 'stdin', short: 'i', type: 'bool', usage: 'Keep stdin open on the container(s) in the pod, even if nothing is attached.' },
    { name: 'target', type: 'string', usage: 'When using an ephemeral container, target processes in this container name.' },
    { name: 'tty', short: 't', type: 'bool', usage: 'Allocate a TTY for the debugging container.' },
  ],
  *run(ctx) {
    const names = ctx.dashAt >= 0 ? ctx.args.slice(0, ctx.dashAt) : ctx.args;
    void ctx.namespace;
    if (!PROFILES.includes(ctx.flags.string('profile'))) throw new CliError(`unknown profile: ${ctx.flags.string('profile')}`);
    const custom = customProfile(ctx);
    void ctx.cluster;
    validate(ctx, names);
    checkCustom(custom);
    warnOfLegacy(ctx);
    let code = 0;
    yield* visit(ctx, { args: names, defaultType: 'pods', filenames: ctx.flags.list('filename'), typed: true, stopsAtFirst: true }, function* each({ resource, object }) {
      if (resource.kind !== 'Node' && resource.kind !== 'Pod') throw new CliError(`${JSON.stringify(`${resource.group}/${resource.version}, Kind=${resource.kind}`)} not supported by debug`);
      const { pod, container } = resource.kind === 'Node' ? yield* onNode(ctx, object, custom) : ctx.flags.string('copy-to') ? yield* inCopy(ctx, object, custom) : yield* inPod(ctx, object, custom);
      if (container !== '') code = yield* attached(ctx, pod, container);
    });
    return code;
  },
};

/** @throws CliError */
function validate(ctx: Invocation, names: readonly string[]): void {
  const { flags } = ctx;
  const [image, container, images] = [flags.string('image'), flags.string('container'), imagesOf(ctx)];
  const words = commandOf(ctx);
  const fault = (text: string): never => {
    throw new CliError(text);
  };
  if (flags.changed('attach') && flags.bool('attach') && !image && !container) fault('you must specify --container or create a new container using --image in order to attach.');
  if (flags.string('copy-to')) {
    if (!image && images.size === 0 && words.length === 0) fault('you must specify --image, --set-image or command arguments.');
    if (words.length > 0 && !container && !image) fault('you must specify an existing container or a new image when specifying args.');
  } else {
    if (flags.bool('replace')) fault('--replace may only be used with --copy-to.');
    if (flags.bool('same-node')) fault('--same-node may only be used with --copy-to.');
    if (images.size > 0) fault('--set-image may only be used with --copy-to.');
    if (!image) fault('you must specify --image when not using --copy-to.');
  }
  if (image && imageNameFault(image)) fault(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (names.length === 0 && flags.list('filename').length === 0) fault('NAME or filename is required for debug');
  if (!['Always', 'IfNotPresent', 'Never', ''].includes(flags.string('image-pull-policy'))) fault(`invalid image pull policy: ${flags.string('image-pull-policy')}`);
  for (const [name, one] of images) if (imageNameFault(one)) fault(`invalid image name ${JSON.stringify(one)} for container ${JSON.stringify(name)}: invalid reference format`);
  const target = flags.string('target');
  if (target && flags.string('copy-to')) fault('--target is incompatible with --copy-to. Use --share-processes instead.');
  if (target && !flags.bool('quiet')) ctx.out(`Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`);
  if (flags.bool('tty') && !flags.bool('stdin')) fault('-i/--stdin is required for containers with -t/--tty=true');
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
