// From outside to a Service: ingress-nginx and a Gateway controller, installed from their addresses, as a learner would.
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64 } from '../base/base64.ts';
import { pageAt } from '../images/manifests/table.ts';
import { encodeCertificate } from '../machine/certificate-file.ts';
import { Typist } from '../../testing/typist.ts';
import { createWorld, type World } from './world.ts';

const INGRESS_NGINX = 'https://raw.githubusercontent.com/kubernetes/ingress-nginx/main/deploy/static/provider/cloud/deploy.yaml';
const GATEWAY_API = 'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.0/standard-install.yaml';
const NGINX_GATEWAY = 'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v1.6.2/deploy/default/deploy.yaml';

interface Room {
  readonly world: World;
  readonly run: (line: string) => string;
  readonly apply: (yaml: string) => string;
}

function room(): Room {
  const world = createWorld({ seed: 5, startMs: 1_800_000_000_000, pace: 'fast', nodes: 2, addons: true });
  world.clock.runFor(15_000);
  const typist = new Typist(world);
  const run = (line: string): string => typist.run(`${line}; echo`).trim();
  const apply = (yaml: string): string => {
    world.files.write(`${world.home}/it.yaml`, yaml);
    return run('kubectl apply -f it.yaml; sleep 2');
  };
  return { world, run, apply };
}

