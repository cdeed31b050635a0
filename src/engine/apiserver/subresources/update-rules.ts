// What an update of each subresource may change, where the kind's strategy does not say (the subresource strategies of pkg/registry).
import { equal, type Json } from '../../base/json.ts';
import type { FieldError } from '../../kube/field-error.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Pod } from '../../kube/types.generated.ts';
import type { Draft } from '../codec.ts';
import { metaOf } from '../registry/meta.ts';
import { specRules, statusRules, type UpdateRules } from '../registry/update.ts';
import type { Resource } from '../resource.ts';
import type { StrategyContext, SubresourceRules } from '../strategy.ts';

type Fields = Readonly<Record<string, Json | undefined>>;

/** Keeps all of the stored object but some fields of its spec. */
function onlySpec(...fields: readonly string[]): SubresourceRules['prepare'] {
  return (draft, stored) => {
    const sent = (draft as unknown as Draft).spec as Fields | undefined;
    const spec: Record<string, Json | undefined> = { ...((stored as unknown as Draft).spec as Fields) };
    for (const field of fields) {
      if (sent?.[field] === undefined) delete spec[field];
      else spec[field] = sent[field];
    }
    replaceBy(draft as unknown as Draft, { ...(stored as unknown as Draft), spec: spec as Json });
  };
}

function replaceBy(draft: Draft, next: Draft): void {
  const own = draft as unknown as Record<string, unknown>;
  const { managedFields, resourceVersion, uid } = metaOf(draft);
  for (const key of Object.keys(own)) delete own[key];
  Object.assign(own, next, { metadata: { ...metaOf(next), managedFields, resourceVersion, ...(uid ? { uid } : {}) } });
}

const defaults: Readonly<Record<string, SubresourceRules>> = {
  ephemeralcontainers: { prepare: onlySpec('ephemeralContainers') },
  resize: { prepare: onlySpec('containers', 'initContainers', 'resources') },
  finalize: {
    prepare: (draft, stored) => {
      (draft as unknown as Draft).status = (stored as unknown as Draft).status as Json;
    },
  },
  approval: { prepare: approve },
};

// pkg/registry/certificates/certificates/strategy.go: the conditions by which a request is approved or denied, and nothing else.
function approve(draft: KubeObject, stored: KubeObject): void {
  const decides = (condition: { readonly type: string }): boolean => condition.type === 'Approved' || condition.type === 'Denied';
  const conditionsOf = (object: unknown): readonly { readonly type: string }[] => ((object as { status?: { conditions?: readonly { readonly type: string }[] } }).status?.conditions ?? []);
  const conditions = [...conditionsOf(stored).filter((condition) => !decides(condition)), ...conditionsOf(draft).filter(decides)] as unknown as Json;
  const status = { ...((stored as unknown as Draft).status as Fields), conditions } as Json;
  replaceBy(draft as unknown as Draft, { ...(stored as unknown as Draft), status });
}

/** The whole Pod must be valid, and no ephemeral container that was there may go or change (ValidatePodEphemeralContainersUpdate). */
function ephemeralErrors({ strategy }: Resource, object: KubeObject, stored: KubeObject, context: StrategyContext): readonly FieldError[] {
  const field = 'spec.ephemeralContainers';
  const errors = [...(strategy.validate?.(object, context) ?? [])].filter((error) => !(error.field === field && error.type === 'Forbidden'));
  const now = (object as Pod).spec.ephemeralContainers ?? [];
  for (const before of (stored as Pod).spec.ephemeralContainers ?? []) {
    const after = now.find(({ name }) => name === before.name);
    if (!after) errors.push({ type: 'Forbidden', field, detail: `existing ephemeral containers ${JSON.stringify(before.name)} may not be removed\n` });
    else if (!equal(after, before)) errors.push({ type: 'Forbidden', field, detail: `existing ephemeral containers ${JSON.stringify(before.name)} may not be changed\n` });
  }
  return errors;
}

export function rulesFor(resource: Resource, subresource: string): UpdateRules {
  if (subresource === '') return specRules(resource);
  if (subresource === 'status') return statusRules(resource);
  const own = resource.strategy.updates?.[subresource] ?? defaults[subresource];
  return {
    prepare: (draft, stored, context) => own?.prepare(draft, stored, context),
    validate: (object, stored, context) => own?.validate?.(object, stored, context) ?? (subresource === 'ephemeralcontainers' ? ephemeralErrors(resource, object, stored, context) : []),
    warnings: false,
  };
}
