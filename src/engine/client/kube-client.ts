// The typed client of components inside the engine: one call, one answer, in zero virtual time; a refusal is thrown as an ApiError.
import type { Json } from '../base/json.ts';
import { ApiError, type Status } from '../kube/api-error.ts';
import { type Kind, pathOf } from '../kube/kind.ts';
import type { KubeObject, New } from '../kube/object.ts';
import type { Api, ApiRequest, ApiStream, Caller, Query, WatchEvent } from './api.ts';

export interface ListResult<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';
const contentType: Record<PatchType, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export class KubeClient {
  readonly api: Api;
  readonly caller: Caller;

  constructor(api: Api, caller: Caller) {
    this.api = api;
    this.caller = caller;
  }

  /** The same client under a finer actor's name. */
  as(actor: string): KubeClient {
    return new KubeClient(this.api, { ...this.caller, actor });
  }

  get<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): T {
    return this.call('GET', pathOf(kind, namespace, name));
  }

  /** Undefined where there is none; any other refusal is thrown. */
  find<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): T | undefined {
    return ifFound(() => this.get(kind, namespace, name));
  }

  list<T extends KubeObject>(kind: Kind<T>, namespace = '', query: Query = {}): ListResult<T> {
    const list = this.call<{ items: readonly T[]; metadata: { resourceVersion: string } }>('GET', pathOf(kind, namespace), undefined, query);
    return { items: list.items, resourceVersion: list.metadata.resourceVersion };
  }

  watch<T extends KubeObject>(kind: Kind<T>, namespace = '', query: Query = {}): ApiStream<WatchEvent> {
    const response = this.api.request({ method: 'GET', path: pathOf(kind, namespace), query: { ...query, watch: '1' } }, this.caller);
    if (response.body.type !== 'watch') throw ApiError.of((response.body.type === 'json' ? response.body.value : {}) as unknown as Status);
    return response.body.stream;
  }

  create<T extends KubeObject>(kind: Kind<T>, object: New<T>): T {
    return this.call('POST', pathOf(kind, object.metadata.namespace), object);
  }

  update<T extends KubeObject>(kind: Kind<T>, object: T, subresource?: string): T {
    return this.call('PUT', pathOf(kind, object.metadata.namespace, object.metadata.name, subresource), object);
  }

  updateStatus<T extends KubeObject>(kind: Kind<T>, object: T): T {
    return this.update(kind, object, 'status');
  }

  patch<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string, type: PatchType, patch: unknown, subresource?: string, query: Query = {}): T {
    return this.call('PATCH', pathOf(kind, namespace, name, subresource), patch, query, { 'content-type': contentType[type] });
  }

  /** Undefined where it was not there any more. */
  delete<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string, options: DeleteOptions = {}): unknown {
    return ifFound(() => this.call('DELETE', pathOf(kind, namespace, name), { kind: 'DeleteOptions', apiVersion: 'v1', ...options }));
  }

  /** Any other request, for subresources with bodies of their own kind. */
  call<R>(method: ApiRequest['method'], path: string, body?: unknown, query: Query = {}, headers: Record<string, string> = {}): R {
    const response = this.api.request({ method, path, query, headers, ...(body === undefined ? {} : { body: body as Json }) }, this.caller);
    if (response.body.type === 'text' && response.code >= 400) throw textRefusal(response.code, response.body.text);
    if (response.body.type !== 'json') throw new ApiError(500, 'InternalError', 'the answer is not an object');
    if (response.code >= 400) throw ApiError.of(response.body.value as unknown as Status);
    return response.body.value as unknown as R;
  }
}

/** An answer that is no Status, in client-go's words (apimachinery/pkg/api/errors NewGenericServerResponse). */
function textRefusal(code: number, text: string): ApiError {
  if (code === 404) return new ApiError(404, 'NotFound', 'the server could not find the requested resource');
  if (code === 503) return new ApiError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
  return new ApiError(code, 'InternalError', text.trim());
}

/** What `run` gives, or undefined where it is refused with 404. */
export function ifFound<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return undefined;
    throw error;
  }
}
