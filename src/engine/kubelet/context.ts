// What the parts of one kubelet share.
import type { KubeClient } from '../client/kube-client.ts';
import type { Recorder } from '../client/recorder.ts';
import type { Trace } from '../client/trace.ts';
import type { StartContainer } from '../machine/container.ts';
import type { NetStack } from '../machine/net.ts';
import type { FileSystem } from '../machine/files.ts';
import type { Hardware } from '../machine/hardware.ts';
import type { ProcessTable } from '../machine/process-table.ts';
import type { Pod } from '../kube/types.generated.ts';
import type { Clock } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import type { ImageStore } from './image-store.ts';
import type { LogFiles } from './log-files.ts';
import type { NodeOptions } from './node-object.ts';
import type { PodNetwork } from './pod-network.ts';
import type { Sources } from './sources.ts';

export interface KubeletContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly client: KubeClient;
  readonly sources: Sources;
  readonly trace: Trace;
  readonly pace: Pace;
  readonly node: NodeOptions;
  /** As the node's programs and containers see it. */
  readonly hardware: () => Hardware;
  readonly hollow: boolean;
  readonly images: ImageStore;
  readonly startContainer: StartContainer;
  readonly podNetwork: PodNetwork;
  readonly recorder: Recorder;
  /** The node's own PID namespace. */
  readonly hostProcesses: () => ProcessTable;
  /** What /var/log of the node has of containers. */
  readonly logFiles: LogFiles;
  /** The node's own files, for hostPath volumes. */
  readonly hostFiles: () => FileSystem;
  /** The files of a persistent volume, wherever its Pod runs. */
  readonly persistentFiles: (volume: string) => FileSystem;
  /** Why the node takes no such Pod now, being short of something. */
  readonly pressureRefusal: (pod: Pod) => { readonly reason: string; readonly message: string } | undefined;
  /** The node's own network namespace, from which probes come; undefined: they come from within the Pod. */
  readonly nodeNet: NetStack | undefined;
  /** The Pods of this node that are not finished. */
  readonly livePods: () => readonly Pod[];
}
