// Which handler answers a request (apiserver/pkg/endpoints/installer.go).
import type { Context } from './context.ts';
import { methodNotAllowed, noSuchResource } from './errors.ts';
import type { Answer } from './handlers/answer.ts';
import { handlePatch } from './handlers/patch.ts';
import { handleGet, handleList } from './handlers/read.ts';
import { handleWatch, type Present } from './handlers/watch.ts';
import { handleCreate, handleDelete, handleDeleteCollection, handleUpdate } from './handlers/write.ts';
import type { Resource } from './resource.ts';

export function route(context: Context, present: (resource: Resource) => Present): Answer {
  const { info, core } = context;
  const resource = core.resources.find(info.group, info.version, info.resource);
  if (!resource) throw noSuchResource();
  if (info.subresource !== '') return routeSubresource(context, resource);
  const { verb } = info;
  if (verb === '' || verb === 'connect' || !resource.kind.verbs.includes(verb)) throw methodNotAllowed();
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

function routeSubresource(context: Context, resource: Resource): Answer {
  const { info } = context;
  const subresource = resource.kind.subresources.find(({ name }) => name === info.subresource);
  if (!subresource) throw noSuchResource();
  if (subresource.name === 'status') {
    switch (info.verb) {
      case 'get': return handleGet(context, resource);
      case 'update': return handleUpdate(context, resource, 'status');
      case 'patch': return handlePatch(context, resource, 'status');
      default: throw methodNotAllowed();
    }
  }
  throw methodNotAllowed();
}
