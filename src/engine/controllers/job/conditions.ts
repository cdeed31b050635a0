// A Job's conditions (pkg/controller/job/job_controller.go).
import { rfc3339 } from '../../base/time.ts';
import type { Job, JobCondition, JobStatus } from '../../kube/types.generated.ts';

export function jobCondition(type: string, reason: string, message: string, nowMs: number, status = 'True'): JobCondition {
  const now = rfc3339(nowMs);
  return { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
}

export function find({ conditions = [] }: JobStatus, type: string): JobCondition | undefined {
  return conditions.find((condition) => condition.type === type && condition.status === 'True');
}

export const isFinished = ({ status }: Job): boolean => find(status, 'Complete') !== undefined || find(status, 'Failed') !== undefined;

/** With the condition in this state; the same status where it is so already, or where it would only say that something never was. */
export function ensureCondition(status: JobStatus, entry: JobCondition): JobStatus {
  const conditions = status.conditions ?? [];
  const current = conditions.find(({ type }) => type === entry.type);
  if (!current) return entry.status === 'False' ? status : { ...status, conditions: [...conditions, entry] };
  if (current.status === entry.status && current.reason === entry.reason && current.message === entry.message) return status;
  const kept = current.status === entry.status && current.lastTransitionTime !== undefined ? { ...entry, lastTransitionTime: current.lastTransitionTime } : entry;
  return { ...status, conditions: conditions.map((condition) => (condition === current ? kept : condition)) };
}

/** The condition that ends the Job once its last Pods are counted. */
export function finalCondition(interim: JobCondition, nowMs: number): JobCondition {
  const type = interim.type === 'SuccessCriteriaMet' ? 'Complete' : 'Failed';
  return jobCondition(type, interim.reason ?? '', interim.message ?? '', nowMs);
}
