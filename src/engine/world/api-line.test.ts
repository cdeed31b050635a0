// A line that is cut gives no answer and ends its watches; components that lead by a lease exit when they cannot renew it.
import { expect, test } from 'vitest';
import type { ApiResponse, Caller, PatientApi, WatchEvent } from '../client/api.ts';
import { Clock } from '../sim/clock.ts';
import { ApiLine } from './api-line.ts';
import { Components } from './components.ts';

const caller: Caller = { userAgent: 'test', actor: 'test', user: 'test', groups: [] };

test('each reason for a cut has to be mended', () => {
  const clock = new Clock(0);
  let sink: { item(event: WatchEvent): void; end(): void } | undefined;
  let closed = 0;
  const body: ApiResponse['body'] = { type: 'watch', stream: { listen: (given) => void (sink = given), close: () => void closed++ } };
  const response: ApiResponse = { code: 200, headers: {}, warnings: [], body };
  const api: PatientApi = {
    request: () => response,
    *ask() {
      return response;
    },
  };
  const line = new ApiLine(clock, api);
  const got: string[] = [];
  const answer = line.request({ method: 'GET', path: '/' }, caller);
  if (answer.body.type !== 'watch') throw new Error('not a watch');
  answer.body.stream.listen({ item: ({ type }) => void got.push(type), end: () => void got.push('end') });
  sink?.item({ type: 'ADDED', object: {} });
  line.cut('a', 'no route');
  line.cut('b', 'refused');
  expect(got).toEqual(['ADDED']);
  clock.runFor(0);
  expect(got).toEqual(['ADDED', 'end']);
  expect(closed).toBe(1);
  expect(() => line.request({ method: 'GET', path: '/' }, caller)).toThrow('no route');
  line.mend('a');
  expect(() => line.request({ method: 'GET', path: '/' }, caller)).toThrow('refused');
  line.mend('b');
  expect(line.isCut).toBe(false);
  expect(line.request({ method: 'GET', path: '/' }, caller).code).toBe(200);
});

test('a component that cannot renew its lease for ten seconds exits, and is restarted; one that was stopped stays stopped', () => {
  const clock = new Clock(0);
  const components = new Components(clock);
  let starts = 0;
  components.add('manager', () => ({ stop: () => undefined, at: starts++ }));
  components.leasesWritable('why', false);
  clock.runFor(9_999);
  expect(components.isRunning('manager')).toBe(true);
  clock.runFor(1);
  expect(components.isRunning('manager')).toBe(false);
  components.leasesWritable('why', true);
  clock.runFor(3000);
  expect([components.isRunning('manager'), starts]).toEqual([true, 2]);
  components.leasesWritable('blink', false);
  components.leasesWritable('blink', true);
  clock.runFor(20_000);
  expect(starts).toBe(2);
  components.stop('manager', 'fault');
  components.leasesWritable('why', false);
  clock.runFor(20_000);
  components.leasesWritable('why', true);
  clock.runFor(20_000);
  expect(components.isRunning('manager')).toBe(false);
  components.start('manager', 'fault');
  expect(components.isRunning('manager')).toBe(true);
});
