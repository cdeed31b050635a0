// Which handler answers a request (apiserver/pkg/endpoints/installer.go).
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
  if (!resource) return answerOnly(context);
  if (context.request.method === 'HEAD') throw methodNotAllowed();
  warnOfDeprecation(context);
  if (info.subresource !== '') return handleSubresource(context, resource);
  const { verb } = info;
  if (verb === '' || verb === 'connect' || !resource.kind.verbs.includes(verb) || !fitsPath(verb, info.name)) throw methodNotAllowed();
  switch (verb) {
    case 'get': return handleGet(context, resource);
    case 'list': return handleList(context, resource);
    case 'watch': return handleWatch(context, resource, present(resource));
    case 'create': return handleCreate(context, resource);
    case 'update': return handleUpdate(context, resource, '');
    case 'patch': return handlePatch(context, resource, '');
    case 'delete': return handleDelete(context, resource);
    case 'deletecollection': return handleDeleteCollection(context, resource);
  }
}

/** Objects are created at the collection's path, and changed at their own. */
function fitsPath(verb: string, name: string): boolean {
  return verb === 'create' ? name === '' : verb === 'update' || verb === 'patch' ? name !== '' : true;
}

// The deprecations that the API's lifecycle declares (prerelease-lifecycle).
function warnOfDeprecation(context: Context): void {
  if (context.info.resource === 'endpoints' && context.info.group === '') context.warn('v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice');
}
