// Files of containers' logs on their node: /var/log/pods and /var/log/containers, as a collector that mounts them reads them (test/e2e_node/container_log_rotation_test.go, test/e2e/instrumentation/logging).
import { beforeEach, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { Lab } from './lab.ts';

const lab = new Lab({ nodes: 1 });
beforeEach(() => lab.freshNamespace());

const says = (name: string, command: string, more: object = {}): Readonly<Record<string, unknown>> => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', command] }], ...more } });
const collector = { metadata: { name: 'collector' }, spec: { containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '3600'], volumeMounts: [{ name: 'log', mountPath: '/var/log', readOnly: true }] }], volumes: [{ name: 'log', hostPath: { path: '/var/log' } }] } };

/** A command in the collector. */
const sees = (command: string): string => lab.sh(`kubectl exec -n ${lab.ns} collector -- sh -c '${command}'`).stdout;
const logs = (...args: readonly string[]): string => lab.sh(`kubectl logs -n ${lab.ns} ${args.join(' ')}`).stdout;

function ready(): void {
  lab.until('the collector runs', () => lab.get(kinds.pods, 'collector').status.phase, (phase) => phase === 'Running');
}

test('a container’s log is a file of its node in the format of the CRI, with the same text as kubectl logs', () => {
  lab.create(kinds.pods, collector);
  const pod = lab.create(kinds.pods, says('talks', 'echo one; echo two >&2; printf three; sleep 3600'));
  ready();
  lab.until('it has talked', () => logs('talks'), (text) => text.includes('two'));
  const folder = `/var/log/pods/${lab.ns}_talks_${pod.metadata.uid}`;
  expect(sees(`ls ${folder} ${folder}/c`)).toBe(`${folder}:\nc\n\n${folder}/c:\n0.log\n`);
  const lines = sees(`cat ${folder}/c/0.log`).split('\n').slice(0, -1);
  for (const line of lines) expect(line).toMatch(/^2026-01-01T\d\d:\d\d:\d\d(\.\d{1,9})?Z (stdout|stderr) F \S+$/);
  expect(lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['stdout F one', 'stderr F two']);
  expect(lines.map((line) => `${line.split(' ')[3]}\n`).join('')).toBe(logs('talks'));
});

test('a link in /var/log/containers names Pod, namespace, container and its ID, and leads to the log', () => {
  lab.create(kinds.pods, collector);
  lab.create(kinds.pods, says('linked', 'echo here; sleep 3600'));
  ready();
  const status = lab.until('linked runs', () => lab.get(kinds.pods, 'linked').status.containerStatuses?.[0], (found) => found?.state?.running !== undefined);
  const name = `linked_${lab.ns}_c-${status?.containerID?.replace('containerd://', '')}.log`;
  expect(sees('ls /var/log/containers').split('\n')).toContain(name);
  expect(sees(`readlink /var/log/containers/${name}`)).toBe(`/var/log/pods/${lab.ns}_linked_${lab.get(kinds.pods, 'linked').metadata.uid}/c/0.log\n`);
  expect(sees(`cut -d" " -f4 /var/log/containers/${name}`)).toBe('here\n');
  expect(sees(`ls -ld /var/log/pods; ls -l /var/log/pods/${lab.ns}_linked_*/c/0.log`)).toMatch(/^drwxr-x---[^\n]*\/var\/log\/pods\n-rw-r-----/);
});

test('the run before keeps its log under its own number, older ones go', () => {
  lab.create(kinds.pods, collector);
  lab.create(kinds.pods, says('again', 'echo run; sleep 5; exit 1'));
  ready();
  lab.until('it was started three times', () => lab.get(kinds.pods, 'again').status.containerStatuses?.[0]?.restartCount ?? 0, (count) => count === 2, 120);
  expect(sees(`ls /var/log/pods/${lab.ns}_again_*/c`)).toBe('1.log\n2.log\n');
  expect(sees(`cut -d" " -f4 /var/log/pods/${lab.ns}_again_*/c/1.log`)).toBe(logs('again', '--previous'));
});

test('files and links go with the Pod', () => {
  lab.create(kinds.pods, collector);
  lab.create(kinds.pods, says('leaves', 'echo bye; sleep 3600', { terminationGracePeriodSeconds: 1 }));
  ready();
  lab.until('its log is there', () => sees('ls /var/log/containers'), (names) => names.includes('leaves_'));
  lab.client.delete(kinds.pods, lab.ns, 'leaves');
  lab.until('it has gone', () => lab.find(kinds.pods, 'leaves'), (found) => found === undefined);
  expect(sees('ls /var/log/containers; ls /var/log/pods')).not.toContain('leaves');
});

