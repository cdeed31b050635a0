// kubectl describe of Deployments, ReplicaSets, ReplicationControllers, StatefulSets and DaemonSets.
import { byteOrder } from '../../kube/go-format.ts';
import { formatLabelSelector, formatLabels } from '../../kube/labels.ts';
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { sameTemplate } from '../ops/pod-template.ts';
import { classOf } from './claim.ts';
import { type DescribeContext, describer, listOf } from './describer.ts';
import { podsStatus, writePodTemplate } from './pod-template.ts';
import { controllerOf, timeText, writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

/** The oldest first, then by name (ReplicaSetsByCreationTimestamp). */
const byAge = (a: ReplicaSet, b: ReplicaSet): number => byteOrder(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || byteOrder(a.metadata.name, b.metadata.name);

export const deployment = describer<Deployment>({
  kind: 'Deployment.apps',
  *describe(w, object, context): Fiber<void> {
    const { metadata, spec, status } = object;
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    w.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
    w.line(0, `Replicas:\t${spec.replicas ?? 1} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`);
    w.line(0, `StrategyType:\t${spec.strategy?.type ?? ''}`);
    w.line(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}`);
    const rolling = spec.strategy?.rollingUpdate;
    if (rolling) w.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
    writePodTemplate(w, spec.template);
    if (status.conditions?.length) {
      w.line(0, 'Conditions:\n  Type\tStatus\tReason');
      w.line(1, '----\t------\t------');
      for (const condition of status.conditions) w.line(1, `${condition.type} \t${condition.status}\t${condition.reason ?? ''}`);
    }
    yield* writeReplicaSets(w, object, context);
  },
});

function* writeReplicaSets(w: DescriptionWriter, object: Deployment, context: DescribeContext): Fiber<void> {
  const { metadata, spec } = object;
  const all = yield* listOf<ReplicaSet>(context, `/apis/apps/v1/namespaces/${metadata.namespace}/replicasets`, { labelSelector: formatLabelSelector(spec.selector) });
  const own = all.filter((rs) => rs.metadata.ownerReferences?.some((ref) => ref.controller && ref.uid === metadata.uid)).sort(byAge);
  const created = (rs: ReplicaSet): string => `${rs.metadata.name} (${rs.status.replicas}/${rs.spec.replicas ?? 1} replicas created)`;
  const current = own.find((rs) => rs.spec.template && sameTemplate(rs.spec.template, spec.template));
  const old = own.filter((rs) => rs !== current);
  if (own.length === 0) return;
  w.line(0, `OldReplicaSets:\t${old.length > 0 ? old.map(created).join(', ') : '<none>'}`);
  w.line(0, `NewReplicaSet:\t${current ? created(current) : '<none>'}`);
}

function* writeReplicas(w: DescriptionWriter, object: ReplicaSet | ReplicationController, selector: string, context: DescribeContext): Fiber<void> {
  const { metadata, spec, status } = object;
  w.line(0, `Name:\t${metadata.name}`);
  w.line(0, `Namespace:\t${metadata.namespace}`);
  w.line(0, `Selector:\t${selector}`);
  writeLabels(w, 'Labels', metadata.labels);
  writeAnnotations(w, 'Annotations', metadata.annotations);
  const controller = controllerOf(metadata);
  if (controller) w.line(0, `Controlled By:\t${controller}`);
  w.line(0, `Replicas:\t${status.replicas} current / ${spec.replicas ?? 1} desired`);
  w.line(0, `Pods Status:\t${yield* podsStatus(context, metadata.namespace, selector, metadata.uid)}`);
  writePodTemplate(w, spec.template);
  if (!status.conditions?.length) return;
  w.line(0, 'Conditions:\n  Type\tStatus\tReason');
  w.line(1, '----\t------\t------');
  for (const condition of status.conditions) w.line(1, `${condition.type} \t${condition.status}\t${condition.reason ?? ''}`);
}

export const replicaSet = describer<ReplicaSet>({
  kind: 'ReplicaSet.apps',
  describe: (w, object, context) => writeReplicas(w, object, formatLabelSelector(object.spec.selector), context),
});

export const replicationController = describer<ReplicationController>({
  kind: 'ReplicationController',
  describe: (w, object, context) => writeReplicas(w, object, formatLabels(object.spec.selector), context),
});

export const statefulSet = describer<StatefulSet>({
  kind: 'StatefulSet.apps',
  *describe(w, { metadata, spec, status }, context): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    w.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    w.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Replicas:\t${spec.replicas ?? 1} desired | ${status.replicas} total`);
    w.line(0, `Update Strategy:\t${spec.updateStrategy?.type ?? ''}`);
    const rolling = spec.updateStrategy?.rollingUpdate;
    if (rolling?.partition !== undefined) {
      w.line(1, `Partition:\t${rolling.partition}`);
      if (rolling.maxUnavailable !== undefined) w.line(1, `MaxUnavailable:\t${rolling.maxUnavailable}`);
    }
    w.line(0, `Pods Status:\t${yield* podsStatus(context, metadata.namespace, formatLabelSelector(spec.selector), metadata.uid)}`);
    writePodTemplate(w, spec.template);
    writeClaimTemplates(w, spec.volumeClaimTemplates);
  },
});

function writeClaimTemplates(w: DescriptionWriter, claims: StatefulSet['spec']['volumeClaimTemplates']): void {
  if (!claims || claims.length === 0) return w.line(0, 'Volume Claims:\t<none>');
  w.line(0, 'Volume Claims:');
  for (const claim of claims) {
    w.line(1, `Name:\t${claim.metadata.name}`);
    w.line(1, `StorageClass:\t${classOf(claim)}`);
    writeLabels(w, 'Labels', claim.metadata.labels, '  ');
    writeLabels(w, 'Annotations', claim.metadata.annotations, '  ');
    w.line(1, `Capacity:\t${claim.spec.resources?.requests?.['storage'] ?? '<default>'}`);
    w.line(1, `Access Modes:\t[${(claim.spec.accessModes ?? []).join(' ')}]`);
  }
}

export const daemonSet = describer<DaemonSet>({
  kind: 'DaemonSet.apps',
  *describe(w, { metadata, spec, status }, context): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    w.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
    w.line(0, `Node-Selector:\t${formatLabels(spec.template.spec?.nodeSelector)}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled}`);
    w.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled}`);
    w.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`);
    w.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`);
    w.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled}`);
    w.line(0, `Pods Status:\t${yield* podsStatus(context, metadata.namespace, formatLabelSelector(spec.selector), metadata.uid)}`);
    writePodTemplate(w, spec.template);
  },
});
