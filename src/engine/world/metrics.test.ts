// metrics-server from its own manifest: the APIService becomes available, kubectl top and raw requests answer, and without it they say so.
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Json } from '../base/json.ts';
import type { Caller } from '../client/api.ts';
import { metricsServerManifest } from '../images/manifests/metrics-server.ts';
import { createWorld, type World } from './world.ts';

const caller: Caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

const plurals: Readonly<Record<string, string>> = {
  ServiceAccount: '/api/v1/namespaces/kube-system/serviceaccounts', Service: '/api/v1/namespaces/kube-system/services', Deployment: '/apis/apps/v1/namespaces/kube-system/deployments',
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles', ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', RoleBinding: '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings',
  APIService: '/apis/apiregistration.k8s.io/v1/apiservices',
};

function install(world: World): void {
  for (const document of parseAllDocuments(metricsServerManifest)) {
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
