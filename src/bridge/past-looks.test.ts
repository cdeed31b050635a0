// The past as the store kept it, what changed since a command, command lines in words; and that none of it touches the run.
import { expect, test } from 'vitest';
import { clusterCode } from './cluster-door.ts';
import { explainLine } from './explain-line.ts';
import type { ChangeSummary, PastView } from './look-types.ts';
import { answerLook, type LastCommand } from './past-looks.ts';
import type { WireResponse } from './protocol.ts';
import { Run } from './run.ts';
import { cutAt, isSavedSession } from './session-database.ts';
import { TimeIndex } from './time-index.ts';
import { openDesk } from './world-door.ts';

const options = { seed: 5, startMs: Date.UTC(2026, 0, 5, 9) };
const nothing = (): void => undefined;

function started() {
  const index = new TimeIndex();
  let lastCommand: LastCommand | undefined;
  const run = new Run(openDesk(options), options, {
    text: nothing, ended: nothing, edit: nothing, input: nothing,
    joined: (cluster) => void cluster.world.trace.onEntry((entry) => index.note(entry, true)),
  });
  run.desk.onCommandBegin((line) => {
    lastCommand = { line, atMs: run.nowMs, revision: run.cluster?.world.cluster.api.etcd.revision ?? 0 };
  });
  run.joinDesk = clusterCode.join;
  run.do({ type: 'join' });
  run.do({ type: 'open-terminal', terminal: 1, columns: 120, rows: 30 });
  const type = (line: string, ms: number): void => {
    run.do({ type: 'keys', terminal: 1, keys: `${line}\r` });
    run.runTo(run.nowMs + ms, () => false);
  };
  const look = (name: Parameters<typeof answerLook>[0], argument: unknown): unknown => answerLook(name, argument, { run, index, lastCommand });
  return { run, index, type, look };
}

test('the cluster as it was: Pods that are gone now, none before the first command, and one of them whole', () => {
  const { run, type, look } = started();
  type('kubectl create deployment web --image=nginx:1.25 --replicas=3', 30_000);
  const before = run.nowMs;
  type('kubectl delete deployment web', 60_000);
  const names = (view: PastView): string[] => view.objects.flatMap((object) => (object.kind === 'pods' && object.namespace === 'default' ? [object.name] : []));
  const then = look('past', { atMs: before }) as PastView;
  expect(names(then)).toHaveLength(3);
  expect(then.objects.filter((object) => object.kind === 'deployments' && object.name === 'web')).toMatchObject([{ ready: 3 }]);
  expect(names(look('past', { atMs: run.nowMs }) as PastView)).toEqual([]);
  expect((look('past', { atMs: options.startMs - 1 }) as PastView).objects).toEqual([]);
  const path = `/api/v1/namespaces/default/pods/${names(then)[0]}`;
  expect(look('past-object', { path, revision: then.revision })).toMatchObject({ code: 200, body: { kind: 'Pod', status: { phase: 'Running' } } });
  const { revision } = look('past', { atMs: run.nowMs }) as PastView;
  expect((look('past-object', { path, revision }) as WireResponse).code).toBe(404);
});

test('further back than the store keeps: no cluster is made up, but said from when on there is one', () => {
  const { run, type, look } = started();
  type('kubectl create namespace shop', 20_000);
  const etcd = run.cluster?.world.cluster.api.etcd;
  const compactedMs = run.nowMs;
  etcd?.compact(etcd.revision);
  type('kubectl create namespace later', 20_000);
  const refused = look('past', { atMs: options.startMs + 5000 }) as PastView;
  expect([refused.objects, refused.events]).toEqual([[], []]);
  expect(refused.keptFromMs).toBeLessThanOrEqual(compactedMs);
  const first = look('past', { atMs: refused.keptFromMs }) as PastView;
  expect(first.keptFromMs).toBe(undefined);
  expect(first.objects.some(({ kind, name }) => kind === 'namespaces' && name === 'shop')).toBe(true);
  expect(() => look('past-object', { path: '/api/v1/namespaces/shop', revision: 1 })).toThrow('The resourceVersion for the provided list is too old.');
});

test('the index forgets what the store has forgotten before, and counts what is long ago together', () => {
  const index = new TimeIndex(1000);
  const entry = (atMs: number, revision: number) => ({ id: revision, atMs, revision, actor: 'a', verb: 'update', resource: 'pods', subresource: '', namespace: '', name: '', code: 200 }) as Parameters<TimeIndex['note']>[0];
  for (let i = 1; i <= 60_000; i++) index.note(entry(i * 1000, i), true);
  expect(index.revisionAt(60_000_000)).toBe(60_000);
  expect(index.revisionAt(59_500_500)).toBe(59_500);
  expect(index.revisionAt(58_000_000)).toBe(undefined);
  expect(index.keptFromMs(59_900)).toBe(59_900_000);
  const seconds = index.density();
  expect(seconds.length).toBeLessThan(20_000);
  expect(seconds.reduce((sum, [, count]) => sum + count, 0)).toBe(60_000);
  // The latest hour is told by the second.
  expect(seconds.filter(([second]) => second > 60_000 - 3600).every(([, count]) => count === 1)).toBe(true);
});

