// Every subresource with a handler of its own; the others are updates of the object under rules of their own.
import type { Context } from '../context.ts';
import { notFound } from '../../kube/api-error.ts';
import { methodNotAllowed, noSuchResource } from '../errors.ts';
import type { Answer } from '../handlers/answer.ts';
import { handlePatch } from '../handlers/patch.ts';
import { handleGet } from '../handlers/read.ts';
import { handleUpdate } from '../handlers/write.ts';
import type { Resource } from '../resource.ts';
import { handleBinding } from './binding.ts';
import { handleEviction } from './eviction.ts';
import { handleAttach, handleExec, handleLog, handlePortForward } from './pod-connect.ts';
import { handleProxy } from './proxy.ts';
import { handleScale } from './scale.ts';
import { handleToken } from './token.ts';

type Handler = (context: Context, resource: Resource) => Answer;

const handlers: Readonly<Record<string, Handler>> = {
  scale: (context, resource) => handleScale(context, resource, resource.scale?.()),
  'pods/binding': (context, resource) => handleBinding(context, resource, context.info.name),
  'pods/eviction': handleEviction,
  'pods/log': handleLog,
  'pods/exec': handleExec,
  'pods/attach': handleAttach,
  'pods/portforward': handlePortForward,
  'pods/proxy': handleProxy,
  'services/proxy': handleProxy,
  'nodes/proxy': handleProxy,
  'serviceaccounts/token': handleToken,
};

export function handleSubresource(context: Context, resource: Resource): Answer {
  const { subresource, verb } = context.info;
  const known = resource.kind.subresources.find(({ name }) => name === subresource);
  // A custom resource without the subresource says that the object is not there (apiextensions-apiserver/pkg/apiserver/customresource_handler.go).
  if (!known) throw resource.custom ? notFound(resource.kind, context.info.name) : noSuchResource();
  if (!known.verbs.includes(verb)) throw methodNotAllowed();
  const own = handlers[subresource] ?? handlers[`${resource.kind.plural}/${subresource}`];
  if (own) return own(context, resource);
  switch (verb) {
    case 'get': return handleGet(context, resource);
    case 'update': return handleUpdate(context, resource, subresource);
    case 'patch': return handlePatch(context, resource, subresource);
    default: throw methodNotAllowed();
  }
}
