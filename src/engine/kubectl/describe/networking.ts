// kubectl describe of Ingresses, IngressClasses, NetworkPolicies, ServiceCIDRs and IPAddresses.
import { byteOrder } from '../../kube/go-format.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import type { EndpointSlice, Ingress, IngressBackend, IngressClass, IPAddress, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Service, ServiceCIDR } from '../../kube/types.generated.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { type DescribeContext, describer, listOf } from './describer.ts';
import { endpointsText } from './endpoints.ts';
import { timeText, writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

export const ingress = describer<Ingress>({
  kind: 'Ingress.networking.k8s.io',
  *describe(w, { metadata, spec, status }, context): Fiber<void> {
    const { namespace } = metadata;
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    w.line(0, `Namespace:\t${namespace}`);
    w.line(0, `Address:\t${[...new Set((status.loadBalancer?.ingress ?? []).map((i) => i.ip || i.hostname || '').filter((name) => name !== ''))].sort(byteOrder).join(',')}`);
    w.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`);
    w.line(0, `Default backend:\t${spec.defaultBackend ? yield* backendText(spec.defaultBackend, namespace, context) : '<default>'}`);
    if (spec.tls?.length) {
      w.line(0, 'TLS:');
      for (const tls of spec.tls) w.line(1, tls.secretName ? `${tls.secretName} terminates ${(tls.hosts ?? []).join(',')}` : `SNI routes ${(tls.hosts ?? []).join(',')}`);
    }
    w.line(0, 'Rules:\n  Host\tPath\tBackends');
    w.line(1, '----\t----\t--------');
    const rules = (spec.rules ?? []).filter((rule) => rule.http);
    for (const rule of rules) {
      w.line(1, `${rule.host || '*'}\t`);
      for (const path of rule.http?.paths ?? []) w.line(2, `\t${path.path ?? ''} \t${yield* backendText(path.backend, namespace, context)}`);
    }
    if (rules.length === 0) w.line(1, `*\t*\t${spec.defaultBackend ? yield* backendText(spec.defaultBackend, namespace, context) : '<default>'}`);
    writeAnnotations(w, 'Annotations', metadata.annotations);
  },
});

function* backendText({ service, resource }: IngressBackend, namespace: string, context: DescribeContext): Fiber<string> {
  if (service) return `${service.name}:${service.port?.number || (service.port?.name ?? '')} (${yield* behind(service, namespace, context)})`;
  return resource ? `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}` : '';
}

function* behind({ name, port }: NonNullable<IngressBackend['service']>, namespace: string, context: DescribeContext): Fiber<string> {
  let service: Service;
  try {
    service = (yield* context.ctx.rest().get(`/api/v1/namespaces/${namespace}/services/${name}`)) as unknown as Service;
  } catch (error) {
    if (error instanceof ApiError) return `<error: ${error.message}>`;
    throw error;
  }
  const slices = yield* listOf<EndpointSlice>(context, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, { labelSelector: `kubernetes.io/service-name=${name}` });
  const meant = (service.spec.ports ?? []).findLast((p) => (port?.number ? p.port === port.number : false) || (port?.name ? p.name === port.name : false));
  return endpointsText(slices, meant?.name ?? '');
}

export const ingressClass = describer<IngressClass>({
  kind: 'IngressClass.networking.k8s.io',
  *describe(w, { metadata, spec }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Controller:\t${spec.controller ?? ''}`);
    if (!spec.parameters) return;
    w.line(0, 'Parameters:');
    if (spec.parameters.apiGroup !== undefined) w.line(1, `APIGroup:\t${spec.parameters.apiGroup}`);
    w.line(1, `Kind:\t${spec.parameters.kind}`);
    w.line(1, `Name:\t${spec.parameters.name}`);
  },
});

export const networkPolicy = describer<NetworkPolicy>({
  kind: 'NetworkPolicy.networking.k8s.io',
  noEvents: true,
  *describe(w, { metadata, spec }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    w.line(0, `Created on:\t${metadata.creationTimestamp.replace('T', ' ').replace('Z', ' +0000 UTC')}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, 'Spec:');
    const selector = formatLabelSelector(spec.podSelector);
    w.line(1, selector === '<none>' ? 'PodSelector:     <none> (Allowing the specific traffic to all pods in this namespace)' : `PodSelector:     ${selector}`);
    const types = spec.policyTypes ?? ['Ingress'];
    for (const [type, rules] of [['Ingress', spec.ingress?.map((r) => ({ ports: r.ports, peers: r.from }))], ['Egress', spec.egress?.map((r) => ({ ports: r.ports, peers: r.to }))]] as const) {
      const word = type.toLowerCase();
      if (!types.includes(type)) {
        w.line(1, `Not affecting ${word} traffic`);
        continue;
      }
      w.line(1, `Allowing ${word} traffic:`);
      writeRules(w, rules ?? [], word, type === 'Ingress' ? 'From' : 'To');
    }
    w.line(1, `Policy Types: ${types.join(', ')}`);
  },
});

interface Rule {
  readonly ports: readonly NetworkPolicyPort[] | undefined;
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
}

function writeRules(w: DescriptionWriter, rules: readonly Rule[], word: string, side: string): void {
  if (rules.length === 0) return w.line(2, `<none> (Selected pods are isolated for ${word} connectivity)`);
  for (const [i, { ports, peers }] of rules.entries()) {
    if (!ports?.length) w.line(2, 'To Port: <any> (traffic allowed to all ports)');
    for (const port of ports ?? []) {
      const protocol = port.protocol ?? 'TCP';
      w.line(2, port.endPort === undefined ? `To Port: ${port.port ?? '<nil>'}/${protocol}` : `To Port Range: ${port.port ?? '<nil>'}-${port.endPort}/${protocol}`);
    }
    if (!peers?.length) w.line(2, `${side}: <any> (traffic not restricted by ${side === 'From' ? 'source' : 'destination'})`);
    for (const peer of peers ?? []) writePeer(w, peer, side);
    if (i < rules.length - 1) w.line(2, '----------');
  }
}

function writePeer(w: DescriptionWriter, { ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer, side: string): void {
  w.line(2, `${side}:`);
  if (namespaceSelector) w.line(3, `NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`);
  if (podSelector) w.line(3, `PodSelector: ${formatLabelSelector(podSelector)}`);
  if (namespaceSelector || podSelector || !ipBlock) return;
  w.line(3, 'IPBlock:');
  w.line(4, `CIDR: ${ipBlock.cidr}`);
  w.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`);
}

export const serviceCidr = describer<ServiceCIDR>({
  kind: 'ServiceCIDR.networking.k8s.io',
  *describe(w, { metadata, spec, status }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `CIDRs:\t${(spec.cidrs ?? []).join(', ')}`);
    if (!status.conditions?.length) return;
    w.line(0, 'Status:');
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    w.line(1, '----\t------\t------------------\t------\t-------');
    for (const c of status.conditions) w.line(1, `${c.type}\t${c.status}\t${timeText(c.lastTransitionTime)}\t${c.reason}\t${c.message}`);
  },
});

export const ipAddress = describer<IPAddress>({
  kind: 'IPAddress.networking.k8s.io',
  *describe(w, { metadata, spec }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, 'Parent Reference:');
    w.line(1, `Group:\t${spec.parentRef.group ?? ''}`);
    w.line(1, `Resource:\t${spec.parentRef.resource}`);
    w.line(1, `Namespace:\t${spec.parentRef.namespace ?? ''}`);
    w.line(1, `Name:\t${spec.parentRef.name}`);
  },
});
