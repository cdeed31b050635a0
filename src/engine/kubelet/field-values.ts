// Values of a Pod's own fields and resources, for variables and the downward API (pkg/fieldpath, pkg/api/v1/resource).
import { toBytes, toMilli } from '../kube/quantity.ts';
import type { Pod, ResourceFieldSelector } from '../kube/types.generated.ts';
import type { NodeOptions } from './node-object.ts';

export interface Addresses {
  readonly podIp: string;
  readonly hostIp: string;
}

/** Undefined: no such field. */
export function fieldValue(pod: Pod, path: string, { podIp, hostIp }: Addresses): string | undefined {
  const key = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (key) return pod.metadata[key[1] as 'labels' | 'annotations']?.[key[2] as string] ?? '';
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace;
    case 'metadata.uid':
      return pod.metadata.uid;
    case 'metadata.labels':
      return mapText(pod.metadata.labels);
    case 'metadata.annotations':
      return mapText(pod.metadata.annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIp;
    case 'status.podIP':
    case 'status.podIPs':
      return podIp;
    default:
      return undefined;
  }
}

function mapText(map: { readonly [key: string]: string } = {}): string {
  return Object.keys(map).sort().map((key) => `${key}=${JSON.stringify(map[key])}`).join('\n');
}

/** Where no limit is set it is what the node has to give. Rounded up to a multiple of the divisor. */
export function resourceValue(pod: Pod, container: string, { containerName, resource, divisor }: ResourceFieldSelector, node: NodeOptions): string {
  const { spec } = pod;
  const named = [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === (containerName || container));
  const [which = 'limits', name = ''] = [resource.slice(0, resource.indexOf('.')), resource.slice(resource.indexOf('.') + 1)];
  const own = (which === 'limits' ? named?.resources?.limits : named?.resources?.requests)?.[name];
  const value = own ?? (which === 'limits' ? (name === 'cpu' ? node.cpu : name === 'memory' ? node.memory : 0) : 0);
  const unit = divisor === undefined || divisor === '0' || divisor === 0 ? 1 : divisor;
  if (name === 'cpu') return String(Math.ceil(toMilli(value) / (unit === 1 ? 1000 : toMilli(unit))));
  return String(Math.ceil(toBytes(value) / (unit === 1 ? 1 : toBytes(unit))));
}

