// The codelab of the notes as one session at a terminal, without a browser (e2e/codelab.spec.ts types the same lines in one).
import { expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

test('the codelab, from the first deployment to a shell inside the Pod', () => {
  const world = createWorld({ seed: 7, startMs: 1_800_000_000_000, pace: 'real', nodes: 3, addons: true });
  world.clock.runFor(5000);
  const t = new Typist(world);
  expect(t.run('kubectl create deployment nginx --image=nginx:1.10.0')).toBe('deployment.apps/nginx created');
  t.run('sleep 0.5');
  expect(t.run('kubectl get pods')).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nnginx-\w+-\w{5} +0\/1 +(Pending|ContainerCreating) +0 /);
  t.run('kubectl wait --for=condition=Available deployment/nginx --timeout=120s');
  expect(t.run('kubectl expose deployment nginx --port 80 --type LoadBalancer')).toBe('service/nginx exposed');
  expect(t.run('kubectl get services')).toMatch(/nginx +LoadBalancer +10\.96\.\d+\.\d+ +<pending> +80:3\d{4}\/TCP/);
  t.run('sleep 8');
  const address = /nginx +LoadBalancer +\S+ +(\d+\.\d+\.\d+\.\d+) /.exec(t.run('kubectl get services'))?.[1];
  expect(t.run(`curl -s http://${address}:80`)).toContain('<title>Welcome to nginx!</title>');

  expect(t.run('kubectl create -f pods/monolith.yaml')).toBe('pod/monolith created');
  t.run('kubectl wait --for=condition=Ready pod/monolith --timeout=120s');
  const described = t.run('kubectl describe pods monolith');
  expect(described).toMatch(/Normal +Scheduled [\s\S]*Normal +Pulling [\s\S]*Normal +Pulled [\s\S]*Normal +Created [\s\S]*Normal +Started /);
  t.run('kubectl port-forward monolith 10080:80 &');
  t.waitFor(/Forwarding from 127\.0\.0\.1:10080 -> 80/);
  expect(t.run('curl -s http://127.0.0.1:10080')).toContain('{"message":"Hello"}');
  expect(t.run('curl -s http://127.0.0.1:10080/secure')).toContain('authorization failed');
  t.run("TOKEN=$(curl -s http://127.0.0.1:10080/login -u user:password | jq -r '.token')");
  expect(t.run('echo $TOKEN')).toMatch(/^ey[\w-]+\.[\w-]+\.[\w-]+$/m);
  expect(t.run('curl -s -H "Authorization: Bearer $TOKEN" http://127.0.0.1:10080/secure')).toContain('{"message":"Hello"}');

  t.keys('kubectl logs -f monolith\r');
  t.waitFor(/HTTP service listening on 0\.0\.0\.0:80[\s\S]*GET \/secure HTTP\/1\.1/);
  t.keys('\x03');
  expect(t.run('echo back')).toBe('back');
  t.keys('kubectl exec -it monolith -- sh\r');
  t.waitFor(/\/ # $/);
  t.keys('hostname\r');
  t.waitFor(/\nmonolith\n/);
  t.keys('exit\r');
  expect(t.run('echo out')).toContain('out');
});

test('bare Pods stay where their node dies; a Deployment’s move', () => {
  const world = createWorld({ seed: 7, startMs: 1_800_000_000_000, pace: 'real', nodes: 3, addons: true });
  world.clock.runFor(5000);
  const t = new Typist(world);
  t.run('kubectl create deployment web --image=nginx:1.25 --replicas=4');
  t.run('kubectl wait --for=condition=Available deployment/web --timeout=120s');
  const victim = /node-\d/.exec(t.run('kubectl get pods -o wide'))?.[0] as string;
  expect(world.nodes.stop(victim)).toBe(true);
  world.clock.runFor(60_000);
  expect(t.run('kubectl get nodes')).toMatch(new RegExp(`${victim} +NotReady`));
  world.clock.runFor(360_000);
  const after = t.run('kubectl get pods -o wide').split('\n');
  expect(after.filter((line) => /1\/1 +Running/.test(line) && !line.includes(victim))).toHaveLength(4);
  expect(after.filter((line) => line.includes(victim)).every((line) => line.includes('Terminating'))).toBe(true);
  world.nodes.start(victim);
  world.clock.runFor(60_000);
  expect(t.run('kubectl get nodes')).toMatch(new RegExp(`${victim} +Ready`));
  expect(t.run('kubectl get pods')).not.toMatch(/Terminating/);
});
