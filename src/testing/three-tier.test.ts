// N2's application from nothing: TLS frontend, JWT login through it, a scaled hello, and what users notice of a rolling update.
import { beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

let world: World;
let t: Typist;
let address: string;

beforeAll(() => {
  world = createWorld({ seed: 24, startMs: 1_800_000_000_000, pace: 'real', nodes: 3, addons: true });
  world.clock.runFor(5000);
  t = new Typist(world);
  for (const line of [
    'git clone -q https://github.com/googlecodelabs/orchestrate-with-kubernetes.git && cd orchestrate-with-kubernetes/kubernetes',
    'openssl genrsa -out tls/key.pem 2048',
    'openssl req -new -key tls/key.pem -out tls/cert.csr -subj /CN=shop.example -addext subjectAltName=DNS:shop.example',
    'openssl x509 -req -in tls/cert.csr -CA tls/ca.pem -CAkey tls/ca-key.pem -CAcreateserial -copy_extensions copy -days 365 -out tls/cert.pem',
    'kubectl create secret generic tls-certs --from-file tls/',
    'kubectl create configmap nginx-frontend-conf --from-file=nginx/frontend.conf',
    'kubectl create -f services/auth.yaml -f services/hello.yaml -f deployments/auth.yaml -f deployments/hello.yaml',
    'kubectl create -f deployments/frontend.yaml -f services/frontend.yaml',
    'kubectl wait --for=condition=Available deployment/auth deployment/hello deployment/frontend --timeout=180s',
    'sleep 10',
  ]) t.run(line);
  address = t.run(`kubectl get service frontend -o jsonpath='{.status.loadBalancer.ingress[0].ip}'; echo`);
});

const curl = (path: string, more = ''): string => `curl -s --cacert tls/ca.pem --resolve shop.example:443:${address} ${more} https://shop.example${path}`;

test('login through the TLS frontend, and with its token the secured page', () => {
  expect(t.run('kubectl get deployments --no-headers')).toMatch(/^auth +1\/1 [\s\S]*^frontend +1\/1 [\s\S]*^hello +3\/3 /m);
  expect(t.run(curl('/'))).toBe('{"message":"Hello"}');
  expect(t.run(curl('/secure'))).toBe('authorization failed');
  expect(t.run(curl('/login', '-u user:wrong'))).toBe('authorization failed');
  t.run(`TOKEN=$(${curl('/login', '-u user:password')} | jq -r .token)`);
  expect(t.run(curl('/secure', '-H "Authorization: Bearer $TOKEN"'))).toBe('{"message":"Hello"}');
  // The certificate is our own authority's, for this name and no other.
  expect(t.run(`openssl s_client -connect ${address}:443 -servername shop.example -CAfile tls/ca.pem </dev/null 2>/dev/null | grep -E '^(subject|issuer|Verify)'`)).toBe('subject=CN = shop.example\nissuer=CN = kube-ca\nVerify return code: 0 (ok)');
  expect(t.run(`curl -sS --cacert tls/ca.pem https://${address}/`)).toContain("curl: (60) SSL: no alternative certificate subject name matches target host name");
  expect(t.run(`curl -sS https://${address}/`)).toContain('SSL certificate problem: unable to get local issuer certificate');
});

test('a scaled hello answers from all its Pods', () => {
  t.run('kubectl scale deployment hello --replicas=5');
  t.run('kubectl rollout status deployment/hello --timeout=120s');
  t.run(`for i in $(seq 60); do ${curl('/', '-o /dev/null')}; done`);
  const counts = t.run(`for p in $(kubectl get pods -l app=hello -o name); do kubectl logs $p | grep -c '"GET / HTTP/1.1"'; done`).split('\n').map(Number);
  expect(counts).toHaveLength(5);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

/** Users who ask all the time while something happens: how many answers of each status they got. */
function underLoad(act: () => void): Record<string, number> {
  t.run(`(while [ ! -e stop ]; do ${curl('/version', `-m 5 -o /dev/null -w '%{http_code}\\n'`)}; sleep 0.05; done > answers.txt) &`);
  act();
  t.run('touch stop; wait; rm stop');
  const answers = t.run('sort answers.txt | uniq -c').split('\n');
  return Object.fromEntries(answers.map((line) => line.trim().split(' ').reverse() as [string, string]).map(([code, count]) => [code, Number(count)]));
}

test('a rolling update with a right readiness probe: no request fails', () => {
  t.run(`kubectl patch deployment hello -p '{"spec":{"template":{"spec":{"containers":[{"name":"hello","lifecycle":{"preStop":{"exec":{"command":["sleep","5"]}}}}]}}}}'`);
  t.run('kubectl rollout status deployment/hello --timeout=300s');
  const answers = underLoad(() => {
    t.run('kubectl set image deployment/hello hello=kelseyhightower/hello:2.0.0');
    expect(t.run('kubectl rollout status deployment/hello --timeout=300s')).toContain('deployment "hello" successfully rolled out');
    t.run('sleep 10');
  });
  expect(Object.keys(answers)).toEqual(['200']);
  expect(answers['200']).toBeGreaterThan(200);
  expect(t.run(curl('/version'))).toBe('{"version":"2.0.0"}');
}, 60_000);

test('without one, a version that starts slowly makes requests fail', () => {
  const slow = { spec: { template: { spec: { containers: [{ name: 'hello', command: ['sh', '-c', 'sleep 8; exec hello'], readinessProbe: null, livenessProbe: null }] } } } };
  const answers = underLoad(() => {
    t.run(`kubectl patch deployment hello -p '${JSON.stringify(slow)}'`);
    expect(t.run('kubectl rollout status deployment/hello --timeout=300s')).toContain('deployment "hello" successfully rolled out');
    t.run('sleep 12');
  });
  expect(answers['502']).toBeGreaterThan(5);
  expect(answers['200']).toBeGreaterThan(5);
  expect(t.run('kubectl logs deployment/frontend | grep -c "connect() failed (111: Connection refused) while connecting to upstream"')).toMatch(/^\d{2,}$/);
  // With the probe back, the same slow version harms nobody.
  const healed = underLoad(() => {
    t.run(`kubectl patch deployment hello -p '{"spec":{"template":{"spec":{"containers":[{"name":"hello","env":[{"name":"ROUND","value":"2"}],"readinessProbe":{"httpGet":{"path":"/readiness","port":81},"periodSeconds":1}}]}}}}'`);
    t.run('kubectl rollout status deployment/hello --timeout=300s');
    t.run('sleep 10');
  });
  expect(Object.keys(healed)).toEqual(['200']);
}, 60_000);