test('what changed since the last command: what came and went is not counted', () => {
  const { run, type, look } = started();
  // What the cluster does for itself as it comes up is over.
  run.runTo(run.nowMs + 60_000, () => false);
  expect(look('changes-since-command', null)).toBeNull();
  type('kubectl create deployment web --image=nginx:1.25 --replicas=2', 30_000);
  const first = look('changes-since-command', null) as ChangeSummary;
  const count = (summary: ChangeSummary, how: string, kind: string): number => summary.changes.filter((change) => change.how === how && change.kind === kind).length;
  expect(first.line).toBe('kubectl create deployment web --image=nginx:1.25 --replicas=2');
  expect([count(first, 'created', 'Deployment'), count(first, 'created', 'ReplicaSet'), count(first, 'created', 'Pod')]).toEqual([1, 1, 2]);
  expect(first.changes.some(({ kind }) => kind === 'Lease' || kind === 'Event')).toBe(false);
  type('kubectl scale deployment web --replicas=1', 60_000);
  const second = look('changes-since-command', null) as ChangeSummary;
  expect([count(second, 'changed', 'Deployment'), count(second, 'deleted', 'Pod'), count(second, 'created', 'Pod')]).toEqual([1, 1, 0]);
});

test('looking back leaves the history as it was', () => {
  const hash = (asked: boolean): string => {
    const { run, type, look } = started();
    type('kubectl create deployment web --image=nginx:1.25', 20_000);
    if (asked) for (const name of ['past', 'density', 'changes-since-command'] as const) look(name, { atMs: run.nowMs - 5000 });
    type('kubectl scale deployment web --replicas=2', 20_000);
    return run.cluster?.world.historyHash() ?? '';
  };
  expect(hash(true)).toBe(hash(false));
});

const explained = (line: string): string[] => explainLine(line, '/home/student').map(({ text, type, of }) => `${text} ${type}${of === '' ? '' : ` ${of}`}`);

test('a command line word by word', () => {
  expect(explained('kubectl get po,svc -n shop -o wide --watch')).toEqual(['kubectl program', 'get command', 'po,svc kind pods,services', '-n flag namespace', 'shop value namespace', '-o flag output', 'wide value output', '--watch flag watch']);
  expect(explained('k scale deployment/web --replicas=3')).toEqual(['k program kubectl', 'scale command', 'deployment/web name deployments', '--replicas=3 flag replicas']);
  expect(explained('kubectl rollout undo deployment web')).toEqual(['kubectl program', 'rollout command', 'undo command', 'deployment kind deployments', 'web name deployments']);
  expect(explained('kubectl exec -it web -c app -- sh -c "echo hi"')).toEqual(['kubectl program', 'exec command', '-it flag stdin', 'web name pods', '-c flag container', 'app value container', '-- operator --', 'sh after-dashes', '-c after-dashes', '"echo hi" after-dashes']);
  expect(explained('kubectl get pods --nope')).toEqual(['kubectl program', 'get command', 'pods kind pods', '--nope unknown --nope']);
});

test('pipes, redirections, assignments and comments', () => {
  expect(explained('A=1 kubectl get pods 2>/dev/null | grep -i "web 1" >> out.txt && echo ok # done')).toEqual([
    'A=1 assignment', 'kubectl program', 'get command', 'pods kind pods', '2> redirect >', '/dev/null file 2>', '| operator |', 'grep program', '-i flag ignore-case', '"web 1" argument', '>> redirect >>', 'out.txt file >>', '&& operator &&', 'echo program', 'ok argument', '# done comment',
  ]);
  expect(explainLine('kubectl get pods', '/h').map(({ about }) => about !== '')).toEqual([true, true, false]);
  expect(explained('echo $(kubectl get pods | wc -l) "')).toEqual(['echo program', '$(kubectl get pods | wc -l) argument', '" argument']);
});

test('a log is cut at a moment, and only a session is taken for one', () => {
  const keys = (atMs: number) => ({ atMs, atStep: 1, action: { type: 'keys', terminal: 1, keys: 'x' } }) as const;
  const session = { build: 'b', seed: 1, startMs: 0, untilMs: 90, untilStep: 9, speed: 1, paused: false, inputs: [keys(10), keys(20), keys(30)], historyHash: 'h' };
  expect(cutAt(session, 20)).toEqual({ build: 'b', seed: 1, startMs: 0, untilMs: 20, untilStep: 0, speed: 1, paused: false, inputs: [keys(10), keys(20)] });
  expect(isSavedSession(session)).toBe(true);
  for (const other of [null, 1, {}, { ...session, inputs: 'no' }, { ...session, inputs: [{}] }, { ...session, seed: 'x' }]) expect(isSavedSession(other)).toBe(false);
});

test('the index knows the revision of any moment', () => {
  const index = new TimeIndex();
  const entry = (atMs: number, revision: number | undefined) => ({ id: 1, atMs, actor: 'a', verb: 'create', resource: 'pods', subresource: '', namespace: '', name: '', code: 200, cause: undefined, revision });
  for (const [atMs, revision] of [[1000, 5], [1000, 6], [2500, undefined], [3000, 9]] as const) index.note(entry(atMs, revision), revision !== 9);
  expect([999, 1000, 2999, 3000, 9999].map((atMs) => index.revisionAt(atMs))).toEqual([undefined, 6, 6, 9, 9]);
  expect(index.density()).toEqual([[1, 2], [2, 1]]);
});
