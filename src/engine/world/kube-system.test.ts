// CoreDNS and kube-proxy as Pods: names and Services work through them, and stop working as in a real cluster when they do.
import { describe, expect, test } from 'vitest';
import { Typist } from '../../testing/typist.ts';
import { createWorld } from './world.ts';

const TOOLS = 'registry.k8s.io/e2e-test-images/agnhost:2.53';

function room() {
  const world = createWorld({ seed: 3, startMs: 1_800_000_000_000, pace: 'fast', nodes: 2, addons: true });
  world.clock.runFor(15_000);
  const typist = new Typist(world);
  // What ends without a line's end would share its line with the prompt.
  const run = (line: string): string => typist.run(`${line}; echo`).trim();
  return { world, run };
}

describe('kube-system', () => {
  test('two of CoreDNS, one kube-proxy a node, and the Service at 10.96.0.10', () => {
    const { run } = room();
    expect(run(`kubectl get pods -n kube-system -o jsonpath='{range .items[*]}{.metadata.labels.k8s-app} {.status.containerStatuses[0].ready}{"\\n"}{end}'`)).toBe('kube-dns true\nkube-dns true\nkube-proxy true\nkube-proxy true');
    expect(run('kubectl get service kube-dns -n kube-system -o jsonpath="{.spec.clusterIP}"')).toBe('10.96.0.10');
    expect(run('kubectl logs -n kube-system -l k8s-app=kube-dns --tail=1')).toContain('linux/amd64, go1.25.2');
    expect(run('curl -s http://192.0.2.11:10256/healthz')).toContain('"nodeEligible": true');
  });

  test('the API is reached from within a Pod with its token, and by no other', () => {
    const { run } = room();
    run(`kubectl run t --image=${TOOLS} --command -- sleep infinity`);
    run('kubectl wait --for=condition=Ready pod/t --timeout=60s');
    const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
    const call = (path: string, token = `$(cat ${folder}/token)`): string => run(`kubectl exec t -- sh -c 'curl -s --cacert ${folder}/ca.crt -H "Authorization: Bearer ${token}" https://kubernetes.default.svc${path}'`);
    expect(call('/api')).toContain('"kind": "APIVersions"');
    expect(call('/api/v1/namespaces/default/pods')).toContain('pods is forbidden: User \\"system:serviceaccount:default:default\\" cannot list resource \\"pods\\"');
    expect(call('/api', 'nonsense')).toContain('"code": 401');
    run('kubectl create rolebinding reader --clusterrole=view --serviceaccount=default:default');
    expect(call('/api/v1/namespaces/default/pods/t')).toContain('"kind": "Pod"');
  });
});

describe('when CoreDNS is gone', () => {
  test('names fail, addresses still work; scaled up again they are found', () => {
    const { run } = room();
    run(`kubectl create deployment web --image=nginx:1.25; kubectl expose deployment web --port 80; kubectl run t --image=${TOOLS} --command -- sleep infinity`);
    run('kubectl wait --for=condition=Available deploy/web --timeout=60s; kubectl wait --for=condition=Ready pod/t --timeout=60s');
    const code = (host: string): string => run(`kubectl exec t -- curl -s -m 20 -o /dev/null -w '%{http_code}' http://${host}`).slice(0, 3);
    expect(code('web')).toBe('200');
    run('kubectl scale deployment coredns -n kube-system --replicas=0; sleep 10');
    expect(code('web')).toBe('000');
    expect(code('$(kubectl get service web -o jsonpath={.spec.clusterIP})')).toBe('200');
    expect(run('kubectl exec t -- nslookup web')).toContain(';; no servers could be reached');
    run('kubectl scale deployment coredns -n kube-system --replicas=1; kubectl rollout status -n kube-system deployment/coredns');
    expect(code('web')).toBe('200');
  });

  test('a changed Corefile is loaded, a wrong one refused', () => {
    const { run } = room();
    run(`kubectl run t --image=${TOOLS} --command -- sleep infinity; kubectl wait --for=condition=Ready pod/t --timeout=60s`);
    run("kubectl get configmap coredns -n kube-system -o yaml | sed 's/    ready$/    ready\\n        log\\n        hosts {\\n          10.9.8.7 old.example\\n          fallthrough\\n        }/' | kubectl apply -f - ; sleep 150");
    expect(run('kubectl exec t -- dig +short old.example')).toBe('10.9.8.7');
    expect(run('kubectl logs -n kube-system -l k8s-app=kube-dns')).toMatch(/\[INFO\] 10\.244\.\d+\.\d+:\d+ - \d+ "A IN old\.example\. udp \d+ false 512" NOERROR qr,aa,rd/);
    run("kubectl get configmap coredns -n kube-system -o yaml | sed 's/    ready$/    redy/' | kubectl apply -f - ; sleep 150");
    expect(run('kubectl logs -n kube-system -l k8s-app=kube-dns --tail=2')).toContain("Error during parsing: Unknown directive 'redy'");
    expect(run('kubectl exec t -- dig +short old.example')).toBe('10.9.8.7');
  });
});

