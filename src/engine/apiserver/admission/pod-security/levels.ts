// The levels as lists of checks, and a Pod's evaluation against one (pod-security-admission/policy/registry.go).
import {
  appArmorProfile, capabilitiesBaseline, hostNamespaces, hostPathVolumes, hostPorts, hostProbes, privileged, procMount, seccompBaseline, seLinuxOptions, sysctls, windowsHostProcess,
} from './baseline.ts';
import type { Check, Finding, PodMeta, PodSpec } from './report.ts';
import { allowPrivilegeEscalation, capabilitiesRestricted, restrictedVolumes, runAsNonRoot, runAsUser, seccompRestricted } from './restricted.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';
export const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];

/** In the order of the checks' ids, in which their findings are told. */
const checks: Readonly<Record<Level, readonly Check[]>> = {
  privileged: [],
  baseline: [appArmorProfile, capabilitiesBaseline, hostNamespaces, hostPathVolumes, hostPorts, hostProbes, privileged, procMount, seLinuxOptions, seccompBaseline, sysctls, windowsHostProcess],
  restricted: [
    allowPrivilegeEscalation, appArmorProfile, capabilitiesRestricted, hostNamespaces, hostPorts, hostProbes, privileged, procMount, restrictedVolumes, runAsNonRoot, runAsUser, seLinuxOptions,
    seccompRestricted, sysctls, windowsHostProcess,
  ],
};

export function evaluate(level: Level, spec: PodSpec, meta: PodMeta): readonly Finding[] {
  return checks[level].map((check) => check(spec, meta)).filter((finding) => finding !== undefined);
}

export const shown = (findings: readonly Finding[]): string => findings.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
