// What an object has to do with others: owners and owned, node, selected Pods, endpoints, configuration, volumes, routes.
import type { IngressSummary, ObjectSummary, PodSummary, ServiceSummary } from '../../bridge/summary.ts';

export type RelationType = 'owner' | 'owned' | 'node' | 'runs' | 'selects' | 'selectedBy' | 'slice' | 'uses' | 'usedBy' | 'routes' | 'routedBy' | 'bound';

export interface Relation {
  readonly uid: string;
  readonly type: RelationType;
}

const MOST = 60;
const order: readonly RelationType[] = ['owner', 'node', 'bound', 'routedBy', 'selectedBy', 'slice', 'routes', 'selects', 'uses', 'usedBy', 'owned', 'runs'];

function selected(service: ServiceSummary, pod: PodSummary): boolean {
  return service.namespace === pod.namespace && service.selector !== '' && service.selector.split(',').every((pair) => {
    const at = pair.indexOf('=');
    return pod.labels[pair.slice(0, at)] === pair.slice(at + 1);
  });
}

const routes = (ingress: IngressSummary, service: ServiceSummary): boolean => ingress.namespace === service.namespace && ingress.rules.some((rule) => rule.service === service.name);
const uses = (pod: PodSummary, other: ObjectSummary): boolean => pod.namespace === other.namespace && pod.uses.includes(`${other.kind}/${other.name}`);

/** What `other` is to `object`. */
function relationOf(object: ObjectSummary, other: ObjectSummary): RelationType | undefined {
  if (other.uid === object.owner) return 'owner';
  if (other.owner === object.uid) return 'owned';
  if (object.kind === 'pods') {
    if (other.kind === 'nodes') return other.name === object.node ? 'node' : undefined;
    if (other.kind === 'services') return selected(other, object) ? 'selectedBy' : undefined;
    return uses(object, other) ? 'uses' : undefined;
  }
  if (other.kind === 'pods') {
    if (object.kind === 'nodes') return other.node === object.name ? 'runs' : undefined;
    if (object.kind === 'services') return selected(object, other) ? 'selects' : undefined;
    return uses(other, object) ? 'usedBy' : undefined;
  }
  if (object.kind === 'services' && other.kind === 'endpointslices') return other.namespace === object.namespace && other.service === object.name ? 'slice' : undefined;
  if (object.kind === 'services' && other.kind === 'ingresses') return routes(other, object) ? 'routedBy' : undefined;
  if (object.kind === 'ingresses' && other.kind === 'services') return routes(object, other) ? 'routes' : undefined;
  if (object.kind === 'persistentvolumeclaims' && other.kind === 'persistentvolumes') return other.name === object.bound ? 'bound' : undefined;
  if (object.kind === 'persistentvolumes' && other.kind === 'persistentvolumeclaims') return object.bound === `${other.namespace}/${other.name}` ? 'bound' : undefined;
  return undefined;
}

export function relationsOf(object: ObjectSummary, all: Iterable<ObjectSummary>): readonly Relation[] {
  const relations: Relation[] = [];
  for (const other of all) {
    const type = other.uid === object.uid ? undefined : relationOf(object, other);
    if (type) relations.push({ uid: other.uid, type });
  }
  return relations.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type)).slice(0, MOST);
}
