// GET of one object and of lists: resource versions, pages, selectors (apiserver/pkg/endpoints/handlers/get.go, storage/etcd3/store.go).
import { ApiError, notFound } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Context } from '../context.ts';
import { continueAt, continueToken, parseContinue } from './continue.ts';
import { expired } from '../errors.ts';
import { listOptions, type ListOptions, parseVersion } from '../options.ts';
import { queryValue } from '../request-info.ts';
import type { Resource } from '../resource.ts';
import { selectionFor } from '../selectors.ts';
import type { Answer } from './answer.ts';

export function handleGet(context: Context, resource: Resource): Answer {
  const { namespace, name } = context.info;
  checkNotFuture(context, parseVersion(queryValue(context.request.query, 'resourceVersion') ?? ''));
  const stored = resource.store.get(namespace, name);
  if (!stored) throw notFound(resource.kind, name);
  return { code: 200, object: stored };
}

export function handleList(context: Context, resource: Resource): Answer {
  const options = listOptions(context, false);
  const { namespace } = context.info;
  const { selection, fields } = selectionFor(context, resource);
  const from = startOf(context, resource, options, namespace);
  const exact = options.continue !== '' || options.resourceVersionMatch === 'Exact' || (options.limit > 0 && options.resourceVersion !== '' && options.resourceVersion !== '0' && options.resourceVersionMatch === '');
  if (!exact) checkNotFuture(context, from.revision);
  const paged = options.limit > 0 && options.resourceVersion !== '0';
  const { items, remaining, revision, last } = collect(context, resource, {
    namespace,
    revision: exact ? from.revision : undefined,
    startKey: from.startKey,
    limit: paged ? options.limit : 0,
    wanted: (object) => selection.everything || selection.matches('', object, () => fields(object)),
    everything: selection.everything,
  });
  const { kind } = resource;
  const more = remaining > 0 && last !== undefined;
  const metadata = {
    resourceVersion: String(revision),
    ...(resource.custom ? { continue: '' } : {}),
    ...(more ? { continue: continueToken(resource.store.prefixOf(namespace), last, revision) } : {}),
    ...(more && selection.everything ? { remainingItemCount: remaining } : {}),
  };
  return { code: 200, list: { value: { kind: `${kind.kind}List`, apiVersion: groupVersion(kind), metadata, items: [] }, items } };
}

interface Wanted {
  readonly namespace: string;
  readonly revision: number | undefined;
  readonly startKey: string | undefined;
  readonly limit: number;
  readonly everything: boolean;
  wanted(object: KubeObject): boolean;
}

interface Collected {
  readonly items: readonly KubeObject[];
  readonly remaining: number;
  readonly revision: number;
  readonly last: string | undefined;
}

function collect(context: Context, resource: Resource, { namespace, revision, startKey, limit, everything, wanted }: Wanted): Collected {
  const { store } = resource;
  const read = { ...(revision === undefined ? {} : { revision }), ...(startKey === undefined ? {} : { startKey }) };
  try {
    if (everything || limit === 0) {
      const result = store.range(namespace, { ...read, limit });
      const values = result.items.map((item) => item.value);
      return { items: everything ? values : values.filter(wanted), remaining: result.remaining, revision: result.revision, last: result.items.at(-1)?.key };
    }
    const result = store.range(namespace, read);
    const items: KubeObject[] = [];
    for (const [i, item] of result.items.entries()) {
      if (!wanted(item.value)) continue;
      items.push(item.value);
      if (items.length === limit) return { items, remaining: result.items.length - i - 1, revision: result.revision, last: item.key };
    }
    return { items, remaining: 0, revision: result.revision, last: undefined };
  } catch (error) {
    throw readError(context, revision, startKey?.slice(store.prefixOf(namespace).length), error);
  }
}

function readError(context: Context, revision: number | undefined, startKey: string | undefined, error: unknown): unknown {
  const text = error instanceof Error ? error.message : '';
  if (text.includes('future revision')) return tooLarge(revision ?? 0, context.core.etcd.revision);
  if (!text.includes('compacted')) return error;
  if (startKey === undefined) return expired('The resourceVersion for the provided list is too old.');
  return goesOn(startKey);
}

/** The revision of the first page is gone; the rest can be had as it is now. */
function goesOn(startKey: string): ApiError {
  const text =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  const { status } = expired(text);
  return ApiError.of({ ...status, metadata: { continue: continueAt(startKey, -1) } });
}

function startOf(context: Context, resource: Resource, options: ListOptions, namespace: string): { readonly revision: number | undefined; readonly startKey: string | undefined } {
  if (options.continue === '') return { revision: parseVersion(options.resourceVersion), startKey: undefined };
  const { revision, startKey } = parseContinue(options.continue, resource.store.prefixOf(namespace));
  if (options.resourceVersion !== '' && options.resourceVersion !== '0') throw new ApiError(400, 'BadRequest', 'specifying resource version is not allowed when using continue');
  return { revision: revision < 0 ? context.core.etcd.revision : revision, startKey };
}

export function checkNotFuture(context: Context, revision: number | undefined): void {
  if (revision !== undefined && revision > context.core.etcd.revision) throw tooLarge(revision, context.core.etcd.revision);
}

function tooLarge(asked: number, current: number): ApiError {
  return new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