const path = (at: string, type: string, service: string): string => `{ path: '${at}', pathType: ${type}, backend: { service: { name: ${service}, port: { number: 80 } } } }`;
const ingress = (name: string, host: string, paths: readonly string[], annotations = '{}', more = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: ${name}, annotations: ${annotations} }\nspec:\n  ingressClassName: nginx\n${more}  rules:\n  - host: ${host}\n    http: { paths: [${paths.join(', ')}] }\n`;

describe('ingress-nginx', () => {
  let on: Room;
  let ip = '';
  /** The status, and the first line of the answer that whoami gives. */
  const get = (host: string, target: string, flags = ''): string => on.run(`curl -s -o out -w '%{http_code}' ${flags} -H 'Host: ${host}' 'http://${ip}${target}'; echo; grep -E '^(GET|Hostname)' out | sed 's/-[a-z0-9]*-[a-z0-9]*$//' | tr '\\n' ' '`).replaceAll('\n', ' ').trim();

  beforeAll(() => {
    on = room();
    on.run(`kubectl apply -f ${INGRESS_NGINX}`);
    on.run('for app in web api bad; do kubectl create deployment $app --image=traefik/whoami; done; kubectl expose deployment web --port 80; kubectl expose deployment api --port 80; kubectl expose deployment bad --port 80 --target-port 81; kubectl create service clusterip none --tcp=80');
    on.run('kubectl wait -n ingress-nginx --for=condition=ready pod --selector=app.kubernetes.io/component=controller --timeout=90s');
    on.apply(`${ingress('shop', 'shop.example', [path('/', 'Prefix', 'web'), path('/api', 'Prefix', 'api'), path('/exact', 'Exact', 'api'), path('/bad', 'Prefix', 'bad'), path('/none', 'Prefix', 'none'), path('/nowhere', 'Prefix', 'nowhere')])}---\n${ingress('star', '"*.star.example"', [path('/', 'ImplementationSpecific', 'web')])}`);
    ip = on.run("kubectl get ingress shop -o jsonpath='{.status.loadBalancer.ingress[0].ip}'");
  });

  test('its admission Jobs complete, its class is there, addresses are published', () => {
    expect(on.run('kubectl get jobs -n ingress-nginx --no-headers')).toMatch(/admission-create +Complete +1\/1[\s\S]*admission-patch +Complete +1\/1/);
    expect(on.run('kubectl get ingressclass --no-headers')).toMatch(/^nginx +k8s.io\/ingress-nginx/);
    expect(ip).toBe('203.0.113.1');
    expect(on.run('kubectl describe ingress shop')).toContain('Normal  Sync');
  });

  test.each([
    ['shop.example', '/', '200 Hostname: web GET / HTTP/1.1'],
    ['shop.example', '/api', '200 Hostname: api GET /api HTTP/1.1'],
    ['shop.example', '/api/v1?x=1', '200 Hostname: api GET /api/v1?x=1 HTTP/1.1'],
    ['shop.example', '/apis', '200 Hostname: web GET /apis HTTP/1.1'],
    ['shop.example', '/exact', '200 Hostname: api GET /exact HTTP/1.1'],
    ['shop.example', '/exact/', '200 Hostname: web GET /exact/ HTTP/1.1'],
    ['shop.example', '/bad', '502'],
    ['shop.example', '/none', '503'],
    ['shop.example', '/nowhere', '503'],
    ['other.example', '/', '404'],
    ['a.star.example', '/x', '200 Hostname: web GET /x HTTP/1.1'],
    ['star.example', '/x', '404'],
  ] as const)('%s%s gives %s', (host, target, expected) => {
    expect(get(host, target)).toBe(expected);
  });

  test('rewrites, redirects, limits', () => {
    on.apply(`${ingress('rewrite', 'rewrite.example', [path('/app(/|$)(.*)', 'ImplementationSpecific', 'web')], "{ nginx.ingress.kubernetes.io/rewrite-target: '/$2' }")}---\n${ingress('moved', 'moved.example', [path('/', 'Prefix', 'web')], "{ nginx.ingress.kubernetes.io/permanent-redirect: 'https://new.example' }")}---\n${ingress('small', 'small.example', [path('/', 'Prefix', 'web')], "{ nginx.ingress.kubernetes.io/proxy-body-size: 1k, nginx.ingress.kubernetes.io/whitelist-source-range: '192.0.2.0/24' }")}---\n${ingress('closed', 'closed.example', [path('/', 'Prefix', 'web')], "{ nginx.ingress.kubernetes.io/whitelist-source-range: '10.0.0.0/8' }")}`);
    expect(get('rewrite.example', '/app/a/b?c')).toBe('200 Hostname: web GET /a/b?c HTTP/1.1');
    expect(get('rewrite.example', '/app')).toBe('200 Hostname: web GET / HTTP/1.1');
    expect(get('rewrite.example', '/other')).toBe('404');
    expect(get('moved.example', '/x')).toBe('301');
    expect(get('small.example', '/', '-d "$(head -c 2000 /dev/zero | tr "\\0" x)"')).toBe('413');
    expect(get('small.example', '/')).toMatch(/^200/);
    expect(get('closed.example', '/')).toBe('403');
  });

  test('TLS by name: the Secret’s certificate, the fake one for the rest, and plain requests are sent to https', () => {
    const certificate = encodeCertificate({ subject: 'tls.example', sans: ['tls.example'], issuer: 'My CA' });
    on.apply(`apiVersion: v1\nkind: Secret\nmetadata: { name: tls }\ntype: kubernetes.io/tls\ndata: { tls.crt: ${encodeBase64(certificate)}, tls.key: ${encodeBase64('-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n')} }\n---\n${ingress('tls', 'tls.example', [path('/', 'Prefix', 'web')], '{}', '  tls: [{ hosts: [tls.example], secretName: tls }]\n')}`);
    expect(get('tls.example', '/a')).toBe('308');
    expect(on.run(`curl -si -H 'Host: tls.example' http://${ip}/a | grep -i location`)).toBe('Location: https://tls.example/a');
    const subject = (host: string): string => on.run(`curl -skv -o /dev/null --resolve ${host}:443:${ip} https://${host}/ 2>&1 | grep subject`);
    expect(subject('tls.example')).toContain('CN=tls.example');
    expect(subject('shop.example')).toContain('CN=Kubernetes Ingress Controller Fake Certificate');
    expect(on.run(`curl -sS -o /dev/null --resolve tls.example:443:${ip} https://tls.example/`)).toContain('curl: (60) SSL certificate problem');
  });

  test('a canary takes its share', () => {
    on.apply(ingress('canary', 'shop.example', [path('/', 'Prefix', 'api')], "{ nginx.ingress.kubernetes.io/canary: 'true', nginx.ingress.kubernetes.io/canary-weight: '50', nginx.ingress.kubernetes.io/canary-by-header: x-try }"));
    expect(get('shop.example', '/', '-H "x-try: always"')).toContain('Hostname: api');
    expect(get('shop.example', '/', '-H "x-try: never"')).toContain('Hostname: web');
    const counted = on.run(`for i in $(seq 60); do curl -s -H 'Host: shop.example' http://${ip}/; done | grep Hostname | sed 's/-[a-z0-9]*-[a-z0-9]*$//' | sort | uniq -c | awk '{print $1}'`).split('\n').map(Number);
    expect(counted.length).toBe(2);
    expect(Math.min(...counted)).toBeGreaterThan(15);
    on.run('kubectl delete ingress canary');
  });

  test('the webhook refuses what the configuration cannot hold', () => {
    expect(on.run('kubectl create ingress again --class=nginx --rule="shop.example/exact=api:80,pathType=Exact" 2>&1; kubectl create ingress again --class=nginx --rule="shop.example/exact=api:80"')).toContain('admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: host "shop.example" and path "/exact" is already defined in ingress default/shop');
    expect(on.apply(ingress('snippet', 's.example', [path('/', 'Prefix', 'web')], "{ nginx.ingress.kubernetes.io/configuration-snippet: 'return 418;' }"))).toContain('annotation cannot be used');
  });

  test('every request is in the access log', () => {
    on.run(`curl -s -H 'Host: shop.example' http://${ip}/api/logged`);
    expect(on.run('kubectl logs -n ingress-nginx deploy/ingress-nginx-controller --tail=1')).toMatch(/^192\.0\.2\.5 - - \[.*\] "GET \/api\/logged HTTP\/1\.1" 200 \d+ "-" "curl\/8\.5\.0" \d+ \d\.\d{3} \[default-api-80\] \[\] 10\.244\.\d\.\d+:80 \d+ \d\.\d{3} 200 [0-9a-f]{32}$/);
  });
});

