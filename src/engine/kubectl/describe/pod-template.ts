// The template of a workload in its description (DescribePodTemplate), and the counts of its Pods.
import { byteOrder } from '../../kube/go-format.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import type { Pod, PodTemplateSpec } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { goSort } from '../printers/go-sort.ts';
import { writeContainers } from './containers.ts';
import { type DescribeContext, listOf } from './describer.ts';
import { sortedEntries, writeAnnotations, writeLabels, writeTolerations } from './values.ts';
import { writeVolumes } from './volumes.ts';
import type { DescriptionWriter } from './writer.ts';

export function writePodTemplate(w: DescriptionWriter, template: PodTemplateSpec | undefined): void {
  w.line(0, 'Pod Template:');
  if (!template) return w.line(1, '<unset>');
  const { metadata, spec } = template;
  writeLabels(w, '  Labels', metadata?.labels);
  if (sortedEntries(metadata?.annotations).length > 0) writeAnnotations(w, '  Annotations', metadata?.annotations);
  if (spec?.serviceAccountName) w.line(1, `Service Account:\t${spec.serviceAccountName}`);
  if (spec?.initContainers?.length) writeContainers(w, 'Init Containers', spec.initContainers, undefined, undefined, '  ');
  writeContainers(w, 'Containers', spec?.containers ?? [], undefined, undefined, '  ');
  writeVolumes(w, spec?.volumes, '  ');
  writeSpread(w, spec?.topologySpreadConstraints, '  ');
  if (spec?.priorityClassName) w.line(1, `Priority Class Name:\t${spec.priorityClassName}`);
  writeLabels(w, '  Node-Selectors', spec?.nodeSelector);
  writeTolerations(w, '  Tolerations', spec?.tolerations);
}

type Constraints = NonNullable<PodTemplateSpec['spec']>['topologySpreadConstraints'];

export function writeSpread(w: DescriptionWriter, constraints: Constraints, space: string): void {
  for (const [i, c] of goSort(constraints ?? [], (a, b) => byteOrder(a.topologyKey, b.topologyKey) < 0).entries()) {
    const selector = c.labelSelector ? ` for selector ${formatLabelSelector(c.labelSelector)}` : '';
    w.line(0, `${space}${i === 0 ? 'Topology Spread Constraints:' : ''}\t${c.topologyKey}:${c.whenUnsatisfiable} when max skew ${c.maxSkew} is exceeded${selector}`);
  }
}

/** `3 Running / 0 Waiting / 0 Succeeded / 0 Failed` of the Pods that a selector finds and an owner has. */
export function* podsStatus(context: DescribeContext, namespace: string, selector: string, ownerUid: string): Fiber<string> {
  const pods = yield* listOf<Pod>(context, `/api/v1/namespaces/${namespace}/pods`, { labelSelector: selector });
  const own = pods.filter((pod) => pod.metadata.ownerReferences?.some((ref) => ref.controller && ref.uid === ownerUid));
  const count = (phase: string): number => own.filter((pod) => pod.status.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}
