// The codelab of the notes, typed in the browser's terminal in one session, on a cluster that is watched while it works.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

test('the codelab, from the first deployment to a shell inside the Pod', async ({ page }) => {
  test.setTimeout(300_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();

  // In one line: how long a browser takes between two does not matter then.
  expect(await sandbox.run('kubectl create deployment nginx --image=nginx:1.10.0; sleep 1; kubectl get pods')).toMatch(/^deployment\.apps\/nginx created\nNAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\nnginx-[a-z0-9]+-[a-z0-9]{5}\s+0\/1\s+(Pending|ContainerCreating)/);
  await sandbox.run('kubectl wait --for=condition=Available deployment/nginx --timeout=120s');
  expect(await sandbox.run('kubectl expose deployment nginx --port 80 --type LoadBalancer')).toBe('service/nginx exposed');
  await sandbox.run('sleep 8');
  const services = await sandbox.run('kubectl get services');
  const address = /nginx\s+LoadBalancer\s+\S+\s+(\d+\.\d+\.\d+\.\d+)\s/.exec(services)?.[1];
  expect(address, services).toBeDefined();
  expect(await sandbox.run(`curl http://${address}:80`)).toContain('<title>Welcome to nginx!</title>');

  expect(await sandbox.run('kubectl create -f pods/monolith.yaml')).toBe('pod/monolith created');
  await sandbox.run('kubectl wait --for=condition=Ready pod/monolith --timeout=120s');
  const described = await sandbox.run('kubectl describe pods monolith');
  expect(described).toMatch(/Normal\s+Pulled\s/);
  expect(described).toMatch(/memory:\s+10Mi/);
  await sandbox.run('kubectl port-forward monolith 10080:80 &');
  await sandbox.waitFor(/Forwarding from 127\.0\.0\.1:10080 -> 80/);
  expect(await sandbox.run('curl -s http://127.0.0.1:10080')).toContain('{"message":"Hello"}');
  expect(await sandbox.run('curl -s http://127.0.0.1:10080/secure')).toContain('authorization failed');
  await sandbox.run(`TOKEN=$(curl -s http://127.0.0.1:10080/login -u user:password | jq -r '.token')`);
  expect(await sandbox.run('curl -s -H "Authorization: Bearer $TOKEN" http://127.0.0.1:10080/secure')).toContain('{"message":"Hello"}');

  await sandbox.type('kubectl logs -f monolith\n');
  await sandbox.waitFor(/HTTP service listening on 0\.0\.0\.0:80[\s\S]*GET \/secure/);
  await sandbox.page.keyboard.press('Control+c');
  await sandbox.waitFor(/\$ $/);
  await sandbox.type('kubectl exec -it monolith -- sh\n');
  await sandbox.waitFor(/\/ # $/);
  await sandbox.type('hostname\n');
  await sandbox.waitFor(/\nmonolith\n/);
  await sandbox.type('exit\n');
  await sandbox.waitFor(/student@\S+\$ $/);
});

test('wrong input gets Kubernetes’ own words, and nothing is lost', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run(`printf 'apiVersion: v1\\nkind: Pod\\nmetadata:\\n\\tname: x\\n' > tab.yaml`);
  expect(await sandbox.run('kubectl apply -f tab.yaml')).toContain('found character that cannot start any token');
  await sandbox.run(`printf 'apiVersion: v1\\nkind: Pod\\nmetadata:\\n  name: x\\n label: y\\n' > indent.yaml`);
  expect(await sandbox.run('kubectl apply -f indent.yaml')).toMatch(/error converting YAML to JSON: yaml: line \d+: did not find expected key/);
  await sandbox.run(`printf 'apiVersion: v1\\nkind: Pod\\nmetadata:\\n  name: x\\nspec:\\n  label: y\\n  containers: []\\n' > unknown.yaml`);
  expect(await sandbox.run('kubectl apply -f unknown.yaml')).toMatch(/unknown field "spec.label"/);
  await sandbox.run(`printf 'apiVersion: v1\\nkind: Podd\\nmetadata:\\n  name: x\\n' > kind.yaml`);
  expect(await sandbox.run('kubectl apply -f kind.yaml')).toContain('no matches for kind "Podd" in version "v1"');
  await sandbox.run('kubectl run broken --image=nginx:no-such-tag');
  await sandbox.run('sleep 10');
  expect(await sandbox.run('kubectl get pod broken')).toMatch(/ErrImagePull|ImagePullBackOff/);
  await sandbox.run('kubectl run fixed --image=nginx:1.25');
  expect(await sandbox.run(`kubectl patch pod fixed -p '{"spec":{"nodeName":"elsewhere"}}'`)).toContain('is invalid');
  expect(await sandbox.run('kubectl get pods -o name')).toBe('pod/broken\npod/fixed');
});