test('Gateway API: a class, a Gateway and routes with matches, filters and weights', () => {
  const on = room();
  on.run(`kubectl apply -f ${GATEWAY_API}; kubectl apply -f ${NGINX_GATEWAY}`);
  on.run('for app in web api; do kubectl create deployment $app --image=traefik/whoami; kubectl expose deployment $app --port 80; done');
  on.run('kubectl wait -n nginx-gateway --for=condition=Available deploy/nginx-gateway --timeout=60s; kubectl wait --for=condition=Available deploy/web deploy/api --timeout=60s');
  on.apply(`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw }
spec: { gatewayClassName: nginx, listeners: [{ name: http, port: 80, protocol: HTTP, hostname: '*.example.com' }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cafe }
spec:
  parentRefs: [{ name: gw }]
  hostnames: [cafe.example.com]
  rules:
  - matches: [{ path: { value: /coffee } }]
    filters:
    - { type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /x } } }
    - { type: RequestHeaderModifier, requestHeaderModifier: { add: [{ name: X-Blend, value: house }] } }
    - { type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: X-Served, value: hot }] } }
    backendRefs: [{ name: web, port: 80 }]
  - matches: [{ path: { type: Exact, value: /coffee }, headers: [{ name: version, value: two }] }]
    backendRefs: [{ name: api, port: 80 }]
  - matches: [{ path: { value: /old } }]
    filters: [{ type: RequestRedirect, requestRedirect: { statusCode: 301, path: { type: ReplaceFullPath, replaceFullPath: /coffee } } }]
  - matches: [{ path: { value: /both } }]
    backendRefs: [{ name: web, port: 80, weight: 1 }, { name: api, port: 80, weight: 3 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: astray }
spec: { parentRefs: [{ name: gw }], hostnames: [cafe.example.org], rules: [{ backendRefs: [{ name: missing, port: 80 }] }] }
`);
  expect(on.run('kubectl get gateway gw --no-headers')).toMatch(/^gw +nginx +203\.0\.113\.1 +True/);
  const conditions = (name: string): string => on.run(`kubectl get httproute ${name} -o jsonpath='{range .status.parents[*].conditions[*]}{.type}={.reason} {end}'`);
  expect([conditions('cafe'), conditions('astray')]).toEqual(['Accepted=Accepted ResolvedRefs=ResolvedRefs', 'Accepted=NoMatchingListenerHostname ResolvedRefs=BackendNotFound']);
  const curl = (target: string, flags = '', host = 'cafe.example.com'): string => on.run(`curl -s -i ${flags} -H 'Host: ${host}' http://203.0.113.1${target}`);
  expect(curl('/coffee/a')).toMatch(/X-Served: hot[\s\S]*Hostname: web-[\s\S]*GET \/x\/a HTTP[\s\S]*X-Blend: house/);
  expect(curl('/coffee', '-H "version: two"')).toMatch(/Hostname: api-/);
  expect(curl('/old')).toMatch(/^HTTP\/1\.1 301 [\s\S]*Location: http:\/\/cafe\.example\.com\/coffee/);
  expect(curl('/coffee', '', 'tea.example.com')).toMatch(/^HTTP\/1\.1 404 /);
  const counted = on.run("for i in $(seq 80); do curl -s -H 'Host: cafe.example.com' http://203.0.113.1/both; done | grep Hostname | cut -d- -f1 | sort | uniq -c | awk '{print $1}'").split('\n').map(Number);
  expect(counted[0]).toBeGreaterThan(counted[1] as number);
});

