// Who a container's processes are and what their files say of it (test/e2e/node/security_context.go, test/e2e/common/storage/{empty_dir,projected_configmap,configmap_volume,subpath}.go, test/e2e/common/node/security_context.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { Lab } from './lab.ts';

type Fields = Readonly<Record<string, unknown>>;

const lab = new Lab({ nodes: 1 });
beforeEach(() => lab.freshNamespace());

interface Shape {
  readonly pod?: Fields;
  readonly container?: Fields;
  readonly volumes?: readonly Fields[];
  readonly mounts?: readonly Fields[];
}

/** Runs a Pod and gives what its commands print, one after the other. */
function inside({ pod = {}, container = {}, volumes = [], mounts = [] }: Shape, ...commands: readonly string[]): readonly string[] {
  lab.create(kinds.pods, { metadata: { name: 'p' }, spec: { ...pod, volumes, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '3600'], volumeMounts: mounts, ...container }] } });
  lab.running('p');
  return commands.map((command) => lab.exec('p', `sh -c '${command}'`));
}

const scratch: Shape = { volumes: [{ name: 'v', emptyDir: {} }], mounts: [{ name: 'v', mountPath: '/data/demo' }] };
const asStudent = { securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] } };
const config = (): void => void lab.create(kinds.configmaps, { metadata: { name: 'config' }, data: { key: 'value' } });

describe('Security Context', () => {
  test('should support pod.Spec.SecurityContext.RunAsUser And pod.Spec.SecurityContext.RunAsGroup', () => {
    expect(inside({ pod: { securityContext: { runAsUser: 1001, runAsGroup: 2002 } } }, 'id', 'id -u; id -g', 'ps')).toEqual(['uid=1001 gid=2002 groups=2002\n', '1001\n2002\n', expect.stringMatching(/^ +1 1001 +0:00 sleep 3600$/m)]);
  });

  test('should support container.SecurityContext.RunAsUser, which goes before the Pod’s', () => {
    expect(inside({ pod: { securityContext: { runAsUser: 1001 } }, container: { securityContext: { runAsUser: 1002 } } }, 'id')).toEqual(['uid=1002 gid=0(root) groups=0(root)\n']);
  });

  test('should support pod.Spec.SecurityContext.SupplementalGroups', () => {
    expect(inside({ pod: asStudent }, 'id', 'id -G', 'grep Groups /proc/self/status')).toEqual(['uid=1000 gid=3000 groups=2000,3000,4000\n', '2000 3000 4000\n', 'Groups:\t2000 3000 4000 \n']);
  });

  test('without any it is the image’s user, with its own group', () => {
    expect(inside({}, 'id')).toEqual(['uid=0(root) gid=0(root) groups=0(root)\n']);
  });

  test('should run the container with readonly rootfs when readOnlyRootFilesystem=true', () => {
    const [root, volume] = inside({ ...scratch, container: { securityContext: { readOnlyRootFilesystem: true } } }, 'echo x > /file', 'echo x > /data/demo/file; cat /data/demo/file');
    expect(root).toContain('/file: Read-only file system');
    expect(volume).toBe('x\n');
  });
});

describe('EmptyDir volumes', () => {
  test('should support (non-root,0777,default): everybody may write', () => {
    expect(inside({ ...scratch, pod: { securityContext: { runAsUser: 1000 } } }, 'ls -ld /data/demo', 'echo x > /data/demo/file; ls -l /data/demo/file')).toEqual([
      expect.stringMatching(/^drwxrwxrwx 2 root root 4096 Jan {2}1 00:/),
      expect.stringMatching(/^-rw-r--r-- 1 1000 root +2 /),
    ]);
  });

  test('files and what is made in it belong to fsGroup', () => {
    const [directory, made] = inside({ ...scratch, pod: asStudent }, 'ls -ld /data/demo', 'cd /data/demo; echo hello > testfile; mkdir sub; echo x > sub/file; ls -l; ls -l sub; stat -c %U:%G:%a testfile');
    expect(directory).toMatch(/^drwxrwsrwx 2 root 2000 4096 /);
    expect(made).toMatch(/^total 8\ndrwxr-sr-x 2 1000 2000 4096 .* sub\n-rw-r--r-- 1 1000 2000 +6 .* testfile\ntotal 4\n-rw-r--r-- 1 1000 2000 2 .* file\n1000:2000:644\n$/);
  });

  test('who is not root does not write elsewhere, and another’s file not at all', () => {
    const [system, others] = inside({ ...scratch, pod: { securityContext: { runAsUser: 1000 } }, mounts: [{ name: 'v', mountPath: '/data/demo' }] }, 'echo x > /etc/file', 'echo x > /data/demo/mine; chmod 600 /data/demo/mine; cat /data/demo/mine');
    expect(system).toContain('/etc/file: Permission denied');
    expect(others).toBe('x\n');
  });
});

