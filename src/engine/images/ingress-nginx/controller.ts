// The controller's program: watches Ingresses of its class with its service account, serves them, writes their addresses, and answers the admission webhook (ingress-nginx cmd/nginx/main.go, internal/ingress/controller).
import { decodeBase64 } from '../../base/base64.ts';
import { civil } from '../../base/time.ts';
import { createRecorder } from '../../client/event-recorder.ts';
import type { Recorder } from '../../client/recorder.ts';
import { TransportError } from '../../client/api.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Ingress, IngressLoadBalancerIngress } from '../../kube/types.generated.ts';
import { decodeCertificate } from '../../machine/certificate-file.ts';
import type { Certificate, HttpReply, HttpRequest } from '../../machine/http.ts';
import { type HttpServer, listenHttp } from '../../machine/http.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import { type Fiber, Signal, sleep } from '../../sim/fiber.ts';
import { flagValue, MiB, stopSignal } from '../daemon.ts';
import { inCluster, type InCluster, synced } from '../in-cluster.ts';
import { upstreamsOf, watchEndpoints } from '../proxy/endpoints.ts';
import { modelOf, wantsTls } from './model.ts';
import { respond, type Site } from './responder.ts';
import { judge } from './webhook.ts';

const CONTROLLER = 'k8s.io/ingress-nginx';
/** Changes that come together are taken together. */
const SETTLE_MS = 300;
const fake: Certificate = { subject: 'Kubernetes Ingress Controller Fake Certificate', sans: ['ingress.local'], issuer: 'Kubernetes Ingress Controller Fake Certificate' };

export function ingressController(version: string): Program {
  return function* (process, argv) {
    if (argv.includes('--version')) {
      yield* process.stdout.write(banner(version));
      return 0;
    }
    const stop = stopSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
    process.use?.({ cpuMilli: 4, memoryBytes: 74 * MiB });
    yield* process.stdout.write(banner(version));
    const controller = new Controller(process, argv);
    const task = process.clock.spawn(controller.run(), 'ingress-nginx');
    try {
      const signal = yield* stop.wait();
      controller.say(`Received ${signal}, shutting down`);
      controller.say('Shutting down controller queues');
      controller.say('Exiting');
      return 0;
    } finally {
      task.kill();
      controller.close();
    }
  };
}

const banner = (version: string): string =>
  `-------------------------------------------------------------------------------\nNGINX Ingress controller\n  Release:       ${version}\n  Build:         git-unknown\n  Repository:    https://github.com/kubernetes/ingress-nginx\n  nginx version: nginx/1.27.1\n\n-------------------------------------------------------------------------------\n\n`;

class Controller {
  private readonly process: Process;
  private readonly argv: readonly string[];
  private readonly site: { -readonly [K in keyof Site]: Site[K] };
  private readonly changed = new Signal();
  private dirty = true;
  private ready = false;
  private cluster: InCluster | undefined;
  private recorder: Recorder | undefined;
  private servers: HttpServer[] = [];
  private shape = '';
  private told = new Set<string>();

  constructor(process: Process, argv: readonly string[]) {
    this.process = process;
    this.argv = argv;
    this.site = { model: modelOf([], () => ''), upstreams: () => undefined, hasTls: () => false, process, random: process.random, count: 0 };
  }

  *run(): Fiber<void> {
    const { process } = this;
    this.listen(10_254, ({ path }) => ({ status: path === '/healthz' ? (this.ready ? 200 : 500) : 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: path === '/healthz' ? (this.ready ? 'ok' : 'not ready\n') : '404 page not found\n' }));
    const cluster = yield* inCluster(process, { userAgent: 'nginx-ingress-controller', failed: (message) => this.say(`Error getting the Kubernetes API server version: ${message}`) });
    if (typeof cluster === 'string') {
      this.say(`Error while initiating a connection to the Kubernetes API server: ${cluster}`);
      process.kill(process.pid, 'SIGKILL');
      return;
    }
    this.cluster = cluster;
    this.say(`Running in Kubernetes cluster major="1" minor="36" git="v1.36.2" state="clean" platform="linux/amd64"`);
    this.recorder = createRecorder({ clock: process.clock, client: cluster.client, random: process.random, source: 'nginx-ingress-controller', trace: cluster.trace });
    this.follow(cluster);
    yield* synced(cluster.caches);
    this.say('Starting NGINX process');
    this.serve();
    for (;;) {
      if (!this.dirty) yield* this.changed.wait();
      yield* sleep(SETTLE_MS);
      this.dirty = false;
      this.sync(cluster);
    }
  }

  say(text: string): void {
    const t = civil(this.process.clock.nowMs);
    const two = (value: number): string => String(value).padStart(2, '0');
    this.process.stderr.push(`I${two(t.month)}${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.ms).padStart(3, '0')}000       7 controller.go:196] ${text}\n`);
  }

  close(): void {
    for (const server of this.servers) server.close();
    this.cluster?.close();
  }

  private follow({ caches }: InCluster): void {
    const change = (): void => {
      this.dirty = true;
      this.changed.fire();
    };
    watchEndpoints(caches);
    const handler = { added: change, updated: change, deleted: change };
    caches.of(kinds.ingresses).onChange({
      added: (ingress) => {
        if (this.isOurs(ingress)) this.recorder?.event(ingress, 'Normal', 'Sync', 'Scheduled for sync');
        change();
      },
      updated: (before, ingress) => {
        if (before.metadata.generation !== ingress.metadata.generation && this.isOurs(ingress)) this.recorder?.event(ingress, 'Normal', 'Sync', 'Scheduled for sync');
        change();
      },
      deleted: change,
    });
    for (const cache of [caches.of(kinds.ingressclasses), caches.of(kinds.secrets), caches.of(kinds.services)] as const) cache.onChange(handler);
  }

