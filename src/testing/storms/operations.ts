// What a storm does to the cluster, one random operation at a time; each may be refused, as anybody's may.
import type { Kind } from '../../engine/kube/kind.ts';
import { pathOf } from '../../engine/kube/kind.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { KubeObject } from '../../engine/kube/object.ts';
import type { Pod } from '../../engine/kube/types.generated.ts';
import * as manifests from './manifests.ts';
import { namespaces, type StormWorld } from './storm-world.ts';

interface Operation {
  readonly weight: number;
  run(storm: StormWorld): unknown;
}

type Make = (random: StormWorld['random'], name: string, namespace: string) => Record<string, unknown>;

const any = <T extends KubeObject>(kind: Kind<T>): Kind<KubeObject> => kind as unknown as Kind<KubeObject>;
const called = ({ metadata }: KubeObject): string => `${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;

function create(storm: StormWorld, kind: Kind<KubeObject>, body: Record<string, unknown>): void {
  const object = body as unknown as KubeObject;
  storm.attempt(`create ${kind.singular} ${called(object)} ${JSON.stringify(body['spec'] ?? {})}`, () => storm.hands.create(kind, object as never));
}

const creates = (kind: Kind<KubeObject>, prefix: string, make: Make): ((storm: StormWorld) => void) => (storm) => create(storm, kind, make(storm.random, storm.name(prefix), storm.random.pick(namespaces)));

/** Something to one object of a kind, if there is any. */
const to = <T extends KubeObject>(kind: Kind<T>, act: (storm: StormWorld, object: T) => void): ((storm: StormWorld) => void) => (storm) => {
  const object = storm.pickObject(kind);
  if (object) act(storm, object);
};

function patch(storm: StormWorld, kind: Kind<KubeObject>, { metadata }: KubeObject, change: unknown, type: 'merge' | 'strategic' = 'merge'): void {
  storm.attempt(`patch ${kind.singular} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name} ${JSON.stringify(change)}`, () => storm.hands.patch(kind, metadata.namespace ?? '', metadata.name, type, change));
}

function remove(storm: StormWorld, kind: Kind<KubeObject>, object: KubeObject, options: Record<string, unknown> = {}): void {
  storm.attempt(`delete ${kind.singular} ${called(object)} ${JSON.stringify(options)}`, () => storm.hands.delete(kind, object.metadata.namespace ?? '', object.metadata.name, options));
}

const workloads = [kinds.deployments, kinds.replicasets, kinds.statefulsets].map((kind) => any(kind as unknown as Kind<KubeObject>));
const templated = [...workloads.filter((kind) => kind.kind !== 'ReplicaSet'), any(kinds.daemonsets)];

function scale(storm: StormWorld): void {
  const kind = storm.random.pick(workloads);
  const object = storm.pickObject(kind);
  if (object && !(kind.kind === 'ReplicaSet' && object.metadata.ownerReferences)) patch(storm, kind, object, { spec: { replicas: storm.random.int(7) } });
}

function roll(storm: StormWorld): void {
  const kind = storm.random.pick(templated);
  const object = storm.pickObject(kind);
  if (object) patch(storm, kind, object, { spec: { template: { spec: manifests.podSpec(storm.random, storm.random.int(5)) } } });
}

function removeWorkload(storm: StormWorld): void {
  const kind = storm.random.pick([...workloads, any(kinds.daemonsets), any(kinds.jobs), any(kinds.cronjobs)]);
  const object = storm.pickObject(kind);
  if (object) remove(storm, kind, object, { propagationPolicy: storm.random.pick(['Background', 'Background', 'Foreground', 'Orphan']) });
}

/** Back to the template of an older ReplicaSet, as `rollout undo` does it. */
function undo(storm: StormWorld): void {
  const set = storm.pick(storm.list(kinds.replicasets).filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'Deployment'));
  const deployment = set && storm.list(kinds.deployments).find(({ metadata }) => metadata.uid === set.metadata.ownerReferences?.[0]?.uid);
  if (set && deployment) patch(storm, any(kinds.deployments), deployment, { spec: { template: { spec: set.spec.template?.spec } } });
}

function evict(storm: StormWorld, { metadata: { namespace, name } }: Pod): void {
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } };
  storm.attempt(`evict ${namespace}/${name}`, () => storm.hands.call('POST', pathOf(kinds.pods, namespace, name, 'eviction'), body));
}

function drain(storm: StormWorld): void {
  const node = storm.pickObject(kinds.nodes);
  if (!node) return;
  patch(storm, any(kinds.nodes), node, { spec: { unschedulable: true } });
  for (const pod of storm.list(kinds.pods)) {
    if (pod.spec.nodeName === node.metadata.name && !pod.metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet')) evict(storm, pod);
  }
}

function taint(storm: StormWorld): void {
  const node = storm.pickObject(kinds.nodes);
  if (!node) return;
  const others = (node.spec.taints ?? []).filter(({ key }) => key !== 'storm');
  const added = storm.chance(2) ? [] : [{ key: 'storm', value: storm.random.pick(['a', 'b']), effect: storm.random.pick(['NoSchedule', 'NoExecute', 'PreferNoSchedule']) }];
  patch(storm, any(kinds.nodes), node, { metadata: { resourceVersion: node.metadata.resourceVersion }, spec: { taints: [...others, ...added] } });
}

/** A Pod leaves its owner and its Services, or comes to others. */
function relabel(storm: StormWorld, pod: Pod): void {
  const apps = storm.list(kinds.deployments).map(({ metadata }) => metadata.name);
  patch(storm, any(kinds.pods), pod, { metadata: { labels: { app: storm.random.pick(['nobody', ...apps]) } } });
}

function emptyNamespace(storm: StormWorld): void {
  const name = storm.random.pick(namespaces.slice(1));
  const there = storm.list(kinds.namespaces).find(({ metadata }) => metadata.name === name);
  if (there) remove(storm, any(kinds.namespaces), there);
  else create(storm, any(kinds.namespaces), { metadata: { name } });
}

const apps = (storm: StormWorld): readonly string[] => workloads.flatMap((kind) => storm.list(kind).flatMap(({ metadata }) => (metadata.ownerReferences ? [] : [metadata.name])));

/** How many of the operations make a workload. */
const BEGINNERS = 5;

const operations: readonly Operation[] = [
  { weight: 9, run: creates(any(kinds.deployments), 'web', manifests.deployment) },
  { weight: 2, run: creates(any(kinds.replicasets), 'rs', manifests.replicaSet) },
  { weight: 4, run: creates(any(kinds.statefulsets), 'db', manifests.statefulSet) },
  { weight: 3, run: creates(any(kinds.daemonsets), 'agent', manifests.daemonSet) },
  { weight: 4, run: creates(any(kinds.jobs), 'job', manifests.job) },
  { weight: 1, run: creates(any(kinds.cronjobs), 'cron', manifests.cronJob) },
  { weight: 3, run: creates(any(kinds.pods), 'pod', manifests.pod) },
  { weight: 9, run: scale },
  { weight: 7, run: roll },
  { weight: 5, run: removeWorkload },
  { weight: 2, run: to(any(kinds.deployments), (storm, object) => patch(storm, any(kinds.deployments), object, { spec: { paused: storm.chance(3) } })) },
  { weight: 1, run: to(any(kinds.jobs), (storm, object) => patch(storm, any(kinds.jobs), object, { spec: { suspend: storm.chance(2) } })) },
  { weight: 1, run: to(any(kinds.cronjobs), (storm, object) => patch(storm, any(kinds.cronjobs), object, { spec: { suspend: storm.chance(2) } })) },
  { weight: 6, run: to(any(kinds.pods), (storm, object) => remove(storm, any(kinds.pods), object, storm.chance(4) ? { gracePeriodSeconds: 0 } : {})) },
  { weight: 4, run: to(kinds.pods, evict) },
  { weight: 2, run: to(kinds.pods, relabel) },
  { weight: 4, run: (storm) => create(storm, any(kinds.services), manifests.service(storm.random, storm.name('svc'), storm.random.pick(namespaces), { app: storm.pick(apps(storm)) ?? 'none' })) },
  { weight: 1, run: to(any(kinds.services), (storm, object) => object.metadata.name !== 'kubernetes' && patch(storm, any(kinds.services), object, { spec: { selector: { app: storm.pick(apps(storm)) ?? 'none' } } })) },
  { weight: 2, run: to(any(kinds.services), (storm, object) => object.metadata.name !== 'kubernetes' && remove(storm, any(kinds.services), object)) },
  { weight: 2, run: (storm) => create(storm, any(kinds.poddisruptionbudgets), manifests.budget(storm.random, storm.name('pdb'), storm.random.pick(namespaces), storm.pick(apps(storm)) ?? 'none')) },
  { weight: 1, run: to(any(kinds.poddisruptionbudgets), (storm, object) => remove(storm, any(kinds.poddisruptionbudgets), object)) },
  { weight: 2, run: creates(any(kinds.resourcequotas), 'quota', manifests.quota) },
  { weight: 2, run: to(any(kinds.resourcequotas), (storm, object) => remove(storm, any(kinds.resourcequotas), object)) },
  { weight: 1, run: creates(any(kinds.persistentvolumeclaims), 'claim', (_, name, namespace) => manifests.claim(name, namespace)) },
  { weight: 1, run: to(any(kinds.persistentvolumeclaims), (storm, object) => remove(storm, any(kinds.persistentvolumeclaims), object)) },
  { weight: 2, run: creates(any(kinds.configmaps), 'conf', (_, name, namespace) => ({ metadata: { name, namespace }, data: { a: 'b' } })) },
  { weight: 4, run: taint },
  { weight: 3, run: to(kinds.nodes, (storm, node) => patch(storm, any(kinds.nodes), node, { spec: { unschedulable: storm.chance(3) ? true : null } })) },
  { weight: 1, run: drain },
  { weight: 1, run: to(any(kinds.nodes), (storm, node) => storm.chance(2) && remove(storm, any(kinds.nodes), node)) },
  { weight: 1, run: undo },
  { weight: 2, run: to(kinds.nodes, (storm, node) => patch(storm, any(kinds.nodes), node, { metadata: { labels: { disk: storm.chance(4) ? null : 'ssd' } } })) },
  { weight: 1, run: (storm) => storm.chance(2) && emptyNamespace(storm) },
];

/** Something to work on. */
export function begin(storm: StormWorld): void {
  storm.random.pick(operations.slice(0, BEGINNERS)).run(storm);
}

const total = operations.reduce((sum, { weight }) => sum + weight, 0);

export function operate(storm: StormWorld): void {
  let at = storm.random.int(total);
  for (const operation of operations) {
    at -= operation.weight;
    if (at < 0) return void operation.run(storm);
  }
}

/** Breaks something, or heals what is broken. */
export function breakOrHeal(storm: StormWorld): void {
  const { faults } = storm.world;
  const active = faults.list();
  if (active.length >= 3 || (active.length > 0 && storm.chance(3))) {
    const fault = storm.random.pick(active);
    storm.note(`heal ${fault.id}`);
    faults.heal(fault.id);
    return;
  }
  const info = storm.random.pick(faults.catalogue);
  const target = info.target === 'none' ? '' : storm.pick(faults.targets(info.name));
  if (target === undefined) return;
  const applied = faults.apply(info.name, { target });
  storm.note(`break ${info.name} ${target}${applied ? '' : '  → cannot be'}`);
}
