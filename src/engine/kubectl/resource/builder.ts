// From arguments and flags to the objects that they mean (cli-runtime/pkg/resource/builder.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { type Labels, matches, parseSelector } from '../../kube/labels.ts';
import { SelectorError } from '../../kube/label-requirement.ts';
import { CliError, NoMatchError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { kustomizeBuild } from '../kustomize/build.ts';
import type { ApiResource } from '../rest/discovery.ts';
import { schemaFault } from '../ops/validation.ts';
import { isSingleFile, sourcesOf } from './files.ts';
import { documentsOf, kindOf } from './manifest.ts';

export interface Query {
  /** Types and names, types/names. */
  readonly args?: readonly string[];
  readonly filenames?: readonly string[];
  readonly kustomize?: string;
  readonly recursive?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** --all */
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  /** A type alone means all of them. */
  readonly typeAlone?: boolean;
  /** Other than the context's. */
  readonly namespace?: string;
  /** Objects of files are checked for kind and apiVersion in the schema's words. */
  readonly validate?: boolean;
}

/** What is meant, before the server was asked. */
export type Target =
  | { readonly type: 'name'; readonly resource: ApiResource; readonly namespace: string; readonly name: string; readonly source?: string; readonly object?: JsonObject }
  | { readonly type: 'list'; readonly resource: ApiResource; readonly namespace: string; readonly labelSelector: string; readonly fieldSelector: string }
  | { readonly type: 'object'; readonly resource: ApiResource; readonly namespace: string; readonly name: string; readonly source: string; readonly object: JsonObject };

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
    ...(flags.has('all') ? { all: flags.bool('all') } : {}),
    ...(flags.has('all-namespaces') ? { allNamespaces: flags.bool('all-namespaces') } : {}),
    ...more,
  };
}

/** @throws what makes the whole question void; faults of single files or names come in `errors` */
export function* targetsOf(ctx: Invocation, query: Query): Fiber<Targets> {
  const args = query.args ?? [];
  const files = query.filenames ?? [];
  const labelSelector = (query.labelSelector ?? '').trim();
  const fieldSelector = query.fieldSelector ?? '';
  if (query.all && (labelSelector || fieldSelector)) throw new CliError("setting 'all' parameter but found a non empty selector. ");
  const words = multiplied(args);
  const slashes = words.filter((w) => w.includes('/')).length;
  if (slashes > 0 && slashes < words.length) {
    throw new CliError("there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'");
  }
  const tuples = slashes ? words.map(tupleOf) : [];
  if (files.length || query.kustomize) return yield* fileTargets(ctx, query, args);
  const typeWords = slashes || words.length === 0 ? [] : (words[0] as string).split(',');
  const names = slashes ? [] : words.slice(1);
  const namespace = query.allNamespaces ? '' : (query.namespace ?? ctx.namespace);
  const selecting = query.all || labelSelector !== '' || fieldSelector !== '' || (query.typeAlone === true && !slashes && words.length === 1);
  if (selecting) {
    if (names.length) throw new CliError('name cannot be provided when a selector is specified');
    if (tuples.length) throw new CliError('selectors and the all flag cannot be used when passing resource/name arguments');
    if (typeWords.length === 0) throw new CliError(query.all || labelSelector || fieldSelector ? 'at least one resource must be specified to use a selector' : MISSING_RESOURCE);
    const resources = yield* expanded(ctx, typeWords);
    return { targets: resources.map((resource) => ({ type: 'list', resource, namespace: resource.namespaced ? namespace : '', labelSelector, fieldSelector })), errors: [], single: false, fromFiles: false };
  }
  if (tuples.length) {
    const targets: Target[] = [];
    for (const [type, name] of tuples) targets.push(named(yield* resourceOf(ctx, type), namespace, name, query));
    return { targets, errors: [], single: tuples.length === 1, fromFiles: false };
  }
  if (typeWords.length === 0) throw new CliError(MISSING_RESOURCE);
  const resources = yield* expanded(ctx, typeWords);
  if (names.length === 0) throw new CliError('resource(s) were provided, but no name was specified');
  if (resources.length > 1) throw new CliError('you must specify only one resource');
  return { targets: names.map((name) => named(resources[0] as ApiResource, namespace, name, query)), errors: [], single: names.length === 1, fromFiles: false };
}

function named(resource: ApiResource, namespace: string, name: string, query: Query): Target {
  if (resource.namespaced && namespace === '') throw new CliError(query.allNamespaces ? 'a resource cannot be retrieved by name across all namespaces' : 'namespace may not be empty when retrieving a resource by name');
  return { type: 'name', resource, namespace: resource.namespaced ? namespace : '', name };
}

