// The cluster's network: who has which address, where a connection goes and what stops it, and what a name means where.
import type { Caches } from '../client/cache.ts';
import { ClusterDns } from '../client/cluster-dns.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { NetStack } from '../machine/net.ts';
import type { Clock } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import { Chooser } from './choose.ts';
import type { ConnectionTrace } from './connection-trace.ts';
import { answerCluster, answerHosts, serveNames } from './name-servers.ts';
import { PodAddresses } from './pod-addresses.ts';
import { Policies } from './policies.ts';
import { ProxyRules } from './proxy-rules.ts';
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
  /** kube-proxy and cluster DNS are Pods: without them no Service is known and no name found. */
  readonly addons?: boolean;
}

/** What the kubelet gets for a Pod's sandbox. */
interface Attachment {
  readonly net: NetStack;
  readonly ip: string;
  release(): void;
}

export interface Network {
  readonly podNetwork: { attach(podUid: string, node: string, hostNetwork: boolean): Attachment | string };
  /** The stack of a machine that is no node: the workstation, the control plane (which has a way `inside`). */
  machineStack(name: string, ip: string, options?: { readonly inside?: boolean; readonly aliases?: readonly string[] }): NetStack;
  /** The stack of a node; Pods on the host's network share it. */
  nodeStack(node: string, ip: string): NetStack;
  /** A node that is off or cut off: nothing reaches it or its Pods, and they reach nothing. */
  setNodeReachable(node: string, reachable: boolean): void;
  /** Cluster DNS answers, or does not. */
  setDnsUp(up: boolean): void;
  /** The node's kube-proxy keeps its rules up to date, or hangs. */
  setProxyUp(node: string, up: boolean): void;
  onConnection(listener: (trace: ConnectionTrace) => void): void;
  /** The node that has an address, or whose Pod has it. */
  nodeOf(ip: string): string | undefined;
}

const CLUSTER_DNS = '10.96.0.10';
/** The name server of the nodes themselves, which knows the world outside. */
const OUTSIDE_DNS = '192.168.65.7';

export function createNetwork(deps: NetworkDeps): Network {
  const { caches, clock, addons = false } = deps;
  const table = new ServiceTable(caches.of(kinds.services), caches.of(kinds.endpointslices));
  const pods = caches.of(kinds.pods);
  pods.addIndex('uid', (pod) => [pod.metadata.uid]);
  const rules = new ProxyRules(table, addons);
  const nodes = caches.of(kinds.nodes);
  const router = new Router({ ...deps, domain: deps.clusterDomain, dnsIp: CLUSTER_DNS, rules, pods, nodes, chooser: new Chooser(deps.random.fork('endpoints')), policies: new Policies(caches) });
  const { routes } = router;
  const addresses = new PodAddresses(nodes);
  const outside = answerHosts((name) => routes.hostAddress(name));
  serveNames(clock, routes.add(new Stack(router, OUTSIDE_DNS, { type: 'outside', name: 'name server' })), outside);
  if (!addons) {
    const zone = new ClusterDns(caches, { domain: deps.clusterDomain });
    const answer = answerCluster((name, type) => zone.answer(name, type), outside);
    serveNames(clock, routes.add(new Stack(router, CLUSTER_DNS, { type: 'outside', name: 'cluster DNS', inside: true })), answer);
  }

  function attach(podUid: string, node: string, hostNetwork: boolean): Attachment | string {
    if (hostNetwork) {
      const net = routes.node(node);
      return net ? { net, ip: net.ip, release: () => undefined } : `no network on node ${JSON.stringify(node)}`;
    }
    const taken = addresses.take(node);
    if ('error' in taken) return taken.error;
    const net = new Stack(router, taken.ip, { type: 'pod', node, uid: podUid });
    routes.add(net);
    let released = false;
    return {
      net,
      ip: taken.ip,
      release: () => {
        if (released) return;
        released = true;
        net.destroy();
        routes.remove(net);
        addresses.release(node, taken.ip);
      },
    };
  }

  function machineStack(name: string, ip: string, { inside = false, aliases = [] }: { readonly inside?: boolean; readonly aliases?: readonly string[] } = {}): NetStack {
    const stack = routes.add(new Stack(router, ip, { type: 'outside', name, inside }));
    for (const alias of aliases) routes.alias(alias, stack);
    return stack;
  }

  return {
    podNetwork: { attach },
    machineStack,
    nodeStack: (node, ip) => routes.add(new Stack(router, ip, { type: 'node', node }, rules.seam(node))),
    setNodeReachable: (node, reachable) => routes.setReachable(node, reachable),
    setProxyUp: (node, up) => rules.hold(node, !up),
    setDnsUp: (up) => {
      routes.dnsUp = up;
    },
    onConnection: (listener) => void router.listeners.push(listener),
    nodeOf: (ip) => routes.nodeAt(ip),
  };
}
