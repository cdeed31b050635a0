// Dynamic volumes from claim to Pod to release.
import { expect, test } from 'vitest';
import { createRig } from '../../testing/rig.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { paces } from '../sim/pace.ts';
import { DiskStore } from './disk-store.ts';
import { createProvisioner } from './provisioner.ts';

test('a claim waits for its first Pod, gets a volume on its node, and takes it along when it goes', () => {
  const rig = createRig({ nodes: 2 });
  const { client, clock } = rig;
  createProvisioner({ ...rig, pace: paces.real, store: new DiskStore(() => rig.clock.nowMs) });
  client.create(kinds.storageclasses, { metadata: { name: 'standard' }, provisioner: 'rancher.io/local-path', reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer' } as never);
  client.create(kinds.persistentvolumeclaims, { metadata: { name: 'c', namespace: 'default' }, spec: { storageClassName: 'standard', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } as never);
  clock.runFor(3000);
  const claim = () => client.get(kinds.persistentvolumeclaims, 'default', 'c');
  expect(claim().status.phase).toBe('Pending');
  client.create(kinds.pods, { metadata: { name: 'p', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'nginx' }], terminationGracePeriodSeconds: 0, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] } } as never);
  clock.runFor(20_000);
  expect(claim().status).toMatchObject({ phase: 'Bound', capacity: { storage: '1Gi' } });
  const [volume] = client.list(kinds.persistentvolumes).items;
  const pod = client.get(kinds.pods, 'default', 'p');
  expect(pod.status.phase).toBe('Running');
  expect(volume?.metadata.annotations?.['local.path.provisioner/selected-node']).toBe(pod.spec.nodeName);
  client.delete(kinds.persistentvolumeclaims, 'default', 'c');
  clock.runFor(1000);
  expect(claim().metadata.deletionTimestamp).toBeDefined();
  client.delete(kinds.pods, 'default', 'p');
  clock.runFor(20_000);
  expect(client.list(kinds.persistentvolumeclaims, 'default').items).toEqual([]);
  expect(client.list(kinds.persistentvolumes).items).toEqual([]);
});
