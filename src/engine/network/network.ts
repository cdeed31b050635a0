// The cluster's network: who has which address, where a connection goes and what stops it, and what a name means where.
import type { Caches } from '../client/cache.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { NetStack } from '../machine/net.ts';
import type { Clock } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import { Chooser } from './choose.ts';
import { ClusterDns } from './cluster-dns.ts';
import type { ConnectionTrace } from './connection-trace.ts';
import { PodAddresses } from './pod-addresses.ts';
import { Policies } from './policies.ts';
import { Router } from './router.ts';
import { ServiceTable } from './service-table.ts';
import { Stack } from './stack.ts';

export interface NetworkDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly caches: Caches;
  readonly pace: Pace;
  /** `10.96.0.0/16` */
  readonly serviceCidr: string;
  /** `cluster.local` */
  readonly clusterDomain: string;
}

/** What the kubelet gets for a Pod's sandbox. */
interface Attachment {
  readonly net: NetStack;
  readonly ip: string;
  release(): void;
}

export interface Network {
  readonly podNetwork: { attach(podUid: string, node: string, hostNetwork: boolean): Attachment | string };
  /** The stack of a machine that is no node: the workstation, the control plane. */
  machineStack(name: string, ip: string): NetStack;
  /** The stack of a node; Pods on the host's network share it. */
  nodeStack(node: string, ip: string): NetStack;
  /** A node that is off or cut off: nothing reaches it or its Pods, and they reach nothing. */
  setNodeReachable(node: string, reachable: boolean): void;
  /** Cluster DNS answers, or does not. */
  setDnsUp(up: boolean): void;
  onConnection(listener: (trace: ConnectionTrace) => void): void;
}

export function createNetwork(deps: NetworkDeps): Network {
  const { caches } = deps;
  const services = new ServiceTable(caches.of(kinds.services), caches.of(kinds.endpointslices));
  const pods = caches.of(kinds.pods);
  pods.addIndex('uid', (pod) => [pod.metadata.uid]);
  const router = new Router({ ...deps, services, pods, dns: new ClusterDns(services, pods, deps.clusterDomain), chooser: new Chooser(deps.random.fork('endpoints')), policies: new Policies(caches) });
  const addresses = new PodAddresses(caches.of(kinds.nodes));

  function attach(podUid: string, node: string, hostNetwork: boolean): Attachment | string {
    if (hostNetwork) {
      const net = router.node(node);
      return net ? { net, ip: net.ip, release: () => undefined } : `no network on node ${JSON.stringify(node)}`;
    }
    const taken = addresses.take(node);
    if ('error' in taken) return taken.error;
    const net = new Stack(router, taken.ip, { type: 'pod', node, uid: podUid });
    router.add(net);
    let released = false;
    return {
      net,
      ip: taken.ip,
      release: () => {
        if (released) return;
        released = true;
        net.destroy();
        router.remove(net);
        addresses.release(node, taken.ip);
      },
    };
  }

  return {
    podNetwork: { attach },
    machineStack: (name, ip) => router.add(new Stack(router, ip, { type: 'outside', name })),
    nodeStack: (node, ip) => router.add(new Stack(router, ip, { type: 'node', node })),
    setNodeReachable: (node, reachable) => router.setReachable(node, reachable),
    setDnsUp: (up) => {
      router.dnsUp = up;
    },
    onConnection: (listener) => void router.listeners.push(listener),
  };
}
