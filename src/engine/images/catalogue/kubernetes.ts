// Images of the Kubernetes project itself: pause, agnhost, the load of the autoscaling walkthrough, and echoserver.
import type { GrpcHealth } from '../../machine/grpc-health.ts';
import type { HttpHandler, HttpReply } from '../../machine/http.ts';
import type { Process, Program } from '../../machine/process.ts';
import { rfc3339 } from '../../base/time.ts';
import { listenHttp } from '../../machine/http.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import { agnhostConversionWebhook, agnhostWebhook } from '../agnhost-webhook.ts';
import { accessTime, flagValue, MiB, serveUntil, stopSignal } from '../daemon.ts';
import type { ImageContent, Repository } from '../repository.ts';
import { userland } from '../userland.ts';

const text = (status: number, body: string, type = 'text/plain; charset=utf-8'): HttpReply => ({ status, headers: { 'Content-Type': type }, body });

const pauseProgram: Program = function* (process) {
  const signal = yield* stopSignal(process, 'SIGTERM', 'SIGINT').wait();
  yield* process.stderr.write(`Shutting down, got signal: ${signal === 'SIGTERM' ? 'Terminated' : 'Interrupt'}\n`);
  return 0;
};

const agnhost: Program = function* (process, argv) {
  const [, order = 'pause', ...args] = argv;
  if (order === 'pause') {
    yield* process.stdout.write('Paused\n');
    yield* stopSignal(process, 'SIGTERM', 'SIGINT').wait();
    return 0;
  }
  if (order === '--version') {
    yield* process.stdout.write('agnhost version 2.53\n');
    return 0;
  }
  if (order === 'crd-conversion-webhook') return yield* agnhostConversionWebhook(process, args);
  if (order === 'webhook') return yield* agnhostWebhook(process, args);
  if (order === 'grpc-health-checking') return yield* grpcHealthChecking(process, args);
  const servers: Readonly<Record<string, { readonly port: number; readonly handler: HttpHandler }>> = {
    netexec: { port: Number(flagValue(args, 'http-port') ?? 8080), handler: netexec(process) },
    'serve-hostname': { port: Number(flagValue(args, 'port') ?? 9376), handler: always(process.hostname) },
    'test-webserver': { port: Number(flagValue(args, 'port') ?? 80), handler: always('<html><body></body></html>\n') },
    porter: { port: 80, handler: always('foo') },
  };
  const server = Object.hasOwn(servers, order) ? servers[order] : undefined;
  if (!server) {
    yield* process.stderr.write(`agnhost ${order}: not simulated in Kubarium\n`);
    return 1;
  }
  if (order === 'netexec') yield* process.stderr.write(`Started HTTP server on port ${server.port}\n`);
  const ended = yield* serveUntil(process, stopSignal(process, 'SIGTERM', 'SIGINT'), server);
  return typeof ended === 'number' ? 1 : 0;
};

/** A gRPC server that says it is well until somebody asks it by HTTP not to. */
function* grpcHealthChecking(process: Process, args: readonly string[]): Fiber<number> {
  const port = Number(flagValue(args, 'port') ?? 5000);
  const httpPort = Number(flagValue(args, 'http-port') ?? 8080);
  const name = flagValue(args, 'service') ?? '';
  let serving = true;
  const health: GrpcHealth = { type: 'grpc health', check: (service) => (service !== '' && service !== name ? undefined : serving ? 'SERVING' : 'NOT_SERVING') };
  const listener = process.net.listen(port, { offer: health });
  yield* process.stderr.write(`Http server starting to listen on :${httpPort}\ngRPC server starting to listen on :${port}\n`);
  const handler: HttpHandler = function* ({ path }): Fiber<HttpReply> {
    if (path === '/make-serving' || path === '/make-not-serving') serving = path === '/make-serving';
    else if (path !== '/') return text(404, '404 page not found\n');
    return text(200, path === '/' ? 'ok' : `Mark as ${serving ? 'serving' : 'not serving'}`);
  };
  try {
    return typeof (yield* serveUntil(process, stopSignal(process, 'SIGTERM', 'SIGINT'), { port: httpPort, handler })) === 'number' ? 1 : 0;
  } finally {
    listener.close();
  }
}

function always(body: string): HttpHandler {
  return function* (): Fiber<HttpReply> {
    return text(200, body);
  };
}

function netexec(process: Process): HttpHandler {
  return function* ({ path, query, remote, remotePort, method }): Fiber<HttpReply> {
    const value = (name: string): string => decodeURIComponent(new RegExp(`(?:^|&)${name}=([^&]*)`).exec(query)?.[1]?.replaceAll('+', ' ') ?? '');
    switch (path) {
      case '/': case '/now': return text(200, `NOW: ${accessTime(process.clock.nowMs)}`);
      case '/hostname': case '/hostName': return text(200, process.hostname);
      case '/clientip': return text(200, `${remote}:${remotePort}`);
      case '/echo': return text(Number(value('code')) || 200, value('msg'));
      case '/healthz': return text(200, '');
      case '/exit': {
        process.kill(process.pid, 'SIGTERM');
        return text(200, '');
      }
      case '/header': case '/shell': case '/dial': case '/upload': case '/redirect': return text(501, `${method} ${path}: not simulated in Kubarium\n`);
      default: return text(404, '404 page not found\n');
    }
  };
}

// Each request keeps a core busy for so long: that is what the walkthrough's million square roots take.
const BURN_MS = 60;

