// Who one is at a terminal: certificates, tokens, nobody; and what a Pod may do with its service account's token.
import { beforeAll, expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

let t: Typist;
beforeAll(() => {
  const world = createWorld({ seed: 11, startMs: 1_800_000_000_000, pace: 'fast', nodes: 2, addons: true });
  world.clock.runFor(5000);
  t = new Typist(world);
});

const csr = (name: string): string => `printf 'apiVersion: certificates.k8s.io/v1\\nkind: CertificateSigningRequest\\nmetadata: {name: ${name}}\\nspec:\\n  request: %s\\n  signerName: kubernetes.io/kube-apiserver-client\\n  usages: [client auth]\\n' "$(base64 -w0 ${name}.csr)" | kubectl apply -f -`;

test('a certificate that was asked for, approved and put into the kubeconfig makes a user', () => {
  t.run('openssl req -new -newkey rsa:2048 -nodes -keyout anna.key -subj "/CN=anna/O=devs" -out anna.csr 2>/dev/null');
  expect(t.run(csr('anna'))).toBe('certificatesigningrequest.certificates.k8s.io/anna created');
  expect(t.run('kubectl get csr anna --no-headers')).toMatch(/kubernetes-admin +<none> +Pending$/);
  expect(t.run('kubectl certificate approve anna')).toBe('certificatesigningrequest.certificates.k8s.io/anna approved');
  t.run(`kubectl wait --for=jsonpath='{.status.certificate}' csr/anna`);
  t.run(`kubectl get csr anna -o jsonpath='{.status.certificate}' | base64 -d > anna.crt`);
  expect(t.run('openssl x509 -in anna.crt -noout -subject -issuer')).toBe('subject=CN = anna, O = devs\nissuer=CN = kubernetes');
  t.run(`kubectl get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}' > ca.crt`);
  expect(t.run('openssl verify -CAfile ca.crt anna.crt')).toBe('anna.crt: OK');
  expect(t.run('kubectl config set-credentials anna --client-certificate=anna.crt --client-key=anna.key')).toBe('User "anna" set.');
  t.run('kubectl config set-context anna --cluster=kubarium --user=anna');
  expect(t.run('kubectl --context anna get pods')).toBe('Error from server (Forbidden): pods is forbidden: User "anna" cannot list resource "pods" in API group "" in the namespace "default"');
  t.run('kubectl create rolebinding devs --clusterrole=view --group=devs');
  expect(t.run('kubectl --context anna get pods')).toBe('No resources found in default namespace.');
  expect(t.run('kubectl --context anna delete pod x')).toContain('User "anna" cannot delete resource "pods"');
});

test('who has no credentials is asked for them, and is anonymous to the server', () => {
  t.run('kubectl config set-context nobody --cluster=kubarium --user=nobody');
  expect(t.run('kubectl --context nobody get pods </dev/null')).toBe('Please enter Username: error: EOF');
  expect(t.run('echo me | kubectl --context nobody get pods')).toBe('Please enter Username: Please enter Password: error: error reading input for Password');
  t.keys('kubectl --context nobody get pods\r');
  t.waitFor(/Please enter Username: $/);
  t.keys('me\r');
  t.waitFor(/Please enter Password: $/);
  t.keys('secret\r');
  t.waitFor(/Forbidden\)[^\n]*User "system:anonymous" cannot/);
  expect(t.text).not.toContain('secret');
  expect(t.run('curl -sk https://192.0.2.10:6443/api/v1/pods | jq -r .message')).toBe('pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope');
  expect(t.run('kubectl --token=wrong get pods')).toBe('error: You must be logged in to the server (Unauthorized)');
});

test('a Pod speaks to the API with its token', () => {
  t.run('kubectl run box --image=curlimages/curl --command -- sleep infinity');
  t.run('kubectl wait --for=condition=Ready pod/box');
  const dir = '/var/run/secrets/kubernetes.io/serviceaccount';
  const ask = (path: string): string => `kubectl exec box -- sh -c 'curl -s --cacert ${dir}/ca.crt -H "Authorization: Bearer $(cat ${dir}/token)" https://kubernetes.default.svc${path}'`;
  expect(t.run(ask('/api'))).toContain('"kind": "APIVersions"');
  expect(t.run(ask('/api/v1/namespaces/default/pods'))).toContain('User \\"system:serviceaccount:default:default\\" cannot list resource \\"pods\\"');
  t.run('kubectl create rolebinding box --clusterrole=view --serviceaccount=default:default');
  expect(t.run(ask('/api/v1/namespaces/default/pods'))).toContain('"kind": "PodList"');
  expect(t.run(`kubectl exec box -- curl -sS https://kubernetes.default.svc/api`)).toContain('SSL certificate problem: unable to get local issuer certificate');
  expect(t.run('kubectl create token default | cut -d. -f2 | base64 -d 2>/dev/null | jq -r .sub')).toBe('system:serviceaccount:default:default');
});

test('a TLS Secret takes a key and its certificate, and no others', () => {
  t.run('openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout tls.key -out tls.crt -subj /CN=web 2>/dev/null; openssl genrsa -out other.key');
  expect(t.run('kubectl create secret tls web --cert=tls.crt --key=other.key')).toBe('error: tls: private key does not match public key');
  expect(t.run('kubectl create secret tls web --cert=tls.key --key=tls.key')).toBe('error: tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [PRIVATE KEY]');
  expect(t.run('kubectl create secret tls web --cert=tls.crt --key=tls.key')).toBe('secret/web created');
  expect(t.run(`kubectl get secret web -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -enddate`)).toMatch(/^notAfter=\w{3} [ \d]\d \d\d:\d\d:\d\d 2027 GMT$/);
});

test('the dashboard asks for a token, and shows what its owner may see', () => {
  expect(t.run('kubectl apply -f https://raw.githubusercontent.com/kubernetes/dashboard/v2.7.0/aio/deploy/recommended.yaml')).toContain('deployment.apps/kubernetes-dashboard created');
  t.run('kubectl wait -n kubernetes-dashboard --for=condition=Available deployment/kubernetes-dashboard --timeout=60s');
  t.run('kubectl port-forward -n kubernetes-dashboard service/kubernetes-dashboard 8443:443 >/dev/null &');
  t.run('sleep 1');
  expect(t.run('curl -sk https://localhost:8443/')).toContain('Enter token');
  expect(t.run('curl -sk -o /dev/null -w "%{http_code}" -d token=nonsense https://localhost:8443/login; echo')).toBe('401');
  t.run('kubectl create serviceaccount viewer; kubectl create deployment seen --image=nginx; kubectl create clusterrolebinding viewer --clusterrole=view --serviceaccount=default:viewer');
  const shown = t.run('curl -skL -c jar -b "jweToken=$(kubectl create token viewer)" https://localhost:8443/');
  expect(shown).toMatch(/<h2>Deployments<\/h2>\n<ul>\n<li>seen<\/li>/);
  expect(shown).toContain('secrets is forbidden: User "system:serviceaccount:default:viewer" cannot list resource "secrets"');
});
