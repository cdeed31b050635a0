// Network disks of the cloud at a terminal: made at once or for the first Pod, attached to one node at a time, grown, kept or removed.
import { beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

let world: World;
let t: Typist;
beforeAll(() => {
  world = createWorld({ seed: 19, startMs: 1_800_000_000_000, pace: 'real', nodes: 2, addons: true });
  world.clock.runFor(5000);
  t = new Typist(world);
  for (const [name, mode, more] of [['fast', 'Immediate', 'allowVolumeExpansion: true'], ['late', 'WaitForFirstConsumer', 'reclaimPolicy: Retain']] as const) {
    t.run(`printf 'apiVersion: storage.k8s.io/v1\\nkind: StorageClass\\nmetadata: {name: ${name}}\\nprovisioner: disk.csi.kubarium.dev\\nvolumeBindingMode: ${mode}\\n${more}\\n' | kubectl apply -f -`);
    t.run(`printf 'apiVersion: v1\\nkind: PersistentVolumeClaim\\nmetadata: {name: ${name}}\\nspec: {storageClassName: ${name}, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\\n' | kubectl apply -f -`);
  }
  t.run('sleep 8');
});

const pod = (name: string, claim: string, node: string): string => t.run(`printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: ${name}}\\nspec:\\n  nodeName: ${node}\\n  terminationGracePeriodSeconds: 1\\n  volumes: [{name: v, persistentVolumeClaim: {claimName: ${claim}}}]\\n  containers: [{name: c, image: busybox, command: [sleep, infinity], volumeMounts: [{name: v, mountPath: /v}]}]\\n' | kubectl apply -f -`);
const events = (name: string): string => t.run(`kubectl get events --field-selector involvedObject.name=${name} -o custom-columns=R:.reason,M:.message --no-headers`);
const phase = (claim: string): string => t.run(`kubectl get pvc ${claim} -o jsonpath='{.status.phase} {.status.capacity.storage}'; echo`);

test('Immediate is bound at once; attaching takes its time, and one node has it', () => {
  expect(phase('fast')).toBe('Bound 1Gi');
  expect(phase('late')).toBe('Pending');
  expect(events('fast')).toMatch(/Provisioning +External provisioner is provisioning volume for claim "default\/fast"\n[\s\S]*ProvisioningSucceeded +Successfully provisioned volume pvc-/);
  pod('a', 'fast', 'node-1');
  t.run('sleep 2');
  expect(t.run('kubectl get pod a --no-headers')).toMatch(/0\/1 +ContainerCreating/);
  t.run('kubectl wait --for=condition=Ready pod/a --timeout=60s');
  expect(t.run('kubectl get volumeattachments --no-headers')).toMatch(/^csi-[0-9a-f]{64} +disk\.csi\.kubarium\.dev +pvc-[-0-9a-f]+ +node-1 +true /);
  expect(events('a')).toMatch(/SuccessfulAttachVolume +AttachVolume\.Attach succeeded for volume "pvc-/);
  t.run('kubectl exec a -- sh -c "echo kept > /v/file"');
  pod('b', 'fast', 'node-2');
  t.run('sleep 10');
  expect(events('b')).toMatch(/FailedAttachVolume +Multi-Attach error for volume "pvc-[-0-9a-f]+" Volume is already used by pod\(s\) a/);
  t.run('kubectl delete pod a; kubectl wait --for=condition=Ready pod/b --timeout=120s');
  expect(t.run('kubectl exec b -- cat /v/file')).toBe('kept');
  expect(t.run('kubectl get volumeattachments --no-headers')).toMatch(/node-2 +true/);
});

test('growing, where the class allows it', () => {
  t.run(`kubectl patch pvc fast -p '{"spec":{"resources":{"requests":{"storage":"3Gi"}}}}'; sleep 6`);
  expect(phase('fast')).toBe('Bound 3Gi');
  expect(t.run(`kubectl get pv $(kubectl get pvc fast -o jsonpath='{.spec.volumeName}') -o jsonpath='{.spec.capacity.storage}'; echo`)).toBe('3Gi');
  expect(events('fast')).toContain('External resizer is resizing volume');
  expect(t.run(`kubectl patch pvc fast -p '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}'`)).toContain('spec.resources.requests.storage: Forbidden: field can not be less than status.capacity');
  expect(t.run(`kubectl patch pvc late -p '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}'`)).toMatch(/Forbidden|forbidden/);
});

test('WaitForFirstConsumer waits for a Pod; Delete and Retain', () => {
  t.run(`printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: c}\\nspec:\\n  volumes: [{name: v, persistentVolumeClaim: {claimName: late}}]\\n  containers: [{name: c, image: nginx:alpine, volumeMounts: [{name: v, mountPath: /v}]}]\\n' | kubectl apply -f -; kubectl wait --for=condition=Ready pod/c --timeout=60s`);
  expect(phase('late')).toBe('Bound 1Gi');
  t.run('kubectl delete pod b c; kubectl delete pvc fast late; sleep 20');
  expect(t.run('kubectl get pv --no-headers')).toMatch(/^pvc-\S+ +1Gi +RWO +Retain +Released +default\/late +late +<unset> +\S+$/);
  expect(t.run('kubectl get volumeattachments')).toBe('No resources found');
});

test('a node that died keeps its disk for six minutes', () => {
  t.run(`printf 'apiVersion: v1\\nkind: PersistentVolumeClaim\\nmetadata: {name: again}\\nspec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\\n' | kubectl apply -f -; sleep 8`);
  pod('d', 'again', 'node-1');
  t.run('kubectl wait --for=condition=Ready pod/d --timeout=60s');
  world.nodes.stop('node-1');
  world.clock.runFor(60_000);
  t.run('kubectl delete pod d --force --grace-period=0 2>/dev/null');
  pod('e', 'again', 'node-2');
  world.clock.runFor(240_000);
  expect(t.run('kubectl get pod e --no-headers')).toMatch(/ContainerCreating/);
  expect(events('e')).toContain("Volume is already exclusively attached to one node and can't be attached to another");
  world.clock.runFor(180_000);
  expect(t.run('kubectl get pod e --no-headers')).toMatch(/1\/1 +Running/);
});
