// Which kind is looked at by whom: from the facts to what is wrong, the nearest cause first.
import type { SummaryKind } from '../../../bridge/summary.ts';
import type { Facts, Finding } from './finding.ts';
import { diagnosePod } from './pod.ts';
import { diagnoseIngress, diagnoseService } from './service.ts';
import { diagnoseClaim, diagnoseJob, diagnoseNode, diagnoseWorkload } from './workload.ts';

type Diagnoser = (facts: Facts) => readonly Finding[];

const diagnosers: Partial<Record<SummaryKind, Diagnoser>> = {
  pods: diagnosePod,
  services: diagnoseService,
  ingresses: diagnoseIngress,
  deployments: diagnoseWorkload,
  replicasets: diagnoseWorkload,
  replicationcontrollers: diagnoseWorkload,
  statefulsets: diagnoseWorkload,
  daemonsets: diagnoseWorkload,
  jobs: diagnoseJob,
  cronjobs: diagnoseJob,
  persistentvolumeclaims: diagnoseClaim,
  nodes: diagnoseNode,
};

export const hasDiagnosis = (kind: SummaryKind): boolean => diagnosers[kind] !== undefined;

export function diagnose(facts: Facts): readonly Finding[] {
  return diagnosers[facts.object.kind]?.(facts) ?? [];
}
