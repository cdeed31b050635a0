// One node's kubelet: registers its Node and runs the Pods that are bound to it (pkg/kubelet/kubelet.go).
import type { Api } from '../client/api.ts';
import type { Cache, Caches } from '../client/cache.ts';
import { createCaches } from '../client/caches.ts';
import { createRecorder } from '../client/event-recorder.ts';
import { KubeClient } from '../client/kube-client.ts';
import type { KubeletApi } from '../client/kubelet-api.ts';
import type { Trace } from '../client/trace.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Pod } from '../kube/types.generated.ts';
import type { ImageSource, StartContainer } from '../machine/container.ts';
import type { FileSystem } from '../machine/files.ts';
import type { Hardware } from '../machine/hardware.ts';
import { HostProcesses } from '../machine/host-processes.ts';
import type { HttpServer } from '../machine/http.ts';
import type { NetStack } from '../machine/net.ts';
import type { ProcessTable } from '../machine/process-table.ts';
import { emptyFiles, filesOf } from '../machine/memory-files.ts';
import type { Clock } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import type { KubeletContext } from './context.ts';
import { Eviction } from './eviction.ts';
import { ImageStore, type Transfer } from './image-store.ts';
import { openKubeletPort } from './kubelet-port.ts';
import { KubeletServer } from './kubelet-server.ts';
import { FaultyNode, type NodeFaults } from './node-faults.ts';
import { LogFiles, mountLogs } from './log-files.ts';
import type { NodeOptions } from './node-object.ts';
import { NodeReporter } from './node-reporter.ts';
import type { PodNetwork } from './pod-network.ts';
import { PodWorker } from './pod-worker.ts';
import { Sources } from './sources.ts';
import { isMirror, StaticPods } from './static-pods.ts';
import { NodeUsage } from './stats.ts';

export type { NodeFaults, ProbeName } from './node-faults.ts';
export type { NodeOptions } from './node-object.ts';
export type { PodAttachment, PodNetwork } from './pod-network.ts';

export interface KubeletDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly trace: Trace;
  readonly pace: Pace;
  readonly images: ImageSource;
  /** Images that are on the node before anybody asks for them. */
  readonly preloaded?: readonly string[];
  readonly startContainer: StartContainer;
  readonly podNetwork: PodNetwork;
  /** hollow: Pods seem to run, as kubemark's do; there is no process, no log, no probe. */
  readonly runtime: 'simulated' | 'hollow';
  /** The node's own network namespace: probes and lifecycle hooks come from it. */
  readonly nodeNet?: NetStack;
  /** The node's own files, for hostPath volumes; by default some of its own. */
  readonly hostFiles?: () => FileSystem;
  /** The files of a persistent volume by its name; by default the kubelet keeps them (and they stay on its node). */
  readonly persistentFiles?: (volume: string) => FileSystem;
}

export interface Kubelet {
  readonly name: string;
  readonly api: KubeletApi;
  readonly faults: NodeFaults;
  readonly running: boolean;
  readonly hardware: Hardware;
  /** `/pods` and `/containers`, as they appear in the node's /var/log. */
  readonly logFiles: FileSystem;
  /** Everything that runs on the node. */
  readonly processes: ProcessTable;
  /** The image that it is fetching now. */
  readonly transfer: Transfer | undefined;
  start(): void;
  /** Power off: containers vanish, heartbeats end, nothing is told to anyone. */
  stop(): void;
}

export function createKubelet(deps: KubeletDeps, node: NodeOptions): Kubelet {
  return new NodeKubelet(deps, node);
}

/** What a node's disk has at first. */
const nodeFiles = { '/lib/modules/': '', '/etc/kubernetes/': '' };

class NodeKubelet implements Kubelet {
  readonly name: string;
  readonly api: KubeletApi;
  readonly faults: FaultyNode;
  readonly logFiles: LogFiles;
  private readonly context: KubeletContext;
  private readonly reporter: NodeReporter;
  private readonly workers = new Map<string, PodWorker>();
  /** Pods that this kubelet has finished with, until the API server says that they are gone: late events must not bring them back. */
  private readonly done = new Set<string>();
  private readonly usage: NodeUsage;
  private readonly statics: StaticPods;
  private readonly eviction: Eviction;
  private port: HttpServer | undefined;
  private caches: Caches | undefined;
  private own: FileSystem | undefined;
  private host: HostProcesses | undefined;
  private readonly volumes = new Map<string, FileSystem>();

