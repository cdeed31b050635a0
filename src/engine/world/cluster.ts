// Wires one cluster: API server, controllers, scheduler, kubelets, network and cloud around one clock.
import { ApiServer } from '../apiserver/api-server.ts';
import { createCaches } from '../client/caches.ts';
import { KubeClient } from '../client/kube-client.ts';
import type { Caller } from '../client/api.ts';
import { Trace } from '../client/trace.ts';
import { createCloud } from '../cloud/cloud.ts';
import { createProvisioner } from '../cloud/provisioner.ts';
import { createControllerManager } from '../controllers/controller-manager.ts';
import { createImageSource } from '../images/image-source.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { createKubelet, type Kubelet } from '../kubelet/kubelet.ts';
import { emptyFiles, type MemoryFiles } from '../machine/memory-files.ts';
import { createStartContainer } from '../machine/start-container.ts';
import { createNetwork, type Network } from '../network/network.ts';
import { createScheduler, type Scheduler } from '../scheduler/scheduler.ts';
import type { Clock } from '../sim/clock.ts';
import { type Pace, paces } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import { controlPlaneAddress, defaultNode, nodeAddress, type Part, type WorldOptions } from './options.ts';

export interface Cluster {
  readonly api: ApiServer;
  readonly trace: Trace;
  readonly network: Network;
  readonly scheduler: Scheduler | undefined;
  readonly kubelets: ReadonlyMap<string, Kubelet>;
}

const SERVICE_CIDR = '10.96.0.0/16';
const installer: Caller = { userAgent: 'kubectl', actor: 'installer', user: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const kubeProxy: Caller = { userAgent: 'kube-proxy', actor: 'kube-proxy', user: 'system:kube-proxy', groups: ['system:masters', 'system:authenticated'] };

export function createCluster(clock: Clock, random: Random, options: WorldOptions): Cluster {
  const trace = new Trace();
  const pace = paces[options.pace];
  const has = (part: Part): boolean => !options.without?.includes(part);
  const kubelets = new Map<string, Kubelet>();
  const api = new ApiServer({
    clock,
    random: random.fork('apiserver'),
    trace,
    serviceCidr: SERVICE_CIDR,
    advertiseAddress: controlPlaneAddress,
    disabledAdmissionPlugins: options.disabledAdmissionPlugins ?? [],
    ...(options.descriptions ? { descriptions: options.descriptions } : {}),
    dialKubelet: (node) => {
      const kubelet = kubelets.get(node);
      return kubelet?.running ? kubelet.api : undefined;
    },
  });
  const deps = { clock, api, trace, pace };
  if (has('controller-manager')) createControllerManager({ ...deps, random: random.fork('controller-manager') });
  const scheduler = has('scheduler') ? createScheduler({ ...deps, random: random.fork('scheduler') }) : undefined;
  if (has('cloud')) {
    createCloud({ ...deps, random: random.fork('cloud') });
    createProvisioner({ ...deps, random: random.fork('provisioner') });
    addDefaultStorageClass(api);
  }
  const network = networkOf(clock, random, api, trace, pace);
  if (has('kubelets')) addKubelets(kubelets, network, options, { ...deps, random });
  return { api, trace, network, scheduler, kubelets };
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

function networkOf(clock: Clock, random: Random, api: ApiServer, trace: Trace, pace: Pace): Network {
  const jitter = random.fork('kube-proxy');
  const caches = createCaches({ clock, client: new KubeClient(api, kubeProxy), trace, delayMs: () => pace.watchMs * (1 + jitter.next()) });
  return createNetwork({ clock, random: random.fork('network'), caches, pace, serviceCidr: SERVICE_CIDR, clusterDomain: 'cluster.local' });
}

interface KubeletParts {
  readonly clock: Clock;
  readonly api: ApiServer;
  readonly trace: Trace;
  readonly pace: Pace;
  readonly random: Random;
}

function addKubelets(kubelets: Map<string, Kubelet>, network: Network, options: WorldOptions, deps: KubeletParts): void {
  const images = createImageSource();
  const startContainer = createStartContainer({ clock: deps.clock, random: deps.random.fork('containers') });
  const runtime = options.runtime ?? 'simulated';
  // Persistent volumes that any node can reach.
  const volumes = new Map<string, MemoryFiles>();
  const persistentFiles = (volume: string): MemoryFiles => {
    const files = volumes.get(volume) ?? emptyFiles(() => deps.clock.nowMs);
    volumes.set(volume, files);
    return files;
  };
  for (let index = 0; index < options.nodes; index++) {
    const name = `node-${index + 1}`;
    const nodeNet = network.nodeStack(name, nodeAddress(index));
    const kubelet = createKubelet(
      { ...deps, random: deps.random.fork(name), images, startContainer, podNetwork: network.podNetwork, nodeNet, persistentFiles, runtime },
      { ...(options.node ?? defaultNode), name, ip: nodeAddress(index) },
    );
    kubelets.set(name, kubelet);
    kubelet.start();
  }
}
