// N2's three tiers typed in the browser: TLS frontend, login, a rolling update that no user notices.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

test('the three-tier application, and a rolling update under load', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('git clone -q https://github.com/googlecodelabs/orchestrate-with-kubernetes.git && cd orchestrate-with-kubernetes/kubernetes');
  expect(await sandbox.run('kubectl create secret generic tls-certs --from-file tls/')).toBe('secret/tls-certs created');
  await sandbox.run('kubectl create configmap nginx-frontend-conf --from-file=nginx/frontend.conf');
  await sandbox.run('kubectl create -f services/auth.yaml -f services/hello.yaml -f deployments/auth.yaml -f deployments/hello.yaml');
  await sandbox.run('kubectl create -f deployments/frontend.yaml -f services/frontend.yaml');
  await sandbox.setSpeed('10');
  await sandbox.run('kubectl wait --for=condition=Available deployment/auth deployment/hello deployment/frontend --timeout=180s; sleep 10');
  await sandbox.run(`IP=$(kubectl get service frontend -o jsonpath='{.status.loadBalancer.ingress[0].ip}')`);
  expect(await sandbox.run('curl -sk https://$IP/secure')).toBe('authorization failed');
  await sandbox.run(`TOKEN=$(curl -sk -u user:password https://$IP/login | jq -r .token)`);
  expect(await sandbox.run('curl -sk -H "Authorization: Bearer $TOKEN" https://$IP/secure')).toBe('{"message":"Hello"}');

  await sandbox.run(`(while [ ! -e stop ]; do curl -sk -m 5 -o /dev/null -w '%{http_code}\\n' https://$IP/version; sleep 0.2; done > answers.txt) &`);
  await sandbox.run(`kubectl patch deployment hello -p '{"spec":{"template":{"spec":{"containers":[{"name":"hello","image":"kelseyhightower/hello:2.0.0","lifecycle":{"preStop":{"exec":{"command":["sleep","5"]}}}}]}}}}'`);
  expect(await sandbox.run('kubectl rollout status deployment/hello --timeout=300s')).toContain('successfully rolled out');
  await sandbox.run('sleep 10; touch stop; wait');
  expect(await sandbox.run('curl -sk https://$IP/version')).toBe('{"version":"2.0.0"}');
  expect(await sandbox.run('sort -u answers.txt')).toBe('200');
});