describe('ConfigMap and projected volumes', () => {
  test('should be consumable from pods in volume with defaultMode set', () => {
    config();
    const [mode, link] = inside({ volumes: [{ name: 'c', configMap: { name: 'config', defaultMode: 0o400 } }], mounts: [{ name: 'c', mountPath: '/c' }] }, 'ls -ld /c; ls -lL /c', 'ls -l /c/..data/');
    expect(mode).toMatch(/^drwxrwxrwx 3 root root|^drwxrwxrwx 2 root root/);
    expect(mode).toMatch(/\n-r-------- 1 root root 5 .* key\n$/);
    expect(link).toMatch(/^total 4\n-r-------- /);
  });

  test('should be consumable from pods in volume as non-root with defaultMode and fsGroup set', () => {
    config();
    const volume = { name: 'c', configMap: { name: 'config', defaultMode: 0o440 } };
    expect(inside({ pod: { securityContext: { runAsUser: 1000, fsGroup: 1001 } }, volumes: [volume], mounts: [{ name: 'c', mountPath: '/c' }] }, 'cat /c/key; echo', 'ls -lL /c')).toEqual(['value\n', expect.stringMatching(/\n-r--r----- 1 root 1001 5 .* key\n$/)]);
  });

  test('as non-root without a group what only root may read cannot be read', () => {
    config();
    expect(inside({ pod: { securityContext: { runAsUser: 1000 } }, volumes: [{ name: 'c', configMap: { name: 'config', defaultMode: 0o400 } }], mounts: [{ name: 'c', mountPath: '/c' }] }, 'cat /c/key')[0]).toContain('Permission denied');
  });

  test('should be consumable from pods in volume with mappings and Item mode set', () => {
    config();
    const volume = { name: 'c', projected: { defaultMode: 0o644, sources: [{ configMap: { name: 'config', items: [{ key: 'key', path: 'path/to/data', mode: 0o400 }] } }] } };
    expect(inside({ volumes: [volume], mounts: [{ name: 'c', mountPath: '/c' }] }, 'ls -lL /c/path/to; cat /c/path/to/data; echo')[0]).toMatch(/^total 4\n-r-------- 1 root root 5 .* data\nvalue\n$/);
  });

  test('a token is its user’s alone, and the group’s where there is one', () => {
    const path = '/var/run/secrets/kubernetes.io/serviceaccount';
    expect(inside({ pod: { securityContext: { runAsUser: 1000 } } }, `ls -lL ${path}/token; test -s ${path}/token && echo read`)[0]).toMatch(/^-rw------- 1 1000 root .*\nread\n$/);
    lab.freshNamespace();
    expect(inside({ pod: { securityContext: { fsGroup: 2000 } } }, `ls -lL ${path}/token`)[0]).toMatch(/^-rw-r----- 1 root 2000 /);
  });
});

describe('Subpath', () => {
  test('a folder that is not there is made with the permissions of its volume; it shows that part alone', () => {
    const mounts = [{ name: 'v', mountPath: '/all' }, { name: 'v', mountPath: '/part', subPath: 'a/b' }];
    expect(inside({ volumes: scratch.volumes ?? [], mounts, pod: { securityContext: { runAsUser: 1000, fsGroup: 2000 } } }, 'echo x > /part/file; cat /all/a/b/file; ls -ld /all/a /part', 'ls /part')).toEqual([
      expect.stringMatching(/^x\ndrwxrwsrwx 2 root 2000 .* \/all\/a\ndrwxrwsrwx 2 root 2000 .* \/part\n$/),
      'file\n',
    ]);
  });

  test('one file of a ConfigMap keeps its mode', () => {
    config();
    expect(inside({ volumes: [{ name: 'c', configMap: { name: 'config', defaultMode: 0o440 } }], mounts: [{ name: 'c', mountPath: '/etc/app.conf', subPath: 'key' }] }, 'cat /etc/app.conf; echo; stat -c %a /etc/app.conf')).toEqual(['value\n440\n']);
  });
});

describe('hostPID', () => {
  test('should show its pid in the host PID namespace, and the node’s and all containers’ processes', () => {
    lab.create(kinds.pods, { metadata: { name: 'other' }, spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '7777'] }] } });
    lab.running('other');
    const [all, own] = inside({ pod: { hostPID: true } }, 'ps', 'test $$ -gt 1 && echo not the first');
    expect(all).toMatch(/^ +1 root +0:00 \/sbin\/init$/m);
    expect(all).toMatch(/^ +\d+ root +0:00 \/usr\/bin\/kubelet /m);
    expect(all).toMatch(/^ +\d+ root +0:00 sleep 7777$/m);
    expect(all).toMatch(/^ +\d+ root +0:00 sleep 3600$/m);
    expect(own).toBe('not the first\n');
    expect(lab.exec('other', 'ps')).not.toContain('sleep 3600');
    // Its number is the node's; a signal under that number reaches it.
    lab.exec('p', "sh -c 'kill -9 $(pgrep -f 7777)'");
    const ended = lab.until('the other ended', () => lab.pod('other').status.containerStatuses?.[0], (status) => (status?.restartCount ?? 0) > 0 || status?.state?.terminated !== undefined);
    expect((ended?.lastState?.terminated ?? ended?.state?.terminated)?.exitCode).toBe(137);
  });
});
