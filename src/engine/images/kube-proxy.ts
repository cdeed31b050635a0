// kube-proxy: while it runs its node's packet rules follow the Services (cmd/kube-proxy/app/server.go, pkg/proxy/healthcheck).
import type { HttpReply } from '../machine/http.ts';
import { type HttpServer, listenHttp } from '../machine/http.ts';
import { NetError } from '../machine/net.ts';
import type { Process, Program } from '../machine/process.ts';
import { civil } from '../base/time.ts';
import { type Fiber, Signal } from '../sim/fiber.ts';
import { flagValue, MiB, serveUntil, stopSignal } from './daemon.ts';
import { inCluster, type InCluster } from './in-cluster.ts';

const HEALTH_PORT = 10_256;
const METRICS_PORT = 10_249;

export const kubeProxy: Program = function* (process, argv) {
  const say = logger(process, 'server.go:220');
  const { serviceRules } = process.net;
  if (!serviceRules) {
    process.stderr.push(`${stamp(process, 'E', 'run.go:72')}] "command failed" err="kube-proxy needs the network namespace of its node (hostNetwork: true)"\n`);
    return 1;
  }
  const server = serverOf(process, flagValue(argv, 'config'));
  if (typeof server === 'string') {
    process.stderr.push(`${stamp(process, 'E', 'run.go:72')}] "command failed" err=${JSON.stringify(server)}\n`);
    return 1;
  }
  process.use?.({ cpuMilli: 1, memoryBytes: 18 * MiB });
  say(`"Successfully retrieved NodeIPs" NodeIPs=[${JSON.stringify(process.net.ip)}]`, 'server.go:715');
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
  const doors = new Doors(process);
  let cluster: InCluster | undefined;
  let unfollow: (() => void) | undefined;
  let unhook: (() => void) | undefined;
  const work = process.clock.spawn((function* (): Fiber<void> {
    const connected = yield* inCluster(process, { server, userAgent: 'kube-proxy', failed: (message) => say(`"Failed to watch" err="failed to list *v1.Service: ${message}"`, 'reflector.go:205') });
    if (typeof connected === 'string') return void say(`"Error creating the client" err=${JSON.stringify(connected)}`, 'server.go:234');
    cluster = connected;
    say('"Using iptables Proxier"', 'server_linux.go:132');
    say('"Version info" version="v1.36.2"', 'server.go:493');
    say('"Starting service config controller"', 'config.go:200');
    say('"Waiting for caches to sync" controller="service config"', 'shared_informer.go:349');
    unfollow = serviceRules.follow();
    say('"Caches are synced" controller="service config"', 'shared_informer.go:356');
    const changed = new Signal();
    unhook = serviceRules.onHealthChecks(() => changed.fire());
    for (;;) {
      doors.follow(serviceRules.healthChecks());
      yield* changed.wait();
    }
  })(), 'kube-proxy');
  try {
    const healthz = function* (): Fiber<HttpReply> {
      const now = goTime(process.clock.nowMs);
      return { status: unfollow ? 200 : 503, headers: { 'Content-Type': 'application/json' }, body: `{"lastUpdated": "${now}","currentTime": "${now}", "nodeEligible": true}` };
    };
    const mode = function* ({ path }: { readonly path: string }): Fiber<HttpReply> {
      return path === '/proxyMode' ? { status: 200, body: 'iptables' } : { status: 404, body: '404 page not found\n' };
    };
    const ended = yield* serveUntil(process, stop, { port: HEALTH_PORT, handler: healthz }, { port: METRICS_PORT, handler: mode });
    return typeof ended === 'number' ? 1 : 0;
  } finally {
    work.kill();
    doors.close();
    unhook?.();
    unfollow?.();
    cluster?.close();
  }
};

/** Where its kubeconfig says that the API server is. */
function serverOf(process: Process, config: string | undefined): { readonly host: string; readonly port: number } | string {
  const path = '/var/lib/kube-proxy/kubeconfig.conf';
  if (config === undefined || !process.files.exists(config)) return `failed to read config file ${JSON.stringify(config ?? '')}`;
  const m = process.files.exists(path) ? /server:\s*https:\/\/([^:\s]+):(\d+)/.exec(process.files.read(path)) : undefined;
  return m ? { host: m[1] as string, port: Number(m[2]) } : `stat ${path}: no such file or directory`;
}

/** The ports at which load balancers ask whether this node has endpoints of a Service with the policy Local. */
class Doors {
  private readonly process: Process;
  private readonly open = new Map<number, HttpServer>();
  private counts = new Map<number, { readonly namespace: string; readonly name: string; readonly localEndpoints: number }>();

  constructor(process: Process) {
    this.process = process;
  }

  follow(checks: readonly { readonly port: number; readonly namespace: string; readonly name: string; readonly localEndpoints: number }[]): void {
    this.counts = new Map(checks.map((check) => [check.port, check]));
    for (const [port, server] of this.open) {
      if (this.counts.has(port)) continue;
      server.close();
      this.open.delete(port);
    }
    for (const { port } of checks) if (!this.open.has(port)) this.listen(port);
  }

  close(): void {
    for (const server of this.open.values()) server.close();
    this.open.clear();
  }

  private listen(port: number): void {
    const { process, counts: first } = this;
    const answer = (): HttpReply => {
      const { namespace = '', name = '', localEndpoints = 0 } = this.counts.get(port) ?? first.get(port) ?? {};
      return { status: localEndpoints > 0 ? 200 : 503, headers: { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff', 'X-Load-Balancing-Endpoint-Weight': String(localEndpoints) }, body: `{\n\t"service": {\n\t\t"namespace": ${JSON.stringify(namespace)},\n\t\t"name": ${JSON.stringify(name)}\n\t},\n\t"localEndpoints": ${localEndpoints},\n\t"serviceProxyHealthy": true\n}` };
    };
    try {
      this.open.set(port, listenHttp(process, port, function* () {
        return answer();
      }));
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
    }
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

/** As Go prints a time. */
function goTime(epochMs: number): string {
  const t = civil(epochMs);
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.ms).padStart(3, '0')} +0000 UTC`;
}

/** `I0102 03:04:05.678000       1 server.go:220`, as klog begins a line. */
function stamp(process: Process, level: 'I' | 'E', at: string): string {
  const t = civil(process.clock.nowMs);
  return `${level}${two(t.month)}${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.ms).padStart(3, '0')}000 ${String(process.pid).padStart(7)} ${at}`;
}

function logger(process: Process, usual: string): (text: string, at?: string) => void {
  return (text, at = usual) => void process.stderr.push(`${stamp(process, 'I', at)}] ${text}\n`);
}
