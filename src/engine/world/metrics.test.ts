// metrics-server from its own manifest: the APIService becomes available, kubectl top and raw requests answer, and without it they say so.
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Json } from '../base/json.ts';
import type { Caller } from '../client/api.ts';
import { metricsServer } from '../images/manifests/metrics-server.ts';
import { Typist } from '../../testing/typist.ts';
import { createWorld, type World } from './world.ts';

const caller: Caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

const plurals: Readonly<Record<string, string>> = {
  ServiceAccount: '/api/v1/namespaces/kube-system/serviceaccounts', Service: '/api/v1/namespaces/kube-system/services', Deployment: '/apis/apps/v1/namespaces/kube-system/deployments',
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles', ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', RoleBinding: '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings',
  APIService: '/apis/apiregistration.k8s.io/v1/apiservices',
};

function install(world: World): void {
  for (const document of parseAllDocuments(metricsServer('v0.8.0'))) {
    const body = document.toJS() as Json & { readonly kind: string };
    const { code } = world.api.request({ method: 'POST', path: plurals[body.kind] ?? '', body }, caller);
    expect([body.kind, code]).toEqual([body.kind, 201]);
  }
}

const get = (world: World, path: string): { readonly code: number; readonly value: Json } => {
  const { code, body } = world.api.request({ method: 'GET', path }, caller);
  return { code, value: body.type === 'json' ? body.value : body.type === 'text' ? body.text : null };
};

test('metrics-server serves metrics.k8s.io from the kubelets, and is gone when its Pod is', () => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 2 });
  world.clock.runFor(5000);
  expect(get(world, '/apis/metrics.k8s.io/v1beta1/nodes').code).toBe(404);
  install(world);
  world.clock.runFor(2000);
  expect(get(world, '/apis/metrics.k8s.io/v1beta1/nodes')).toEqual({ code: 503, value: 'service unavailable\n' });
  world.clock.runFor(60_000);
  const service = get(world, '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io').value;
  expect((service as { readonly status: Json }).status).toMatchObject({ conditions: [{ type: 'Available', status: 'True', reason: 'Passed', message: 'all checks passed' }] });
  const nodes = get(world, '/apis/metrics.k8s.io/v1beta1/nodes').value as unknown as { readonly items: readonly { readonly usage: { readonly cpu: string; readonly memory: string } }[] };
  expect(nodes.items.length).toBe(2);
  for (const { usage } of nodes.items) {
    expect(Number.parseInt(usage.cpu, 10)).toBeGreaterThan(30_000_000);
    expect(usage.memory).toMatch(/^\d+Ki$/);
  }
  const pods = get(world, '/apis/metrics.k8s.io/v1beta1/namespaces/kube-system/pods').value as unknown as { readonly items: readonly { readonly containers: readonly { readonly name: string }[] }[] };
  expect(pods.items.map(({ containers }) => containers.map(({ name }) => name))).toEqual([['metrics-server']]);
  expect(JSON.stringify(get(world, '/apis').value)).toContain('metrics.k8s.io');
  world.api.request({ method: 'DELETE', path: '/apis/apps/v1/namespaces/kube-system/deployments/metrics-server' }, caller);
  world.clock.runFor(40_000);
  expect(get(world, '/apis/metrics.k8s.io/v1beta1/nodes').code).toBe(503);
});

test('kubectl top tells what it knows, and why it does not', () => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 2 });
  const typist = new Typist(world);
  const run = (line: string): string => typist.run(line).split('\n').filter((shown) => shown !== '').join('\n');
  world.clock.runFor(5000);
  expect(run('kubectl top nodes')).toBe('error: Metrics API not available');
  install(world);
  expect(run('kubectl top pods')).toBe('Error from server (ServiceUnavailable): the server is currently unable to handle the request (get pods.metrics.k8s.io)');
  run('kubectl run burn --image=busybox -- sh -c "while true; do :; done"');
  world.clock.runFor(90_000);
  expect(run('kubectl top nodes')).toMatch(/^NAME {5}CPU\(cores\) {3}CPU\(%\) {3}MEMORY\(bytes\) {3}MEMORY\(%\) {3}\nnode-1 .*\nnode-2 .*$/);
  expect(run('kubectl top pods')).toMatch(/^NAME {3}CPU\(cores\) {3}MEMORY\(bytes\) {3}\nburn {3}\d{3,4}m {8}\d+Mi$/);
  expect(run('kubectl top pod --containers -A')).toMatch(/^NAMESPACE {5}POD .*NAME .*CPU\(cores\) {3}MEMORY\(bytes\) {3}\ndefault {7}burn .*burn/);
  expect(run('kubectl top pod nope')).toBe('Error from server (NotFound): podmetrics.metrics.k8s.io "default/nope" not found');
  expect(run('kubectl top pod -l a=b')).toBe('No resources found in default namespace.');
});

test('an autoscaler follows the load of the walkthrough, up and down', () => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 3 });
  const typist = new Typist(world);
  install(world);
  typist.run('kubectl create deployment php-apache --image=registry.k8s.io/hpa-example');
  typist.run('kubectl set resources deployment php-apache --requests=cpu=200m --limits=cpu=500m');
  typist.run('kubectl expose deployment php-apache --port=80');
  typist.run('kubectl autoscale deployment php-apache --cpu=50% --min=1 --max=10');
  world.clock.runFor(120_000);
  expect(typist.run('kubectl get hpa php-apache --no-headers')).toMatch(/cpu: \d%\/50% +1 +10 +1 /);
  typist.run('kubectl run load --image=busybox -- sh -c "while sleep 0.01; do wget -q -O- http://php-apache; done"');
  world.clock.runFor(180_000);
  const grown = Number(typist.run("kubectl get deployment php-apache --no-headers -o custom-columns=N:.status.replicas"));
  expect(grown).toBeGreaterThanOrEqual(4);
  expect(typist.run('kubectl get events --field-selector reason=SuccessfulRescale')).toContain('reason: cpu resource utilization (percentage of request) above target');
  typist.run('kubectl delete pod load --now');
  world.clock.runFor(120_000);
  expect(Number(typist.run("kubectl get deployment php-apache --no-headers -o custom-columns=N:.status.replicas"))).toBe(grown);
  expect(typist.run('kubectl describe hpa php-apache')).toContain('ScaleDownStabilized');
  world.clock.runFor(420_000);
  expect(typist.run("kubectl get deployment php-apache --no-headers -o custom-columns=N:.status.replicas")).toBe('1');
});
