// What the inspector says of an object in a few words.
import type { ObjectSummary, SummaryKind } from '../../bridge/summary.ts';
import type { Messages } from '../i18n/ko.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';

export const resourceOf = (kind: SummaryKind): string => (kinds[kind] as { readonly singular: string }).singular;
export const kindNameOf = (kind: SummaryKind): string => kinds[kind].kind;

/** Label and value, in the order in which they are shown; empty values are left out. */
export function factsOf(object: ObjectSummary, text: Messages): [string, string][] {
  const words = text.inspector;
  const facts: [string, string][] = object.namespace === '' ? [] : [[words.namespace, object.namespace]];
  switch (object.kind) {
    case 'pods':
      facts.push([words.status, object.status], [words.ready, `${object.readyContainers}/${object.containers.length}`], [words.restarts, String(object.restarts)], [words.node, object.node], [words.ip, object.ip]);
      break;
    case 'nodes':
      facts.push(
        [words.status, `${object.ready === 'True' ? 'Ready' : 'NotReady'}${object.unschedulable ? ',SchedulingDisabled' : ''}`], [words.ip, object.ip],
        [words.allocatable, `${object.cpuMilli}m CPU · ${object.memoryMiB}Mi · ${object.maxPods} Pods`], [words.taints, object.taints.join('\n')],
      );
      break;
    case 'services':
      facts.push([words.type, object.type], [words.clusterIp, object.clusterIp], [words.externalIp, object.externalIps.join('\n')], [words.ports, object.ports.join('\n')], [words.selector, object.selector]);
      break;
    case 'endpointslices':
      facts.push([words.ready, `${object.endpoints.filter((endpoint) => endpoint.ready).length}/${object.endpoints.length}`]);
      break;
    case 'ingresses':
      facts.push([words.type, object.className], [words.externalIp, object.addresses.join('\n')], [words.ports, object.rules.map(({ host, path, service }) => `${host}${path} → ${service}`).join('\n')]);
      break;
    default:
      if ('desired' in object) facts.push([words.replicas, `${object.ready}/${object.desired}`], [words.image, object.images.join('\n')], [words.revision, object.revision]);
      else facts.push([words.status, object.phase]);
  }
  return facts.filter(([, value]) => value !== '');
}
