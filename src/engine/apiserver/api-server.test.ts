// The request pipeline from end to end: the verbs, their conflicts and refusals, watches and the trace.
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiResponse, WatchEvent } from '../client/api.ts';
import { KubeClient } from '../client/kube-client.ts';
import { Trace } from '../client/trace.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { ConfigMap, Pod } from '../kube/types.generated.ts';
import { Clock } from '../sim/clock.ts';
import { Random } from '../sim/random.ts';
import { ApiServer } from './api-server.ts';

const caller = { userAgent: 'test/1', actor: 'test', user: 'admin', groups: ['system:masters'] };

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) frozen(item);
  }
  return value;
}

let clock: Clock;
let trace: Trace;
let server: ApiServer;
let client: KubeClient;

beforeEach(() => {
  clock = new Clock(Date.UTC(2026, 0, 1));
  trace = new Trace();
  server = new ApiServer({ clock, trace, random: new Random(1), dialKubelet: () => undefined, disabledAdmissionPlugins: ['ServiceAccount'], seal: frozen });
  server.onPanic = (error) => {
    throw error;
  };
  client = new KubeClient(server, caller);
});

const configMap = (name: string, data: Record<string, string> = {}): { metadata: { name: string; namespace: string }; data: Record<string, string> } => ({ metadata: { name, namespace: 'default' }, data });
const get = (path: string): ApiResponse => server.request({ method: 'GET', path }, caller);

