// kubectl describe pod (PodDescriber).
import { age } from '../../kube/duration.ts';
import type { Pod } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { writeContainers, writeResources } from './containers.ts';
import { describer } from './describer.ts';
import { writeSpread } from './pod-template.ts';
import { controllerOf, timeText, writeAnnotations, writeLabels, writeTolerations } from './values.ts';
import { writeVolumes } from './volumes.ts';
import type { DescriptionWriter } from './writer.ts';

export const pod = describer<Pod>({
  kind: 'Pod',
  *describe(w, object, { ctx }): Fiber<void> {
    writeHead(w, object);
    writePhase(w, object, ctx.nowMs);
    const { spec, status } = object;
    if (spec.resources) {
      w.line(0, 'Resources:');
      writeResources(w, spec.resources, 1);
    }
    if (spec.initContainers?.length) writeContainers(w, 'Init Containers', spec.initContainers, status.initContainerStatuses, object, '');
    writeContainers(w, 'Containers', spec.containers, status.containerStatuses, object, '');
    const ephemeral = spec.ephemeralContainers ?? [];
    if (ephemeral.length > 0) writeContainers(w, 'Ephemeral Containers', ephemeral, status.ephemeralContainerStatuses, object, '');
    if (spec.readinessGates?.length) {
      w.line(0, 'Readiness Gates:\n  Type\tStatus');
      for (const gate of spec.readinessGates) w.line(1, `${gate.conditionType} \t${status.conditions?.find((c) => c.type === gate.conditionType)?.status ?? '<none>'} `);
    }
    if (status.conditions?.length) {
      w.line(0, 'Conditions:\n  Type\tStatus');
      for (const condition of status.conditions) w.line(1, `${condition.type} \t${condition.status} `);
    }
    writeVolumes(w, spec.volumes, '');
    w.line(0, `QoS Class:\t${status.qosClass ?? ''}`);
    writeLabels(w, 'Node-Selectors', spec.nodeSelector);
    writeTolerations(w, 'Tolerations', spec.tolerations);
    writeSpread(w, spec.topologySpreadConstraints, '');
  },
});

function writeHead(w: DescriptionWriter, { metadata, spec, status }: Pod): void {
  w.line(0, `Name:\t${metadata.name}`);
  w.line(0, `Namespace:\t${metadata.namespace}`);
  if (spec.priority !== undefined) w.line(0, `Priority:\t${spec.priority}`);
  if (spec.priorityClassName) w.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if (spec.runtimeClassName) w.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if (spec.serviceAccountName) w.line(0, `Service Account:\t${spec.serviceAccountName}`);
  w.line(0, spec.nodeName ? `Node:\t${spec.nodeName}/${status.hostIP ?? ''}` : 'Node:\t<none>');
  if (status.startTime) w.line(0, `Start Time:\t${timeText(status.startTime)}`);
  writeLabels(w, 'Labels', metadata.labels);
  writeAnnotations(w, 'Annotations', metadata.annotations);
}

function writePhase(w: DescriptionWriter, object: Pod, nowMs: number): void {
  const { metadata, spec, status } = object;
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    w.line(0, `Status:\tTerminating (lasts ${age(metadata.deletionTimestamp, nowMs)})`);
    w.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else w.line(0, `Status:\t${status.phase ?? ''}`);
  if (status.reason) w.line(0, `Reason:\t${status.reason}`);
  if (status.message) w.line(0, `Message:\t${status.message}`);
  const profile = spec.securityContext?.seccompProfile;
  if (profile) w.line(0, `SeccompProfile:\t${profile.type}`);
  if (profile?.type === 'Localhost') w.line(0, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
  w.line(0, `IP:\t${status.podIP ?? ''}`);
  if (status.podIPs?.length) {
    w.line(0, 'IPs:');
    for (const { ip } of status.podIPs) w.line(1, `IP:\t${ip}`);
  } else w.line(0, 'IPs:\t<none>');
  const controller = controllerOf(metadata);
  if (controller) w.line(0, `Controlled By:\t${controller}`);
  if (status.nominatedNodeName) w.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
}
