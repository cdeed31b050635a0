// From arguments and flags to the objects that they mean (cli-runtime/pkg/resource/builder.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { type Labels, matches, parseSelector } from '../../kube/labels.ts';
import { decode } from '../../kube/schema/decode.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import { SelectorError } from '../../kube/label-requirement.ts';
import { Aggregate, CliError, NoMatchError, UrlError, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import type { ApiResource } from '../rest/discovery.ts';
import { schemaFault } from '../ops/validation.ts';
import { type Asked, type Query, askedOf } from './asked.ts';
import { documentsOf, kindOf } from './manifest.ts';

/** What is meant, before the server was asked. */
export type Target =
  | { readonly type: 'name'; readonly resource: ApiResource; readonly namespace: string; readonly name: string; readonly subresource: string; readonly source?: string; readonly object?: JsonObject }
  | { readonly type: 'list'; readonly resource: ApiResource; readonly namespace: string; readonly labelSelector: string; readonly fieldSelector: string }
  | { readonly type: 'object'; readonly resource: ApiResource; readonly namespace: string; readonly name: string; readonly source: string; readonly object: JsonObject; /** Items of one List share it. */ readonly document: number };

export interface Targets {
  readonly targets: readonly Target[];
  /** What did not work, to be told after the rest was done. */
  readonly errors: readonly unknown[];
  /** Whether one single thing was asked for: it is then printed by itself, not in a List. */
  readonly single: boolean;
  /** Whether the targets come from files. */
  readonly fromFiles: boolean;
}

export const MISSING_RESOURCE = "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

/** The usual flags as a query. */
export function queryOf(ctx: Invocation, args: readonly string[], more: Partial<Query> = {}): Query {
  const { flags } = ctx;
  return {
    args,
    ...(flags.has('filename') ? { filenames: flags.list('filename'), kustomize: flags.string('kustomize'), recursive: flags.bool('recursive') } : {}),
    ...(flags.has('selector') ? { labelSelector: flags.string('selector') } : {}),
    ...(flags.has('field-selector') ? { fieldSelector: flags.string('field-selector') } : {}),
    ...(flags.has('all') ? { typeAlone: flags.bool('all') } : {}),
    ...(flags.has('all-namespaces') ? { allNamespaces: flags.bool('all-namespaces') } : {}),
    ...(flags.has('local') ? { local: flags.bool('local') } : {}),
    ...more,
  };
}

/** @throws what makes the whole question void; faults of single files or names come in `errors` */
export function* targetsOf(ctx: Invocation, query: Query): Fiber<Targets> {
  const asked = yield* askedOf(ctx, query);
  if (query.all) asked.labelSelector = '';
  if (asked.sources.length > 0) return yield* fileTargets(ctx, query, asked);
  if (asked.labelSelector !== undefined || asked.fieldSelector !== undefined) return yield* selectedTargets(ctx, query, asked);
  if (asked.tuples.length > 0) return yield* tupleTargets(ctx, query, asked);
  if (asked.names.length > 0) return yield* namedTargets(ctx, query, asked);
  if (asked.types.length === 0) throw new CliError(MISSING_RESOURCE);
  for (const type of asked.types) yield* resourceOf(ctx, type);
  throw new CliError('resource(s) were provided, but no name was specified');
}

function* selectedTargets(ctx: Invocation, query: Query, { names, tuples, types, namespace, labelSelector = '', fieldSelector = '' }: Asked): Fiber<Targets> {
  if (names.length) throw new CliError('name cannot be provided when a selector is specified');
  if (tuples.length) throw new CliError('selectors and the all flag cannot be used when passing resource/name arguments');
  if (types.length === 0) throw new CliError('at least one resource must be specified to use a selector');
  if (query.subresource) throw new CliError('subresource cannot be used when bulk resources are specified');
  const resources = yield* resourcesOf(ctx, query, types);
  return { targets: resources.map((resource) => ({ type: 'list', resource, namespace: resource.namespaced ? namespace : '', labelSelector, fieldSelector })), errors: [], single: false, fromFiles: false };
}

function* tupleTargets(ctx: Invocation, query: Query, { tuples, namespace }: Asked): Fiber<Targets> {
  const resources = new Map<string, ApiResource>();
  for (const [type] of tuples) if (!resources.has(type)) resources.set(type, yield* resourceOf(ctx, type));
  if (query.singleType && new Set(resources.values()).size > 1) throw new CliError(SINGLE_TYPE);
  return { targets: tuples.map(([type, name]) => named(resources.get(type) as ApiResource, namespace, name, query)), errors: [], single: tuples.length === 1, fromFiles: false };
}

function* namedTargets(ctx: Invocation, query: Query, { types, names, namespace }: Asked): Fiber<Targets> {
  if (types.length > 1) throw new CliError('you must specify only one resource');
  const [resource] = yield* resourcesOf(ctx, query, types);
  return { targets: names.map((name) => named(resource as ApiResource, namespace, name, query)), errors: [], single: names.length === 1, fromFiles: false };
}

const SINGLE_TYPE = 'you may only specify a single resource type';

function* resourcesOf(ctx: Invocation, query: Query, types: readonly string[]): Fiber<readonly ApiResource[]> {
  if (query.singleType && types.length > 1) throw new CliError(SINGLE_TYPE);
  const found: ApiResource[] = [];
  for (const type of types) {
    const resource = yield* resourceOf(ctx, type);
    if (!found.includes(resource)) found.push(resource);
  }
  return found;
}

function named(resource: ApiResource, namespace: string, name: string, query: Query): Target {
  if (resource.namespaced && namespace === '') throw new CliError(query.allNamespaces ? 'a resource cannot be retrieved by name across all namespaces' : 'namespace may not be empty when retrieving a resource by name');
  return { type: 'name', resource, namespace: resource.namespaced ? namespace : '', name, subresource: query.subresource ?? '' };
}

/** @throws NoMatchError: `the server doesn't have a resource type "foo"` */
export function* resourceOf(ctx: Invocation, type: string): Fiber<ApiResource> {
  return (yield* ctx.lookUp((mapper) => mapper.find(type))) ?? (yield* ctx.mapper()).resource(type);
}

function* fileTargets(ctx: Invocation, query: Query, { sources, types, names, tuples, labelSelector }: Asked): Fiber<Targets> {
  if (types.length) throw new CliError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  if (names.length) throw new CliError('name cannot be provided when a path is specified');
  if (tuples.length) throw new CliError('resource/name arguments cannot be provided when a path is specified');
  const selected = filterOf(labelSelector ?? '');
  const errors: unknown[] = [];
  const targets: Target[] = [];
  let document = 0;
  for (const { source, read } of sources) {
    try {
      for (const objects of documentsOf(yield* read(), source)) {
        document++;
        for (const object of objects) {
          try {
            const target = yield* objectTarget(ctx, object, source, query);
            if (selected(object)) targets.push({ ...target, document });
          } catch (error) {
            if (!(error instanceof CliError)) throw error;
            errors.push(error);
          }
        }
      }
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      errors.push(error);
    }
  }
  return { targets, errors, single: sources.length === 1 && sources[0]?.source !== 'STDIN', fromFiles: true };
}

/** Of what files hold, too, a selector takes only what it matches. @throws CliError */
function filterOf(labelSelector: string): (object: JsonObject) => boolean {
  if (labelSelector === '') return () => true;
  try {
    const selector = parseSelector(labelSelector);
    return (object) => matches(selector, isObject(object['metadata']) ? (object['metadata']['labels'] as Labels) : undefined);
  } catch (error) {
    throw error instanceof SelectorError ? new CliError(`the provided selector ${JSON.stringify(labelSelector)} is not valid: ${error.message}`) : error;
  }
}

type FileTarget = Extract<Target, { readonly type: 'object' }>;

function* objectTarget(ctx: Invocation, object: JsonObject, source: string, query: Query): Fiber<Omit<FileTarget, 'document'>> {
  const fault = query.validate ? schemaFault(object, source) : undefined;
  if (fault) throw fault;
  const { apiVersion, kind } = kindOf(object, source);
  const read = query.typed ? mustDecode(object, apiVersion, kind, source) : object;
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const name = textOf(metadata['name']);
  const own = textOf(metadata['namespace']);
  const resource = query.local ? unmapped(apiVersion, kind) : yield* ctx.lookUp((mapper) => mapper.kind(apiVersion, kind));
  if (!resource) {
    throw new NoMatchError(`resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(own)} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`);
  }
  if (!resource.namespaced && !query.local) return { type: 'object', resource, namespace: '', name, source, object };
  const wanted = query.namespace ?? ctx.namespace;
  if (ctx.namespaceExplicit && own && own !== wanted) {
    throw new CliError(`the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(wanted)}. You must pass '--namespace=${own}' to perform this operation.`);
  }
  const namespace = own || wanted;
  if (query.local) return { type: 'object', resource, namespace, name, source, object: read };
  return { type: 'object', resource, namespace, name, source, object: { ...object, metadata: { ...metadata, namespace } } };
}

/** What is known of a kind without a server. */
function unmapped(apiVersion: string, kind: string): ApiResource {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return { group, version, kind, plural: '', singular: '', shortNames: [], categories: [], verbs: [], namespaced: false, subresources: [], preferred: true };
}

/** The object as Go's type holds it. @throws CliError where it is no object of kubectl's own types */
function mustDecode(object: JsonObject, apiVersion: string, kind: string, source: string): JsonObject {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const shape = schemaOf(group, version, kind);
  if (!shape || FOREIGN.has(group)) throw new CliError(`unable to decode ${JSON.stringify(source)}: no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/scheme/scheme.go:28"`);
  const { value, error } = decode(object, shape);
  if (error !== undefined) throw new CliError(`unable to decode ${JSON.stringify(source)}: ${error}`);
  return value as JsonObject;
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** An object of the cluster (or of a file), and where it lives. */
export interface Info {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly name: string;
  readonly object: JsonObject;
  readonly source?: string;
}

export interface Infos {
  readonly infos: readonly Info[];
  readonly errors: readonly unknown[];
  readonly single: boolean;
}

export function pathTo(resource: ApiResource, namespace = '', name = '', subresource = ''): string {
  const base = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const inNamespace = resource.namespaced && namespace ? `/namespaces/${namespace}` : '';
  return `${base}${inNamespace}/${resource.plural}${name ? `/${encodeURIComponent(name)}` : ''}${subresource ? `/${subresource}` : ''}`;
}

/** The live objects of a query; for files too, unless `local`. */
export function* infosOf(ctx: Invocation, query: Query, local = false): Fiber<Infos> {
  const infos: Info[] = [];
  const { errors, single } = yield* visitEach(ctx, query, { local }, function* keep(info) {
    infos.push(info);
  });
  return { infos, errors, single };
}

export interface VisitOptions {
  /** Objects of files are taken as they are. */
  readonly local?: boolean;
  /** Called when it is known what is meant (and whether that is one single thing), before anything is fetched. */
  readonly ready?: ((single: boolean) => void) | undefined;
}

/** Does something with one object after the other, each fetched when its turn comes; what went wrong is thrown at the end, in that order. @returns how many there were */
export function* visit(ctx: Invocation, query: Query, each: (info: Info) => Fiber<void>, { local = false, ready }: VisitOptions = {}): Fiber<number> {
  let count = 0;
  const { errors } = yield* visitEach(ctx, query, { local, ready }, function* counted(info) {
    count++;
    yield* each(info);
  });
  throwAll(errors);
  return count;
}

const isRefusal = (error: unknown): boolean => error instanceof ApiError || error instanceof CliError || error instanceof UrlError || error instanceof Aggregate;

function* visitEach(ctx: Invocation, query: Query, { local = false, ready }: VisitOptions, each: (info: Info) => Fiber<void>): Fiber<{ readonly errors: readonly unknown[]; readonly single: boolean }> {
  const found = yield* targetsOf(ctx, query);
  ready?.(found.single);
  const errors: unknown[] = [];
  // What a list or a file could not give is told after what became of the others.
  const late: unknown[] = [...found.errors];
  for (const target of found.targets) {
    let infos: readonly Info[];
    try {
      infos = yield* fetch(ctx, target, { local, typed: query.typed });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (query.stopsAtFirst) return { errors: [error], single: found.single };
      (target.type === 'list' ? late : errors).push(error);
      continue;
    }
    for (const info of infos) {
      try {
        yield* each(info);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        errors.push(...(error instanceof Aggregate ? error.errors : [error]));
        if (query.stopsAtFirst) return { errors, single: found.single };
      }
    }
  }
  return { errors: [...errors, ...late], single: found.single };
}

/** Groups of the server that kubectl's own types do not have. */
const FOREIGN: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io', 'metrics.k8s.io']);

/** @throws CliError for a kind that kubectl has no type for */
function mustBeOwn(resource: ApiResource, kind: string): void {
  const { group, version } = resource;
  if (FOREIGN.has(group) || !schemaOf(group, version, resource.kind)) throw new CliError(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(groupVersion(resource))} in scheme "pkg/scheme/scheme.go:28"`);
}

function* fetch(ctx: Invocation, target: Target, { local, typed = false }: { readonly local: boolean; readonly typed?: boolean | undefined }): Fiber<readonly Info[]> {
  if (target.type === 'list') {
    const infos = yield* listInfos(ctx, target);
    if (typed) mustBeOwn(target.resource, `${target.resource.kind}List`);
    return infos;
  }
  if (local && target.type === 'object') return [target];
  const object = target.type === 'object' ? yield* getObject(ctx, target.resource, target.namespace, target.name) : yield* orNoNamespace(ctx, target, getObject(ctx, target.resource, target.namespace, target.name, target.subresource));
  if (typed) mustBeOwn(target.resource, target.resource.kind);
  return [{ resource: target.resource, namespace: target.namespace, name: target.name, object, ...(target.type === 'object' ? { source: target.source } : {}) }];
}

/** What is not there may be so because its namespace is not, which is then what is told (Info.Get). */
export function* orNoNamespace<T>(ctx: Invocation, { namespace }: Target, asking: Fiber<T>): Fiber<T> {
  try {
    return yield* asking;
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound' || namespace === '' || namespace === 'default') throw error;
    try {
      yield* ctx.rest().get(`/api/v1/namespaces/${namespace}`);
    } catch (missing) {
      if (missing instanceof ApiError && missing.reason === 'NotFound') throw missing;
    }
    throw error;
  }
}

export function* getObject(ctx: Invocation, resource: ApiResource, namespace: string, name: string, subresource = ''): Fiber<JsonObject> {
  if (name === '') throw new CliError('resource name may not be empty');
  return asObject(yield* ctx.rest().get(pathTo(resource, namespace, name, subresource)));
}

export const asObject = (value: Json): JsonObject => (isObject(value) ? value : {});

function* listInfos(ctx: Invocation, target: Extract<Target, { type: 'list' }>): Fiber<readonly Info[]> {
  const { resource } = target;
  const list = asObject(yield* listRaw(ctx, target));
  const items = Array.isArray(list['items']) ? (list['items'] as readonly JsonObject[]) : [];
  return items.map((item) => {
    const metadata = asObject(item['metadata'] ?? {});
    return { resource, namespace: textOf(metadata['namespace']), name: textOf(metadata['name']), object: item['kind'] ? item : { apiVersion: groupVersion(resource), kind: resource.kind, ...item } };
  });
}

/** A list, whatever representation `headers` ask for; refusals are worded as the selector visitor words them. */
export function* listRaw(ctx: Invocation, target: Extract<Target, { type: 'list' }>, headers: Readonly<Record<string, string>> = {}, more: Readonly<Record<string, string>> = {}): Fiber<Json> {
  const { resource, namespace, labelSelector, fieldSelector } = target;
  try {
    const query = { ...(labelSelector ? { labelSelector } : {}), ...(fieldSelector ? { fieldSelector } : {}), ...more };
    return yield* listPages(ctx, pathTo(resource, namespace), query, headers);
  } catch (error) {
    if (!(error instanceof ApiError) || (error.reason !== 'BadRequest' && error.reason !== 'NotFound')) throw error;
    const what = JSON.stringify(`${resource.group}/${resource.version}, Resource=${resource.plural}`);
    const text = labelSelector || fieldSelector ? `Unable to find ${what} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.message}` : `Unable to list ${what}: ${error.message}`;
    throw ApiError.of({ ...error.status, message: text });
  }
}

/** Follows `continue` tokens; the pages' items or rows are put together. */
function* listPages(ctx: Invocation, path: string, query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>): Fiber<Json> {
  const limit = ctx.flags.has('chunk-size') ? ctx.flags.string('chunk-size') : '500';
  const paged = limit === '0' ? query : { ...query, limit };
  let first: JsonObject | undefined;
  const items: Json[] = [];
  let token = '';
  do {
    const page = asObject(yield* ctx.rest().get(path, token ? { ...paged, continue: token } : paged, headers));
    first ??= page;
    const rows = page['items'] ?? page['rows'];
    if (Array.isArray(rows)) items.push(...rows);
    token = textOf(asObject(page['metadata'] ?? {})['continue']);
  } while (token !== '');
  return 'rows' in first ? { ...first, rows: items } : { ...first, items };
}