test('should be rotated and limited to a fixed amount of files', () => {
  lab.create(kinds.pods, collector);
  lab.create(kinds.pods, says('floods', 'i=0; while [ $i -lt 9000 ]; do i=$((i+1)); echo "line $i of very many that together are more than one file holds, and so on"; done; sleep 3600'));
  ready();
  lab.until('all is written', () => logs('floods', '--tail=1'), (text) => text.startsWith('line 9000 '));
  const names = sees(`ls /var/log/pods/${lab.ns}_floods_*/c`).trim().split('\n');
  expect(names).toEqual(['0.log', expect.stringMatching(/^0\.log\.20260101-\d{6}$/)]);
  // What was put aside ends where the present file begins, which is all that kubectl logs reads.
  const present = logs('floods').trim().split('\n');
  const first = Number(present[0]?.split(' ')[1]);
  expect(first).toBeGreaterThan(1);
  expect(sees(`tail -n 1 /var/log/pods/${lab.ns}_floods_*/c/0.log.*`)).toContain(` F line ${first - 1} of`);
  expect(sees(`wc -l < /var/log/pods/${lab.ns}_floods_*/c/0.log`).trim()).toBe(String(present.length));
});

test('who follows a log from its start misses nothing when it is rotated', () => {
  lab.create(kinds.pods, collector);
  lab.create(kinds.pods, says('followed', 'sleep 5; i=0; while [ $i -lt 9000 ]; do i=$((i+1)); echo "line $i of very many that together are more than one file holds, and so on"; done'));
  ready();
  const lines = lab.sh(`kubectl wait -n ${lab.ns} --for=condition=Ready pod/followed >/dev/null; kubectl logs -n ${lab.ns} -f followed | wc -l`).stdout;
  expect(lines.trim()).toBe('9000');
});

test('tail -f follows a container’s log through its link', () => {
  lab.create(kinds.pods, collector);
  lab.create(kinds.pods, says('ticks', 'for i in 1 2 3 4 5 6; do echo tick $i; sleep 2; done; sleep 3600'));
  ready();
  lab.until('it ticks', () => logs('ticks'), (text) => text.includes('tick 1'));
  expect(sees(`timeout 6 tail -n 0 -f /var/log/containers/ticks_${lab.ns}_*.log | cut -d" " -f4-`)).toMatch(/^tick \d\ntick \d\n/);
});

test('a DaemonSet of fluent-bit prints what the containers of its node say', () => {
  lab.create(kinds.configmaps, {
    metadata: { name: 'fluent-bit' },
    data: { 'fluent-bit.conf': `[SERVICE]\n  Flush 1\n[INPUT]\n  Name tail\n  Path /var/log/containers/*_${lab.ns}_*.log\n  Exclude_Path *_fluent-bit-*.log\n  multiline.parser docker, cri\n  Tag kube.*\n  Refresh_Interval 2\n  Read_from_Head On\n[OUTPUT]\n  Name stdout\n  Match kube.*\n` },
  });
  const labels = { app: 'fluent-bit' };
  lab.create(kinds.daemonsets, {
    metadata: { name: 'fluent-bit' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'fluent-bit', image: 'fluent/fluent-bit:3.1', volumeMounts: [{ name: 'log', mountPath: '/var/log', readOnly: true }, { name: 'config', mountPath: '/fluent-bit/etc' }] }],
          volumes: [{ name: 'log', hostPath: { path: '/var/log' } }, { name: 'config', configMap: { name: 'fluent-bit' } }],
        },
      },
    },
  });
  lab.create(kinds.pods, says('app', 'i=0; while true; do i=$((i+1)); echo hello $i; sleep 1; done'));
  const printed = lab.until('it prints', () => logs('ds/fluent-bit'), (text) => text.includes('hello 9')).split('\n').filter((line) => line.includes('hello'));
  const { metadata, status } = lab.get(kinds.pods, 'app');
  const tag = `kube.var.log.containers.app_${metadata.namespace}_c-${status.containerStatuses?.[0]?.containerID?.replace('containerd://', '')}.log`;
  expect(printed[0]).toMatch(/^\[0\] kube\.var\S+: \[\[\d+\.\d{9}, \{\}\], \{"time"=>"2026-01-01T\S+Z", "stream"=>"stdout", "_p"=>"F", "log"=>"hello 1"\}\]$/);
  expect(printed[0]).toContain(` ${tag}: `);
  expect(printed.slice(0, 9).map((line) => /hello \d/.exec(line)?.[0])).toEqual(Array.from({ length: 9 }, (_, i) => `hello ${i + 1}`));
});
