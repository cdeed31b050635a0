// The kubelet's pure parts: back-off, durations, expansion of variables, Services as variables, phases.
import { describe, expect, test } from 'vitest';
import type { Pod, Service } from '../kube/types.generated.ts';
import { Backoff } from './backoff.ts';
import { imageNameError } from './image-name.ts';
import { ContainerLog } from './container-log.ts';
import { criLines, criLog } from './cri-log.ts';
import { ContainerRecord } from './container-record.ts';
import { expand } from './environment.ts';
import { goDuration } from './go-duration.ts';
import { phaseOf, type PodView } from './pod-status.ts';
import { serviceEnvironment } from './service-environment.ts';

test('a back-off doubles up to five minutes and starts anew after ten quiet minutes', () => {
  const backoff = new Backoff();
  expect(backoff.untilMs(0)).toBe(0);
  let nowMs = 0;
  const delays: number[] = [];
  for (let i = 0; i < 8; i++) {
    backoff.next(nowMs, nowMs);
    delays.push(backoff.currentMs / 1000);
    nowMs = backoff.untilMs(nowMs);
  }
  expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  const later = nowMs + 601_000;
  expect(backoff.untilMs(later)).toBe(later);
  backoff.next(later, later);
  expect(backoff.currentMs).toBe(10_000);
});

test('durations as Go prints them', () => {
  expect([0, 850, 3200, 3661, 62_500, 3_661_000].map(goDuration)).toEqual(['0s', '850ms', '3.2s', '3.661s', '1m2.5s', '1h1m1s']);
});

test('variables are expanded where they are known, and $$ is a dollar sign', () => {
  const env = new Map([['A', 'x']]);
  expect(expand('$(A)-$(B)-$$(A)-$A', env)).toBe('x-$(B)-$(A)-$A');
});

test('a Service becomes variables', () => {
  const service = { metadata: { name: 'my-db' }, spec: { clusterIP: '10.96.0.7', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] } } as unknown as Service;
  expect(Object.fromEntries(serviceEnvironment([service]))).toEqual({
    MY_DB_SERVICE_HOST: '10.96.0.7', MY_DB_SERVICE_PORT: '5432', MY_DB_SERVICE_PORT_SQL: '5432', MY_DB_PORT: 'tcp://10.96.0.7:5432',
    MY_DB_PORT_5432_TCP: 'tcp://10.96.0.7:5432', MY_DB_PORT_5432_TCP_PROTO: 'tcp', MY_DB_PORT_5432_TCP_PORT: '5432', MY_DB_PORT_5432_TCP_ADDR: '10.96.0.7',
  });
});

test('a log keeps whole lines, is put aside when it is full, and older files go', () => {
  const log = new ContainerLog();
  log.write('stdout', 'a\nb', 1);
  log.write('stdout', 'c\n', 2);
  log.write('stderr', 'unfinished', 3);
  log.end(4);
  expect(log.since(0).map(({ text }) => text)).toEqual(['a\n', 'bc\n', 'unfinished']);
  expect(log.tail(2, 2048)).toBe('bc\nunfinished');
  const full = new ContainerLog();
  for (let i = 0; i < 9000; i++) full.write('stdout', `${'x'.repeat(99)}\n`, i);
  // A file is full with 2,622 lines of 100 bytes: after three of them 1,134 are left.
  expect([full.next, full.first, full.lines.length, full.rotated?.lines.length]).toEqual([9000, 7866, 1134, 2622]);
  expect(full.rotated?.suffix).toBe('19700101-000007');
  expect(full.since(full.first).length).toBe(1134);
  expect(full.since(7800).map(({ atMs }) => atMs)[0]).toBe(7800);
  expect(full.since(0).length).toBe(1134 + 2622);
  expect(full.since(8999).length).toBe(1);
});

