// Pods of Jobs: the tracking finalizer, and the index of an Indexed Job's Pod in name, label, annotation and environment (pkg/controller/job/indexed_job_utils.go).
import { kinds } from '../../kube/kinds.generated.ts';
import type { New } from '../../kube/object.ts';
import type { Container, Job, Pod, PodSpec } from '../../kube/types.generated.ts';
import { podFromTemplate } from '../pod-control.ts';
import { anyKind } from '../runtime.ts';
import { COMPLETION_INDEX } from './indexes.ts';

export const TRACKING = 'batch.kubernetes.io/job-tracking';
export const FAILURE_COUNT = 'batch.kubernetes.io/job-index-failure-count';

export const isTracked = (pod: Pod): boolean => pod.metadata.finalizers?.includes(TRACKING) ?? false;

/** @param failures of this index so far, where the Job limits them for each */
export function newPod(job: Job, index: number | undefined, failures: number | undefined): New<Pod> {
  const given = job.spec.template.metadata?.finalizers?.includes(TRACKING);
  const extras = { finalizers: given ? [] : [TRACKING] };
  if (index === undefined) return podFromTemplate(job.spec.template, job, anyKind(kinds.jobs), extras);
  const annotations = { [COMPLETION_INDEX]: String(index), ...(failures === undefined ? {} : { [FAILURE_COUNT]: String(failures) }) };
  const pod = podFromTemplate(job.spec.template, job, anyKind(kinds.jobs), { ...extras, annotations, labels: { [COMPLETION_INDEX]: String(index) } });
  return { ...pod, metadata: { ...pod.metadata, generateName: `${job.metadata.name}-${index}-` }, spec: { ...withIndexVariable(pod.spec), hostname: `${job.metadata.name}-${index}` } };
}

function withIndexVariable(spec: PodSpec): PodSpec {
  const variable = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } } };
  const add = (container: Container): Container => (container.env?.some(({ name }) => name === variable.name) ? container : { ...container, env: [...(container.env ?? []), variable] });
  return { ...spec, containers: spec.containers.map(add), ...(spec.initContainers ? { initContainers: spec.initContainers.map(add) } : {}) };
}
