// A cluster of rich objects that nobody changes: nearly every field that kubectl shows is set, and statuses are written as controllers would write them.
import fs from 'node:fs';
import path from 'node:path';
import { isObject, type Json, type JsonObject } from '../../engine/base/json.ts';
import type { Caller } from '../../engine/client/api.ts';
import { parseYaml, splitYaml } from '../../engine/kube/yaml.ts';
import { createWorld, type World } from '../../engine/world/world.ts';

const admin: Caller = { userAgent: 'set-up', actor: 'set-up', user: 'admin', groups: ['system:masters', 'system:authenticated'] };
const folder = path.resolve('src/testing/differential/rich');
/** What others refer to comes first. */
const files = ['pods', 'cluster', 'access', 'storage', 'workloads', 'network'].map((name) => `${name}.yaml`);
/** So long ago that what is printed in years stays the same for months. */
export const RICH_START_MS = Date.UTC(2010, 4, 1, 9);
const HOUR_MS = 3_600_000;
/** Where the order of creation is not that of the files. */
const first = ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'RuntimeClass', 'ServiceAccount', 'Node', 'ServiceCIDR'];

interface Rich {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string };
  readonly status?: JsonObject;
}

export const richObjects = (): readonly Rich[] => files.flatMap((file) => splitYaml(fs.readFileSync(path.join(folder, file), 'utf8')).map(({ text }) => parseYaml(text) as unknown as Rich));

const rank = ({ kind }: Rich): number => (first.indexOf(kind) + first.length + 1) % (first.length + 1);

/** No controller, scheduler or kubelet runs in it: objects stay as they are written. */
export function richWorld(): World {
  const world = createWorld({
    seed: 7, startMs: RICH_START_MS, pace: 'fast', runtime: 'hollow', nodes: 0, without: ['cloud', 'addons', 'kubelets', 'scheduler', 'controller-manager'],
    disabledAdmissionPlugins: ['ResourceQuota', 'LimitRanger', 'PodTopologyLabels'],
  });
  world.clock.runFor(3000);
  const objects = [...richObjects()].sort((a, b) => rank(a) - rank(b));
  const uids = new Map<string, Json>();
  for (const object of objects) write(world, object, uids);
  for (const name of ['leaving', 'failed']) ask(world, 'DELETE', `/api/v1/namespaces/rich/pods/${name}`, undefined, 200);
  world.clock.runFor(3 * HOUR_MS);
  return world;
}

function ask(world: World, method: 'POST' | 'PUT' | 'GET' | 'DELETE', at: string, body: Json | undefined, wanted: number): JsonObject {
  const answer = world.api.request({ method, path: at, ...(body === undefined ? {} : { body }) }, admin);
  const value = answer.body.type === 'json' ? answer.body.value : null;
  if (answer.code !== wanted || !isObject(value)) throw new Error(`set-up: ${method} ${at}: ${answer.code} ${JSON.stringify(value).slice(0, 2000)}`);
  return value;
}

/** References say `uid: of` for the object of their kind and name. */
function identified(value: Json, uids: ReadonlyMap<string, Json>): Json {
  if (Array.isArray(value)) return value.map((item: Json) => identified(item, uids));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, key === 'uid' && item === 'of' ? uids.get(`${String(value['kind'])}/${String(value['name'])}`) : identified(item ?? null, uids)] as const);
  return Object.fromEntries(entries) as JsonObject;
}

function write(world: World, given: Rich, uids: Map<string, Json>): void {
  const object = identified(given as unknown as Json, uids) as unknown as Rich;
  const { apiVersion, kind, metadata, status } = object;
  const list = ask(world, 'GET', apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`, undefined, 200)['resources'] as unknown as readonly { readonly kind: string; readonly name: string }[];
  const plural = list.find((one) => one.kind === kind && !one.name.includes('/'))?.name ?? '';
  const at = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}${metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`}/${plural}`;
  const made = ask(world, 'POST', at, object as unknown as Json, 201);
  uids.set(`${kind}/${metadata.name}`, (made['metadata'] as JsonObject)['uid'] ?? null);
  if (kind === 'Namespace' || kind === 'CustomResourceDefinition') world.clock.runFor(1000);
  if (status && list.some((one) => one.name === `${plural}/status`)) ask(world, 'PUT', `${at}/${metadata.name}/status`, { ...made, status: { ...(made['status'] as JsonObject | undefined), ...status } }, 200);
}
