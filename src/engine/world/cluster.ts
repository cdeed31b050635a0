// Wires one cluster: API server, controllers, scheduler, kubelets, network and cloud around one clock.
import { watchAvailability } from '../apiserver/aggregation/availability.ts';
import { ApiServer } from '../apiserver/api-server.ts';
import { createCaches } from '../client/caches.ts';
import { KubeClient } from '../client/kube-client.ts';
import type { Api, Caller } from '../client/api.ts';
import { Trace } from '../client/trace.ts';
import { createCloud } from '../cloud/cloud.ts';
import { DiskStore } from '../cloud/disk-store.ts';
import { createProvisioner } from '../cloud/provisioner.ts';
import { createControllerManager } from '../controllers/controller-manager.ts';
import { createImageSource } from '../images/image-source.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { createKubelet, type Kubelet } from '../kubelet/kubelet.ts';
import { EtcdMembers } from '../etcd/members.ts';
import type { MemoryFiles } from '../machine/memory-files.ts';
import type { ImageSource } from '../machine/container.ts';
import type { NetStack } from '../machine/net.ts';
import { createStartContainer } from '../machine/start-container.ts';
import { createNetwork, type Network } from '../network/network.ts';
import { createScheduler, type Scheduler } from '../scheduler/scheduler.ts';
import type { Clock } from '../sim/clock.ts';
import { type Pace, paces } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import { installAddons, preloadedImages } from './addons/kube-system.ts';
import { serveApi } from './api-endpoint.ts';
import { ApiLine } from './api-line.ts';
import { breakable, type BreakableRegistry } from './breakable-registry.ts';
import { Components } from './components.ts';
import { createInternet } from './internet.ts';
import { LivePace } from './live-pace.ts';
import { NodeLinks } from './node-links.ts';
import { NodeMachines } from './node-machine.ts';
import { controlPlaneAddress, defaultNode, nodeAddress, type Part, type WorldOptions } from './options.ts';

export interface Cluster {
  readonly clock: Clock;
  readonly api: ApiServer;
  readonly trace: Trace;
  readonly network: Network;
  /** The control plane's own machine, from which the API server calls webhooks. */
  readonly controlPlane: NetStack;
  /** The one that runs now. */
  readonly scheduler: Scheduler | undefined;
  readonly kubelets: ReadonlyMap<string, Kubelet>;
  /** What can be broken: the ways to the API server, the control plane's processes, the paces, the registries. */
  readonly lines: Lines;
  readonly links: NodeLinks;
  readonly components: Components;
  readonly etcd: EtcdMembers;
  readonly pace: LivePace;
  readonly nodePaces: ReadonlyMap<string, LivePace>;
  readonly images: BreakableRegistry;
}

export interface Lines {
  /** Of the control plane's own processes. */
  readonly controlPlane: ApiLine;
  /** Of whoever comes from outside: kubectl, the page. */
  readonly outside: ApiLine;
  readonly nodes: ReadonlyMap<string, ApiLine>;
}

