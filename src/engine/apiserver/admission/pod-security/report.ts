// What one check of a Pod Security level found, and the words that the checks share (pod-security-admission/policy/helpers.go).
import type { Container, Pod } from '../../../kube/types.generated.ts';

export type PodSpec = Pod['spec'];
export type PodMeta = { readonly annotations?: Readonly<Record<string, string>> | undefined };

export interface Finding {
  readonly reason: string;
  readonly detail: string;
}

export type Check = (spec: PodSpec, meta: PodMeta) => Finding | undefined;

/** In the order in which the checks visit them. */
export function containersOf(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as readonly unknown[] as readonly Container[])];
}

export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many);
export const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');
export const named = (names: readonly string[]): string => `${plural('container', 'containers', names.length)} ${quoted(names)}`;
export const isWindows = (spec: PodSpec): boolean => spec.os?.name === 'windows';

/** `pod and containers "a", "b"` */
export function setters(pod: boolean, containers: readonly string[]): string {
  return [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [named(containers)] : [])].join(' and ');
}

/** The names of the containers for which something holds. */
export function namesWhere(spec: PodSpec, holds: (container: Container) => boolean): readonly string[] {
  return containersOf(spec).filter(holds).map(({ name }) => name);
}
