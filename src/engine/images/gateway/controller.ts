// A Gateway API controller in one process: accepts classes, Gateways, HTTPRoutes and GRPCRoutes, says so in their status, and serves them (nginx-gateway-fabric, its control and data plane together).
import { decodeBase64 } from '../../base/base64.ts';
import { rfc3339 } from '../../base/time.ts';
import { TransportError } from '../../client/api.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Kind } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KubeObject } from '../../kube/object.ts';
import { decodeCertificate } from '../../machine/certificate-file.ts';
import { type Certificate, type HttpReply, type HttpServer, listenHttp } from '../../machine/http.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import { type Fiber, Signal, sleep } from '../../sim/fiber.ts';
import { flagValue, MiB, stopSignal } from '../daemon.ts';
import { inCluster, type InCluster, ownNamespace, synced } from '../in-cluster.ts';
import { watchEndpoints } from '../proxy/endpoints.ts';
import { type Attachment, attach, covers, resolve, type Verdict } from './attach.ts';
import { asHttp } from './grpc.ts';
import { type Condition, type Gateway, gatewayClasses, gateways, type GrpcRoute, grpcRoutes, type HttpRoute, httpRoutes, referenceGrants } from './kinds.ts';
import { serveRequest } from './serve.ts';

const SETTLE_MS = 300;
const fake: Certificate = { subject: 'nginx-gateway', sans: [], issuer: 'nginx-gateway' };

export const gatewayController: Program = function* (process, argv) {
  if (!argv.includes('static-mode')) {
    yield* process.stderr.write('Error: unknown command; static-mode is what Kubarium simulates\n');
    return 1;
  }
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
  process.use?.({ cpuMilli: 4, memoryBytes: 40 * MiB });
  const controller = new Controller(process, argv);
  const task = process.clock.spawn(controller.run(), 'nginx-gateway');
  try {
    yield* stop.wait();
    controller.say('info', 'Stopping and waiting for non leader election runnables');
    return 0;
  } finally {
    task.kill();
    controller.close();
  }
};

class Controller {
  private readonly process: Process;
  private readonly name: string;
  private readonly className: string;
  private readonly serviceName: string;
  private readonly changed = new Signal();
  private dirty = true;
  private ready = false;
  private cluster: InCluster | undefined;
  private readonly ports = new Map<number, HttpServer>();
  private health: HttpServer | undefined;
  private attachments: readonly Attachment[] = [];
  private own: readonly Gateway[] = [];
  private count = 0;

  constructor(process: Process, argv: readonly string[]) {
    this.process = process;
    this.name = flagValue(argv, 'gateway-ctlr-name') ?? 'gateway.nginx.org/nginx-gateway-controller';
    this.className = flagValue(argv, 'gatewayclass') ?? 'nginx';
    this.serviceName = flagValue(argv, 'service') ?? '';
  }

  *run(): Fiber<void> {
    const { process } = this;
    const answer = (): HttpReply => (this.ready ? { status: 200, body: 'ok' } : { status: 503, body: 'not ready\n' });
    this.health = listenHttp(process, 8081, function* () {
      return answer();
    });
    this.say('info', 'Starting the NGINX Gateway Fabric control plane');
    const cluster = yield* inCluster(process, { userAgent: 'nginx-gateway', failed: (message) => this.say('error', message) });
    if (typeof cluster === 'string') {
      this.say('error', cluster);
      process.kill(process.pid, 'SIGKILL');
      return;
    }
    this.cluster = cluster;
    const { caches } = cluster;
    const change = (): void => {
      this.dirty = true;
      this.changed.fire();
    };
    watchEndpoints(caches);
    const handler = { added: change, updated: change, deleted: change };
    for (const kind of [gatewayClasses, gateways, httpRoutes, grpcRoutes, referenceGrants, kinds.services, kinds.secrets, kinds.namespaces] as readonly Kind<KubeObject>[]) caches.of(kind).onChange(handler);
    yield* synced(caches);
    this.ready = true;
    for (;;) {
      if (!this.dirty) yield* this.changed.wait();
      yield* sleep(SETTLE_MS);
      this.dirty = false;
      this.sync(cluster);
    }
  }

  say(level: string, message: string): void {
    this.process.stderr.push(`${JSON.stringify({ level, ts: rfc3339(this.process.clock.nowMs), msg: message })}\n`);
  }