/** `svc,deploy web` means `svc/web deploy/web`. */
function multiplied(args: readonly string[]): readonly string[] {
  const types = [...new Set((args[0] ?? '').split(','))];
  if (args.length < 2 || types.length < 2) return args;
  return types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`));
}

function tupleOf(word: string): readonly [string, string] {
  const parts = word.split('/');
  if (parts.length !== 2) throw new CliError('arguments in resource/name form may not have more than one slash');
  const [type, name] = parts as [string, string];
  if (type === '' || name === '' || type.includes(',')) throw new CliError('arguments in resource/name form must have a single resource and name');
  return [type, name];
}

/** @throws NoMatchError: `the server doesn't have a resource type "foo"` */
export function* resourceOf(ctx: Invocation, type: string): Fiber<ApiResource> {
  return (yield* ctx.lookUp((mapper) => mapper.find(type))) ?? (yield* ctx.mapper()).resource(type);
}

function* expanded(ctx: Invocation, words: readonly string[]): Fiber<readonly ApiResource[]> {
  const all: ApiResource[] = [];
  for (const word of words) all.push(...((yield* ctx.mapper()).category(word) ?? [yield* resourceOf(ctx, word)]));
  return all;
}

function* fileTargets(ctx: Invocation, query: Query, args: readonly string[]): Fiber<Targets> {
  const files = query.filenames ?? [];
  if (query.kustomize && files.length) throw new CliError('only one of -f or -k can be specified');
  if (query.kustomize && query.recursive) throw new CliError("the -k flag can't be used with -f or -R");
  const errors: unknown[] = [];
  const targets: Target[] = [];
  const sources = query.kustomize ? [{ source: query.kustomize, read: () => kustomizeBuild(ctx.process, query.kustomize as string) }] : sourcesOf(ctx.process, files, query.recursive ?? false);
  if (multiplied(args).some((word) => word.includes('/'))) throw new CliError('resource/name arguments cannot be provided when a path is specified');
  if (args.length) throw new CliError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  const selected = filterOf((query.labelSelector ?? '').trim());
  for (const { source, read } of sources) {
    try {
      for (const object of documentsOf(yield* read(), source)) {
        try {
          const target = yield* objectTarget(ctx, object, source, query);
          if (selected(object)) targets.push(target);
        } catch (error) {
          if (!(error instanceof CliError)) throw error;
          errors.push(error);
        }
      }
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      errors.push(error);
    }
  }
  return { targets, errors, single: !query.kustomize && isSingleFile(ctx.process, files) && targets.length === 1, fromFiles: true };
}

/** Of what files hold, too, a selector takes only what it matches. @throws CliError */
function filterOf(labelSelector: string): (object: JsonObject) => boolean {
  if (labelSelector === '') return () => true;
  try {
    const selector = parseSelector(labelSelector);
    return (object) => matches(selector, isObject(object['metadata']) ? (object['metadata']['labels'] as Labels) : undefined);
  } catch (error) {
    throw error instanceof SelectorError ? new CliError(error.message) : error;
  }
}

function* objectTarget(ctx: Invocation, object: JsonObject, source: string, query: Query): Fiber<Target> {
  const fault = query.validate ? schemaFault(object, source) : undefined;
  if (fault) throw fault;
  const { apiVersion, kind } = kindOf(object, source);
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const name = textOf(metadata['name']);
  const own = textOf(metadata['namespace']);
  const resource = yield* ctx.lookUp((mapper) => mapper.kind(apiVersion, kind));
  if (!resource) {
    throw new NoMatchError(`resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(own)} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`);
  }
  if (!resource.namespaced) return { type: 'object', resource, namespace: '', name, source, object };
  const wanted = query.namespace ?? ctx.namespace;
  if (ctx.namespaceExplicit && own && own !== wanted) {
    throw new CliError(`the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(wanted)}. You must pass '--namespace=${own}' to perform this operation.`);
  }
  const namespace = own || wanted;
  return { type: 'object', resource, namespace, name, source, object: { ...object, metadata: { ...metadata, namespace } } };
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
  const found = yield* targetsOf(ctx, query);
  const errors = [...found.errors];
  const infos: Info[] = [];
  for (const target of found.targets) {
    try {
      infos.push(...(yield* fetch(ctx, target, local)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      errors.push(error);
    }
  }
  return { infos, errors, single: found.single };
}

function* fetch(ctx: Invocation, target: Target, local: boolean): Fiber<readonly Info[]> {
  if (target.type === 'list') return yield* listInfos(ctx, target);
  if (local && target.type === 'object') return [target];
  const object = yield* getObject(ctx, target.resource, target.namespace, target.name);
  return [{ resource: target.resource, namespace: target.namespace, name: target.name, object, ...(target.type === 'object' ? { source: target.source } : {}) }];
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
