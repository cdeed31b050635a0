// Annotations that mean something to Pods (pkg/apis/core/validation: ValidatePodSpecificAnnotations and the seccomp and AppArmor matches).
import { forbiddenField, invalid } from '../../../kube/field-error.ts';
import type { ObjectMeta } from '../../../kube/object.ts';
import type { PodSpec } from '../../../kube/types.generated.ts';
import { descendingPath, isImmutable, type Errors } from '../checks.ts';
import { visitContainers } from './os.ts';

const mirror = 'kubernetes.io/config.mirror';
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmorContainer = 'container.apparmor.security.beta.kubernetes.io/';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

type Annotations = Readonly<Record<string, string>>;

export function validatePodAnnotations(errors: Errors, annotations: Annotations = {}, spec: PodSpec, path: string): void {
  const value = annotations[mirror];
  if (value !== undefined && !spec.nodeName) errors.push(invalid(`${path}[${mirror}]`, value, 'must set spec.nodeName if mirror pod annotation is set'));
  seccompProfile(errors, annotations[seccompPod], `${path}.${seccompPod}`);
  for (const key of Object.keys(annotations)) if (key.startsWith(seccompContainer)) seccompProfile(errors, annotations[key], `${path}.${key}`);
  for (const key of Object.keys(annotations)) if (key.startsWith(appArmorContainer)) appArmorAnnotation(errors, key, annotations[key] ?? '', spec, path);
  const cost = annotations[deletionCost];
  if (cost !== undefined && !(/^(0|-?[1-9]\d*)$/.test(cost) && Math.abs(Number(cost)) <= 2147483647)) errors.push(invalid(`${path}[${deletionCost}]`, cost, 'must be a 32bit integer'));
}

function seccompProfile(errors: Errors, profile: string | undefined, path: string): void {
  if (profile === undefined || ['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return;
  if (profile.startsWith('localhost/')) descendingPath(errors, path, profile.slice('localhost/'.length));
  else errors.push(invalid(path, profile, 'must be a valid seccomp profile'));
}

function appArmorAnnotation(errors: Errors, key: string, profile: string, spec: PodSpec, path: string): void {
  const name = key.slice(appArmorContainer.length);
  let found = false;
  visitContainers(spec, 'spec', (container) => {
    if (container.name === name) found = true;
  });
  if (!found) errors.push(invalid(`${path}[${key}]`, name, 'container not found'));
  if (profile !== '' && profile !== 'runtime/default' && profile !== 'unconfined' && !profile.startsWith('localhost/')) {
    errors.push(invalid(`${path}[${key}]`, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
  }
}

/** Where a profile stands both in an annotation and in a field, they agree. */
export function validateProfilesAgree(errors: Errors, meta: ObjectMeta, spec: PodSpec, path: string): void {
  const annotations = meta.annotations;
  if (!annotations) return;
  const pod = spec.securityContext?.seccompProfile;
  if (pod && annotations[seccompPod] !== undefined) agree(errors, 'seccomp', annotations[seccompPod], pod, `${path}.securityContext.seccompProfile`);
  visitContainers(spec, path, (container, at) => {
    const profile = container.securityContext?.seccompProfile;
    const annotation = annotations[`${seccompContainer}${container.name}`];
    if (profile && annotation !== undefined) agree(errors, 'seccomp', annotation, profile, `${at}.securityContext.seccompProfile`);
  });
  if (spec.os?.name === 'windows') return;
  visitContainers(spec, path, (container, at) => {
    const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    const annotation = annotations[`${appArmorContainer}${container.name}`];
    if (profile && annotation !== undefined) agree(errors, 'apparmor', annotation, profile, `${at}.securityContext.appArmorProfile`);
  });
}

function agree(errors: Errors, what: string, annotation: string, profile: { readonly type?: string; readonly localhostProfile?: string }, path: string): void {
  const mismatch = (field: string, word: string): void => {
    errors.push(forbiddenField(`${path}.${field}`, `${what} ${word} in annotation and field must match`));
  };
  if (profile.type === 'Unconfined') {
    if (annotation !== 'unconfined') mismatch('type', 'type');
  } else if (profile.type === 'RuntimeDefault') {
    if (annotation !== 'runtime/default' && !(what === 'seccomp' && annotation === 'docker/default')) mismatch('type', 'type');
  } else if (profile.type === 'Localhost') {
    if (!annotation.startsWith('localhost/')) mismatch('type', 'type');
    else if (annotation.slice('localhost/'.length) !== profile.localhostProfile) mismatch('localhostProfile', 'profile');
  }
}

/** Some annotations may not change while the Pod lives. */
export function validatePodAnnotationUpdate(errors: Errors, now: Annotations = {}, old: Annotations = {}, path: string): void {
  const changed = (key: string): void => {
    if (now[key] === old[key]) return;
    if (now[key] === undefined) errors.push(forbiddenField(`${path}[${key}]`, 'may not remove or update annotation'));
    else if (old[key] === undefined) errors.push(forbiddenField(`${path}[${key}]`, 'may not add annotation'));
    else errors.push(forbiddenField(`${path}[${key}]`, 'may not remove or update annotation'));
  };
  for (const key of [...new Set([...Object.keys(old), ...Object.keys(now)])]) if (key.startsWith(appArmorContainer)) changed(key);
  if (now[mirror] !== old[mirror]) errors.push(invalid(`${path}[${mirror}]`, now[mirror] ?? '', isImmutable));
}
