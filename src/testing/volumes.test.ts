// Volumes from a terminal: what each kind takes, what it refuses and in which words, and what reaches a running container.
import { beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

let world: World;
let t: Typist;
beforeAll(() => {
  world = createWorld({ seed: 17, startMs: 1_800_000_000_000, pace: 'fast', nodes: 2, addons: true });
  world.clock.runFor(5000);
  t = new Typist(world);
});

/** A Pod of busybox that sleeps, with these volumes and mounts. */
function pod(name: string, volumes: string, mounts: string, more = ''): void {
  const lines = ['apiVersion: v1', 'kind: Pod', `metadata: {name: ${name}, labels: {app: ${name}}}`, 'spec:', '  terminationGracePeriodSeconds: 0', `  volumes: [${volumes}]`, ...(more ? [`  ${more}`] : []), '  containers:', '  - name: c', '    image: busybox', '    command: [sleep, infinity]', `    volumeMounts: [${mounts}]`];
  t.run(`printf '${lines.join('\\n')}\\n' | kubectl apply -f -; kubectl wait --for=condition=Ready pod/${name} --timeout=10s`);
}
const sh = (name: string, line: string): string => t.run(`kubectl exec ${name} -c c -- sh -c '${line}' 2>&1`);
const events = (name: string): string => t.run(`kubectl get events --field-selector involvedObject.name=${name} -o custom-columns=R:.reason,M:.message --no-headers`);

test('emptyDir: a limit in memory refuses, a limit on disk evicts', () => {
  pod('tmpfs', '{name: v, emptyDir: {medium: Memory, sizeLimit: 1Ki}}', '{name: v, mountPath: /v}');
  expect(sh('tmpfs', 'head -c 500 /dev/zero > /v/small; wc -c < /v/small')).toBe('500');
  expect(sh('tmpfs', 'head -c 2000 /dev/zero > /v/big')).toContain('No space left on device');
  pod('disk', '{name: cache, emptyDir: {sizeLimit: 1Ki}}', '{name: cache, mountPath: /v}');
  expect(sh('disk', 'yes | head -c 2000 > /v/big; wc -c < /v/big')).toBe('2000');
  t.run('sleep 15');
  expect(t.run('kubectl get pod disk -o jsonpath="{.status.phase} {.status.reason} {.status.message}"; echo')).toBe('Failed Evicted Usage of EmptyDir volume "cache" exceeds the limit "1Ki".');
});

test('hostPath types', () => {
  for (const [type, words] of [['Directory', '/nope is not a directory'], ['File', '/nope is not a file'], ['Socket', '/nope is not a socket file'], ['CharDevice', '/nope is not a character device']] as const) {
    pod(`host-${type.toLowerCase()}`, `{name: v, hostPath: {path: /nope, type: ${type}}}`, '{name: v, mountPath: /v}');
    expect(events(`host-${type.toLowerCase()}`)).toContain(`MountVolume.SetUp failed for volume "v" : hostPath type check failed: ${words}`);
  }
  pod('host-new', '{name: v, hostPath: {path: /data/new, type: DirectoryOrCreate}}', '{name: v, mountPath: /v}', 'nodeName: node-1');
  sh('host-new', 'echo kept > /v/file');
  t.run('kubectl delete pod host-new');
  pod('host-again', '{name: v, hostPath: {path: /data/new}}', '{name: v, mountPath: /v, readOnly: true}', 'nodeName: node-1');
  expect(sh('host-again', 'cat /v/file; echo x > /v/file')).toMatch(/^kept\nsh: .*\/v\/file: Read-only file system\ncommand terminated with exit code 1$/);
  pod('host-other', '{name: v, hostPath: {path: /data/new}}', '{name: v, mountPath: /v}', 'nodeName: node-2');
  expect(sh('host-other', 'ls /v')).toBe('');
});

test('ConfigMaps and Secrets as files and variables; updates reach files, not variables and not a subPath', () => {
  t.run('kubectl create configmap app --from-literal=color=blue --from-literal=other=x; kubectl create secret generic pass --from-literal=word=s3cret');
  pod('config', '{name: c, configMap: {name: app, items: [{key: color, path: deep/color, mode: 0400}]}}, {name: s, secret: {secretName: pass, defaultMode: 0440}}, {name: o, configMap: {name: none, optional: true}}', '{name: c, mountPath: /c}, {name: s, mountPath: /s}, {name: o, mountPath: /o}, {name: c, mountPath: /one, subPath: deep/color}');
  expect(sh('config', 'cat /c/deep/color; echo; cat /s/word; echo; ls /o | wc -l; cat /one; echo; stat -c %a /c/..data/deep/color /s/..data/word')).toBe('blue\ns3cret\n0\nblue\n400\n440');
  t.run('kubectl create configmap app --from-literal=color=green --dry-run=client -o yaml | kubectl apply -f - 2>/dev/null');
  expect(sh('config', 'cat /c/deep/color; echo')).toBe('blue');
  t.run('sleep 100');
  expect(sh('config', 'cat /c/deep/color; echo; cat /one; echo')).toBe('green\nblue');
  pod('missing', '{name: c, configMap: {name: none}}', '{name: c, mountPath: /c}');
  expect(events('missing')).toContain('MountVolume.SetUp failed for volume "c" : configmap "none" not found');
  t.run('kubectl create configmap none --from-literal=a=b; kubectl wait --for=condition=Ready pod/missing --timeout=200s');
  expect(sh('missing', 'cat /c/a; echo')).toBe('b');
  t.run(`kubectl patch configmap none -p '{"immutable":true}'`);
  expect(t.run(`kubectl patch configmap none -p '{"data":{"a":"c"}}'`)).toContain('data: Forbidden: field is immutable when `immutable` is set');
});

test('projected: a ConfigMap, a Secret, the Pod itself and a token in one directory', () => {
  pod('all', '{name: p, projected: {sources: [{configMap: {name: app}}, {secret: {name: pass, items: [{key: word, path: my-word}]}}, {downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: cpu, resourceFieldRef: {containerName: c, resource: limits.memory}}]}}, {serviceAccountToken: {path: token, audience: vault, expirationSeconds: 600}}]}}', '{name: p, mountPath: /p}');
  expect(sh('all', 'ls /p')).toBe('color\ncpu\nlabels\nmy-word\nother\ntoken');
  expect(sh('all', 'cat /p/labels; echo')).toBe('app="all"');
  expect(t.run('kubectl exec all -- cat /p/token | cut -d. -f2 | base64 -d 2>/dev/null | jq -c .aud')).toBe('["vault"]');
});

test('local volumes must be there; what is left of gitRepo', () => {
  t.run(`printf 'apiVersion: v1\\nkind: PersistentVolume\\nmetadata: {name: ssd}\\nspec:\\n  capacity: {storage: 1Gi}\\n  accessModes: [ReadWriteOnce]\\n  storageClassName: ""\\n  local: {path: /mnt/ssd}\\n  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-2]}]}]}}\\n---\\napiVersion: v1\\nkind: PersistentVolumeClaim\\nmetadata: {name: ssd}\\nspec: {storageClassName: "", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\\n' | kubectl apply -f -; sleep 20`);
  pod('local', '{name: v, persistentVolumeClaim: {claimName: ssd}}', '{name: v, mountPath: /v}');
  expect(events('local')).toContain('MountVolume.NewMounter initialization failed for volume "v" : path "/mnt/ssd" does not exist');
  pod('make', '{name: h, hostPath: {path: /mnt/ssd, type: DirectoryOrCreate}}', '{name: h, mountPath: /v}', 'nodeName: node-2');
  t.run('kubectl wait --for=condition=Ready pod/local --timeout=200s');
  expect(t.run('kubectl get pod local -o jsonpath="{.spec.nodeName}"; echo')).toBe('node-2');
  pod('git', '{name: g, gitRepo: {repository: "https://github.com/googlecodelabs/orchestrate-with-kubernetes.git"}}', '{name: g, mountPath: /g}');
  expect(events('git')).toContain('git-repo volume plugin has been disabled');
  pod('cloned', '{name: g, emptyDir: {}}', '{name: g, mountPath: /g}', 'initContainers: [{name: clone, image: alpine/git, args: [clone, "https://github.com/googlecodelabs/orchestrate-with-kubernetes.git", /g/repo], volumeMounts: [{name: g, mountPath: /g}]}]');
  expect(sh('cloned', 'ls /g/repo/kubernetes')).toBe('cleanup.sh\ndeployments\nnginx\npods\nservices\ntls');
});

test('a network disk: Pods on two nodes share what an NFS server exports', () => {
  t.run('kubectl run nfs --image=registry.k8s.io/volume-nfs:0.8 --port=2049 --expose; kubectl wait --for=condition=Ready pod/nfs');
  t.run(`IP=$(kubectl get service nfs -o jsonpath='{.spec.clusterIP}')`);
  t.run(`printf 'apiVersion: v1\\nkind: PersistentVolume\\nmetadata: {name: share}\\nspec:\\n  capacity: {storage: 1Gi}\\n  accessModes: [ReadWriteMany]\\n  storageClassName: ""\\n  nfs: {server: %s, path: /}\\n---\\napiVersion: v1\\nkind: PersistentVolumeClaim\\nmetadata: {name: share}\\nspec: {storageClassName: "", volumeName: share, accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}\\n' $IP | kubectl apply -f -; sleep 20`);
  pod('one', '{name: v, persistentVolumeClaim: {claimName: share}}', '{name: v, mountPath: /v}', 'nodeName: node-1');
  pod('two', '{name: v, persistentVolumeClaim: {claimName: share}}', '{name: v, mountPath: /v}', 'nodeName: node-2');
  sh('one', 'echo hello > /v/note');
  expect(sh('two', 'cat /v/note')).toBe('hello');
  expect(t.run('kubectl exec nfs -- cat /exports/note')).toBe('hello');
  pod('lost', '{name: v, nfs: {server: 192.0.2.99, path: /}}', '{name: v, mountPath: /v}');
  t.run('sleep 15');
  expect(events('lost')).toMatch(/MountVolume\.SetUp failed for volume "v" : mount failed: exit status 32\n?.*mount\.nfs: (?:Connection timed out|No route to host)/s);
});
