// A few dozen lines that behave like the API server as far as a component under test asks: create, list, watch, patch, bind; no defaults, no validation.
import type { Json, JsonObject } from '../engine/base/json.ts';
import { equal } from '../engine/base/json.ts';
import { rfc3339 } from '../engine/base/time.ts';
import type { Api, ApiRequest, ApiResponse, WatchEvent } from '../engine/client/api.ts';
import type { Clock } from '../engine/sim/clock.ts';

interface Stored {
  readonly metadata: JsonObject;
  readonly [key: string]: Json | undefined;
}
interface Watch {
  readonly prefix: string;
  readonly matches: (object: Stored) => boolean;
  sink: { item(value: WatchEvent): void } | undefined;
}

const NAMESPACED = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/;

export class MemoryApi implements Api {
  /** By `prefix/resource/namespace/name`. */
  readonly objects = new Map<string, Stored>();
  readonly log: string[] = [];
  private revision = 1;
  private readonly watches = new Set<Watch>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** All objects of a resource. */
  all<T>(resource: string): readonly T[] {
    return [...this.objects].filter(([key]) => key.split('|')[1] === resource).map(([, object]) => object as unknown as T);
  }

  put(path: string, kind: string, object: object): void {
    this.request({ method: 'POST', path, body: { apiVersion: 'v1', kind, ...object } as Json });
  }

  request(request: ApiRequest): ApiResponse {
    const parts = NAMESPACED.exec(request.path);
    if (!parts) return this.refuse(404, 'NotFound', request.path);
    const [, group = '', namespace = '', resource = '', name = '', subresource = ''] = parts;
    const prefix = `${group}|${resource}|`;
    const key = `${prefix}${namespace}|${name}`;
    const query = request.query ?? {};
    if (request.method !== 'GET') this.log.push(`${request.method} ${request.path}`);
    if (request.method === 'GET' && name === '') return this.collection(prefix, namespace, query);
    const known = this.objects.get(key);
    switch (request.method) {
      case 'GET':
        return known ? this.answer(known) : this.refuse(404, 'NotFound', `${resource} "${name}" not found`);
      case 'POST':
        if (subresource === 'binding') return this.write(key, { ...(known as Stored), spec: { ...(known?.['spec'] as JsonObject), nodeName: ((request.body as JsonObject)['target'] as JsonObject)['name'] as string } });
        return this.create(prefix, namespace, request.body as Json as unknown as Stored);
      case 'PUT':
        return known ? this.write(key, request.body as unknown as Stored) : this.refuse(404, 'NotFound', `${resource} "${name}" not found`);
      case 'PATCH':
        return known ? this.write(key, merge(known, request.body as JsonObject) as unknown as Stored) : this.refuse(404, 'NotFound', `${resource} "${name}" not found`);
      default:
        return known ? this.remove(key, known, (request.body ?? {}) as JsonObject) : this.refuse(404, 'NotFound', `${resource} "${name}" not found`);
    }
  }

  private collection(prefix: string, namespace: string, query: NonNullable<ApiRequest['query']>): ApiResponse {
    const selector = String(query['fieldSelector'] ?? '');
    const [field = '', value = ''] = selector.split('=');
    const matches = (object: Stored): boolean => {
      if (namespace !== '' && object.metadata['namespace'] !== namespace) return false;
      let at: Json | undefined = object as unknown as Json;
      for (const part of field === '' ? [] : field.split('.')) at = (at as JsonObject | undefined)?.[part];
      return field === '' || at === value;
    };
    if (query['watch'] === undefined) {
      const items = [...this.objects].filter(([key, object]) => key.startsWith(prefix) && matches(object)).map(([, object]) => object);
      return this.answer({ items, metadata: { resourceVersion: String(this.revision) } } as unknown as Stored);
    }
    const watch: Watch = { prefix, matches, sink: undefined };
    this.watches.add(watch);
    return { code: 200, headers: {}, warnings: [], body: { type: 'watch', stream: { listen: (sink) => void (watch.sink = sink), close: () => void this.watches.delete(watch) } } };
  }

