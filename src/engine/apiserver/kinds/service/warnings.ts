// Warnings about Services (pkg/api/service/warnings.go).
import type { Service } from '../../../kube/types.generated.ts';
import { isHeadless } from './fields.ts';

export function serviceWarnings(service: Service, old: Service | undefined): readonly string[] {
  const found: string[] = [];
  const { spec, metadata } = service;
  const annotations = metadata.annotations ?? {};
  if (annotations['service.kubernetes.io/topology-aware-hints'] !== undefined) found.push('metadata.annotations[service.kubernetes.io/topology-aware-hints]: deprecated; use service.kubernetes.io/topology-mode instead');
  if ((spec.externalIPs ?? []).length > 0) found.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (isHeadless(service)) {
    if (spec.loadBalancerIP) found.push('spec.loadBalancerIP is ignored when spec.clusterIP is "None"');
    if ((spec.externalIPs ?? []).length > 0) found.push('spec.externalIPs is ignored when spec.clusterIP is "None"');
    if (spec.sessionAffinity !== 'None') found.push('spec.SessionAffinity is ignored for headless services');
  }
  if (spec.type === 'ExternalName') return [...found, ...externalNameWarnings(service)];
  if (spec.externalName) found.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (old === undefined && spec.trafficDistribution === 'PreferClose') found.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return found;
}

function externalNameWarnings({ spec }: Service): readonly string[] {
  return (spec.externalIPs ?? []).length > 0 ? ['spec.externalIPs is ignored when spec.type is "ExternalName"'] : [];
}
