// References, refusals, and what the containers of the catalogue do.
import { describe, expect, it } from 'vitest';
import type { ContainerImage, RunningContainer } from '../machine/container.ts';
import { type HttpOptions, type HttpResponse, request } from '../machine/http.ts';
import { loopbackNet } from '../machine/local-net.ts';
import type { NetStack } from '../machine/net.ts';
import { filesOf } from '../machine/memory-files.ts';
import { keyNamed, privatePem } from '../kube/private-key.ts';
import { encodeCertificate } from '../machine/certificate-file.ts';
import { createStartContainer } from '../machine/start-container.ts';
import { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import { Random } from '../sim/random.ts';
import { Pipe } from '../sim/stream.ts';
import { createImageSource } from './image-source.ts';
import { parseReference, formatReference } from './reference.ts';

const START = Date.UTC(2026, 10, 20, 10, 0, 0);
const source = createImageSource();

function imageOf(reference: string): ContainerImage {
  const image = source.resolve(reference);
  if ('type' in image) throw new Error(image.message);
  return image;
}

interface Options {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly memoryLimit?: number;
  readonly net?: NetStack;
  readonly stdin?: boolean;
}

/** A Pod of one container. */
class Rig {
  readonly clock = new Clock(START);
  readonly net: NetStack;
  output = '';
  readonly container: RunningContainer;

  constructor(reference: string, options: Options = {}) {
    const image = imageOf(reference);
    this.net = options.net ?? loopbackNet('10.244.1.2');
    const container = createStartContainer({ clock: this.clock, random: new Random(1) })({
      name: 'c', hostname: 'pod-1', image, argv: [...(options.command ?? image.entrypoint), ...(options.args ?? (options.command ? [] : image.cmd))], env: new Map(Object.entries(options.env ?? {})), workingDir: '', user: '',
      mounts: Object.entries(options.files ?? {}).map(([path, files]) => ({ path, source: filesOf(() => START, files, {}), sourcePath: '/', readOnly: true })),
      net: this.net, stdin: options.stdin ?? false, tty: false, memoryLimit: options.memoryLimit, log: (_, text) => (this.output += text),
    });
    if (typeof container === 'string') throw new Error(container);
    this.container = container;
    this.clock.runFor(1000);
  }

  run<T>(fiber: Fiber<T>): T {
    let result: T | undefined;
    this.clock.spawn((function* () {
      result = yield* fiber;
    })(), 'test');
    this.clock.runFor(5000);
    return result as T;
  }

  get(url: string, options: HttpOptions = {}): { response: HttpResponse; body: string } {
    const { net } = this;
    return this.run((function* () {
      const response = yield* request(net, url, options);
      return { response, body: yield* response.text() };
    })());
  }

  exec(...argv: string[]): { code: number; output: string } {
    const out = new Pipe();
    const child = this.container.exec(argv, { stdout: out, stderr: out });
    if (typeof child === 'string') return { code: -1, output: child };
    this.clock.runFor(5000);
    return { code: child.status?.code ?? -2, output: out.poll() ?? '' };
  }
}

const refusal = (reference: string): string => {
  const result = source.resolve(reference);
  return 'type' in result ? result.message : '';
};

describe('references', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'], ['nginx:1.25', 'docker.io/library/nginx:1.25'], ['kelseyhightower/auth:1.0.0', 'docker.io/kelseyhightower/auth:1.0.0'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'], ['localhost/x', 'localhost/x:latest'], ['reg.example.com:5000/a/b:c', 'reg.example.com:5000/a/b:c'],
  ])('%s is %s', (text, name) => {
    const reference = parseReference(text);
    expect(reference && formatReference(reference)).toBe(name);
  });

  it('refuses in containerd’s words', () => {
    expect(refusal('nginx:nope')).toBe('failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope: not found');
    expect(refusal('nginx:2')).toBe('failed to resolve reference "docker.io/library/nginx:2": docker.io/library/nginx:2: not found');
    expect(refusal('ngnix')).toBe('failed to resolve reference "docker.io/library/ngnix:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed');
    expect(refusal('registry.example.com/x')).toBe('failed to resolve reference "registry.example.com/x:latest": failed to do request: Head "https://registry.example.com/v2/x/manifests/latest": dial tcp: lookup registry.example.com: no such host');
    expect(refusal('Nginx')).toMatch(/invalid reference format/);
  });

  it('knows versions, and gives each the same digest every time', () => {
    for (const tag of ['latest', '1', '1.7.9', '1.9.14', '1.25', '1.25.3-alpine', 'alpine', 'stable-alpine']) expect(refusal(`nginx:${tag}`)).toBe('');
    for (const tag of ['1.25.99', '1.99', '2.0', '1.25-beta']) expect(refusal(`nginx:${tag}`)).toMatch(/not found$/);
    const { digest } = imageOf('nginx:1.25');
    expect(createImageSource().resolve('nginx:1.25')).toMatchObject({ digest });
    expect(imageOf(`nginx@${digest}`).reference).toBe('docker.io/library/nginx:1.25');
  });
});