test('a log as its file: time without zeros at the end, stream, and P for what is only a part of a line', () => {
  expect(criLines({ atMs: 1_767_225_600_000, stream: 'stdout', text: 'a b\n' })).toBe('2026-01-01T00:00:00Z stdout F a b\n');
  expect(criLines({ atMs: 1_767_225_600_120.5, stream: 'stderr', text: 'end' })).toBe('2026-01-01T00:00:00.1205Z stderr P end\n');
  const long = criLines({ atMs: 0, stream: 'stdout', text: `${'x'.repeat(16_385)}\n` }).split('\n');
  expect(long.map((line) => [line.slice(0, 29), line.length])).toEqual([['1970-01-01T00:00:00Z stdout P', 30 + 16_384], ['1970-01-01T00:00:00Z stdout F', 31], ['', 0]]);
  const log = new ContainerLog();
  log.write('stdout', 'ä\n', 0);
  expect(criLog(log)).toEqual({ text: '1970-01-01T00:00:00Z stdout F ä\n', size: 33, modifiedMs: 0 });
  log.write('stdout', 'b\n', 1000);
  expect(criLog(log)).toEqual({ text: '1970-01-01T00:00:00Z stdout F ä\n1970-01-01T00:00:01Z stdout F b\n', size: 65, modifiedMs: 1000 });
});

describe('the phase', () => {
  const record = (role: ContainerRecord['role'], exit?: number | 'running'): ContainerRecord => {
    const made = new ContainerRecord({ name: role, image: 'i' }, role, 'ContainerCreating');
    if (exit === 'running') made.state = { running: {} };
    else if (exit !== undefined) made.state = { terminated: { exitCode: exit } };
    made.started = exit === 'running';
    return made;
  };
  const phase = (restartPolicy: string, main: readonly ContainerRecord[], init: readonly ContainerRecord[] = [], over = false): string =>
    phaseOf({ pod: { spec: { restartPolicy } } as unknown as Pod, main, init, over, verdict: undefined } as unknown as PodView);

  test.each([
    ['Always', ['running', undefined], 'Pending'], ['Always', ['running', 1], 'Running'], ['Always', [0, 0], 'Running'], ['Never', [0, 0], 'Succeeded'],
    ['Never', [0, 1], 'Failed'], ['OnFailure', [0, 1], 'Running'], ['OnFailure', [0, 0], 'Succeeded'], ['Never', ['running', 1], 'Running'],
  ] as const)('%s %j is %s', (policy, exits, expected) => {
    expect(phase(policy, exits.map((exit) => record('main', exit)))).toBe(expected);
  });

  test('init containers hold it back, and fail it for good with Never', () => {
    expect(phase('Always', [record('main')], [record('init', 'running')])).toBe('Pending');
    expect(phase('Always', [record('main')], [record('init', 1)])).toBe('Pending');
    expect(phase('Never', [record('main')], [record('init', 1)])).toBe('Failed');
    expect(phase('Never', [record('main', 0)], [record('sidecar', 'running'), record('init', 0)])).toBe('Running');
  });

  test('a deleted Pod has succeeded only if all of its containers did', () => {
    expect(phase('Always', [record('main', 0)], [], true)).toBe('Succeeded');
    expect(phase('Always', [record('main', 0), record('main', 137)], [], true)).toBe('Failed');
    expect(phase('Always', [record('main')], [], true)).toBe('Failed');
  });
});

test.each<[string, string | undefined]>([
  ['nginx', undefined],
  ['nginx:1.27', undefined],
  ['localhost:5000/team/app_v1.2:Tag', undefined],
  ['registry.k8s.io/pause:3.10', undefined],
  [`nginx@sha256:${'a'.repeat(64)}`, undefined],
  ['Nginx:UPPER', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
  ['team/App', 'invalid reference format: repository name (team/App) must be lowercase'],
  ['nginx::1', 'invalid reference format'],
  ['nginx:', 'invalid reference format'],
  ['my image', 'invalid reference format'],
  ['a'.repeat(64), `invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`],
])('the image name %j is wrong in the parser’s words', (name, wrong) => {
  expect(imageNameError(name)).toBe(wrong);
});
