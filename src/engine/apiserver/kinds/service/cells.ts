// The cells of a Service in a table (pkg/printers/internalversion/printers.go: printService).
import type { Json } from '../../../base/json.ts';
import type { Service } from '../../../kube/types.generated.ts';
import { age } from '../../../kube/duration.ts';
import { formatLabels } from '../../../kube/labels.ts';


export function serviceCells(service: Service, nowMs: number): readonly Json[] {
  const { metadata, spec } = service;
  return [metadata.name, spec.type ?? '', spec.clusterIPs?.[0] ?? '<none>', externalIps(service), ports(service), age(metadata.creationTimestamp, nowMs), formatLabels(spec.selector)];
}

function externalIps({ spec, status }: Service): string {
  const extra = spec.externalIPs ?? [];
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  if (spec.type !== 'LoadBalancer') return extra.length > 0 ? extra.join(',') : '<none>';
  const balancers = [...new Set((status?.loadBalancer?.ingress ?? []).map((ingress) => ingress.ip || ingress.hostname || '').filter((text) => text !== ''))].sort();
  const all = [...balancers, ...extra];
  return all.length > 0 ? all.join(',') : '<pending>';
}

function ports({ spec }: Service): string {
  const all = (spec.ports ?? []).map(({ port, nodePort, protocol }) => (nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`));
  return all.length > 0 ? all.join(',') : '<none>';
}
