// The APIServices of the server's own groups: which versions there are and in which order clients see them (cmd/kube-apiserver/app/aggregator.go).
import { compareVersions, servedGroups } from '../discovery/discovery.ts';
import type { ResourceTable } from '../resource-table.ts';

const CORE_PRIORITY = 18_000;
const PRIORITIES: Readonly<Record<string, number>> = {
  apps: 17_800, 'events.k8s.io': 17_750, 'authentication.k8s.io': 17_700, 'authorization.k8s.io': 17_600, autoscaling: 17_500, batch: 17_400,
  'certificates.k8s.io': 17_300, 'networking.k8s.io': 17_200, policy: 17_100, 'rbac.authorization.k8s.io': 17_000, 'storage.k8s.io': 16_800,
  'apiextensions.k8s.io': 16_700, 'admissionregistration.k8s.io': 16_700, 'scheduling.k8s.io': 16_600, 'coordination.k8s.io': 16_500, 'node.k8s.io': 16_300,
  'discovery.k8s.io': 16_200, 'flowcontrol.apiserver.k8s.io': 16_100, 'resource.k8s.io': 16_200,
};
const VERSION_PRIORITY = 15;
const STEP = 15;

export interface ApiServiceBody {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly group?: string; readonly version: string; readonly groupPriorityMinimum: number; readonly versionPriority: number };
  readonly status: unknown;
  readonly [key: string]: unknown;
}

export function apiServices(resources: ResourceTable): readonly ApiServiceBody[] {
  return servedGroups(resources)
    .filter(({ name }) => name !== 'apiregistration.k8s.io')
    .flatMap(({ name, versions }) => {
      const oldestFirst = [...versions].sort((a, b) => compareVersions(a.version, b.version));
      return oldestFirst.map(({ version }, i): ApiServiceBody => ({
        metadata: { name: `${version}.${name}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
        spec: { ...(name ? { group: name } : {}), version, groupPriorityMinimum: PRIORITIES[name] ?? CORE_PRIORITY, versionPriority: name === '' ? 1 : VERSION_PRIORITY + i * STEP },
        status: { conditions: [{ type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' }] },
      }));
    });
}