  close(): void {
    this.health?.close();
    for (const server of this.ports.values()) server.close();
    this.cluster?.close();
  }

  private sync(cluster: InCluster): void {
    const { caches } = cluster;
    for (const gatewayClass of caches.of(gatewayClasses).list()) {
      if (gatewayClass.spec.controllerName !== this.name) continue;
      const ours = gatewayClass.metadata.name === this.className;
      this.write(gatewayClasses, gatewayClass, { conditions: [this.condition(gatewayClass.metadata.generation, 'Accepted', { accepted: ours, reason: ours ? 'Accepted' : 'GatewayClassConflict', message: ours ? 'GatewayClass is accepted' : 'The GatewayClass is ignored due to a conflicting GatewayClass resource' })] });
    }
    const classes = new Set(caches.of(gatewayClasses).list().filter(({ spec, metadata }) => spec.controllerName === this.name && metadata.name === this.className).map(({ metadata }) => metadata.name));
    this.own = caches.of(gateways).list().filter(({ spec }) => classes.has(spec.gatewayClassName));
    this.attachments = [...caches.of(httpRoutes).list().flatMap((route) => this.route(cluster, httpRoutes, route)), ...caches.of(grpcRoutes).list().flatMap((route) => this.route(cluster, grpcRoutes, asHttp(route), route))];
    for (const gateway of this.own) this.gateway(gateway);
    this.listen();
  }

  /** Where a route hangs; its status says so. */
  private route({ caches }: InCluster, kind: Kind<HttpRoute> | Kind<GrpcRoute>, route: HttpRoute, stored: HttpRoute | GrpcRoute = route): readonly Attachment[] {
    const labels = (namespace: string): Readonly<Record<string, string>> | undefined => caches.of(kinds.namespaces).get('', namespace)?.metadata.labels;
    const exists = (namespace: string, name: string, port: number | undefined): boolean => caches.of(kinds.services).get(namespace, name)?.spec.ports?.some((one) => one.port === port) ?? false;
    const found: Attachment[] = [];
    const parents = (route.spec.parentRefs ?? []).flatMap((parentRef) => {
      const namespace = parentRef.namespace ?? route.metadata.namespace;
      const gateway = this.own.find(({ metadata }) => metadata.name === parentRef.name && metadata.namespace === namespace);
      // A Gateway of another class is another controller's business.
      if (!gateway) return [];
      const { verdict, attachments } = attach(route, parentRef, gateway, labels);
      found.push(...attachments);
      const references = resolve(route, exists, caches.of(referenceGrants).list());
      const { generation } = route.metadata;
      return [{ parentRef, controllerName: this.name, conditions: [this.condition(generation, 'Accepted', verdict), this.condition(generation, 'ResolvedRefs', references)] }];
    });
    if (parents.length > 0 || (route.status?.parents?.length ?? 0) > 0) this.write(kind as Kind<KubeObject & { readonly status?: object }>, stored as KubeObject & { readonly status?: object }, { parents: [...(route.status?.parents ?? []).filter(({ controllerName }) => controllerName !== this.name), ...parents] });
    return found;
  }

  private gateway(gateway: Gateway): void {
    const { generation } = gateway.metadata;
    const yes = (reason: string, message: string): Verdict => ({ accepted: true, reason, message });
    const listeners = gateway.spec.listeners.map((listener) => {
      const certificate = listener.protocol === 'HTTPS' ? this.certificate(gateway, listener.name) : fake;
      const resolved: Verdict = typeof certificate === 'string' ? { accepted: false, reason: 'InvalidCertificateRef', message: certificate } : yes('ResolvedRefs', 'All references are resolved');
      const supported = listener.protocol === 'HTTP' || listener.protocol === 'HTTPS';
      return {
        name: listener.name,
        supportedKinds: ['HTTPRoute', 'GRPCRoute'].map((kind) => ({ group: 'gateway.networking.k8s.io', kind })),
        attachedRoutes: new Set(this.attachments.filter((one) => one.gateway === gateway && one.listener === listener).map(({ route }) => route.metadata.uid)).size,
        conditions: [
          this.condition(generation, 'Accepted', supported ? yes('Accepted', 'Listener is accepted') : { accepted: false, reason: 'UnsupportedProtocol', message: `protocol: Unsupported value: ${JSON.stringify(listener.protocol)}` }),
          this.condition(generation, 'Programmed', supported && resolved.accepted ? yes('Programmed', 'Listener is programmed') : { accepted: false, reason: 'Invalid', message: resolved.message }),
          this.condition(generation, 'ResolvedRefs', resolved),
          this.condition(generation, 'Conflicted', { accepted: false, reason: 'NoConflicts', message: 'No conflicts' }),
        ],
      };
    });
    const addresses = this.addresses();
    const programmed: Verdict = addresses.length > 0 ? yes('Programmed', 'Gateway is programmed') : { accepted: false, reason: 'AddressNotAssigned', message: 'no address is assigned to the Gateway yet' };
    this.write(gateways, gateway, { ...(addresses.length > 0 ? { addresses } : {}), conditions: [this.condition(generation, 'Accepted', yes('Accepted', 'Gateway is accepted')), this.condition(generation, 'Programmed', programmed)], listeners });
  }

