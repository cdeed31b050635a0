// The scale subresource: an autoscaling/v1 Scale made from its parent, and the parent's replicas set through it (pkg/registry/apps/*/storage).
import { copy, type Json, type JsonObject } from '../../base/json.ts';
import { conflict, notFound } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import { formatSelector, selectorFromSet, selectorOf } from '../../kube/labels.ts';
import { parentEntries, scaleEntries } from '../../kube/managed-fields/scale.ts';
import type { KubeObject, ManagedFields } from '../../kube/object.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import type { LabelSelector } from '../../kube/types.generated.ts';
import { schemaCodec } from '../builtin-codec.ts';
import { schemaFieldManager } from '../builtin-field-manager.ts';
import type { Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import { invalidObject, methodNotAllowed, OPTIMISTIC_LOCK } from '../errors.ts';
import type { Answer } from '../handlers/answer.ts';
import { decodeBody } from '../handlers/decode.ts';
import { applyBody, checkName, patched, patchOptions, patchType } from '../handlers/patch.ts';
import { admissionRequest, managerInfo, updateDraft } from '../handlers/write.ts';
import { type WriteOptions, writeOptions } from '../options.ts';
import type { Resource } from '../resource.ts';

const scaleKind = {
  group: 'autoscaling', version: 'v1', kind: 'Scale', plural: 'scales', singular: 'scale', namespaced: true, verbs: [], shortNames: [], categories: [], subresources: [],
} as const;
const codec = schemaCodec(scaleKind, { kind: scaleKind });
const fieldManager = schemaFieldManager(scaleKind);

interface Scaled extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector & Readonly<Record<string, string>> };
  readonly status?: { readonly replicas?: number };
}

/** Where a kind keeps what a Scale shows; custom resources say it themselves. */
export interface ScalePaths {
  replicas(object: KubeObject): number;
  statusReplicas(object: KubeObject): number;
  selector(object: KubeObject): string;
  withReplicas(draft: Draft, replicas: number): void;
}

const builtin: ScalePaths = {
  replicas: (object) => (object as Scaled).spec.replicas ?? 0,
  statusReplicas: (object) => (object as Scaled).status?.replicas ?? 0,
  selector: (object) => {
    const { selector } = (object as Scaled).spec;
    return formatSelector(object.kind === 'ReplicationController' ? selectorFromSet(selector) : selectorOf(selector));
  },
  withReplicas: (draft, replicas) => {
    draft.spec = { ...(draft.spec as JsonObject), replicas } as Json;
  },
};

export function handleScale(context: Context, resource: Resource, paths: ScalePaths = builtin): Answer {
  const { verb, namespace, name } = context.info;
  const stored = resource.store.get(namespace, name);
  if (!stored) throw notFound(resource.kind, name);
  const virtual: Resource = { ...resource, kind: { ...scaleKind, plural: resource.kind.plural }, codec, fieldManager, shape: () => schemaOf('autoscaling', 'v1', 'Scale'), custom: false, convert: undefined };
  const live = scaleOf(stored, paths);
  switch (verb) {
    case 'get': return { code: 200, object: live };
    case 'update': {
      const options = writeOptions(context, 'UpdateOptions');
      context.dryRun = options.dryRun;
      const draft = decodeBody(context, virtual, options.fieldValidation);
      const meta = draft.metadata as { name?: string; namespace?: string };
      meta.name ??= name;
      checkName(context, virtual, draft);
      return write(context, resource, stored, live, draft, options, paths);
    }
    case 'patch': return patchScale(context, resource, virtual, stored, live, paths);
    default: throw methodNotAllowed();
  }
}

function patchScale(context: Context, resource: Resource, virtual: Resource, stored: KubeObject, live: KubeObject, paths: ScalePaths): Answer {
  const type = patchType(context, virtual);
  const options = patchOptions(context, type);
  if (type !== 'apply') return write(context, resource, stored, live, patched(context, virtual, type, live, options), options, paths);
  const { object, managed } = fieldManager.apply(live, applyBody(context), managerInfo(context, virtual, options, 'scale'), options.force === true, []);
  return write(context, resource, stored, live, codec.decode(object).draft, options, paths, managed);
}

function write(context: Context, resource: Resource, stored: KubeObject, live: KubeObject, scale: Draft, options: WriteOptions, paths: ScalePaths, applied?: readonly ManagedFields[]): Answer {
  // Admission sees the Scale, under the parent's name with its subresource.
  const shown: Resource = { ...resource, codec, fieldManager, shape: () => schemaOf('autoscaling', 'v1', 'Scale'), convert: undefined };
  const seen = admissionRequest(context, shown, 'UPDATE', scale, live, 'scale');
  context.core.admission.mutate(seen);
  const replicas = ((scale.spec as { replicas?: number } | undefined)?.replicas) ?? 0;
  const { name } = stored.metadata;
  if (replicas < 0) throw invalidObject(scaleKind, name, [{ type: 'Invalid', field: 'spec.replicas', value: replicas, detail: 'must be greater than or equal to 0' }]);
  const { uid, resourceVersion } = scale.metadata as { uid?: string; resourceVersion?: string };
  if (uid && uid !== stored.metadata.uid) throw conflict(resource.kind, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stored.metadata.uid}`);
  if (resourceVersion && resourceVersion !== stored.metadata.resourceVersion) throw conflict(resource.kind, name, OPTIMISTIC_LOCK);
  const info = { ...managerInfo(context, resource, options, 'scale'), apiVersion: 'autoscaling/v1' };
  const entries = applied ?? fieldManager.update(live, { ...scale, status: (live as unknown as Draft).status } as Draft, undefined, info) ?? [];
  const managed = parentEntries(stored.metadata.managedFields ?? [], entries, groupVersion(resource.kind));
  const draft = copy(stored) as unknown as Draft;
  (draft.metadata as { managedFields?: readonly ManagedFields[] }).managedFields = managed;
  paths.withReplicas(draft, replicas);
  const { object } = updateDraft(context, resource, stored, draft, '', options, false, seen);
  return { code: 200, object: scaleOf(object, paths) };
}

function scaleOf(parent: KubeObject, paths: ScalePaths): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, managedFields = [] } = parent.metadata;
  const replicas = paths.replicas(parent);
  const selector = paths.selector(parent);
  const entries = scaleEntries(managedFields);
  const scale = {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp, ...(entries.length > 0 ? { managedFields: entries } : {}) },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: paths.statusReplicas(parent), ...(selector ? { selector } : {}) },
  };
  return scale as unknown as KubeObject;
}