const SERVICE_CIDR = '10.96.0.0/16';
const installer: Caller = { userAgent: 'kubectl', actor: 'installer', user: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const kubeProxy: Caller = { userAgent: 'kube-proxy', actor: 'kube-proxy', user: 'system:kube-proxy', groups: ['system:masters', 'system:authenticated'] };

export function createCluster(clock: Clock, random: Random, options: WorldOptions): Cluster {
  const trace = new Trace();
  const livePace = new LivePace(paces[options.pace]);
  const pace = livePace.now;
  const has = (part: Part): boolean => !options.without?.includes(part);
  const kubelets = new Map<string, Kubelet>();
  const disks = new DiskStore(() => clock.nowMs);
  const api = new ApiServer({
    clock,
    random: random.fork('apiserver'),
    trace,
    serviceCidr: options.serviceCidr ?? SERVICE_CIDR,
    alwaysAllow: options.alwaysAllow ?? false,
    advertiseAddress: controlPlaneAddress,
    disabledAdmissionPlugins: options.disabledAdmissionPlugins ?? [],
    ...(options.descriptions ? { descriptions: options.descriptions } : {}),
    ...(options.audit ? { audit: options.audit } : {}),
    dialKubelet: (node) => {
      const kubelet = kubelets.get(node);
      return kubelet?.running && links.reaches(node) ? kubelet.api : kubelet && 'unreachable';
    },
  });
  const names = Array.from({ length: has('kubelets') ? options.nodes : 0 }, (_, index) => `node-${index + 1}`);
  const lines: Lines = { controlPlane: new ApiLine(clock, api), outside: new ApiLine(clock, api), nodes: new Map(names.map((name) => [name, new ApiLine(clock, api)])) };
  const deps = { clock, api: lines.controlPlane, trace, pace };
  const components = new Components(clock);
  let scheduler: Scheduler | undefined;
  const add = (name: string, part: Part, start: (random: Random) => { stop(): void }): void => {
    if (!has(part)) return;
    const own = random.fork(name);
    components.add(name, () => start(own));
  };
  add('kube-controller-manager', 'controller-manager', (own) => createControllerManager({ ...deps, random: own, disabled: options.disabledControllers ?? [] }));
  add('kube-scheduler', 'scheduler', (own) => (scheduler = createScheduler({ ...deps, random: own, configuration: options.schedulerConfiguration })));
  add('cloud-controller-manager', 'cloud', (own) => createCloud({ ...deps, random: own }));
  add('local-path-provisioner', 'cloud', (own) => createProvisioner({ ...deps, random: own, store: disks }));
  if (has('cloud')) addDefaultStorageClass(api);
  const addons = options.addons === true && has('addons') && has('kubelets') && options.runtime !== 'hollow';
  const network = networkOf({ clock, random, api: lines.controlPlane, trace, pace, addons, serviceCidr: options.serviceCidr ?? SERVICE_CIDR });
  const controlPlane = network.machineStack('control-plane', controlPlaneAddress, { inside: true });
  api.join(controlPlane);
  serveApi({ clock, net: controlPlane, trace, pace, server: api, lineOf: (ip) => lines.nodes.get(network.nodeOf(ip) ?? '') ?? lines.outside });
  watchAvailability({ clock, net: controlPlane, api, aggregation: api.aggregation });
  createInternet(clock, network);
  if (addons) installAddons(api);
  const links = new NodeLinks(network, lines.nodes);
  const images = breakable(createImageSource());
  const nodePaces = new Map(names.map((name) => [name, new LivePace(paces[options.pace])]));
  addKubelets(kubelets, network, options, { clock, trace, random, lines: lines.nodes, paces: nodePaces, images, preloaded: addons ? preloadedImages : [], disks });
  const etcd = new EtcdMembers({
    clock,
    random: random.fork('etcd'),
    count: options.etcdMembers ?? 3,
    revision: () => api.etcd.revision,
    onChange: () => {
      api.etcd.refusal = etcd.refusal;
      components.leasesWritable('etcd', etcd.refusal === undefined);
    },
  });
  return {
    clock, api, trace, network, controlPlane, kubelets, lines, links, components, etcd, pace: livePace, nodePaces, images,
    get scheduler() {
      return components.isRunning('kube-scheduler') ? scheduler : undefined;
    },
  };
}

/** What an installer would add: volumes on the nodes' own disks, made when a Pod first needs them. */
function addDefaultStorageClass(api: ApiServer): void {
  new KubeClient(api, installer).create(kinds.storageclasses, {
    metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'rancher.io/local-path',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
}

interface NetworkParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly trace: Trace;
  readonly pace: Pace;
  readonly addons: boolean;
  readonly serviceCidr: string;
}

function networkOf({ clock, random, api, trace, pace, addons, serviceCidr }: NetworkParts): Network {
  const jitter = random.fork('kube-proxy');
  const caches = createCaches({ clock, client: new KubeClient(api, kubeProxy), trace, delayMs: () => pace.watchMs * (1 + jitter.next()) });
  return createNetwork({ clock, random: random.fork('network'), caches, pace, serviceCidr, clusterDomain: 'cluster.local', addons });
}

interface KubeletParts {
  readonly clock: Clock;
  readonly trace: Trace;
  readonly random: Random;
  readonly lines: ReadonlyMap<string, ApiLine>;
  readonly paces: ReadonlyMap<string, LivePace>;
  readonly images: ImageSource;
  readonly preloaded: readonly string[];
  /** Persistent volumes that any node can reach. */
  readonly disks: DiskStore;
}

function addKubelets(kubelets: Map<string, Kubelet>, network: Network, options: WorldOptions, deps: KubeletParts): void {
  const { clock, trace, images, preloaded } = deps;
  const startContainer = createStartContainer({ clock: deps.clock, random: deps.random.fork('containers') });
  const runtime = options.runtime ?? 'simulated';
  const persistentFiles = (volume: string): MemoryFiles => deps.disks.files(volume);
  const machines = new NodeMachines();
  for (const [index, [name, api]] of [...deps.lines].entries()) {
    const pace = (deps.paces.get(name) as LivePace).now;
    const nodeNet = network.nodeStack(name, nodeAddress(index));
    const random = deps.random.fork(name);
    // A machine's own numbers are drawn when somebody first asks it for some.
    const hostFiles = runtime === 'hollow' ? undefined : machines.add({ clock, random, name, net: nodeNet, hardware: () => (kubelets.get(name) as Kubelet).hardware, logs: () => (kubelets.get(name) as Kubelet).logFiles, processes: () => (kubelets.get(name) as Kubelet).processes });
    const kubelet = createKubelet(
      { clock, trace, api, pace, random, ...(hostFiles ? { hostFiles } : {}), images, preloaded, startContainer, podNetwork: network.podNetwork, nodeNet, persistentFiles, runtime },
      { ...(options.node ?? defaultNode), name, ip: nodeAddress(index) },
    );
    kubelets.set(name, kubelet);
    kubelet.start();
  }
}