describe('Pods’ names', () => {
  test('StatefulSets, hostname and subdomain, dnsPolicy and dnsConfig', () => {
    const { world, run } = room();
    world.files.write(`${world.home}/names.yaml`, `apiVersion: v1
kind: Service
metadata: { name: sub }
spec: { clusterIP: None, selector: { app: named }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: one, labels: { app: named } }
spec:
  hostname: busy
  subdomain: sub
  hostAliases: [{ ip: 10.1.2.3, hostnames: [foo.remote] }]
  containers: [{ name: c, image: '${TOOLS}', command: [sleep, infinity] }]
---
apiVersion: v1
kind: Pod
metadata: { name: own }
spec:
  dnsPolicy: None
  dnsConfig: { nameservers: [10.96.0.10], searches: [kube-system.svc.cluster.local], options: [{ name: ndots, value: '2' }] }
  containers: [{ name: c, image: '${TOOLS}', command: [sleep, infinity] }]
---
apiVersion: v1
kind: Pod
metadata: { name: outside }
spec:
  dnsPolicy: Default
  containers: [{ name: c, image: '${TOOLS}', command: [sleep, infinity] }]
---
apiVersion: v1
kind: Pod
metadata: { name: hosted }
spec:
  hostNetwork: true
  dnsPolicy: ClusterFirstWithHostNet
  containers: [{ name: c, image: '${TOOLS}', command: [sleep, infinity] }]
`);
    run('kubectl apply -f names.yaml; kubectl wait --for=condition=Ready pod --all --timeout=60s');
    const ip = run("kubectl get pod one -o jsonpath='{.status.podIP}'");
    expect(run('kubectl exec own -- dig +short busy.sub.default.svc.cluster.local')).toBe(ip);
    expect(run('kubectl exec one -- hostname -f; kubectl exec one -- getent hosts busy')).toContain(ip);
    expect(run('kubectl exec one -- getent hosts foo.remote')).toContain('10.1.2.3');
    expect(run('kubectl exec own -- cat /etc/resolv.conf')).toBe('search kube-system.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:2');
    expect(run('kubectl exec own -- getent hosts kube-dns')).toMatch(/^10\.96\.0\.10 +kube-dns\.kube-system\.svc\.cluster\.local$/);
    expect(run('kubectl exec outside -- nslookup kubernetes.default.svc.cluster.local')).toContain("** server can't find kubernetes.default.svc.cluster.local: NXDOMAIN");
    expect(run('kubectl exec hosted -- getent hosts kubernetes.default')).toMatch(/^10\.96\.0\.1 /);
  });
});

test('a node without its kube-proxy keeps the rules that it had', () => {
  const { run } = room();
  run(`kubectl create deployment web --image=nginx:1.25; kubectl expose deployment web --port 80; kubectl run t --image=${TOOLS} --command -- sleep infinity`);
  run('kubectl wait --for=condition=Available deploy/web --timeout=60s; kubectl wait --for=condition=Ready pod/t --timeout=60s');
  const curl = (): string => run('kubectl exec t -- curl -s -m 3 -o /dev/null -w "%{http_code}" http://web').slice(0, 3);
  expect(curl()).toBe('200');
  run(`kubectl patch daemonset kube-proxy -n kube-system -p '{"spec":{"template":{"spec":{"nodeSelector":{"nowhere":"x"}}}}}'; sleep 5`);
  expect(curl()).toBe('200');
  run('kubectl delete pod -l app=web; kubectl wait --for=condition=Available deploy/web --timeout=60s; sleep 2');
  expect(curl()).toBe('000');
  run(`kubectl patch daemonset kube-proxy -n kube-system --type=json -p '[{"op":"remove","path":"/spec/template/spec/nodeSelector/nowhere"}]'; sleep 5`);
  expect(curl()).toBe('200');
});