  private addresses(): readonly { readonly type: string; readonly value: string }[] {
    const service = this.cluster?.caches.of(kinds.services).get(ownNamespace(this.process), this.serviceName);
    return (service?.status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => (ip ? { type: 'IPAddress', value: ip } : { type: 'Hostname', value: hostname ?? '' }));
  }

  private condition(generation: number | undefined, type: string, { accepted, reason, message }: Verdict): Condition {
    return { type, status: accepted ? 'True' : 'False', reason, message, ...(generation === undefined ? {} : { observedGeneration: generation }), lastTransitionTime: rfc3339(this.process.clock.nowMs) };
  }

  /** Writes a status where it says something new; the times of conditions that stay are kept. */
  private write<T extends KubeObject & { readonly status?: object }>(kind: Kind<T>, object: T, status: object): void {
    const timeless = (value: unknown): string => JSON.stringify(value ?? {}, (key, inner: unknown) => (key === 'lastTransitionTime' ? undefined : inner));
    if (timeless(object.status) === timeless(status)) return;
    try {
      this.cluster?.client.updateStatus(kind, { ...object, status });
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof TransportError)) throw error;
      // The watch brings a newer object, and with it another try.
    }
  }

  /** Opens the ports of all listeners, and closes those that nobody wants any more. */
  private listen(): void {
    const wanted = new Map(this.own.flatMap(({ spec }) => spec.listeners).filter(({ protocol }) => protocol === 'HTTP' || protocol === 'HTTPS').map((listener) => [listener.port, listener.protocol === 'HTTPS'] as const));
    for (const [port, server] of this.ports) {
      if (wanted.has(port)) continue;
      server.close();
      this.ports.delete(port);
    }
    for (const [port, secure] of wanted) {
      if (this.ports.has(port)) continue;
      try {
        this.ports.set(port, listenHttp(this.process, port, (request) => serveRequest({ process: this.process, caches: (this.cluster as InCluster).caches, attachments: this.attachments.filter(({ listener }) => listener.port === port), count: this.count++ }, request, secure), secure ? { tls: (name) => this.certificateFor(port, name) } : {}));
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        this.say('error', `port ${port}: ${error.message}`);
      }
    }
  }

  private certificateFor(port: number, name: string): Certificate {
    for (const gateway of this.own) {
      for (const listener of gateway.spec.listeners) {
        if (listener.port !== port || (listener.hostname !== undefined && !covers(listener.hostname, name))) continue;
        const found = this.certificate(gateway, listener.name);
        if (typeof found !== 'string') return found;
      }
    }
    return fake;
  }

  private certificate(gateway: Gateway, listener: string): Certificate | string {
    const [ref] = gateway.spec.listeners.find(({ name }) => name === listener)?.tls?.certificateRefs ?? [];
    if (!ref) return 'tls.certificateRefs: Required value: certificateRefs must be defined for TLS mode terminate';
    const namespace = ref.namespace ?? gateway.metadata.namespace ?? '';
    const data = this.cluster?.caches.of(kinds.secrets).get(namespace, ref.name)?.data?.['tls.crt'];
    return (data === undefined ? undefined : decodeCertificate(decodeBase64(data) ?? '')) ?? `tls.certificateRefs[0]: Invalid value: ${JSON.stringify(`${namespace}/${ref.name}`)}: secret does not exist`;
  }
}
