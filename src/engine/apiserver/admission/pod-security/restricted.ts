// The checks that the restricted level adds to the baseline (pod-security-admission/policy/check_*.go).
import { type Check, containersOf, isWindows, namesWhere, named, plural, quoted, setters } from './report.ts';

const VOLUME_TYPES = ['name', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret', 'image'];

export const allowPrivilegeEscalation: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const names = namesWhere(spec, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  return names.length === 0 ? undefined : { reason: 'allowPrivilegeEscalation != false', detail: `${named(names)} must set securityContext.allowPrivilegeEscalation=false` };
};

export const capabilitiesRestricted: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const undropped = namesWhere(spec, ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
  const added = (container: ReturnType<typeof containersOf>[number]): readonly string[] => (container.securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
  const adding = namesWhere(spec, (container) => added(container).length > 0);
  const details = [
    ...(undropped.length > 0 ? [`${named(undropped)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0 ? [`${named(adding)} must not include ${quoted([...new Set(containersOf(spec).flatMap(added))].sort())} in securityContext.capabilities.add`] : []),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

export const restrictedVolumes: Check = ({ volumes = [] }) => {
  const types = new Set<string>();
  const names: string[] = [];
  for (const volume of volumes) {
    const bad = Object.keys(volume).filter((key) => !VOLUME_TYPES.includes(key));
    if (bad.length === 0) continue;
    names.push(volume.name);
    for (const type of bad) types.add(type);
  }
  if (names.length === 0) return undefined;
  const said = `${plural('restricted volume type', 'restricted volume types', types.size)} ${quoted([...types].sort())}`;
  return { reason: 'restricted volume types', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)} ${plural('uses', 'use', names.length)} ${said}` };
};

export const runAsNonRoot: Check = (spec) => {
  const own = spec.securityContext?.runAsNonRoot;
  const refusing = namesWhere(spec, ({ securityContext }) => securityContext?.runAsNonRoot === false);
  if (own === false || refusing.length > 0) return { reason: 'runAsNonRoot != true', detail: `${setters(own === false, refusing)} must not set securityContext.runAsNonRoot=false` };
  if (own) return undefined;
  const silent = namesWhere(spec, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  return silent.length === 0 ? undefined : { reason: 'runAsNonRoot != true', detail: `pod or ${named(silent)} must set securityContext.runAsNonRoot=true` };
};

export const runAsUser: Check = (spec) => {
  const pod = spec.securityContext?.runAsUser === 0;
  const names = namesWhere(spec, ({ securityContext }) => securityContext?.runAsUser === 0);
  return pod || names.length > 0 ? { reason: 'runAsUser=0', detail: `${setters(pod, names)} must not set runAsUser=0` } : undefined;
};

export const seccompRestricted: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const good = (type: string | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost';
  const own = spec.securityContext?.seccompProfile?.type;
  const bad = namesWhere(spec, ({ securityContext }) => securityContext?.seccompProfile !== undefined && !good(securityContext.seccompProfile.type));
  if ((own !== undefined && !good(own)) || bad.length > 0) {
    const types = [...new Set([...(own !== undefined && !good(own) ? [own] : []), ...containersOf(spec).flatMap(({ securityContext }) => (securityContext?.seccompProfile && !good(securityContext.seccompProfile.type) ? [securityContext.seccompProfile.type ?? ''] : []))])].sort();
    return { reason: 'seccompProfile', detail: `${setters(own !== undefined && !good(own), bad)} must not set securityContext.seccompProfile.type to ${quoted(types)}` };
  }
  if (good(own)) return undefined;
  const silent = namesWhere(spec, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  return silent.length === 0 ? undefined : { reason: 'seccompProfile', detail: `pod or ${named(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"` };
};