/** `OK!` after some work on its core: what it uses is what its requests cost. */
const hpaExample: Program = function* (process) {
  process.use?.({ cpuMilli: 1, memoryBytes: 12 * MiB });
  const handler: HttpHandler = function* (request): Fiber<HttpReply> {
    yield* sleep(BURN_MS);
    process.spend?.(BURN_MS);
    process.stdout.push(`${request.remote} - - [${accessTime(process.clock.nowMs)}] "${request.method} ${request.target} HTTP/1.1" 200 170 "-" "${request.headers.get('user-agent') ?? '-'}"\n`);
    return text(200, 'OK!', 'text/html; charset=UTF-8');
  };
  const stop = stopSignal(process, 'SIGTERM', 'SIGWINCH', 'SIGINT');
  return typeof (yield* serveUntil(process, stop, { port: 80, handler, server: 'Apache/2.4.10 (Debian)' })) === 'number' ? 1 : 0;
};

const echoserver: Program = function* (process) {
    const handler: HttpHandler = function* (request): Fiber<HttpReply> {
      const body = yield* request.body.text();
      const headers = request.headers.fields.map(([name, value]) => `\t${name.toLowerCase()}=${value}`).join('\n');
      return text(200, `\n\nHostname: ${process.hostname}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n\tclient_address=${request.remote}\n\tmethod=${request.method}\n\treal path=${request.target}\n\tquery=${request.query}\n\trequest_version=1.1\n\trequest_scheme=http\n\trequest_uri=http://${request.headers.get('host') ?? ''}:8080${request.target}\n\nRequest Headers:\n${headers}\n\nRequest Body:\n${body === '' ? '\t-no body in request-\n' : body}\n`, 'text/plain');
    };
    return typeof (yield* serveUntil(process, stopSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT'), { port: 8080, handler, server: 'echoserver' })) === 'number' ? 1 : 0;
};

/** etcd as a probe meets it: its client port answers health checks by gRPC and HTTP. Its key-value API is not simulated. */
const etcd: Program = function* (process, argv) {
  const ports = new Set((flagValue(argv, 'listen-client-urls') ?? 'http://localhost:2379').split(',').map((url) => Number(/:(\d+)/.exec(url.slice(url.indexOf('//')))?.[1] ?? 2379)));
  const offer: GrpcHealth = { type: 'grpc health', check: (service) => (service === '' || service === 'etcdserverpb.Health' ? 'SERVING' : undefined) };
  process.use?.({ cpuMilli: 8, memoryBytes: 30 * MiB });
  const handler: HttpHandler = function* ({ path }): Fiber<HttpReply> {
    if (path === '/health') return text(200, '{"health":"true","reason":""}', 'application/json');
    if (path === '/version') return text(200, '{"etcdserver":"3.6.4","etcdcluster":"3.6.0"}', 'application/json');
    return text(501, `${path}: not simulated in Kubarium\n`);
  };
  const servers = [...ports].map((port) => listenHttp(process, port, handler, { offer }));
  yield* process.stderr.write(`{"level":"info","ts":"${rfc3339(process.clock.nowMs)}","caller":"embed/serve.go:210","msg":"serving client traffic insecurely; this is strongly discouraged!"}\n`);
  try {
    yield* stopSignal(process, 'SIGTERM', 'SIGINT').wait();
    return 0;
  } finally {
    for (const server of servers) server.close();
  }
};

const tagged = (names: readonly string[], tags: RegExp, image: (tag: string) => ImageContent): Repository => ({ names, image: (tag) => (tags.test(tag) ? image(tag) : undefined) });

export const kubernetesRepositories: readonly Repository[] = [
  tagged(['registry.k8s.io/etcd', 'k8s.gcr.io/etcd', 'quay.io/coreos/etcd'], /^v?3\.\d+\.\d+(?:-\d+)?$/, () => ({ sizeMiB: 55, cmd: ['etcd'], exposedPorts: [2379, 2380], programs: { '/usr/local/bin/etcd': etcd } })),
  tagged(['registry.k8s.io/pause', 'k8s.gcr.io/pause', 'gcr.io/google_containers/pause', 'gcr.io/google-containers/pause', 'docker.io/rancher/mirrored-pause'], /^(?:latest|[123]\.\d+(?:\.\d)?|3\.10\.\d)$/, () => ({ sizeMiB: 0.3, entrypoint: ['/pause'], user: '65535', programs: { '/pause': pauseProgram } })),
  tagged(['registry.k8s.io/e2e-test-images/agnhost', 'k8s.gcr.io/e2e-test-images/agnhost', 'gcr.io/k8s-staging-e2e-test-images/agnhost'], /^2\.\d+(?:\.\d+)?$/, () => ({ sizeMiB: 50, entrypoint: ['/agnhost'], cmd: ['pause'], exposedPorts: [80, 8080, 8081, 9376], programs: { ...userland('toolbox'), '/agnhost': agnhost } })),
  tagged(['registry.k8s.io/hpa-example', 'k8s.gcr.io/hpa-example', 'gcr.io/google_containers/hpa-example'], /^latest$/, () => ({ sizeMiB: 176, cmd: ['apache2-foreground'], exposedPorts: [80], stopSignal: 'SIGWINCH', programs: { ...userland('debian'), '/usr/local/bin/apache2-foreground': hpaExample } })),
  tagged(['registry.k8s.io/echoserver', 'k8s.gcr.io/echoserver', 'gcr.io/google_containers/echoserver', 'gcr.io/kubernetes-e2e-test-images/echoserver', 'registry.k8s.io/e2e-test-images/echoserver'], /^[12]\.\d+$/, () => ({ sizeMiB: 45, cmd: ['/run.sh'], exposedPorts: [8080], programs: { ...userland('debian'), '/run.sh': echoserver } })),
];
