// Watches over the servers behind APIServices and says in their Available condition whether they answer (kube-aggregator/pkg/controllers/status/remote).
import { rfc3339 } from '../../base/time.ts';
import { aggregatedApi } from '../../client/aggregated-api.ts';
import { type Api, type Caller, TransportError } from '../../client/api.ts';
import { KubeClient } from '../../client/kube-client.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { APIService } from '../../kube/types.generated.ts';
import { type Connection, NetError, type NetStack } from '../../machine/net.ts';
import type { Clock, Timer } from '../../sim/clock.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Aggregation } from './aggregation.ts';

const caller: Caller = { userAgent: 'kube-apiserver', actor: 'kube-apiserver', user: 'system:apiserver', groups: ['system:masters'] };
const CHECK_MS = 1000;
const DIAL_TIMEOUT_MS = 5000;

export interface AvailabilityDeps {
  readonly clock: Clock;
  readonly net: NetStack;
  readonly api: Api;
  readonly aggregation: Aggregation;
}

interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

const PASSED: Verdict = { status: 'True', reason: 'Passed', message: 'all checks passed' };

export function watchAvailability(deps: AvailabilityDeps): void {
  const watch = new Availability(deps);
  deps.aggregation.onChange = () => watch.wake();
}

class Availability {
  private readonly deps: AvailabilityDeps;
  private readonly client: KubeClient;
  private readonly open = new Map<string, Connection>();
  private readonly dialing = new Set<string>();
  /** Why the last attempt to connect failed. */
  private readonly failures = new Map<string, string>();
  private timer: Timer | undefined;

  constructor(deps: AvailabilityDeps) {
    this.deps = deps;
    this.client = new KubeClient(deps.api, caller);
  }

  wake(): void {
    const { clock } = this.deps;
    this.timer ??= clock.after(0, () => this.check());
  }

  private check(): void {
    const { clock, aggregation } = this.deps;
    for (const name of [...this.open.keys()]) if (!aggregation.services.has(name)) this.drop(name);
    for (const [name, service] of aggregation.services) {
      const verdict = this.judge(name, service);
      if (verdict) this.write(service, verdict);
    }
    this.timer = aggregation.services.size === 0 ? undefined : clock.after(CHECK_MS, () => this.check());
  }

  /** Undefined: not known yet. */
  private judge(name: string, { spec }: APIService): Verdict | undefined {
    const { namespace = '', name: service = '', port = 443 } = spec?.service ?? {};
    const no = (reason: string, message: string): Verdict => {
      this.drop(name);
      return { status: 'False', reason, message };
    };
    const found = this.client.find(kinds.services, namespace, service);
    const where = `service/${service} in ${JSON.stringify(namespace)}`;
    if (!found) return no('ServiceNotFound', `${where} is not present`);
    const servicePort = found.spec.ports?.find((candidate) => candidate.port === port);
    if (!servicePort) return no('ServicePortError', `${where} is not listening on port ${port}`);
    const slices = this.client.list(kinds.endpointslices, namespace, { labelSelector: `kubernetes.io/service-name=${service}` }).items;
    if (slices.length === 0) return no('EndpointsNotFound', `cannot find endpointslices for ${where}`);
    const ready = slices.some(({ endpoints, ports }) => (ports ?? []).some((one) => (one.name ?? '') === (servicePort.name ?? '')) && (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false));
    if (!ready) return no('MissingEndpoints', `endpointslices for ${where} have no addresses with port name ${JSON.stringify(servicePort.name ?? '')}`);
    if (this.open.has(name)) return PASSED;
    const address = found.spec.clusterIP ?? '';
    this.dial(name, address, port);
    const failure = this.failures.get(name);
    const url = `https://${address}:${port}/apis/${spec?.group}/${spec?.version}`;
    return failure === undefined ? undefined : { status: 'False', reason: 'FailedDiscoveryCheck', message: `failing or missing response from ${url}: Get ${JSON.stringify(url)}: ${failure}` };
  }

  private dial(name: string, host: string, port: number): void {
    if (this.dialing.has(name)) return;
    this.dialing.add(name);
    this.deps.clock.spawn(this.connect(name, host, port), `aggregator ${name}`);
  }

  private *connect(name: string, host: string, port: number): Fiber<void> {
    const { net, aggregation } = this.deps;
    try {
      const connection = yield* net.connect(host, port, { timeoutMs: DIAL_TIMEOUT_MS });
      const backend = aggregatedApi(connection.offer);
      if (!backend) {
        connection.close();
        this.failures.set(name, 'the server is not an extension API server of this world');
        return;
      }
      this.failures.delete(name);
      this.open.set(name, connection);
      aggregation.connect(name, backend);
      this.timer?.cancel();
      this.timer = undefined;
      this.wake();
      this.dialing.delete(name);
      while ((yield* connection.reader.read()) !== undefined);
      if (this.open.get(name) === connection) this.drop(name);
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      this.failures.set(name, error.errno === 'ECONNREFUSED' ? `dial tcp ${host}:${port}: connect: connection refused` : 'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)');
    } finally {
      this.dialing.delete(name);
    }
  }

  private drop(name: string): void {
    const connection = this.open.get(name);
    this.open.delete(name);
    this.deps.aggregation.connect(name, undefined);
    connection?.close();
  }

  private write(service: APIService, { status, reason, message }: Verdict): void {
    const known = service.status?.conditions?.find(({ type }) => type === 'Available');
    if (known?.status === status && known.reason === reason && known.message === message) return;
    const lastTransitionTime = known?.status === status && known.lastTransitionTime ? known.lastTransitionTime : rfc3339(this.deps.clock.nowMs);
    const others = (service.status?.conditions ?? []).filter((condition) => condition !== known);
    try {
      this.client.updateStatus(kinds.apiservices, { ...service, status: { ...service.status, conditions: [...others, { type: 'Available', status, lastTransitionTime, reason, message }] } });
    } catch (error) {
      // Changed meanwhile, or no etcd: the next look comes soon.
      if (!(error instanceof ApiError) && !(error instanceof TransportError)) throw error;
    }
  }
}