  private create(prefix: string, namespace: string, object: Stored): ApiResponse {
    const meta = object.metadata;
    const key = `${prefix}${namespace}|${String(meta['name'])}`;
    if (this.objects.has(key)) return this.refuse(409, 'AlreadyExists', `${String(meta['name'])} already exists`);
    const metadata = { uid: `uid-${String(meta['name'])}-${this.revision}`, creationTimestamp: rfc3339(this.clock.nowMs), generation: 1, ...(namespace === '' ? {} : { namespace }), ...meta };
    return this.write(key, { ...object, metadata, status: object['status'] ?? {} }, 201);
  }

  private remove(key: string, known: Stored, options: JsonObject): ApiResponse {
    const grace = options['gracePeriodSeconds'] ?? ((known['spec'] as JsonObject | undefined)?.['terminationGracePeriodSeconds'] as number | undefined);
    if (key.includes('|pods|') && grace !== 0 && (known['spec'] as JsonObject)['nodeName'] !== undefined) {
      return this.write(key, { ...known, metadata: { ...known.metadata, deletionTimestamp: rfc3339(this.clock.nowMs + Number(grace ?? 30) * 1000), deletionGracePeriodSeconds: grace ?? 30, generation: 2 } });
    }
    this.objects.delete(key);
    const gone = { ...known, metadata: { ...known.metadata, resourceVersion: String(++this.revision) } };
    this.tell(key, 'DELETED', undefined, gone);
    return this.answer(gone);
  }

  private write(key: string, object: Stored, code = 200): ApiResponse {
    const before = this.objects.get(key);
    if (before && equal(before, object)) return this.answer(before);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.revision) } };
    this.objects.set(key, stored);
    this.tell(key, before ? 'MODIFIED' : 'ADDED', before, stored);
    return this.answer(stored, code);
  }

  private tell(key: string, type: 'ADDED' | 'MODIFIED' | 'DELETED', before: Stored | undefined, object: Stored): void {
    for (const watch of this.watches) {
      if (!key.startsWith(watch.prefix)) continue;
      const was = before !== undefined && watch.matches(before);
      const is = watch.matches(object);
      if (!was && !is) continue;
      const seen = type === 'DELETED' ? type : was && is ? 'MODIFIED' : is ? 'ADDED' : 'DELETED';
      this.clock.soon(() => watch.sink?.item({ type: seen, object: object as unknown as Json }));
    }
  }

  private answer(value: Stored, code = 200): ApiResponse {
    return { code, headers: {}, warnings: [], body: { type: 'json', value: value as unknown as Json } };
  }

  private refuse(code: number, reason: string, message: string): ApiResponse {
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
    return { code, headers: {}, warnings: [], body: { type: 'json', value: status } };
  }
}

/** A merge patch in which conditions are merged by their type. */
function merge(base: Json | undefined, patch: Json): Json {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, Json | undefined> = { ...(typeof base === 'object' && base !== null && !Array.isArray(base) ? (base as JsonObject) : {}) };
  for (const [key, value] of Object.entries(patch as JsonObject)) {
    if (value === null) delete result[key];
    else if (key === 'conditions') result[key] = mergeConditions((result[key] ?? []) as readonly JsonObject[], value as readonly JsonObject[]);
    else if (value !== undefined && !key.startsWith('$')) result[key] = merge(result[key], value);
  }
  return result;
}

function mergeConditions(base: readonly JsonObject[], patch: readonly JsonObject[]): readonly JsonObject[] {
  const result = [...base];
  for (const condition of patch) {
    const at = result.findIndex((known) => known['type'] === condition['type']);
    if (at < 0) result.push(condition);
    else result[at] = { ...result[at], ...condition };
  }
  return result;
}
