// kubectl describe of Services, Endpoints and EndpointSlices.
import { formatLabels } from '../../kube/labels.ts';
import type { Endpoints, EndpointSlice, Service } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer, listOf } from './describer.ts';
import { endpointsText } from './endpoints.ts';
import { writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

export const service = describer<Service>({
  kind: 'Service',
  *describe(w, { metadata, spec, status }, context): Fiber<void> {
    const slices = yield* listOf<EndpointSlice>(context, `/apis/discovery.k8s.io/v1/namespaces/${metadata.namespace}/endpointslices`, { labelSelector: `kubernetes.io/service-name=${metadata.name}` });
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Selector:\t${formatLabels(spec.selector)}`);
    w.line(0, `Type:\t${spec.type ?? ''}`);
    if (spec.ipFamilyPolicy) w.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
    w.line(0, `IP Families:\t${spec.ipFamilies?.length ? spec.ipFamilies.join(',') : '<none>'}`);
    w.line(0, `IP:\t${spec.clusterIP ?? ''}`);
    w.line(0, `IPs:\t${spec.clusterIPs?.length ? spec.clusterIPs.join(',') : '<none>'}`);
    if (spec.externalIPs?.length) w.line(0, `External IPs:\t${spec.externalIPs.join(',')}`);
    if (spec.loadBalancerIP) w.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`);
    if (spec.externalName) w.line(0, `External Name:\t${spec.externalName}`);
    const ingress = status.loadBalancer?.ingress ?? [];
    if (ingress.length > 0) w.line(0, `LoadBalancer Ingress:\t${ingress.map((i) => (i.ip ? `${i.ip}${i.ipMode ? ` (${i.ipMode})` : ''}` : (i.hostname ?? ''))).join(', ')}`);
    for (const port of spec.ports ?? []) writePort(w, port, slices);
    w.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`);
    if (spec.externalTrafficPolicy) w.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
    if (spec.internalTrafficPolicy) w.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
    if (spec.trafficDistribution) w.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`);
    if (spec.healthCheckNodePort) w.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`);
    if (spec.loadBalancerSourceRanges?.length) w.line(0, `LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges.join(',')}`);
  },
});

function writePort(w: DescriptionWriter, port: NonNullable<Service['spec']['ports']>[number], slices: readonly EndpointSlice[]): void {
  const name = port.name || '<unset>';
  w.line(0, `Port:\t${name}\t${port.port}/${port.protocol ?? 'TCP'}`);
  w.line(0, `TargetPort:\t${port.targetPort ?? ''}/${port.protocol ?? 'TCP'}`);
  if (port.nodePort) w.line(0, `NodePort:\t${name}\t${port.nodePort}/${port.protocol ?? 'TCP'}`);
  w.line(0, `Endpoints:\t${endpointsText(slices, port.name ?? '')}`);
}

export const endpoints = describer<Endpoints>({
  kind: 'Endpoints',
  *describe(w, { metadata, subsets }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, 'Subsets:');
    for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets ?? []) {
      w.line(1, `Addresses:\t${addresses.map((a) => a.ip).join(',') || '<none>'}`);
      w.line(1, `NotReadyAddresses:\t${notReadyAddresses.map((a) => a.ip).join(',') || '<none>'}`);
      if (ports.length > 0) {
        w.line(1, 'Ports:');
        w.line(2, 'Name\tPort\tProtocol');
        w.line(2, '----\t----\t--------');
        for (const port of ports) w.line(2, `${port.name || '<unset>'}\t${port.port}\t${port.protocol ?? 'TCP'}`);
      }
      w.line(0, '');
    }
  },
});

export const endpointSlice = describer<EndpointSlice>({
  kind: 'EndpointSlice.discovery.k8s.io',
  *describe(w, { metadata, addressType, ports, endpoints: all }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `AddressType:\t${addressType}`);
    if (!ports || ports.length === 0) w.line(0, 'Ports: <unset>');
    else {
      w.line(0, 'Ports:');
      w.line(1, 'Name\tPort\tProtocol');
      w.line(1, '----\t----\t--------');
      for (const port of ports) w.line(1, `${port.name || '<unset>'}\t${port.port ?? '<unset>'}\t${port.protocol ?? 'TCP'}`);
    }
    if (!all || all.length === 0) return w.line(0, 'Endpoints: <none>');
    w.line(0, 'Endpoints:');
    for (const endpoint of all) {
      w.line(1, `- Addresses:\t${endpoint.addresses.join(', ') || '<none>'}`);
      w.line(2, 'Conditions:');
      w.line(3, `Ready:\t${endpoint.conditions?.ready ?? '<unset>'}`);
      w.line(2, `Hostname:\t${endpoint.hostname ?? '<unset>'}`);
      if (endpoint.targetRef) w.line(2, `TargetRef:\t${endpoint.targetRef.kind ?? ''}/${endpoint.targetRef.name ?? ''}`);
      w.line(2, `NodeName:\t${endpoint.nodeName ?? '<unset>'}`);
      w.line(2, `Zone:\t${endpoint.zone ?? '<unset>'}`);
    }
  },
});
