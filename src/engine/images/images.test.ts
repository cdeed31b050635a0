// References, refusals, and what the containers of the catalogue do.
import { describe, expect, it } from 'vitest';
import type { ContainerImage, RunningContainer } from '../machine/container.ts';
import { type HttpOptions, type HttpResponse, request } from '../machine/http.ts';
import { loopbackNet } from '../machine/local-net.ts';
import type { NetStack } from '../machine/net.ts';
import { filesOf } from '../machine/memory-files.ts';
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
    const rig = new Rig('nginx:1.9.14', { net, files: { '/etc/nginx/conf.d': { '/frontend.conf': conf }, '/etc/tls': { '/cert.pem': 'x' } } });
    const bad = rig.get('https://127.0.0.1/', { insecure: true });
    expect(bad.response.status).toBe(502);
    expect(rig.output).toContain('connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1');
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