describe('nginx', () => {
  it('serves its welcome page and logs', () => {
    const rig = new Rig('nginx:1.10.0');
    const { response, body } = rig.get('http://127.0.0.1/');
    expect(response.status).toBe(200);
    expect(response.headers.get('server')).toBe('nginx/1.10.0');
    expect(response.headers.get('content-length')).toBe('612');
    expect(body).toContain('<h1>Welcome to nginx!</h1>');
    expect(rig.output).toBe('127.0.0.1 - - [20/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 612 "-" "-" "-"\n');
    expect(rig.get('http://127.0.0.1/nope').body).toContain('<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.10.0</center>');
    expect(rig.output).toContain('open() "/usr/share/nginx/html/nope" failed (2: No such file or directory), client: 127.0.0.1, server: localhost, request: "GET /nope HTTP/1.1", host: "127.0.0.1"');
  });

  it('tells its start, obeys nginx -s, and ends on SIGQUIT', () => {
    const rig = new Rig('nginx:1.25');
    expect(rig.output).toContain('/docker-entrypoint.sh: Configuration complete; ready for start up\n2026/11/20 10:00:00 [notice] 1#1: using the "epoll" event method\n2026/11/20 10:00:00 [notice] 1#1: nginx/1.25.5\n');
    expect(rig.exec('nginx', '-v')).toEqual({ code: 0, output: 'nginx version: nginx/1.25.5\n' });
    expect(rig.exec('nginx', '-t').output).toContain('syntax is ok');
    rig.container.files.write('/etc/nginx/conf.d/default.conf', 'server { listen 8080; location / { return 200 "hi $host"; } }\n');
    expect(rig.exec('nginx', '-s', 'reload').code).toBe(0);
    expect(rig.get('http://127.0.0.1:8080/').body).toBe('hi 127.0.0.1');
    expect(rig.exec('/usr/sbin/nginx', '-s', 'quit').code).toBe(0);
    expect(rig.container.status).toEqual({ code: 0 });
  });

  it('proxies over TLS as the codelab has it', () => {
    const net = loopbackNet('10.244.1.2');
    const conf = 'upstream hello { server 127.0.0.1:80; }\nserver {\n  listen 443;\n  ssl on;\n  ssl_certificate /etc/tls/cert.pem;\n  ssl_certificate_key /etc/tls/key.pem;\n  location / { proxy_pass http://hello; }\n}\n';
    const rig = new Rig('nginx:1.9.14', { net, files: { '/etc/nginx/conf.d': { '/frontend.conf': conf }, '/etc/tls': { '/cert.pem': encodeCertificate({ subject: 'hello.example.com', sans: [], issuer: 'Test CA' }), '/key.pem': privatePem(keyNamed('hello.example.com')) } } });
    const bad = rig.get('https://127.0.0.1/', { insecure: true });
    expect(bad.response.status).toBe(502);
    expect(bad.response.certificate).toMatchObject({ subject: 'hello.example.com', sans: [], issuer: 'Test CA' });
    expect(rig.output).toContain('connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1');
  });

  it('does not start with a certificate that it cannot read, or with another one’s key', () => {
    const conf = 'server { listen 443 ssl; ssl_certificate /etc/tls/cert.pem; ssl_certificate_key /etc/tls/key.pem; }\n';
    const started = (cert: string, key?: string): string => new Rig('nginx:1.25', { files: { '/etc/nginx/conf.d': { '/tls.conf': conf }, '/etc/tls': { '/cert.pem': cert, ...(key === undefined ? {} : { '/key.pem': key }) } } }).output;
    const cert = encodeCertificate({ subject: 'a', sans: [], issuer: 'a' });
    expect(started('demo', 'demo')).toContain('[emerg] 1#1: cannot load certificate "/etc/tls/cert.pem": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)');
    expect(started(cert)).toContain('cannot load certificate key "/etc/tls/key.pem": BIO_new_file() failed');
    expect(started(cert, privatePem(keyNamed('b')))).toContain('SSL_CTX_use_PrivateKey("/etc/tls/key.pem") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)');
    expect(started(cert, privatePem(keyNamed('a')))).not.toContain('emerg');
  });

  it('refuses to start with a wrong configuration', () => {
    const started = (conf: string): string => {
      const rig = new Rig('nginx:1.10.0', { files: { '/etc/nginx/conf.d': { '/a.conf': conf } } });
      expect(rig.container.status).toEqual({ code: 1 });
      return rig.output;
    };
    expect(started('server {\n  listen 80;\n  nope on;\n}\n')).toContain('nginx: [emerg] unknown directive "nope" in /etc/nginx/conf.d/a.conf:3\n');
    expect(started('server {\n  listen 80;\n')).toContain('unexpected end of file, expecting "}" in /etc/nginx/conf.d/a.conf:3\n');
    expect(started('upstream a {\n  server hello.default.svc.cluster.local;\n}\n')).toContain('nginx: [emerg] host not found in upstream "hello.default.svc.cluster.local" in /etc/nginx/conf.d/a.conf:2\n');
  });
});