test('a load balancer asks each node at the health check port', () => {
  const { run } = room();
  run('kubectl create deployment web --image=nginx:1.25; kubectl expose deployment web --port 80 --type LoadBalancer --overrides \'{"spec":{"externalTrafficPolicy":"Local"}}\'; kubectl wait --for=condition=Available deploy/web --timeout=60s; sleep 10');
  const port = run("kubectl get service web -o jsonpath='{.spec.healthCheckNodePort}'");
  const node = run("kubectl get pods -l app=web -o jsonpath='{.items[0].spec.nodeName}'");
  const ask = (ip: string): string => run(`curl -s -o /dev/null -w '%{http_code}' http://${ip}:${port}`);
  const [here, there] = node === 'node-1' ? ['192.0.2.11', '192.0.2.12'] : ['192.0.2.12', '192.0.2.11'];
  expect([ask(here as string), ask(there as string)]).toEqual(['200', '503']);
});

describe('the tools for names', () => {
  test('dig, host and nslookup of bind-utils, busybox’ two, getent, and who lacks them', () => {
    const { run } = room();
    run(`kubectl create service clusterip web --tcp=80 --clusterip=10.96.77.7; kubectl run t --image=${TOOLS} --command -- sleep infinity`);
    run('for tag in 1.28 1.36; do kubectl run b${tag#1.} --image=busybox:$tag --command -- sleep 9999; done; kubectl run u --image=ubuntu --command -- sleep infinity; kubectl wait --for=condition=Ready pod --all --timeout=90s');
    const zone = 'default.svc.cluster.local';
    expect(run(`kubectl exec t -- dig web.${zone} +noall +answer`)).toBe(`web.${zone}. 30 IN\tA\t10.96.77.7`);
    expect(run(`kubectl exec t -- dig +short -t srv _80._tcp.web.${zone}; kubectl exec t -- dig @10.96.0.10 +short -x 10.96.77.7`)).toBe(`0 100 80 web.${zone}.\nweb.${zone}.`);
    expect(run('kubectl exec t -- dig +search +short web; kubectl exec t -- dig +short web')).toBe('10.96.77.7');
    expect(run(`kubectl exec t -- dig nope.${zone}`)).toMatch(/status: NXDOMAIN[\s\S]*AUTHORITY: 1[\s\S]*cluster\.local\.\t\t30\tIN\tSOA\tns\.dns\.cluster\.local\./);
    expect(run('kubectl exec t -- host web; kubectl exec t -- host 10.96.77.7; kubectl exec t -- host nope')).toBe(`web.${zone} has address 10.96.77.7\n7.77.96.10.in-addr.arpa domain name pointer web.${zone}.\nHost nope not found: 3(NXDOMAIN)\ncommand terminated with exit code 1`);
    expect(run('kubectl exec t -- nslookup -type=ptr 10.96.77.7')).toBe(`Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n7.77.96.10.in-addr.arpa\tname = web.${zone}.`);
    expect(run('kubectl exec b28 -- nslookup web')).toBe(`Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\nName:      web\nAddress 1: 10.96.77.7 web.${zone}`);
    expect(run('kubectl exec b36 -- nslookup web.default')).toContain("** server can't find web.default: NXDOMAIN");
    expect(run(`kubectl exec b36 -- nslookup web.${zone}`)).toContain(`Name:\tweb.${zone}\nAddress: 10.96.77.7`);
    expect(run('kubectl exec u -- getent hosts web.default')).toBe(`10.96.77.7      web.${zone}`);
    expect(run('kubectl exec b36 -- getent hosts web; kubectl exec u -- dig web')).toMatch(/"getent": executable file not found[\s\S]*"dig": executable file not found/);
  });

  test('datagrams by nc, to a Pod through a Service', () => {
    const { run } = room();
    run(`kubectl run s --image=${TOOLS} --command -- nc -u -l -p 5000; kubectl expose pod s --port 5000 --protocol UDP; kubectl run t --image=${TOOLS} --command -- sleep infinity; kubectl wait --for=condition=Ready pod --all --timeout=90s; sleep 1`);
    run("kubectl exec t -- sh -c 'echo hello | nc -u -w 1 s 5000'");
    expect(run('kubectl logs s')).toBe('hello');
  });
});