test('Gateway API: a GRPCRoute hangs on a Gateway as others do; its calls say that gRPC is not simulated', () => {
  const on = room();
  on.run(`kubectl apply -f ${GATEWAY_API}; kubectl apply -f ${NGINX_GATEWAY}; kubectl create deployment web --image=traefik/whoami; kubectl expose deployment web --port 80`);
  on.run('kubectl wait -n nginx-gateway --for=condition=Available deploy/nginx-gateway --timeout=60s; kubectl wait --for=condition=Available deploy/web --timeout=60s');
  on.apply(`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw }
spec: { gatewayClassName: nginx, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: greeter }
spec:
  parentRefs: [{ name: gw }]
  hostnames: [grpc.example.com]
  rules:
  - matches: [{ method: { service: helloworld.Greeter, method: SayHello } }, { method: { service: helloworld.Admin } }]
    backendRefs: [{ name: web, port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: astray }
spec: { parentRefs: [{ name: gw, sectionName: none }], rules: [{ backendRefs: [{ name: missing, port: 80 }] }] }
`);
  on.run('sleep 2');
  const conditions = (name: string): string => on.run(`kubectl get grpcroute ${name} -o jsonpath='{range .status.parents[*].conditions[*]}{.type}={.reason} {end}'`);
  expect([conditions('greeter'), conditions('astray')]).toEqual(['Accepted=Accepted ResolvedRefs=ResolvedRefs', 'Accepted=NoMatchingParent ResolvedRefs=BackendNotFound']);
  expect(on.run("kubectl get gateway gw -o jsonpath='{.status.listeners[0].attachedRoutes} {.status.listeners[0].supportedKinds[*].kind}'")).toBe('1 HTTPRoute GRPCRoute');
  const call = (path: string, method = 'POST'): string => on.run(`curl -s -o /dev/null -w '%{http_code}' -X ${method} -H 'Host: grpc.example.com' http://203.0.113.1${path}`);
  expect([call('/helloworld.Greeter/SayHello'), call('/helloworld.Admin/Any'), call('/helloworld.Greeter/Other'), call('/helloworld.Greeter/SayHello', 'GET')]).toEqual(['502', '502', '404', '404']);
  expect(on.run('kubectl logs -n nginx-gateway deploy/nginx-gateway --tail=20')).toContain('HTTP/2 and gRPC are not simulated in Kubarium');
});

describe('the small internet', () => {
  test('what is there, and what is said of the rest', () => {
    const { run } = room();
    expect(run('curl -sL https://k8s.io/examples/pods/simple-pod.yaml | head -2')).toBe('apiVersion: v1\nkind: Pod');
    expect(run('kubectl apply -f https://k8s.io/examples/application/deployment.yaml')).toBe('deployment.apps/nginx-deployment created');
    expect(run('kubectl apply -f https://k8s.io/examples/none.yaml')).toMatch(/^error: unable to read URL "https:\/\/k8s\.io\/examples\/none\.yaml", server reported 404 Not Found, status code=404\nThere is no internet in Kubarium/);
    expect(run('kubectl apply -f https://example.org/x.yaml')).toContain('lookup example.org: no such host (there is no internet in Kubarium');
    expect(run('curl -sS https://example.org')).toBe('curl: (6) Could not resolve host: example.org');
  });

  test.each(['kind', 'cloud', 'baremetal'])('every document of ingress-nginx for %s is taken by the server', (provider) => {
    const { run } = room();
    expect(pageAt('raw.githubusercontent.com', `/kubernetes/ingress-nginx/controller-v1.12.1/deploy/static/provider/${provider}/deploy.yaml`).content).toContain('controller:v1.12.1');
    const said = run(`kubectl apply -f https://raw.githubusercontent.com/kubernetes/ingress-nginx/main/deploy/static/provider/${provider}/deploy.yaml`);
    expect(said.split('\n').filter((line) => !line.endsWith(' created'))).toEqual([]);
    expect(said.split('\n').length).toBe(19);
  });
});