describe('the codelab’s application', () => {
  const args = ['-http=0.0.0.0:80', '-health=0.0.0.0:81', '-secret=secret'];

  it('greets, logs in, and lets tokens in', () => {
    const rig = new Rig('kelseyhightower/monolith:1.0.0', { args });
    expect(rig.output).toBe('2026/11/20 10:00:00 Starting server...\n2026/11/20 10:00:00 Health service listening on 0.0.0.0:81\n2026/11/20 10:00:00 HTTP service listening on 0.0.0.0:80\n');
    expect(rig.get('http://127.0.0.1/').body).toBe('{"message":"Hello"}\n');
    expect(rig.output).toMatch(/127\.0\.0\.1:\d+ - - \[Fri, 20 Nov 2026 10:00:01 UTC\] "GET \/ HTTP\/1\.1" /);
    const secure = rig.get('http://127.0.0.1/secure');
    expect([secure.response.status, secure.body]).toEqual([401, 'authorization failed\n']);
    expect(rig.get('http://127.0.0.1/login').response.status).toBe(401);
    const { token } = JSON.parse(rig.get('http://127.0.0.1/login', { headers: { Authorization: 'Basic dXNlcjpwYXNzd29yZA==' } }).body) as { token: string };
    expect(token).toMatch(/^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.[\w-]+\.[\w-]+$/);
    expect(rig.get('http://127.0.0.1/secure', { headers: { Authorization: `Bearer ${token}` } }).body).toBe('{"message":"Hello"}\n');
    expect(rig.get('http://127.0.0.1/secure', { headers: { Authorization: `Bearer ${token}x` } }).response.status).toBe(401);
    expect(rig.get('http://127.0.0.1/version').body).toBe('{"version":"1.0.0"}\n');
  });

  it('turns its readiness on and off', () => {
    const rig = new Rig('kelseyhightower/hello:2.0.0');
    expect(rig.get('http://127.0.0.1:81/readiness').response.status).toBe(200);
    rig.get('http://127.0.0.1:81/readiness/status');
    expect(rig.get('http://127.0.0.1:81/readiness').response.status).toBe(503);
    expect(rig.get('http://127.0.0.1:81/healthz').response.status).toBe(200);
    rig.container.signal('SIGTERM');
    rig.clock.runFor(1000);
    expect(rig.container.status).toEqual({ code: 0 });
    expect(rig.output).toContain('Captured terminated. Exiting...');
  });
});

