// Updates of ephemeralcontainers and resize (pkg/registry/core/pod/strategy.go, pkg/apis/core/validation: ValidatePodEphemeralContainersUpdate, ValidatePodResize).
import { equal, type Mutable } from '../../../base/json.ts';
import { forbiddenField, invalid } from '../../../kube/field-error.ts';
import type { Container, Pod, PodSpec, ResourceRequirements } from '../../../kube/types.generated.ts';
import type { SubresourceRules } from '../../strategy.ts';
import { errorsOf, type Errors } from '../../validation/checks.ts';
import { unifiedDiff } from '../../validation/diff.ts';
import { indented, internalForm } from '../../validation/internal-form.ts';
import { validateMetaUpdate } from '../../validation/object-meta.ts';
import { qosClass } from './qos.ts';
import { validateMetaAndSpec } from './validate.ts';

type Draft = Mutable<Pod>;

const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** Everything but the server's own bookkeeping goes back to what is stored. */
function restore(draft: Draft, stored: Pod, spec: PodSpec): void {
  const { managedFields, resourceVersion, uid } = draft.metadata;
  draft.metadata = { ...stored.metadata, ...(managedFields ? { managedFields } : {}), ...(resourceVersion ? { resourceVersion } : {}), ...(uid ? { uid } : {}) } as Draft['metadata'];
  draft.spec = spec as Draft['spec'];
  if (stored.status) draft.status = stored.status as NonNullable<Draft['status']>;
}

export const ephemeralContainers: SubresourceRules<Pod> = {
  prepare(draft, stored) {
    const { ephemeralContainers: _, ...rest } = stored.spec;
    const wanted = draft.spec.ephemeralContainers;
    restore(draft, stored, wanted ? { ...rest, ephemeralContainers: wanted } : rest);
  },
  validate: (pod, stored) =>
    errorsOf((errors) => {
      validateMetaAndSpec(errors, pod);
      validateMetaUpdate(errors, pod.metadata, stored.metadata);
      const path = 'spec.ephemeralContainers';
      if (stored.metadata.annotations?.[mirrorAnnotation] !== undefined) errors.push(forbiddenField(path, 'static pods do not support ephemeral containers'));
      const now = new Map((pod.spec.ephemeralContainers ?? []).map((container) => [container.name, container]));
      for (const old of stored.spec.ephemeralContainers ?? []) {
        const same = now.get(old.name);
        if (!same) errors.push(forbiddenField(path, `existing ephemeral containers ${JSON.stringify(old.name)} may not be removed\n`));
        else if (!equal(same, old)) {
          const shown = (container: object): string => indented(internalForm('EphemeralContainer', container));
          errors.push(forbiddenField(path, `existing ephemeral containers ${JSON.stringify(old.name)} may not be changed\n${unifiedDiff(shown(old), shown(same))}`));
        }
      }
    }),
};

export const resize: SubresourceRules<Pod> = {
  prepare(draft, stored) {
    const merged = (sent: readonly Container[] | undefined, kept: readonly Container[] | undefined): readonly Container[] | undefined =>
      kept?.map((container) => {
        const own = sent?.find((other) => other.name === container.name);
        if (!own) return container;
        const { resources: _resources, resizePolicy: _policy, ...rest } = container;
        return { ...rest, ...(own.resources ? { resources: own.resources } : {}), ...(own.resizePolicy ? { resizePolicy: own.resizePolicy } : {}) };
      });
    const { resources: _, ...rest } = stored.spec;
    const inits = merged(draft.spec.initContainers, stored.spec.initContainers);
    const podLevel = draft.spec.resources;
    restore(draft, stored, {
      ...rest,
      containers: merged(draft.spec.containers, stored.spec.containers) ?? [],
      ...(inits ? { initContainers: inits } : {}),
      ...(podLevel ? { resources: podLevel } : {}),
    });
  },
  validate: (pod, stored) => {
    const only = refusal(stored);
    return only ? [forbiddenField('', only)] : errorsOf((errors) => validateResize(errors, pod, stored));
  },
};

function refusal(stored: Pod): string | undefined {
  if (stored.metadata.annotations?.[mirrorAnnotation] !== undefined) return 'static pods cannot be resized';
  return stored.spec.os?.name === 'windows' ? 'windows pods cannot be resized' : undefined;
}

function validateResize(errors: Errors, pod: Pod, stored: Pod): void {
  validateMetaUpdate(errors, pod.metadata, stored.metadata);
  validateMetaAndSpec(errors, pod);
  if (qosClass(pod.spec) !== (stored.status?.qosClass ?? qosClass(stored.spec))) errors.push(invalid('spec', stored.status?.qosClass ?? '', 'Pod QOS Class may not change as a result of resizing'));
  for (const list of ['initContainers', 'containers'] as const) {
    stored.spec[list]?.forEach((old, i) => {
      const now = pod.spec[list]?.[i];
      const path = `spec.${list}[${i}].resources`;
      if (removed(now?.resources, old.resources, 'requests')) errors.push(forbiddenField(`${path}.requests`, 'resource requests cannot be removed'));
      if (removed(now?.resources, old.resources, 'limits')) errors.push(forbiddenField(`${path}.limits`, 'resource limits cannot be removed'));
      if (list === 'initContainers' && old.restartPolicy !== 'Always' && !equal(now?.resources ?? {}, old.resources ?? {})) errors.push(forbiddenField(path, 'resources for non-sidecar init containers are immutable'));
    });
  }
  const munged = withOldAmounts(pod.spec, stored.spec);
  if (equal(munged, stored.spec)) return;
  const [before, after] = [internalForm('PodSpec', stored.spec), internalForm('PodSpec', munged)];
  if (!equal(before, after)) errors.push(forbiddenField('spec', `only cpu and memory resources are mutable\n${unifiedDiff(indented(before), indented(after))}`));
}

function removed(now: ResourceRequirements | undefined, old: ResourceRequirements | undefined, kind: 'requests' | 'limits'): boolean {
  return Object.keys(old?.[kind] ?? {}).some((name) => now?.[kind]?.[name] === undefined);
}

/** The new spec with processor and memory set back to what they were. */
function withOldAmounts(spec: PodSpec, old: PodSpec): PodSpec {
  const lists = (now: readonly Container[] | undefined, before: readonly Container[] | undefined): readonly Container[] | undefined =>
    now?.map((container, i) => {
      const resources = oldAmounts(container.resources, before?.[i]?.resources);
      const { resources: _, ...rest } = container;
      return resources ? { ...rest, resources } : rest;
    });
  const { resources, ...rest } = spec;
  const podLevel = oldAmounts(resources, old.resources);
  const inits = lists(spec.initContainers, old.initContainers);
  return { ...rest, containers: lists(spec.containers, old.containers) ?? [], ...(inits ? { initContainers: inits } : {}), ...(podLevel ? { resources: podLevel } : {}) };
}

function oldAmounts(now: ResourceRequirements | undefined, old: ResourceRequirements | undefined): ResourceRequirements | undefined {
  if (!now) return old;
  const part = (kind: 'requests' | 'limits'): object => {
    const { cpu: _cpu, memory: _memory, ...rest } = now[kind] ?? {};
    const { cpu, memory } = old?.[kind] ?? {};
    const all = { ...rest, ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
    return Object.keys(all).length === 0 && old?.[kind] === undefined ? {} : { [kind]: all };
  };
  const { requests: _requests, limits: _limits, ...others } = now;
  return { ...others, ...part('limits'), ...part('requests') };
}
