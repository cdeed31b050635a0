// Services and Pods reached through the API server: kubectl get --raw on their proxy subresources, and what is said where nobody answers.
import { beforeAll, expect, test } from 'vitest';
import { Typist } from '../../testing/typist.ts';
import { createWorld, type World } from './world.ts';

let world: World;
let typist: Typist;
const run = (line: string): string => typist.run(line).split('\n').filter((shown) => shown !== '').join('\n');

beforeAll(() => {
  world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  typist = new Typist(world);
  world.clock.runFor(5000);
  run('kubectl run web --image=nginx --port=80 --expose');
  run('kubectl create service clusterip empty --tcp=80:80');
  run('kubectl create service clusterip named --tcp=8080:80');
  run(`kubectl patch service named -p '{"spec":{"selector":{"app":null,"run":"web"}}}'`);
  run('kubectl run wrong --image=nginx --port=81 --expose');
  world.clock.runFor(60_000);
});

const raw = (path: string): string => run(`kubectl get --raw /api/v1/namespaces/default/${path}`);

test('a Service answers through its proxy', () => {
  expect(raw('services/web/proxy/')).toContain('<title>Welcome to nginx!</title>');
  expect(raw('services/http:web:80/proxy/')).toContain('Welcome to nginx!');
  expect(raw('services/named:8080/proxy/')).toContain('Welcome to nginx!');
  expect(raw('services/named:8080-80/proxy/')).toContain('Welcome to nginx!');
  expect(run('kubectl logs web')).toMatch(/"GET \/ HTTP\/1\.1" 200/);
});

test('a Pod answers through its proxy, at its first port or the one asked for', () => {
  expect(raw('pods/web/proxy/')).toContain('Welcome to nginx!');
  expect(raw('pods/web:80/proxy/')).toContain('Welcome to nginx!');
  expect(raw('pods/web:80/proxy/nope')).toBe('Error from server (NotFound): the server could not find the requested resource (get pods web:80)');
});

test('what cannot be reached', () => {
  expect(raw('services/empty/proxy/')).toBe('Error from server (ServiceUnavailable): no endpoints available for service "empty"');
  expect(raw('services/web:81/proxy/')).toBe('Error from server (ServiceUnavailable): no service port 81 found for service "web"');
  expect(raw('services/nope/proxy/')).toBe('Error from server (NotFound): endpoints "nope" not found');
  expect(raw('pods/nope/proxy/')).toBe('Error from server (NotFound): pods "nope" not found');
  expect(raw('services/wrong/proxy/')).toMatch(/^Error from server \(ServiceUnavailable\): error trying to reach service: dial tcp 10\.244\.\d+\.\d+:81: connect: connection refused$/);
  expect(raw('services/https:web:80/proxy/')).toBe('Error from server (ServiceUnavailable): error trying to reach service: http: server gave HTTP response to HTTPS client');
});