describe('verbs', () => {
  it('create, get, update, delete', () => {
    const made = client.create(kinds.configmaps, configMap('a', { x: '1' }));
    expect(made).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' }, data: { x: '1' } });
    expect(made.metadata.resourceVersion).toBe(String(server.etcd.revision));
    expect(client.get(kinds.configmaps, 'default', 'a')).toBe(made);
    const changed = client.update(kinds.configmaps, { ...made, data: { x: '2' } });
    expect(changed.data).toEqual({ x: '2' });
    expect(changed.metadata.uid).toBe(made.metadata.uid);
    expect(() => client.update(kinds.configmaps, { ...made, data: { x: '3' } })).toThrow('Operation cannot be fulfilled on configmaps "a": the object has been modified');
    client.delete(kinds.configmaps, 'default', 'a');
    expect(client.find(kinds.configmaps, 'default', 'a')).toBeUndefined();
  });

  it('does not write what did not change', () => {
    const made = client.create(kinds.configmaps, configMap('a', { x: '1' }));
    const revision = server.etcd.revision;
    expect(client.update(kinds.configmaps, { ...made, data: { x: '1' } })).toBe(made);
    expect(server.etcd.revision).toBe(revision);
  });

  it('refuses a duplicate and a missing namespace', () => {
    client.create(kinds.configmaps, configMap('a'));
    expect(() => client.create(kinds.configmaps, configMap('a'))).toThrow('configmaps "a" already exists');
    expect(() => client.create(kinds.configmaps, { metadata: { name: 'a', namespace: 'nope' } })).toThrow('namespaces "nope" not found');
  });

  it('generates names', () => {
    const made = client.create<ConfigMap>(kinds.configmaps, { metadata: { generateName: 'x-', namespace: 'default' } });
    expect(made.metadata.name).toMatch(/^x-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('keeps an object with finalizers until they are gone', () => {
    const made = client.create(kinds.configmaps, { metadata: { name: 'a', namespace: 'default', finalizers: ['example.com/f'] } });
    client.delete(kinds.configmaps, 'default', 'a');
    const marked = client.get(kinds.configmaps, 'default', 'a');
    expect(marked.metadata.deletionTimestamp).toBeDefined();
    expect(marked.metadata.uid).toBe(made.metadata.uid);
    client.update(kinds.configmaps, { ...marked, metadata: { ...marked.metadata, finalizers: [] } });
    expect(client.find(kinds.configmaps, 'default', 'a')).toBeUndefined();
  });

  it('sets the finalizers of the propagation policies', () => {
    client.create(kinds.configmaps, configMap('a'));
    client.delete(kinds.configmaps, 'default', 'a', { propagationPolicy: 'Foreground' });
    expect(client.get(kinds.configmaps, 'default', 'a').metadata.finalizers).toEqual(['foregroundDeletion']);
  });

  it('pages lists from one revision', () => {
    for (const name of ['a', 'b', 'c']) client.create(kinds.configmaps, configMap(name));
    const first = client.call<{ items: ConfigMap[]; metadata: { continue: string; remainingItemCount: number } }>('GET', '/api/v1/namespaces/default/configmaps', undefined, { limit: '2' });
    expect([first.items.map((i) => i.metadata.name), first.metadata.remainingItemCount]).toEqual([['a', 'b'], 1]);
    client.create(kinds.configmaps, configMap('bb'));
    const rest = client.list(kinds.configmaps, 'default', { limit: '2', continue: first.metadata.continue });
    expect(rest.items.map((i) => i.metadata.name)).toEqual(['c']);
  });

  it('answers 404 for what it does not know', () => {
    expect(get('/api/v1/nopes').code).toBe(404);
    expect(get('/api/v1/namespaces/default/configmaps/nope').body).toMatchObject({ value: { message: 'configmaps "nope" not found', reason: 'NotFound' } });
  });
});

describe('watch', () => {
  const collect = (path: string, query: Record<string, string> = {}): string[] => {
    const seen: string[] = [];
    const response = server.request({ method: 'GET', path, query: { watch: '1', ...query } }, caller);
    if (response.body.type === 'watch') {
      response.body.stream.listen({
        item: (event: WatchEvent) => void seen.push(`${event.type} ${(event.object as unknown as Pod).metadata?.name ?? ''}`),
        end: () => void seen.push('end'),
      });
    }
    return seen;
  };

  it('gives what is there, then what changes, on the clock', () => {
    client.create(kinds.configmaps, configMap('a'));
    const seen = collect('/api/v1/namespaces/default/configmaps');
    expect(seen).toEqual([]);
    const b = client.create(kinds.configmaps, configMap('b'));
    client.update(kinds.configmaps, { ...b, data: { y: '1' } });
    client.delete(kinds.configmaps, 'default', 'b');
    clock.runFor(1);
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'MODIFIED b', 'DELETED b']);
  });

  it('turns the loss of a selector into DELETED', () => {
    const seen = collect('/api/v1/configmaps', { labelSelector: 'app=x' });
    const a = client.create(kinds.configmaps, { metadata: { name: 'a', namespace: 'default', labels: { app: 'x' } } });
    client.update(kinds.configmaps, { ...a, metadata: { ...a.metadata, labels: { app: 'y' } } });
    clock.runFor(1);
    expect(seen).toEqual(['ADDED a', 'DELETED a']);
  });

  it('finds watchers of one name by index', () => {
    const seen = collect('/api/v1/namespaces/default/configmaps', { fieldSelector: 'metadata.name=b' });
    client.create(kinds.configmaps, configMap('a'));
    client.create(kinds.configmaps, configMap('b'));
    clock.runFor(1);
    expect(seen).toEqual(['ADDED b']);
  });

  it('begins after a revision and ends at its timeout', () => {
    const a = client.create(kinds.configmaps, configMap('a'));
    client.create(kinds.configmaps, configMap('b'));
    const seen = collect('/api/v1/configmaps', { resourceVersion: a.metadata.resourceVersion, timeoutSeconds: '1' });
    clock.runFor(1001);
    expect(seen).toEqual(['ADDED b', 'end']);
  });

  it('delivers with the cause of the write', () => {
    const causes: (number | undefined)[] = [];
    const { stream } = server.request({ method: 'GET', path: '/api/v1/configmaps', query: { watch: '1' } }, caller).body as Extract<ApiResponse['body'], { type: 'watch' }>;
    stream.listen({ item: () => void causes.push(trace.cause), end: () => {} });
    const made = client.create(kinds.configmaps, configMap('a'));
    clock.runFor(1);
    expect(causes).toEqual([server.causeOf(made.metadata.resourceVersion)]);
    expect(trace.get(causes[0] as number)).toMatchObject({ actor: 'test', verb: 'create', resource: 'configmaps', name: 'a' });
  });
});
