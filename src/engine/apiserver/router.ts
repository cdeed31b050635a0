// Which handler answers a request (apiserver/pkg/endpoints/installer.go).
import { ApiError } from '../kube/api-error.ts';
import { groupResource } from '../kube/kind.ts';
import { builtinKinds, kinds } from '../kube/kinds.generated.ts';
import type { Context } from './context.ts';
import { handleSubresource } from './subresources/table.ts';
import { methodNotAllowed } from './errors.ts';
import type { Answer } from './handlers/answer.ts';
import { handlePatch } from './handlers/patch.ts';
import { handleGet, handleList } from './handlers/read.ts';
import { handleWatch, type Present } from './handlers/watch.ts';
import { handleCreate, handleDelete, handleDeleteCollection, handleUpdate } from './handlers/write.ts';
import type { Resource } from './resource.ts';
import { answerOnly } from './reviews/table.ts';

export function route(context: Context, present: (resource: Resource) => Present): Answer {
  const { info, core } = context;
  const resource = core.resources.find(info.group, info.version, info.resource);
  if (!resource) return isServedVersion(context) ? answerOnly(context) : notFoundPage;
  if (context.request.method === 'HEAD') throw methodNotAllowed();
  if (!inScope(context, resource)) return notFoundPage;
  warnOfDeprecation(context, resource);
  if (info.subresource !== '') return handleSubresource(context, resource);
  const { verb } = info;
  if (verb === '' || verb === 'connect' || !resource.kind.verbs.includes(verb) || !fitsPath(verb, info.name)) throw methodNotAllowed();
  switch (verb) {
    case 'get': return handleGet(context, resource);
    case 'list': return handleList(context, resource);
    case 'watch': return handleWatch(context, resource, present(resource));
    case 'create': {
      if (resource.custom) refuseWhileEnding(context, resource);
      return handleCreate(context, resource);
    }
    case 'update': return handleUpdate(context, resource, '');
    case 'patch': return handlePatch(context, resource, '');
    case 'delete': return handleDelete(context, resource);
    case 'deletecollection': return handleDeleteCollection(context, resource);
  }
}

const notFoundPage: Answer = { code: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: { type: 'text', text: '404 page not found\n' } };

/** A definition that is being deleted lets nothing new in (apiextensions-apiserver/pkg/apiserver/customresource_handler.go). */
function refuseWhileEnding(context: Context, { kind }: Resource): void {
  const name = groupResource(kind);
  if (context.find(kinds.customresourcedefinitions, '', name)?.metadata.deletionTimestamp === undefined) return;
  throw new ApiError(405, 'MethodNotAllowed', 'create not allowed while custom resource definition is terminating', { group: kind.group, kind: kind.plural });
}

/** Paths under a group that nobody serves are no resources at all. */
function isServedVersion({ info, core }: Context): boolean {
  const served = ({ group }: { readonly group: string }): boolean => group === info.group;
  return builtinKinds.some(served) || (core.resources.all().some(({ custom, kind }) => custom && served(kind)) && core.resources.all().some(({ kind }) => served(kind) && kind.version === info.version));
}

/** A cluster-scoped resource has no path inside a namespace. */
function inScope({ info }: Context, { kind }: Resource): boolean {
  return kind.namespaced || info.namespace === '' || info.resource === 'namespaces';
}

/** Objects are created at the collection's path, and changed at their own. */
function fitsPath(verb: string, name: string): boolean {
  return verb === 'create' ? name === '' : verb === 'update' || verb === 'patch' ? name !== '' : true;
}

// The deprecations that the API's lifecycle declares (prerelease-lifecycle).
function warnOfDeprecation(context: Context, resource: Resource): void {
  if (resource.deprecation !== undefined) context.warn(resource.deprecation);
  if (context.info.resource === 'endpoints' && context.info.group === '') context.warn('v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice');
}
