// Snapshots and clones of the cloud's disks at a terminal: what a volume had at that moment comes back in a new one; what cannot be had is told in the words of the drivers' sidecars.
import { beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

const FROM = 'https://raw.githubusercontent.com/kubernetes-csi/external-snapshotter/master/client/config/crd/snapshot.storage.k8s.io_';
let world: World;
let t: Typist;

const apply = (text: string): string => t.run(`printf '${text.replaceAll('\n', '\\n')}' | kubectl apply -f -`);
const claim = (name: string, more = '', size = '1Gi', storageClass = 'fast'): string =>
  apply(`apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: ${name}}\nspec: {storageClassName: ${storageClass}, accessModes: [ReadWriteOnce], resources: {requests: {storage: ${size}}}${more}}\n`);
const snapshot = (name: string, of: string, storageClass = ', volumeSnapshotClassName: disks'): string => apply(`apiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshot\nmetadata: {name: ${name}}\nspec: {source: {persistentVolumeClaimName: ${of}}${storageClass}}\n`);
const pod = (name: string, of: string): string => {
  apply(`apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  nodeName: node-1\n  terminationGracePeriodSeconds: 1\n  volumes: [{name: v, persistentVolumeClaim: {claimName: ${of}}}]\n  containers: [{name: c, image: busybox, command: [sleep, infinity], volumeMounts: [{name: v, mountPath: /v}]}]\n`);
  return t.run(`kubectl wait --for=condition=Ready pod/${name} --timeout=60s`);
};
const events = (name: string): string => t.run(`kubectl get events --field-selector involvedObject.name=${name} -o custom-columns=R:.reason,M:.message --no-headers`);
const from = (kind: 'VolumeSnapshot' | 'PersistentVolumeClaim', name: string): string => `, dataSource: {name: ${name}, kind: ${kind}${kind === 'VolumeSnapshot' ? ', apiGroup: snapshot.storage.k8s.io' : ''}}`;

beforeAll(() => {
  world = createWorld({ seed: 23, startMs: 1_800_000_000_000, pace: 'real', nodes: 1, addons: true });
  world.clock.runFor(5000);
  t = new Typist(world);
  apply('apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\nprovisioner: disk.csi.kubarium.dev\n');
  claim('data');
  pod('writer', 'data');
  t.run('kubectl exec writer -- sh -c "mkdir /v/sub; echo first > /v/file; echo deep > /v/sub/file; chmod 600 /v/file"');
});

test('without their definitions there are none, and a claim that wants one says so', () => {
  expect(claim('early', from('VolumeSnapshot', 'before'))).toBe('persistentvolumeclaim/early created');
  t.run('sleep 3');
  expect(events('early')).toContain('failed to provision volume with StorageClass "fast": error getting handle for DataSource Type VolumeSnapshot by Name before: error getting snapshot before from api server: the server could not find the requested resource');
  t.run('kubectl delete pvc early');
});

test('a snapshot keeps what was there when it was taken', () => {
  for (const plural of ['volumesnapshotclasses', 'volumesnapshotcontents', 'volumesnapshots']) expect(t.run(`kubectl apply -f ${FROM}${plural}.yaml`)).toBe(`customresourcedefinition.apiextensions.k8s.io/${plural}.snapshot.storage.k8s.io created`);
  t.run('kubectl wait --for=condition=Established crd/volumesnapshots.snapshot.storage.k8s.io crd/volumesnapshotclasses.snapshot.storage.k8s.io');
  expect(apply('apiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshotClass\nmetadata: {name: disks}\ndriver: disk.csi.kubarium.dev\ndeletionPolicy: Delete\n')).toBe('volumesnapshotclass.snapshot.storage.k8s.io/disks created');
  expect(snapshot('before', 'data')).toBe('volumesnapshot.snapshot.storage.k8s.io/before created');
  t.run('sleep 1');
  expect(t.run('kubectl get pvc data -o jsonpath="{.metadata.finalizers}"; echo')).toContain('snapshot.storage.kubernetes.io/pvc-as-source-protection');
  t.run('kubectl exec writer -- sh -c "echo second > /v/file; rm /v/sub/file; echo new > /v/later"; kubectl wait --for=jsonpath={.status.readyToUse}=true volumesnapshot/before --timeout=30s');
  expect(t.run('kubectl get volumesnapshots')).toMatch(
    /^NAME +READYTOUSE +SOURCEPVC +SOURCESNAPSHOTCONTENT +RESTORESIZE +SNAPSHOTCLASS +SNAPSHOTCONTENT +CREATIONTIME +AGE\nbefore +true +data +1Gi +disks +snapcontent-[-0-9a-f]{36} +\d+s +\d+s$/,
  );
  expect(t.run('kubectl get volumesnapshotcontents --no-headers')).toMatch(/^snapcontent-[-0-9a-f]{36} +true +1073741824 +Delete +disk\.csi\.kubarium\.dev +disks +before +default +\d+s$/);
  expect(events('before').split('\n').map((line) => line.split(' ')[0])).toEqual(['CreatingSnapshot', 'SnapshotCreated', 'SnapshotReady']);
  expect(events('before')).toContain('Waiting for a snapshot default/before to be created by the CSI driver.');
  expect(t.run('kubectl get pvc data -o jsonpath="{.metadata.finalizers}"; echo')).not.toContain('snapshot.storage');
});

test('a claim with a snapshot as its source begins with those files, and what is written there stays there', () => {
  claim('restored', from('VolumeSnapshot', 'before'));
  pod('reader', 'restored');
  expect(t.run('kubectl exec reader -- sh -c "cat /v/file /v/sub/file; ls /v; ls -l /v/file"')).toMatch(/^first\ndeep\nfile\nsub\n-rw------- .* \/v\/file$/);
  t.run('kubectl exec reader -- sh -c "echo third > /v/sub/file"');
  expect(t.run('kubectl exec writer -- sh -c "cat /v/file; ls /v/sub"')).toBe('second');
  claim('once-more', from('VolumeSnapshot', 'before'), '2Gi');
  pod('again', 'once-more');
  expect(t.run('kubectl exec again -- cat /v/file /v/sub/file')).toBe('first\ndeep');
});

test('a clone begins with what the other claim has now', () => {
  claim('copy', from('PersistentVolumeClaim', 'data'));
  pod('copied', 'copy');
  t.run('kubectl exec writer -- sh -c "echo fourth > /v/file"');
  expect(t.run('kubectl exec copied -- sh -c "cat /v/file /v/later; ls /v/sub"')).toBe('second\nnew');
});

test('a volume smaller than its source is not made; neither is one of nothing', () => {
  claim('small', from('VolumeSnapshot', 'before'), '512Mi');
  claim('smaller', from('PersistentVolumeClaim', 'data'), '512Mi');
  claim('nothing', from('PersistentVolumeClaim', 'no-such'));
  t.run('sleep 8');
  expect(events('small')).toContain('failed to provision volume with StorageClass "fast": error getting handle for DataSource Type VolumeSnapshot by Name before: requested volume size 536870912 is less than the size 1073741824 for the source snapshot before');
  expect(events('smaller')).toContain('error, new PVC request must be greater than or equal in size to the specified PVC data source, requested 536870912 but source is 1073741824');
  expect(events('nothing')).toContain('error getting handle for DataSource Type PersistentVolumeClaim by Name no-such: error getting PVC no-such (namespace "default") from api server: persistentvolumeclaims "no-such" not found');
  expect(t.run('kubectl get pvc small smaller nothing --no-headers | cut -c1-20')).toMatch(/Pending[\s\S]*Pending[\s\S]*Pending/);
  t.run('kubectl delete pvc small smaller nothing');
});

test('what cannot be taken says why, once; the default class is written down', () => {
  snapshot('no-claim', 'no-such');
  snapshot('no-class', 'data', ', volumeSnapshotClassName: gone');
  snapshot('no-default', 'data', '');
  t.run('sleep 4');
  expect(events('no-claim')).toBe('SnapshotContentCreationFailed   Failed to create snapshot content with error snapshot controller failed to update no-claim on API server: cannot get claim from snapshot');
  expect(events('no-class')).toContain('Failed to create snapshot content with error failed to get input parameters to create snapshot no-class: "volumesnapshotclass.snapshot.storage.k8s.io \\"gone\\" not found"');
  expect(events('no-default')).toBe('SetDefaultSnapshotClassFailed   Failed to set default snapshot class with error cannot find default snapshot class');
  expect(t.run('kubectl get volumesnapshot no-claim --no-headers')).toMatch(/^no-claim +false +no-such +disks /);
  t.run('kubectl annotate volumesnapshotclass disks snapshot.storage.kubernetes.io/is-default-class=true; sleep 8');
  expect(t.run('kubectl get volumesnapshot no-default --no-headers')).toMatch(/^no-default +true +data +1Gi +disks +snapcontent-/);
  t.run('kubectl delete volumesnapshot no-claim no-class no-default');
});

test('a deleted snapshot takes its content with it; volumes that were made of it stay', () => {
  expect(t.run('kubectl delete volumesnapshot before')).toBe('volumesnapshot.snapshot.storage.k8s.io "before" deleted from default namespace');
  t.run('sleep 5');
  expect(t.run('kubectl get volumesnapshotcontents,volumesnapshots')).toBe('No resources found');
  expect(t.run('kubectl exec again -- cat /v/file')).toBe('first');
});
