// POST, PUT and DELETE of a resource (apiserver/pkg/endpoints/handlers/{create,update,delete}.go).
import { badRequest, notFound } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import type { KubeObject, ManagedFields } from '../../kube/object.ts';
import type { AdmissionRequest } from '../admission/admission.ts';
import { checkEscalation } from '../authorization/escalation.ts';
import type { Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import { deletionOptions, managerOf, type WriteOptions, writeOptions } from '../options.ts';
import { createStored } from '../registry/create.ts';
import { deleteStored } from '../registry/delete.ts';
import { statusTakesMeta, updateStored } from '../registry/update.ts';
import type { Resource } from '../resource.ts';
import { selectionFor } from '../selectors.ts';
import { rulesFor } from '../subresources/update-rules.ts';
import type { Answer } from './answer.ts';
import { decodeBody } from './decode.ts';

export function handleCreate(context: Context, resource: Resource): Answer {
  const options = writeOptions(context, 'CreateOptions');
  context.dryRun = options.dryRun;
  const draft = decodeBody(context, resource, options.fieldValidation);
  return { code: 201, object: createDraft(context, resource, draft, options) };
}

/** Creates from a decoded draft, with managed fields and admission. */
export function createDraft(context: Context, resource: Resource, served: Draft, options: WriteOptions, manage = true): KubeObject {
  if (manage) setManagedFields(served, trackedFields(context, resource, undefined, served, options, ''));
  const draft = resource.convert ? resource.convert.toStored(served) : served;
  const request = admissionRequest(context, resource, 'CREATE', draft, undefined);
  context.core.admission.mutate(request);
  checkEscalation(context, resource.kind, draft, undefined);
  const object = createStored(context, resource, draft, () => context.core.admission.validate({ ...request, name: String(draft.metadata.name ?? '') }));
  resource.convert?.remember?.(object, served);
  return object;
}

export function handleUpdate(context: Context, resource: Resource, subresource: string): Answer {
  const options = writeOptions(context, 'UpdateOptions');
  context.dryRun = options.dryRun;
  const { name, namespace } = context.info;
  const stored = resource.store.get(namespace, name);
  const draft = decodeBody(context, resource, options.fieldValidation, subresource === 'status' && !resource.convert ? stored : undefined);
  checkIdentity(draft, name, resource.kind.namespaced ? namespace : '');
  if (!stored) {
    if (resource.strategy.allowCreateOnUpdate && subresource === '') {
      draft.metadata.name = name;
      return { code: 201, object: createDraft(context, resource, draft, options) };
    }
    throw notFound(resource.kind, name);
  }
  const { object } = updateDraft(context, resource, stored, draft, subresource, options);
  return { code: 200, object: object };
}

/** Updates from a decoded draft, with managed fields and admission; `seen`: admission was asked to change another object already, of which this one was made, and judges that. */
export function updateDraft(context: Context, resource: Resource, stored: KubeObject, served: Draft, subresource: string, options: WriteOptions, manage = true, seen?: AdmissionRequest): { readonly object: KubeObject } {
  const rules = rulesFor(resource, subresource);
  if (manage) {
    const live = resource.convert ? resource.convert.fromStored(stored) : stored;
    setManagedFields(served, trackedFields(context, resource, live, served, options, subresource));
  }
  const draft = resource.convert ? resource.convert.toStored(served) : served;
  const request = seen ?? admissionRequest(context, resource, 'UPDATE', draft, stored, subresource);
  if (!seen) context.core.admission.mutate(request);
  checkEscalation(context, resource.kind, draft, stored);
  const updated = updateStored(context, resource, stored, draft, {
    ...rules,
    validate: (object, old, strategyContext) => {
      const errors = rules.validate(object, old, strategyContext);
      if (errors.length === 0) context.core.admission.validate(request);
      return errors;
    },
  });
  resource.convert?.remember?.(updated.object, served);
  return updated;
}

/** Who manages what after this write. What the endpoint resets (status here, all else there) is not the writer's. */
function trackedFields(context: Context, resource: Resource, live: KubeObject | undefined, served: Draft, options: WriteOptions, subresource: string): readonly ManagedFields[] | undefined {
  const sent = served.metadata.managedFields as readonly ManagedFields[] | undefined;
  let next: Draft = served;
  if (subresource === 'status' && live) next = { ...(live as unknown as Draft), metadata: (statusTakesMeta(resource) ? served : live).metadata as Draft['metadata'], status: served.status } as Draft;
  else if (served.status !== undefined && resource.kind.subresources.some(({ name }) => name === 'status')) next = { ...served, status: (live as Draft | undefined)?.status } as Draft;
  return resource.fieldManager.update(live, next, sent, managerInfo(context, resource, options, subresource));
}

export function managerInfo(context: Context, resource: Resource, options: WriteOptions, subresource: string): { manager: string; apiVersion: string; subresource: string; nowMs: number } {
  return { manager: managerOf(context, options), apiVersion: groupVersion(resource.kind), subresource, nowMs: context.nowMs };
}

export function setManagedFields(draft: Draft, managed: readonly ManagedFields[] | undefined): void {
  const meta = draft.metadata as { managedFields?: readonly ManagedFields[] };
  if (managed === undefined) delete meta.managedFields;
  else meta.managedFields = managed;
}

export function admissionRequest(context: Context, resource: Resource, operation: AdmissionRequest['operation'], draft: Draft | undefined, stored: KubeObject | undefined, subresource = ''): AdmissionRequest {
  const name = draft?.metadata.name ?? stored?.metadata.name ?? context.info.name;
  return { context, resource, operation, subresource, namespace: context.namespace, name: (name as string | undefined) ?? '', draft, stored };
}

export function asServed(resource: Resource, object: KubeObject): KubeObject {
  return resource.convert ? resource.convert.fromStored(object) : object;
}

function checkIdentity(draft: Draft, name: string, namespace: string): void {
  const meta = draft.metadata as { name?: string; namespace?: string };
  if (!meta.name) meta.name = name;
  else if (meta.name !== name) throw badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${name})`);
  if (namespace === '') return;
  if (!meta.namespace) meta.namespace = namespace;
  else if (meta.namespace !== namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

export function handleDelete(context: Context, resource: Resource): Answer {
  const options = deletionOptions(context);
  context.dryRun = options.dryRun;
  const { name, namespace } = context.info;
  const stored = resource.store.get(namespace, name);
  if (!stored) {
    context.core.admission.validate(admissionRequest(context, resource, 'DELETE', undefined, undefined));
    throw notFound(resource.kind, name);
  }
  context.core.admission.validate(admissionRequest(context, resource, 'DELETE', undefined, stored));
  const deletion = deleter(context, resource, options);
  const { object, gone } = deletion([stored])[0] as ReturnType<typeof deleteStored>;
  if (!gone || resource.strategy.returnsDeleted) {
    return { code: !gone && options.orphanDependents === false ? 202 : 200, object };
  }
  const { group, plural } = resource.kind;
  const details = { name, ...(group ? { group } : {}), kind: plural, uid: object.metadata.uid };
  return { code: 200, value: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

/** Deletes; where somebody must be asked what objects look like at the version that is served, before they are gone. */
function deleter(context: Context, resource: Resource, options: ReturnType<typeof deletionOptions>): (objects: readonly KubeObject[]) => ReturnType<typeof deleteStored>[] {
  return (objects) => {
    const { convert } = resource;
    convert?.prepare?.(objects);
    const before = convert?.remember ? objects.map((object) => convert.fromStored(object)) : [];
    return objects.map((object, i) => {
      const deleted = deleteStored(context, resource, object, options);
      if (before[i]) convert?.remember?.(deleted.object, before[i] as unknown as Draft);
      return deleted;
    });
  };
}

export function handleDeleteCollection(context: Context, resource: Resource): Answer {
  const options = deletionOptions(context);
  context.dryRun = options.dryRun;
  const { namespace } = context.info;
  const { selection, fields } = selectionFor(context, resource);
  const chosen: KubeObject[] = [];
  for (const stored of resource.store.list(namespace)) {
    if (!selection.matches(namespace, stored, () => fields(stored))) continue;
    context.core.admission.validate(admissionRequest(context, resource, 'DELETE', undefined, stored));
    chosen.push(stored);
  }
  const items = deleter(context, resource, options)(chosen).map(({ object }) => object);
  const { kind } = resource;
  const value = { kind: `${kind.kind}List`, apiVersion: groupVersion(kind), metadata: { resourceVersion: String(context.core.etcd.revision) }, items: [] };
  return { code: 200, list: { value, items } };
}

