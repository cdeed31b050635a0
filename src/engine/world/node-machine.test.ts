// ssh to a node: a command, a shell at a terminal, the files that Pods see, and a node that is off.
import { expect, test } from 'vitest';
import { Typist } from '../../testing/typist.ts';
import { createWorld } from './world.ts';

test('ssh', () => {
  const world = createWorld({ seed: 3, startMs: 1_800_000_000_000, pace: 'fast', nodes: 2, addons: true });
  world.clock.runFor(5000);
  const t = new Typist(world);
  expect(t.run('ssh node-1 hostname')).toBe('node-1');
  expect(t.run(`ssh root@192.0.2.12 'whoami; head -1 /etc/os-release'`)).toBe('root\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"');
  expect(t.run('ssh node-1 false; echo $?')).toBe('1');
  expect(t.run('ssh nowhere; echo $?')).toBe('ssh: Could not resolve hostname nowhere: Name or service not known\n255');
  expect(t.run(`echo piped | ssh node-2 'mkdir -p /data; cat > /data/x; cat /data/x'`)).toBe('piped');
  t.run(`kubectl run look --image=busybox --restart=Never --overrides='{"spec":{"nodeName":"node-2","volumes":[{"name":"h","hostPath":{"path":"/data"}}],"containers":[{"name":"look","image":"busybox","command":["cat","/h/x"],"volumeMounts":[{"name":"h","mountPath":"/h"}]}]}}'; sleep 5`);
  expect(t.run('kubectl logs look')).toBe('piped');
  t.run('kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web');
  expect(t.run(`ssh node-1 curl -s http://$(kubectl get pod web -o jsonpath='{.status.podIP}')`)).toContain('Welcome to nginx!');
  t.keys('ssh node-1\r');
  t.waitFor(/[#$] $/);
  t.keys('hostname; echo it-is-$((40+2))\r');
  t.waitFor(/\nnode-1\nit-is-42\n/);
  t.keys('exit\r');
  t.waitFor(/Connection to node-1 closed\.\n/);
  expect(t.run('hostname')).toBe('kubarium');
  world.nodes.stop('node-2');
  expect(t.run('ssh node-2 hostname')).toMatch(/^ssh: connect to host node-2 port 22: (?:Connection timed out|No route to host)$/);
});
