// Static Pods: a manifest in the node's folder runs, its mirror comes back when it is deleted, and both go with the file.
import { expect, test } from 'vitest';
import { Typist } from '../../testing/typist.ts';
import { KubeClient } from '../client/kube-client.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { createWorld } from './world.ts';

const caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };
const manifest = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: {role: static}\nspec:\n  containers:\n  - name: web\n    image: nginx:1.25\n';

test('a static Pod lives by its file', () => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  const client = new KubeClient(world.api, caller);
  const typist = new Typist(world);
  const hostPath = { volumes: [{ name: 'k', hostPath: { path: '/etc/kubernetes/manifests', type: 'DirectoryOrCreate' } }] };
  client.create(kinds.pods, { metadata: { name: 'root', namespace: 'default' }, spec: { ...hostPath, containers: [{ name: 'c', image: 'busybox', command: ['sleep', '3600'], volumeMounts: [{ name: 'k', mountPath: '/m' }] }] } });
  world.clock.runFor(5000);
  world.files.write(`${world.home}/web.yaml`, manifest);
  typist.run('kubectl exec -i root -- sh -c "cat > /m/web.yaml" < web.yaml');
  world.clock.runFor(5000);
  const mirror = () => client.find(kinds.pods, 'default', 'web-node-1');
  expect(mirror()?.status.phase).toBe('Running');
  expect(mirror()?.metadata).toMatchObject({ labels: { role: 'static' }, annotations: { 'kubernetes.io/config.source': 'file' }, ownerReferences: [{ kind: 'Node', name: 'node-1', controller: true }] });
  const [first, container] = [mirror()?.metadata.uid, mirror()?.status.containerStatuses?.[0]?.containerID];
  expect(typist.run('kubectl delete pod web-node-1')).toContain('pod "web-node-1" deleted');
  world.clock.runFor(5000);
  expect(mirror()?.metadata.uid).not.toBe(first);
  // What runs was never touched.
  expect(mirror()?.status.containerStatuses?.[0]).toMatchObject({ containerID: container, restartCount: 0, ready: true });
  typist.run('kubectl exec root -- sh -c "sed -i s/1.25/1.26/ /m/web.yaml"');
  world.clock.runFor(10_000);
  expect(mirror()?.spec.containers[0]?.image).toBe('nginx:1.26');
  expect(mirror()?.status.phase).toBe('Running');
  typist.run('kubectl exec root -- rm /m/web.yaml');
  world.clock.runFor(60_000);
  expect(mirror()).toBeUndefined();
});

test('a static Pod runs though the API server does not answer, and shows once it does', () => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  const client = new KubeClient(world.api, caller);
  const kubelet = world.cluster.kubelets.get('node-1');
  world.clock.runFor(15_000);
  const typist = new Typist(world);
  world.files.write(`${world.home}/web.yaml`, manifest);
  client.create(kinds.pods, { metadata: { name: 'root', namespace: 'default' }, spec: { volumes: [{ name: 'k', hostPath: { path: '/etc/kubernetes/manifests', type: 'DirectoryOrCreate' } }], containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'sleep 20; printf "apiVersion: v1\\nkind: Pod\\nmetadata: {name: web}\\nspec: {containers: [{name: web, image: nginx:1.25}]}\\n" > /m/web.yaml; sleep 3600'], volumeMounts: [{ name: 'k', mountPath: '/m' }] }] } });
  world.clock.runFor(5000);
  world.faults.apply('api-down', {});
  world.clock.runFor(60_000);
  expect(kubelet?.faults.containers()).toContain('default/web-node-1/web');
  expect(typist.run('kubectl get pods')).toContain('connection');
  world.faults.heal('api-down');
  world.clock.runFor(60_000);
  const mirror = client.find(kinds.pods, 'default', 'web-node-1');
  expect(mirror?.status).toMatchObject({ phase: 'Running', containerStatuses: [{ name: 'web', ready: true, restartCount: 0 }] });
});
