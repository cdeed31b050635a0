// Asking about the past: revisions with their authors, causes back to a person, descriptions; and that asking leaves no mark.
import { expect, test } from 'vitest';
import type { ClusterParts } from './cluster-door.ts';
import { clusterCode } from './cluster-door.ts';
import { FrameMaker } from './frame-maker.ts';
import { Run } from './run.ts';
import { openDesk } from './world-door.ts';
import type { CallAnswer, CallArgument, CallName, Input } from './protocol.ts';
import type { Json } from '../engine/base/json.ts';

const options = { seed: 11, startMs: Date.UTC(2026, 0, 5, 9) };
const nothing = (): void => undefined;

function started() {
  const inputs: Input[] = [];
  const run = new Run(openDesk(options), options, { text: nothing, ended: nothing, edit: nothing, input: (input) => inputs.push(input), joined: nothing });
  run.joinDesk = clusterCode.join;
  run.do({ type: 'join' });
  run.do({ type: 'open-terminal', terminal: 1, columns: 120, rows: 30 });
  const type = (line: string, ms: number): void => {
    run.do({ type: 'keys', terminal: 1, keys: `${line}\r` });
    run.runTo(run.nowMs + ms, () => false);
  };
  const ask = <N extends CallName>(name: N, argument: CallArgument<N>): CallAnswer<N> => run.do({ type: 'call', name, argument: argument as unknown as Json }) as CallAnswer<N>;
  return { run, inputs, type, ask };
}

const web = { kind: 'deployments', namespace: 'default', name: 'web' };

test('the revisions of a Deployment with who made them; deleted at last', () => {
  const { type, ask } = started();
  type('kubectl create deployment web --image=nginx --replicas=2', 30_000);
  type('kubectl scale deployment web --replicas=3', 30_000);
  type('kubectl delete deployment web', 30_000);
  const history = ask('object-history', web);
  const replicas = history.map(({ object }) => (object as { spec?: { replicas?: number } } | null)?.spec?.replicas);
  expect(replicas[0]).toBe(2);
  expect(replicas).toContain(3);
  expect(history.at(-1)?.object).toBeNull();
  expect(history[0]?.by?.actor).toMatch(/^kubectl/);
  expect(history.some(({ by }) => by?.actor === 'deployment-controller')).toBe(true);
  expect(history.map(({ revision }) => revision)).toEqual(history.map(({ revision }) => revision).sort((a, b) => a - b));
});

test('from a Pod’s birth the causes lead to a person’s command', () => {
  const { run, type, ask } = started();
  type('kubectl create deployment web --image=nginx', 30_000);
  const pods = ask('api', { method: 'GET', path: '/api/v1/namespaces/default/pods' }).body as { items?: readonly { metadata: { name: string } }[] };
  const name = pods.items?.[0]?.metadata.name ?? '';
  const born = ask('object-history', { kind: 'pods', namespace: 'default', name })[0]?.by;
  const chain = ask('causes', { id: born?.id ?? 0 });
  expect(chain.map(({ actor, verb, resource }) => `${actor} ${verb} ${resource}`)).toEqual(['replicaset-controller create pods', 'deployment-controller create replicasets.apps', expect.stringMatching(/^kubectl\S* create deployments\.apps$/)]);
  expect(run.cluster).toBeDefined();
});

test('describe prints what kubectl prints; what is not there is refused', () => {
  const { type, ask } = started();
  type('kubectl create deployment web --image=nginx', 30_000);
  expect(ask('describe', web)).toMatch(/^Name: +web\nNamespace: +default\n[\s\S]*Replicas: +1 desired[\s\S]*ScalingReplicaSet/);
  expect(() => ask('describe', { ...web, name: 'nope' })).toThrow('deployments.apps "nope" not found');
});

test('looks and dry runs leave no mark: not logged, and the history goes on as without them', () => {
  const hash = (asked: boolean): string => {
    const { run, inputs, type, ask } = started();
    type('kubectl create deployment web --image=nginx', 20_000);
    if (asked) {
      const before = inputs.length;
      const body = { apiVersion: 'v1', kind: 'Service', metadata: { generateName: 'try-' }, spec: { type: 'NodePort', ports: [{ port: 80 }], selector: { app: 'web' } } };
      expect(ask('api', { method: 'POST', path: '/api/v1/namespaces/default/services', query: { dryRun: 'All' }, body }).code).toBe(201);
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'try' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
      expect(ask('api', { method: 'POST', path: '/api/v1/namespaces/default/pods', query: { dryRun: 'All' }, body: pod }).code).toBe(201);
      ask('describe', web);
      ask('object-history', web);
      expect(inputs.length).toBe(before);
    }
    type('kubectl expose deployment web --port=80 --type=NodePort; kubectl run more --image=nginx', 20_000);
    return run.cluster?.world.historyHash() ?? '';
  };
  expect(hash(true)).toBe(hash(false));
});

test('frames tell which image is on its way to which node, and until when', () => {
  const { run, type } = started();
  const frames = new FrameMaker(run.cluster as ClusterParts);
  type('kubectl create deployment web --image=nginx:1.25', 0);
  const seen: { readonly image: string; readonly fromMs: number; readonly untilMs: number }[] = [];
  let left = -1;
  for (let i = 0; i < 300; i++) {
    run.runTo(run.nowMs + 100, () => false);
    const { transfers } = frames.take({ nowMs: run.nowMs, startMs: 0, speed: 1, paused: false, behind: false }) ?? {};
    if (transfers) left = transfers.length;
    for (const transfer of transfers ?? []) if (transfer.fromMs <= run.nowMs && transfer.untilMs >= run.nowMs) seen.push(transfer);
  }
  expect(seen.map(({ image }) => image)).toContain('nginx:1.25');
  expect(seen.every(({ fromMs, untilMs }) => untilMs > fromMs)).toBe(true);
  expect(left).toBe(0);
});