  constructor(deps: KubeletDeps, node: NodeOptions) {
    this.name = node.name;
    const { clock, trace, pace } = deps;
    const random = deps.random.fork(`kubelet ${node.name}`);
    const user = `system:node:${node.name}`;
    const client = new KubeClient(deps.api, { userAgent: 'kubelet', actor: `kubelet ${node.name}`, user, groups: ['system:nodes', 'system:authenticated'] });
    this.logFiles = new LogFiles(() => this.workers.values(), () => clock.nowMs);
    this.context = {
      clock, random, client, sources: new Sources(client), trace, pace, node,
      hardware: () => this.usage.hardware,
      hollow: deps.runtime === 'hollow',
      images: new ImageStore(clock, pace, deps.images, deps.preloaded),
      startContainer: deps.startContainer,
      podNetwork: deps.podNetwork,
      recorder: createRecorder({ clock, client, random: random.fork('events'), source: 'kubelet', host: node.name, trace }),
      hostFiles: deps.hostFiles ?? (() => (this.own ??= this.ownFiles())),
      logFiles: this.logFiles,
      hostProcesses: () => this.processes,
      persistentFiles: deps.persistentFiles ?? ((volume) => this.filesOf(volume)),
      nodeNet: deps.nodeNet,
      pressureRefusal: (pod) => this.eviction.refusal(pod),
      livePods: () => [...this.workers.values()].filter(({ over, gone }) => !over && !gone).map(({ resizing }) => resizing.allocatedPod()),
    };
    this.statics = new StaticPods({ context: this.context, files: () => deps.hostFiles?.() ?? this.own, run: (pod, ended) => this.run(pod, ended) });
    this.reporter = new NodeReporter(this.context);
    const workers = (): readonly PodWorker[] => [...this.workers.values()];
    this.usage = new NodeUsage(this.context, workers);
    this.eviction = new Eviction({ context: this.context, reporter: this.reporter, usage: this.usage, workers });
    this.faults = new FaultyNode(this.context, this.eviction, workers);
    this.api = new KubeletServer(this.context, this.usage, (namespace, name) => this.find(namespace, name));
  }

  get hardware(): Hardware {
    return this.usage.hardware;
  }

  get processes(): ProcessTable {
    return (this.host ??= new HostProcesses(() => [...this.workers.values()].flatMap(({ records }) => records.flatMap(({ running }) => (running ? [running.pids] : []))), this.hardware.bootedMs));
  }

  get running(): boolean {
    return this.caches !== undefined;
  }

  get transfer(): Transfer | undefined {
    return this.context.images.transfer;
  }

  start(): void {
    if (this.caches) return;
    const { clock, client, trace, pace, random } = this.context;
    this.reporter.start();
    this.usage.booted();
    this.eviction.start();
    if (!this.context.hollow) {
      this.port = openKubeletPort(this.context, this.usage);
      this.statics.start();
    }
    const jitter = random.fork('watch');
    this.caches = createCaches({ clock, client, trace, delayMs: () => pace.watchMs * (1 + jitter.next()) });
    this.follow(this.caches.of(kinds.pods, { fieldSelector: `spec.nodeName=${this.name}` }));
  }

  stop(): void {
    this.caches?.stop();
    this.caches = undefined;
    this.reporter.stop();
    this.port?.close();
    this.port = undefined;
    this.eviction.stop();
    this.statics.stop();
    for (const worker of this.workers.values()) worker.drop();
    this.workers.clear();
    this.done.clear();
  }

  private follow(pods: Cache<Pod>): void {
    pods.onChange({
      added: (pod) => this.see(pod),
      updated: (_, pod) => this.see(pod),
      deleted: (pod) => {
        if (isMirror(pod)) return this.statics.gone(pod);
        this.done.delete(pod.metadata.uid);
        this.workers.get(pod.metadata.uid)?.vanished();
      },
    });
  }

  private see(pod: Pod): void {
    if (isMirror(pod)) return this.statics.see(pod);
    const { uid } = pod.metadata;
    const known = this.workers.get(uid);
    if (known) return known.update(pod);
    if (this.done.has(uid)) return;
    // A Pod that had already ended needs nothing but, if it is being deleted, its last rites.
    const finished = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
    if (finished && pod.metadata.deletionTimestamp === undefined) return;
    this.run(pod, (vanished) => {
      if (!vanished) this.done.add(uid);
    });
  }

  private run(pod: Pod, ended: (vanished: boolean) => void): PodWorker {
    const { uid } = pod.metadata;
    const worker = new PodWorker(this.context, pod, (vanished) => {
      this.workers.delete(uid);
      ended(vanished);
      // Room has become free: for who waits for more, too.
      for (const other of this.workers.values()) if (other.resizing.pending) other.resizing.consider();
    });
    this.workers.set(uid, worker);
    worker.start();
    return worker;
  }

  private find(namespace: string, name: string): PodWorker | undefined {
    for (const worker of this.workers.values()) if (worker.pod.metadata.name === name && worker.pod.metadata.namespace === namespace) return worker;
    return undefined;
  }

  private ownFiles(): FileSystem {
    const files = filesOf(() => this.context.clock.nowMs, nodeFiles);
    mountLogs(files, this.logFiles);
    return files;
  }

  private filesOf(volume: string): FileSystem {
    const { clock } = this.context;
    const known = this.volumes.get(volume) ?? emptyFiles(() => clock.nowMs);
    this.volumes.set(volume, known);
    return known;
  }
}
