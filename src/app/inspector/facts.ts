// What the inspector says of an object, and what it offers to do: every action is the kubectl line that it equals.
import type { ObjectSummary, SummaryKind } from '../../bridge/summary.ts';
import type { Messages } from '../i18n/ko.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';

export interface Action {
  readonly id: 'describe' | 'logsAction' | 'shell' | 'scaleUp' | 'scaleDown' | 'restart' | 'undo' | 'edit' | 'delete';
  readonly line: string;
}

export const resourceOf = (kind: SummaryKind): string => (kinds[kind] as { readonly singular: string }).singular;
export const kindNameOf = (kind: SummaryKind): string => kinds[kind].kind;

const scalable: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets']);
const rolling: ReadonlySet<string> = new Set(['deployments', 'statefulsets', 'daemonsets']);

export function actionsOf(object: ObjectSummary): Action[] {
  const { kind, name, namespace } = object;
  const where = namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`;
  const target = `${resourceOf(kind)} ${name}${where}`;
  const actions: Action[] = [{ id: 'describe', line: `kubectl describe ${target}` }];
  if (kind === 'pods') {
    actions.push({ id: 'logsAction', line: `kubectl logs ${name}${where}` });
    if (object.state === 'ready' || object.state === 'starting') actions.push({ id: 'shell', line: `kubectl exec -it ${name}${where} -- sh` });
  }
  if ('desired' in object && scalable.has(kind)) {
    actions.push({ id: 'scaleUp', line: `kubectl scale ${target} --replicas=${object.desired + 1}` });
    if (object.desired > 0) actions.push({ id: 'scaleDown', line: `kubectl scale ${target} --replicas=${object.desired - 1}` });
  }
  if (rolling.has(kind)) {
    actions.push({ id: 'restart', line: `kubectl rollout restart ${target}` });
    actions.push({ id: 'undo', line: `kubectl rollout undo ${target}` });
  }
  actions.push({ id: 'edit', line: `kubectl edit ${target}` });
  actions.push({ id: 'delete', line: `kubectl delete ${target}` });
  return actions;
}

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
