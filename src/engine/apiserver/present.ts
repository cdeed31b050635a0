// Puts an answer into the form that Accept asks for (apiserver/pkg/endpoints/handlers/response.go).
import type { Json } from '../base/json.ts';
import { type ApiResponse, asJson } from '../client/api.ts';
import { ApiError } from '../kube/api-error.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Context } from './context.ts';
import { formatYaml } from '../kube/yaml.ts';
import type { Page } from './discovery/page.ts';
import type { Answer, ListValue } from './handlers/answer.ts';
import type { Present } from './handlers/watch.ts';
import { negotiate, type Negotiated, notAcceptable, type Transform } from './negotiation.ts';
import { queryValue } from './request-info.ts';
import type { Resource } from './resource.ts';
import { goPackage } from './handlers/decode.ts';
import { asServed } from './handlers/write.ts';
import { includeObject, partial, tableOf } from './table.ts';
import { scaleTable } from './tables/scale.ts';

/** The form of a watch's objects. */
export function present(context: Context, resource: Resource): Present {
  const { transform } = negotiate(context.request);
  if (transform === 'PartialObjectMetadata') return partial;
  if (transform !== 'Table') return resource.convert ? (object) => asJson(asServed(resource, object)) : asJson;
  const include = includeObject(queryValue(context.request.query, 'includeObject'));
  let headers = true;
  return (object) => {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const table = tableOf({ strategy: resource.strategy, items: [rowOf(resource, object)], metadata, include, nowMs: context.nowMs, headers });
    headers = false;
    return table;
  };
}

export function respond(context: Context, resource: Resource | undefined, answer: Answer): ApiResponse {
  const negotiated = negotiate(context.request);
  const { code, headers = {} } = answer;
  if (answer.body) return { code, headers: { ...cacheControl, ...headers }, warnings: context.warnings, body: answer.body };
  const value = formed(context, resource, answer, negotiated);
  if (negotiated.yaml) {
    return { code, headers: { ...cacheControl, 'content-type': 'application/yaml', ...headers }, warnings: context.warnings, body: { type: 'text', text: formatYaml(value) } };
  }
  return { code, headers: { ...cacheControl, 'content-type': 'application/json', ...headers }, warnings: context.warnings, body: { type: 'json', value } };
}

/** Discovery, health and the like. */
export function pageResponse(page: Page): ApiResponse {
  const headers = { ...cacheControl, 'content-type': page.contentType ?? 'application/json' };
  return { code: page.code, headers, warnings: [], body: 'text' in page ? { type: 'text', text: page.text } : { type: 'json', value: page.value } };
}

export const cacheControl = { 'cache-control': 'no-cache, private' } as const;

function formed(context: Context, resource: Resource | undefined, answer: Answer, { transform }: Negotiated): Json {
  const { code, object, list } = answer;
  if (object) {
    if (transform === undefined) return asJson(resource ? asServed(resource, object) : object);
    // What is answered and never stored has no columns (endpoints/handlers/rest.go, AllowsMediaTypeTransform).
    if (!resource) throw notAcceptable();
    if (transform === 'PartialObjectMetadata') return partial(object);
    if (transform === 'Table') return table(context, resource, [object], { resourceVersion: object.metadata.resourceVersion });
    throw notThat(`you requested PartialObjectMetadataList, but the requested object is not a list (*${goType(resource, '')})`);
  }
  if (list) {
    if (transform === undefined || !resource) return plainList(context, list.value, list.items, resource);
    if (transform === 'Table') return table(context, resource, list.items, tableMeta(list.value));
    if (transform === 'PartialObjectMetadata') throw notThat(`you requested PartialObjectMetadata, but the requested object is a list (*${goType(resource, 'List')})`);
    return { kind: transform satisfies Transform, apiVersion: 'meta.k8s.io/v1', metadata: { ...list.value.metadata }, items: list.items.map(partial) };
  }
  if (transform !== undefined && !resource && context.info.verb === 'create' && code < 300) throw notAcceptable();
  return answer.value ?? null;
}

const notThat = (message: string): ApiError => new ApiError(406, 'NotAcceptable', message);

function goType({ kind, custom }: Resource, suffix: string): string {
  if (custom) return `unstructured.Unstructured${suffix}`;
  return `${goPackage(kind.group)}.${kind.kind}${suffix}`;
}

function tableMeta({ metadata: { continue: token, ...rest } }: ListValue): Readonly<Record<string, Json | undefined>> {
  return token ? { ...rest, continue: token } : rest;
}

/** The columns of a custom resource are those of the version that is served. */
const rowOf = (resource: Resource, object: KubeObject): KubeObject => (resource.custom ? asServed(resource, object) : object);

function table(context: Context, resource: Resource, items: readonly KubeObject[], metadata: Readonly<Record<string, Json | undefined>>): Json {
  const include = includeObject(queryValue(context.request.query, 'includeObject'));
  resource.convert?.prepare?.(items);
  const strategy = items[0]?.kind === 'Scale' ? { ...resource.strategy, ...scaleTable } : resource.strategy;
  return tableOf({ strategy, items: items.map((item) => rowOf(resource, item)), metadata, include, nowMs: context.nowMs, headers: true });
}

// Over the wire the items of a typed list carry no kind; in process (no Accept) they stay the stored objects themselves.
function plainList(context: Context, { kind, apiVersion, metadata }: ListValue, stored: readonly KubeObject[], resource: Resource | undefined): Json {
  resource?.convert?.prepare?.(stored);
  const items = resource?.convert ? stored.map((item) => asServed(resource, item)) : stored;
  if (resource?.custom || context.request.headers?.['accept'] === undefined) return { kind, apiVersion, metadata: { ...metadata }, items: items as unknown as readonly Json[] };
  return { kind, apiVersion, metadata: { ...metadata }, items: items.map(withoutKind) };
}

function withoutKind(item: KubeObject): Json {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = item;
  return rest as unknown as Json;
}
