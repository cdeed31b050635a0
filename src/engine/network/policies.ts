// NetworkPolicies as a network plugin enforces them: a Pod that a policy selects gets and sends only what one of its policies allows (k8s.io/api/networking/v1 types.go).
import type { Caches } from '../client/cache.ts';
import type { Cache } from '../client/cache.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { selects } from '../kube/labels.ts';
import type { Namespace, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../kube/types.generated.ts';
import { inCidr } from './cidr.ts';

/** One side of a connection: an address, and the Pod that has it. */
export interface Party {
  readonly ip: string;
  readonly pod: Pod | undefined;
}

type Direction = 'Ingress' | 'Egress';

interface Rule {
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

export class Policies {
  private readonly policies: Cache<NetworkPolicy>;
  private readonly namespaces: Cache<Namespace>;

  constructor(caches: Caches) {
    this.policies = caches.of(kinds.networkpolicies);
    this.namespaces = caches.of(kinds.namespaces);
  }

  /** Undefined: it may pass; else what stops it: `egress from default/web by NetworkPolicy default/deny`. */
  refusal(from: Party, to: Party, port: number, protocol: 'TCP' | 'UDP' = 'TCP'): string | undefined {
    return this.stopped('Egress', from.pod, to, to.pod, port, protocol) ?? this.stopped('Ingress', to.pod, from, to.pod, port, protocol);
  }

  private stopped(direction: Direction, pod: Pod | undefined, other: Party, target: Pod | undefined, port: number, protocol: string): string | undefined {
    if (!pod) return undefined;
    const { namespace, name, labels } = pod.metadata;
    const applying = this.policies.list(namespace).filter(({ spec }) => applies(spec.policyTypes, spec.egress !== undefined, direction) && selects(spec.podSelector ?? {}, labels));
    if (applying.length === 0) return undefined;
    const allowed = applying.some((policy) => rulesOf(policy, direction).some((rule) => this.matches(rule, policy, other, target, port, protocol)));
    if (allowed) return undefined;
    const by = applying.map((policy) => `${namespace}/${policy.metadata.name}`).join(', ');
    return `${direction === 'Egress' ? 'egress from' : 'ingress to'} ${namespace}/${name} by NetworkPolicy ${by}`;
  }

  private matches({ peers, ports }: Rule, policy: NetworkPolicy, other: Party, target: Pod | undefined, port: number, protocol: string): boolean {
    if (ports.length > 0 && !ports.some((wanted) => covers(wanted, port, protocol, target))) return false;
    return peers.length === 0 || peers.some((peer) => this.isPeer(peer, policy.metadata.namespace, other));
  }

  private isPeer({ ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer, namespace: string, { ip, pod }: Party): boolean {
    if (ipBlock) return inCidr(ip, ipBlock.cidr) && !(ipBlock.except ?? []).some((cidr) => inCidr(ip, cidr));
    if (!pod) return false;
    if (namespaceSelector) {
      const labels = this.namespaces.get('', pod.metadata.namespace)?.metadata.labels ?? { 'kubernetes.io/metadata.name': pod.metadata.namespace };
      if (!selects(namespaceSelector, labels)) return false;
    } else if (pod.metadata.namespace !== namespace) return false;
    return !podSelector || selects(podSelector, pod.metadata.labels);
  }
}

/** Without policyTypes a policy is about ingress, and about egress where it has such rules. */
function applies(types: readonly string[] | undefined, hasEgress: boolean, direction: Direction): boolean {
  if (types && types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || hasEgress;
}

function rulesOf({ spec }: NetworkPolicy, direction: Direction): readonly Rule[] {
  return direction === 'Ingress' ? (spec.ingress ?? []).map((rule) => ({ peers: rule.from ?? [], ports: rule.ports ?? [] })) : (spec.egress ?? []).map((rule) => ({ peers: rule.to ?? [], ports: rule.ports ?? [] }));
}

function covers({ port: wanted, endPort, protocol: of = 'TCP' }: NetworkPolicyPort, port: number, protocol: string, target: Pod | undefined): boolean {
  if (of !== protocol) return false;
  if (wanted === undefined) return true;
  if (typeof wanted === 'number') return endPort === undefined ? port === wanted : port >= wanted && port <= endPort;
  // A name is that of a port of the Pod that is called.
  return (target?.spec.containers ?? []).some(({ ports }) => ports?.some((named) => named.name === wanted && named.containerPort === port) ?? false);
}
