// What can be done with an object: every action is the kubectl line that it equals.
import type { ObjectSummary, PodSummary, ServiceSummary, WorkloadSummary } from '../../bridge/summary.ts';
import { resourceOf } from './facts.ts';

export type ActionId =
  | 'describe' | 'logs' | 'logsFollow' | 'logsPrevious' | 'shell' | 'portForward' | 'scale' | 'restart' | 'status' | 'history' | 'undo' | 'pause' | 'resume' | 'expose' | 'autoscale'
  | 'trigger' | 'suspend' | 'unsuspend' | 'cordon' | 'uncordon' | 'drain' | 'events' | 'get' | 'decode' | 'curl' | 'edit' | 'label' | 'delete' | 'forceDelete';

export interface Action {
  readonly id: ActionId;
  readonly line: string;
  /** Takes something away. */
  readonly danger?: boolean;
  /** The number in the line that a person may set: `--replicas=3`. */
  readonly number?: { readonly flag: string; readonly value: number };
}

const scalable: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets']);
const rolling: ReadonlySet<string> = new Set(['deployments', 'statefulsets', 'daemonsets']);

export function actionsOf(object: ObjectSummary): readonly Action[] {
  const { kind, name, namespace } = object;
  const where = namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`;
  const target = `${resourceOf(kind)} ${name}${where}`;
  const own: readonly Action[] =
    kind === 'pods' ? podActions(object, where)
    : kind === 'nodes' ? nodeActions(name, object.unschedulable)
    : kind === 'services' ? serviceActions(object, where)
    : kind === 'secrets' ? [{ id: 'decode', line: `kubectl get secret ${name}${where} -o go-template='{{range $k,$v := .data}}{{$k}}={{$v|base64decode}}{{"\\n"}}{{end}}'` }]
    : 'desired' in object ? workloadActions(object, target, where)
    : [];
  return [
    { id: 'describe', line: `kubectl describe ${target}` },
    ...own,
    { id: 'get', line: `kubectl get ${target} -o yaml` },
    { id: 'events', line: `kubectl events --for ${resourceOf(kind)}/${name}${where}` },
    { id: 'edit', line: `kubectl edit ${target}` },
    { id: 'delete', line: `kubectl delete ${target}`, danger: true },
    ...(object.kind === 'pods' && object.deleting ? [{ id: 'forceDelete', line: `kubectl delete ${target} --grace-period=0 --force`, danger: true } as const] : []),
  ];
}

function podActions(pod: PodSummary, where: string): Action[] {
  const { name, containers } = pod;
  const actions: Action[] = [{ id: 'logs', line: `kubectl logs ${name}${where}${containers.length > 1 ? ' --all-containers' : ''}` }];
  if (pod.restarts > 0) actions.push({ id: 'logsPrevious', line: `kubectl logs ${name}${where} --previous` });
  if (pod.state === 'ready' || pod.state === 'starting') {
    actions.push({ id: 'logsFollow', line: `kubectl logs -f ${name}${where}` });
    for (const container of containers.filter(({ state }) => state === 'running')) actions.push({ id: 'shell', line: `kubectl exec -it ${name}${where}${containers.length > 1 ? ` -c ${container.name}` : ''} -- sh` });
    actions.push({ id: 'portForward', line: `kubectl port-forward pod/${name}${where} 8080:80 &` });
  }
  return actions;
}

function nodeActions(name: string, cordoned: boolean): Action[] {
  return [
    cordoned ? { id: 'uncordon', line: `kubectl uncordon ${name}` } : { id: 'cordon', line: `kubectl cordon ${name}` },
    { id: 'drain', line: `kubectl drain ${name} --ignore-daemonsets`, danger: true },
    { id: 'label', line: `kubectl label node ${name} disk=ssd` },
  ];
}

function serviceActions(service: ServiceSummary, where: string): Action[] {
  const port = service.ports[0]?.split(/[:/]/)[0] ?? '80';
  const outside = service.externalIps[0];
  return [
    { id: 'portForward', line: `kubectl port-forward service/${service.name}${where} 8080:${port} &` },
    ...(outside === undefined ? [] : [{ id: 'curl', line: `curl -s http://${outside}:${port}` } as const]),
  ];
}

function workloadActions(object: WorkloadSummary, target: string, where: string): Action[] {
  const { kind, name, desired } = object;
  const actions: Action[] = [];
  if (scalable.has(kind)) {
    actions.push({ id: 'scale', line: `kubectl scale ${target} --replicas=${desired + 1}`, number: { flag: '--replicas=', value: desired + 1 } });
  }
  if (rolling.has(kind)) {
    actions.push({ id: 'status', line: `kubectl rollout status ${target}` }, { id: 'restart', line: `kubectl rollout restart ${target}` }, { id: 'history', line: `kubectl rollout history ${target}` }, { id: 'undo', line: `kubectl rollout undo ${target}` });
  }
  if (kind === 'deployments') {
    actions.push(object.paused ? { id: 'resume', line: `kubectl rollout resume ${target}` } : { id: 'pause', line: `kubectl rollout pause ${target}` });
    actions.push({ id: 'expose', line: `kubectl expose ${target} --port=80` }, { id: 'autoscale', line: `kubectl autoscale ${target} --min=1 --max=5 --cpu=80%` });
  }
  if (kind === 'jobs') actions.push({ id: 'logs', line: `kubectl logs job/${name}${where}` });
  if (kind === 'cronjobs') {
    actions.push({ id: 'trigger', line: `kubectl create job ${name}-now --from=cronjob/${name}${where}` });
    actions.push(object.paused ? { id: 'unsuspend', line: `kubectl patch ${target} -p '{"spec":{"suspend":false}}'` } : { id: 'suspend', line: `kubectl patch ${target} -p '{"spec":{"suspend":true}}'` });
  }
  return actions;
}

/** The line with another number. */
export function withNumber({ line, number }: Action, value: number): string {
  return number ? line.replace(`${number.flag}${number.value}`, `${number.flag}${value}`) : line;
}