describe('other images', () => {
  it('of distributions end at once without a terminal, and run commands', () => {
    expect(new Rig('ubuntu').container.status).toEqual({ code: 0 });
    const rig = new Rig('busybox:1.36', { args: ['sh', '-c', 'echo hi; sleep 3600'] });
    expect(rig.output).toBe('hi\n');
    expect(rig.exec('sh', '-c', 'cat /etc/os-release | head -1').output).toBe('NAME="BusyBox"\n');
    expect(source.resolve('alpine:3.19')).toMatchObject({ cmd: ['/bin/sh'] });
  });

  it('redis keeps values', () => {
    const rig = new Rig('redis:7.2');
    expect(rig.output).toContain('Ready to accept connections tcp');
    expect(rig.exec('redis-cli', 'ping').output).toBe('PONG\n');
    expect(rig.exec('redis-cli', 'set', 'a', 'x y').output).toBe('OK\n');
    expect(rig.exec('redis-cli', 'get', 'a').output).toBe('x y\n');
    expect(rig.exec('redis-cli', 'incr', 'n').output).toBe('1\n');
    expect(rig.exec('redis-cli', 'nope').output).toContain("ERR unknown command 'nope'");
    expect(rig.exec('redis-cli', '-p', '1', 'ping').output).toBe('Could not connect to Redis at 127.0.0.1:1: Connection refused\n');
  });

  it('redis: arguments that begin with a hyphen are options of the server, others a command', () => {
    const rig = new Rig('redis:7.2', { args: ['--port', '6380'] });
    expect(rig.output).toContain('1:M');
    expect(rig.exec('redis-cli', '-p', '6380', 'ping').output).toBe('PONG\n');
    expect(new Rig('redis:7.2', { args: ['echo', 'hi'] }).output).toBe('hi\n');
  });

  it('perl computes π', () => {
    const rig = new Rig('perl:5.34.0', { command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'] });
    rig.clock.runFor(10_000);
    expect(rig.container.status).toEqual({ code: 0 });
    expect(rig.output.slice(0, 52)).toBe('3.14159265358979323846264338327950288419716939937510');
    expect(rig.output).toHaveLength(2002);
    expect(rig.output.trimEnd().endsWith('08658326459958133904780275901')).toBe(true);
  });

  it('databases want their passwords', () => {
    const bare = new Rig('mysql:8.0');
    expect(bare.container.status).toEqual({ code: 1 });
    expect(bare.output).toContain('[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n');
    const rig = new Rig('postgres:16', { env: { POSTGRES_PASSWORD: 'x' } });
    rig.clock.runFor(5000);
    expect(rig.output).toContain('database system is ready to accept connections');
    expect(rig.net.listening()).toEqual([5432]);
  });

  it('stress takes what it is told and is killed for it', () => {
    const args = ['stress', '--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'];
    expect(new Rig('polinux/stress', { args, memoryLimit: 100 * 1024 * 1024 }).container.status).toMatchObject({ code: 137, oomKilled: true });
    expect(new Rig('polinux/stress', { args, memoryLimit: 200 * 1024 * 1024 }).container.status).toBeUndefined();
  });

  it('servers answer', () => {
    expect(new Rig('hashicorp/http-echo', { args: ['-text=hello', '-listen=:80'] }).get('http://127.0.0.1/').body).toBe('hello\n');
    expect(new Rig('hashicorp/http-echo').container.status).toEqual({ code: 127 });
    expect(new Rig('gcr.io/google-samples/hello-app:1.0').get('http://127.0.0.1:8080/').body).toBe('Hello, world!\nVersion: 1.0.0\nHostname: pod-1\n');
    expect(new Rig('registry.k8s.io/e2e-test-images/agnhost:2.53', { args: ['netexec'] }).get('http://127.0.0.1:8080/hostname').body).toBe('pod-1');
    expect(new Rig('httpd:2.4').get('http://127.0.0.1/').body).toBe('<html><body><h1>It works!</h1></body></html>\n');
    expect(new Rig('ljwkeke/myweb', { args: ['Hi'] }).get('http://127.0.0.1:8080/').body).toContain('Message: Hi\nHostname: pod-1\nPlatform: linux\n');
    expect(new Rig('python:3.12', { command: ['python', '-m', 'http.server', '8000'] }).get('http://127.0.0.1:8000/').body).toContain('Directory listing for /');
    expect(new Rig('traefik/whoami').get('http://127.0.0.1/').body).toContain('Hostname: pod-1\n');
  });

  it('that are not simulated say so and run', () => {
    const rig = new Rig('rabbitmq:3-management');
    expect(rig.output).toBe('Kubarium: the inside of this image is not simulated; the container only runs\n');
    expect(rig.container.status).toBeUndefined();
    rig.container.signal('SIGTERM');
    rig.clock.runFor(100);
    expect(rig.container.status).toEqual({ code: 0 });
  });

  it('all have names of their own and can be made', () => {
    for (const name of ['mongo:7', 'fluent/fluentd:v1.16', 'node:slim', 'registry.k8s.io/pause:3.10', 'registry.k8s.io/metrics-server/metrics-server:v0.7.2', 'curlimages/curl', 'nicolaka/netshoot', 'hazelcast/hazelcast:5.3']) expect(refusal(name)).toBe('');
  });
});
