// Deletes objects and waits until they are gone (kubectl/pkg/cmd/delete/delete.go, wait.go).
import { type JsonObject, isObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError, addSource, throwAll } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { kindPrefix } from './get-output.ts';
import { type Targets, asObject, listRaw, pathTo } from '../resource/builder.ts';
import type { ApiResource } from '../rest/discovery.ts';
import { Watcher } from '../rest/watcher.ts';
import { dryRunQuery } from './result.ts';

export interface DeleteOptions {
  /** Seconds; negative: the object's own. */
  readonly gracePeriod: number;
  readonly cascade: 'Background' | 'Foreground' | 'Orphan';
  readonly wait: boolean;
  readonly timeoutMs: number;
  readonly ignoreNotFound: boolean;
  readonly dryRun: DryRun;
  readonly quiet?: boolean;
}

export interface Doomed {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly name: string;
  readonly source?: string;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** @throws CliError for a word that is none; says so where it is an old one */
export function cascadeOf(ctx: Invocation): DeleteOptions['cascade'] {
  const value = ctx.flags.string('cascade');
  switch (value) {
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
      return 'Orphan';
    case 'true':
    case 'false':
      ctx.err(`warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${value === 'true' ? 'background' : 'orphan'}.\n`);
      return value === 'true' ? 'Background' : 'Orphan';
    default:
      throw new CliError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  }
}

/** Names and files are not asked for first; lists are. */
export function* doomed(ctx: Invocation, found: Targets): Fiber<{ readonly items: readonly Doomed[]; readonly errors: readonly unknown[] }> {
  const errors: unknown[] = [...found.errors];
  const items: Doomed[] = [];
  for (const target of found.targets) {
    if (target.type !== 'list') {
      items.push(target);
      continue;
    }
    try {
      const list = asObject(yield* listRaw(ctx, target));
      for (const item of (list['items'] ?? []) as readonly JsonObject[]) {
        const metadata = asObject(item['metadata'] ?? {});
        items.push({ resource: target.resource, namespace: String(metadata['namespace'] ?? ''), name: String(metadata['name']) });
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      errors.push(error);
    }
  }
  return { items, errors };
}

/** Deletes them all; what fails is told at the end. */
export function* deleteAll(ctx: Invocation, items: readonly Doomed[], options: DeleteOptions, before: readonly unknown[] = []): Fiber<number> {
  const errors = [...before];
  const waitFor: (Doomed & { readonly uid: string })[] = [];
  let found = 0;
  for (const item of items) {
    try {
      if (ctx.namespaceExplicit && !item.resource.namespaced) ctx.warn('deleting cluster-scoped resources, not scoped to the provided namespace');
      const uid = options.dryRun === 'client' ? '' : yield* deleteOne(ctx, item, options);
      found++;
      if (!options.quiet) tell(ctx, item, options);
      waitFor.push({ ...item, uid });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!(options.ignoreNotFound && error.reason === 'NotFound')) errors.push(addSource('deleting', item.source, error));
      else found++;
    }
  }
  throwAll(errors);
  if (found === 0) ctx.out('No resources found\n');
  if (options.wait && options.dryRun === 'none') yield* waitAllGone(ctx, waitFor, options.timeoutMs || WEEK_MS);
  return 0;
}

function* deleteOne(ctx: Invocation, item: Doomed, options: DeleteOptions): Fiber<string> {
  const body = {
    kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: options.cascade,
    ...(options.gracePeriod >= 0 ? { gracePeriodSeconds: options.gracePeriod } : {}),
    ...(options.dryRun === 'server' ? { dryRun: ['All'] } : {}),
  };
  const answer = asObject(yield* ctx.rest().json('DELETE', pathTo(item.resource, item.namespace, item.name), { body, query: dryRunQuery(options.dryRun) }));
  const details = isObject(answer['details']) ? answer['details'] : isObject(answer['metadata']) ? answer['metadata'] : {};
  return String(details['uid'] ?? '');
}

const SUFFIX: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' };

function tell(ctx: Invocation, item: Doomed, options: DeleteOptions): void {
  const kind = kindPrefix(item.resource);
  if (ctx.flags.string('output') === 'name') {
    ctx.out(`${kind}/${item.name}\n`);
    return;
  }
  const operation = options.gracePeriod === 0 ? 'force deleted' : 'deleted';
  const from = item.resource.namespaced ? ` from ${item.namespace} namespace` : '';
  ctx.out(`${kind} ${JSON.stringify(item.name)} ${operation}${SUFFIX[options.dryRun]}${from}\n`);
}

function* waitAllGone(ctx: Invocation, items: readonly (Doomed & { readonly uid: string })[], limitMs: number): Fiber<void> {
  const end = ctx.nowMs + limitMs;
  for (const item of items) if (!(yield* waitGone(ctx, item, item.uid, end))) throw new CliError(`timed out waiting for the condition on ${item.resource.plural}/${item.name}`);
}

/** True when the object (the one with this uid, if one is given) is gone by `endMs`. */
export function* waitGone(ctx: Invocation, item: Doomed, uid: string, endMs: number): Fiber<boolean> {
  for (;;) {
    const fieldSelector = `metadata.name=${item.name}`;
    let list: JsonObject;
    try {
      list = asObject(yield* ctx.rest().get(pathTo(item.resource, item.namespace), { fieldSelector }));
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound') return true;
      throw error;
    }
    const [object] = (list['items'] ?? []) as readonly JsonObject[];
    if (!object || (uid && asObject(object['metadata'] ?? {})['uid'] !== uid)) return true;
    if (ctx.nowMs >= endMs) return false;
    const resourceVersion = String(asObject(list['metadata'] ?? {})['resourceVersion'] ?? '');
    const watcher = new Watcher(yield* ctx.rest().watch(pathTo(item.resource, item.namespace), { fieldSelector, resourceVersion }));
    try {
      for (;;) {
        const event = yield* watcher.next(endMs - ctx.nowMs);
        if (event === 'timeout') return false;
        if (event === 'ended' || event.type === 'ERROR') break;
        if (event.type === 'DELETED') return true;
      }
    } finally {
      watcher.close();
    }
  }
}

