// What requests cost: each as a multiple of parsing and writing the JSON text of the same Pod, and a table of 5,000 Pods.
import type { Json } from '../engine/base/json.ts';
import type { Api, ApiRequest, Caller } from '../engine/client/api.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import type { New } from '../engine/kube/object.ts';
import type { Pod } from '../engine/kube/types.generated.ts';
import { createWorld, type World } from '../engine/world/world.ts';
import { jsonText } from './json-wire.ts';

const container = { name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu: '1m', memory: '1Mi' } } };
const ROUNDS = 10;
const REQUESTS = 500;
const PODS = '/api/v1/namespaces/default/pods';

/** The best of some rounds of CPU time, in microseconds each: what else the machine does only makes it longer. */
function best(run: (index: number) => void, settle: () => void = () => undefined): number {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const cpu = process.cpuUsage();
    for (let i = 0; i < REQUESTS; i++) run(round * REQUESTS + i);
    settle();
    const { user, system } = process.cpuUsage(cpu);
    least = Math.min(least, (user + system) / REQUESTS);
  }
  return least;
}

/** The API server alone: nobody acts on what is written. */
function alone(caller: Caller): World {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 0, without: ['scheduler', 'controller-manager', 'kubelets', 'cloud'] });
  new KubeClient(world.api, caller).create(kinds.serviceaccounts, { metadata: { name: 'default', namespace: 'default' } });
  return world;
}

const pod = (i: number): New<Pod> => ({ metadata: { name: `bench-${i}`, namespace: 'default', labels: { app: 'bench' } }, spec: { containers: [container] } });

/** In process by value, and from text to text as over HTTP. */
export function requestCosts(caller: Caller): readonly (readonly [string, number])[] {
  const world = alone(caller);
  const client = new KubeClient(world.api, caller);
  const text = JSON.stringify(client.create(kinds.pods, pod(-1)));
  const json = best(() => void JSON.stringify(JSON.parse(text)));
  const create = best((i) => void client.create(kinds.pods, pod(i)));
  const get = best((i) => void client.get(kinds.pods, 'default', `bench-${i}`));
  const update = (api: KubeClient, label: string) => (i: number) => {
    const current = api.get(kinds.pods, 'default', `bench-${i}`);
    api.update(kinds.pods, { ...current, metadata: { ...current.metadata, labels: { app: 'bench', label } } });
  };
  const settle = (): void => world.clock.runFor(1);
  const updated = best(update(client, 'a'), settle) - get;
  // The same write again, unwatched and watched: the first made new managed fields.
  const unwatched = best(update(client, 'b'), settle);
  const events = watching(world.api, caller);
  const watched = best(update(client, 'c'), settle);
  if (events() < ROUNDS * REQUESTS) throw new Error('the watcher missed events');
  const wire = wireCosts(caller);
  return [['JSON.parse + stringify', json], ['create', create], ['get', get], ['update', updated], ['a watch event', Math.max(0, watched - unwatched)], ...wire].map(([name, cost]) => [name as string, (cost as number) / json] as const);
}

function watching(api: Api, caller: Caller): () => number {
  let count = 0;
  new KubeClient(api, caller).watch(kinds.pods).listen({ item: (event) => void (event.type === 'MODIFIED' && count++), end: () => undefined });
  return () => count;
}

function wireCosts(caller: Caller): readonly (readonly [string, number])[] {
  const world = alone(caller);
  const ask = (request: ApiRequest): string => {
    const { code, body } = world.api.request({ ...request, headers: { accept: 'application/json', 'content-type': 'application/json' } }, caller);
    if (code > 299 || body.type !== 'json') throw new Error(`${request.method} ${request.path}: ${code}`);
    return jsonText(body.value, false, request.method === 'GET');
  };
  const texts = Array.from({ length: ROUNDS * REQUESTS }, (_, i) => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...pod(i) }));
  const create = best((i) => void ask({ method: 'POST', path: PODS, text: texts[i] as string }));
  const get = best((i) => void ask({ method: 'GET', path: `${PODS}/bench-${i}` }));
  const stored = texts.map((_, i) => ask({ method: 'GET', path: `${PODS}/bench-${i}` }).replace('"app":"bench"', '"app":"changed"'));
  const update = best((i) => void ask({ method: 'PUT', path: `${PODS}/bench-${i}`, text: stored[i] as string }));
  return [['create, text to text', create], ['get, to text', get], ['update, text to text', update]];
}

/** Milliseconds of CPU for a list of 5,000 Pods as a table, and with writing it as text: the best of some. */
export function tableCosts(caller: Caller): { readonly valueMs: number; readonly textMs: number } {
  const world = alone(caller);
  const client = new KubeClient(world.api, caller);
  for (let i = 0; i < 5000; i++) client.create(kinds.pods, pod(i));
  const measured = (finish: (value: Json) => void): number => {
    let least = Infinity;
    for (let i = 0; i < 10; i++) {
      const started = performance.now();
      const { body } = world.api.request({ method: 'GET', path: PODS, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' } }, caller);
      if (body.type !== 'json' || (body.value as { rows: readonly unknown[] }).rows.length !== 5000) throw new Error('not a table of 5,000 rows');
      finish(body.value);
      least = Math.min(least, performance.now() - started);
    }
    return least;
  };
  return { valueMs: measured(() => undefined), textMs: measured((value) => void jsonText(value, false, true)) };
}
