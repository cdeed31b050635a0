// What a container is started with (pkg/kubelet/kuberuntime/kuberuntime_container.go generateContainerConfig).
import { isRefusal } from '../client/refusal.ts';
import { toBytes, toMilli } from '../kube/quantity.ts';
import type { Container, EphemeralContainer } from '../kube/types.generated.ts';
import type { ContainerConfig, ContainerImage } from '../machine/container.ts';
import type { Groups } from '../machine/files.ts';
import type { ProcessTable } from '../machine/process-table.ts';
import type { ContainerRecord } from './container-record.ts';
import { ConfigError, environment, expand, hostnameOf } from './environment.ts';
import { etcMounts } from './etc-files.ts';
import { groupOf } from './fs-group.ts';
import { groupsOf } from './pod-status.ts';
import type { PodWorker } from './pod-worker.ts';

export interface ConfigFailure {
  readonly type: 'failure';
  readonly reason: 'CreateContainerConfigError' | 'CreateContainerError';
  readonly message: string;
}
export interface Configured {
  readonly type: 'configured';
  readonly config: Omit<ContainerConfig, 'log'>;
  readonly uid: number;
  readonly gid: number;
}

export function containerConfig(worker: PodWorker, record: ContainerRecord, image: ContainerImage): Configured | ConfigFailure {
  const { pod, sandbox } = worker;
  const spec = record.spec as Container;
  try {
    const user = userOf(worker, record, image);
    const env = environment(worker, record, image.env);
    const argv = commandLine(spec, image, env);
    if (argv.length === 0) return { type: 'failure', reason: 'CreateContainerError', message: 'failed to generate container "spec": no command specified' };
    const limit = record.allocated?.limits?.['memory'] ?? pod.spec.resources?.limits?.['memory'];
    const cores = record.allocated?.limits?.['cpu'] ?? pod.spec.resources?.limits?.['cpu'];
    const config: Omit<ContainerConfig, 'log'> = {
      name: spec.name,
      hostname: hostnameOf(worker),
      image,
      argv,
      env,
      workingDir: spec.workingDir || image.workingDir || '/',
      user: user.name,
      groups: groupsFor(worker, record, user.gid),
      mounts: [...etcMounts(worker), ...worker.volumes.mountsFor(record, env, pod)],
      ...(spec.securityContext?.readOnlyRootFilesystem ? { readOnlyRoot: true } : {}),
      net: (sandbox as NonNullable<typeof sandbox>).net,
      pids: processesFor(worker, record),
      hardware: worker.context.hardware(),
      stdin: spec.stdin ?? false,
      tty: spec.tty ?? false,
      memoryLimit: limit === undefined ? undefined : toBytes(limit),
      cpuLimitMilli: cores === undefined ? undefined : toMilli(cores),
    };
    return { type: 'configured', config, uid: user.uid, gid: user.gid };
  } catch (error) {
    // Nobody answered where a ConfigMap, a Secret or the Services had to be asked for.
    if (error instanceof ConfigError || isRefusal(error)) return { type: 'failure', reason: 'CreateContainerConfigError', message: error.message };
    throw error;
  }
}

/** Where the Pod says nothing of users and groups, the image's user has its own. */
function groupsFor({ pod }: PodWorker, { spec }: ContainerRecord, gid: number): Groups | undefined {
  const shared = pod.spec.securityContext;
  const own = spec.securityContext;
  if ([own?.runAsUser, own?.runAsGroup, shared?.runAsUser, shared?.runAsGroup, shared?.fsGroup, shared?.supplementalGroups?.[0]].every((one) => one === undefined)) return undefined;
  return { primary: groupOf(gid), all: groupsOf(pod, gid).map(groupOf) };
}

/** The PID namespace that a container joins: the node's where it asks for that, the Pod's, where its containers share one, or the one of the container that a debugger is for. */
function processesFor(worker: PodWorker, { spec, role }: ContainerRecord): ProcessTable | undefined {
  if (worker.pod.spec.hostPID) return worker.context.hostProcesses();
  if (worker.pod.spec.shareProcessNamespace) return worker.sharedProcesses;
  const target = role === 'ephemeral' ? (spec as EphemeralContainer).targetContainerName : undefined;
  if (!target) return undefined;
  const found = worker.records.find(({ name }) => name === target);
  if (!found?.running) throw new ConfigError(`unable to find target container ${target}`);
  return found.running.pids;
}

function commandLine({ command, args }: Container, image: ContainerImage, env: ReadonlyMap<string, string>): readonly string[] {
  const expanded = (list: readonly string[]): readonly string[] => list.map((text) => expand(text, env));
  if (command && command.length > 0) return [...expanded(command), ...expanded(args ?? [])];
  return [...image.entrypoint, ...(args && args.length > 0 ? expanded(args) : image.cmd)];
}

function userOf({ pod }: PodWorker, { spec, name }: ContainerRecord, image: ContainerImage): { readonly name: string; readonly uid: number; readonly gid: number } {
  const own = spec.securityContext;
  const shared = pod.spec.securityContext;
  const uid = own?.runAsUser ?? shared?.runAsUser;
  const gid = own?.runAsGroup ?? shared?.runAsGroup ?? 0;
  const imageUser = image.user === '' ? 'root' : image.user;
  const nonRoot = own?.runAsNonRoot ?? shared?.runAsNonRoot ?? false;
  const who = `(pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${name})`;
  if (nonRoot && uid === 0) throw new ConfigError(`container's runAsUser breaks non-root policy ${who}`);
  if (nonRoot && uid === undefined) {
    if (imageUser === 'root' || imageUser === '0') throw new ConfigError(`container has runAsNonRoot and image will run as root ${who}`);
    if (!/^\d+/.test(imageUser)) throw new ConfigError(`container has runAsNonRoot and image has non-numeric user (${imageUser}), cannot verify user is non-root ${who}`);
  }
  if (uid === undefined) return { name: imageUser, uid: /^\d+/.test(imageUser) ? Number.parseInt(imageUser, 10) : imageUser === 'root' ? 0 : 101, gid };
  return { name: uid === 0 ? 'root' : String(uid), uid, gid };
}