  private serve(): void {
    const answer = (secure: boolean) => (request: HttpRequest) => respond(this.site, request, secure);
    const certificateFor = (name: string): Certificate => this.site.model.servers.get(name)?.certificate ?? this.site.model.servers.get(`*.${name.slice(name.indexOf('.') + 1)}`)?.certificate ?? fake;
    this.open(80, answer(false));
    this.open(443, answer(true), certificateFor);
    const [port] = (flagValue(this.argv, 'validating-webhook') ?? '').split(':').slice(-1);
    const file = flagValue(this.argv, 'validating-webhook-certificate');
    if (port && file && this.process.files.exists(file)) {
      const webhook = decodeCertificate(this.process.files.read(file)) ?? fake;
      this.say(`Starting validation webhook address=":${port}" certPath="${file}"`);
      this.open(Number(port), (request) => judge(request, this.ours()), () => webhook);
    }
    this.ready = true;
  }

  private listen(port: number, answer: (request: HttpRequest) => HttpReply): void {
    this.open(port, function* (request) {
      return answer(request);
    });
  }

  private open(port: number, handler: (request: HttpRequest) => Fiber<HttpReply>, tls?: (name: string) => Certificate): void {
    try {
      this.servers.push(listenHttp(this.process, port, handler, tls ? { tls } : {}));
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      this.say(`Port ${port} is already in use. Please check the flag --http-port`);
      this.process.kill(this.process.pid, 'SIGTERM');
    }
  }

  private ours(): readonly Ingress[] {
    return this.cluster?.caches.of(kinds.ingresses).list().filter((ingress) => this.isOurs(ingress)) ?? [];
  }

  private isOurs({ metadata, spec }: Ingress): boolean {
    const old = metadata.annotations?.['kubernetes.io/ingress.class'];
    if (old !== undefined) return old === (flagValue(this.argv, 'ingress-class') ?? 'nginx');
    if (spec.ingressClassName === undefined) return this.argv.includes('--watch-ingress-without-class=true');
    return this.cluster?.caches.of(kinds.ingressclasses).get('', spec.ingressClassName)?.spec?.controller === (flagValue(this.argv, 'controller-class') ?? CONTROLLER);
  }

  /** Builds the configuration anew and writes addresses. */
  private sync({ caches }: InCluster): void {
    const ingresses = this.ours();
    const model = modelOf(ingresses, (namespace, name) => this.certificate(namespace, name));
    for (const warning of model.warnings) this.once(warning);
    this.site.model = model;
    this.site.hasTls = (host) => wantsTls(ingresses, host);
    this.site.upstreams = (backend) => upstreamsOf(caches, backend.namespace, backend.service, backend);
    const shape = [...model.servers.values()].map(({ host, locations, certificate }) => `${host} ${certificate?.subject ?? ''} ${locations.map(({ path, type, backend, annotations }) => `${path}${type}${backend.service}${[...annotations].join()}`).join()}`).join('\n');
    if (shape !== this.shape) {
      this.shape = shape;
      this.say('"Configuration changes detected, backend reload required"');
      this.say('"Backend successfully reloaded"');
    }
    for (const server of model.servers.values()) {
      for (const { backend } of server.locations) {
        const upstreams = this.site.upstreams(backend);
        if (!upstreams) this.once(`Error obtaining Endpoints for Service "${backend.namespace}/${backend.service}": no object matching key "${backend.namespace}/${backend.service}" in local store`);
        else if (upstreams.length === 0) this.once(`Service "${backend.namespace}/${backend.service}" does not have any active Endpoint.`);
      }
    }
    this.publish(ingresses);
  }

  private once(warning: string): void {
    if (this.told.has(warning)) return;
    this.told.add(warning);
    this.say(warning);
  }

  private certificate(namespace: string, name: string): Certificate | string {
    const secret = this.cluster?.caches.of(kinds.secrets).get(namespace, name);
    if (!secret) return `local SSL certificate ${namespace}/${name} was not found`;
    const data = secret.data?.['tls.crt'];
    if (data === undefined) return `key "tls.crt" missing from Secret "${namespace}/${name}"`;
    return decodeCertificate(decodeBase64(data) ?? '') ?? 'no valid PEM formatted block found';
  }

  /** The addresses by which this controller is reached go into each Ingress' status. */
  private publish(ingresses: readonly Ingress[]): void {
    const addresses = this.addresses();
    for (const ingress of ingresses) {
      if (JSON.stringify(ingress.status.loadBalancer?.ingress ?? []) === JSON.stringify(addresses)) continue;
      try {
        this.cluster?.client.updateStatus(kinds.ingresses, { ...ingress, status: { loadBalancer: { ...(addresses.length > 0 ? { ingress: addresses } : {}) } } });
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof TransportError)) throw error;
        // The next change brings the newer object.
      }
    }
  }

  private addresses(): readonly IngressLoadBalancerIngress[] {
    const fixed = flagValue(this.argv, 'publish-status-address');
    if (fixed !== undefined) return fixed.split(',').map((address) => (/^[\d.]+$/.test(address) ? { ip: address } : { hostname: address }));
    const [namespace = '', name = ''] = (flagValue(this.argv, 'publish-service') ?? '').split('/');
    const service = this.cluster?.caches.of(kinds.services).get(namespace, name);
    if (!service) return [];
    if (service.spec.type === 'LoadBalancer') return (service.status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ({ ...(ip ? { ip } : {}), ...(hostname ? { hostname } : {}) }));
    const ips = service.spec.externalIPs ?? (service.spec.clusterIP ? [service.spec.clusterIP] : []);
    return ips.map((ip) => ({ ip }));
  }
}
