// One check of a container, as probes and hooks make them: exec, HTTP, TCP, gRPC (pkg/probe).
import { grpcHealth } from '../machine/grpc-health.ts';
import { HttpError, request } from '../machine/http.ts';
import { NetError } from '../machine/net.ts';
import type { GRPCAction, HTTPGetAction, IntOrString, Probe, TCPSocketAction } from '../kube/types.generated.ts';
import { type Fiber, firstOf, timeout } from '../sim/fiber.ts';
import { Pipe } from '../sim/stream.ts';
import type { ContainerRecord } from './container-record.ts';
import { goDuration } from './go-duration.ts';
import type { PodWorker } from './pod-worker.ts';

export type CheckResult = { readonly type: 'success' } | { readonly type: 'failure'; readonly output: string; readonly exitCode?: number; /** The check itself could not be made: it says nothing of the container, and is not counted. */ readonly errored?: true };

const SUCCESS: CheckResult = { type: 'success' };
const MAX_OUTPUT = 10 * 1024;
const failure = (output: string, exitCode?: number): CheckResult => ({ type: 'failure', output, ...(exitCode === undefined ? {} : { exitCode }) });

/** What a probe says of a program that is up and not well: HTTP 503, exit code 1, a port that nobody listens on. */
export function forcedFailure({ sandbox }: PodWorker, record: ContainerRecord, { exec, httpGet, tcpSocket, grpc }: Probe): CheckResult {
  if (exec) return failure('', 1);
  if (httpGet) return failure('HTTP probe failed with statuscode: 503');
  const port = tcpSocket ? portNumber(record, tcpSocket.port) : (grpc?.port ?? 0);
  return failure(grpc ? 'service unhealthy (responded with "NOT_SERVING")' : `dial tcp ${sandbox?.ip ?? ''}:${port}: connect: connection refused`);
}

/** A named port of the container, or the number itself; 0 where there is none of that name. */
export function portNumber(record: ContainerRecord, port: IntOrString): number {
  if (typeof port === 'number') return port;
  if (/^\d+$/.test(port)) return Number(port);
  return record.spec.ports?.find(({ name }) => name === port)?.containerPort ?? 0;
}

/** A port by a name that the container does not have. */
export function unknownPort(record: ContainerRecord, { httpGet, tcpSocket }: Probe): CheckResult | undefined {
  const port = httpGet?.port ?? tcpSocket?.port;
  if (typeof port !== 'string' || /^\d+$/.test(port) || record.spec.ports?.some(({ name }) => name === port)) return undefined;
  return { type: 'failure', output: `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`, errored: true };
}

export function* execCheck(worker: PodWorker, record: ContainerRecord, command: readonly string[], timeoutMs: number | undefined): Fiber<CheckResult> {
  const { running } = record;
  if (!running) return failure('container not running');
  const out = new Pipe(Infinity);
  const child = running.exec(command, { stdout: out, stderr: out });
  if (typeof child === 'string') {
    return { type: 'failure', output: `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${worker.context.random.hex(64)}": OCI runtime exec failed: exec failed: unable to start container process: ${child}`, errored: true };
  }
  const { index } = yield* firstOf(child.exited, timeout(timeoutMs ?? 2 ** 31));
  if (index === 1) {
    child.signal('SIGKILL');
    return failure(`command timed out: "${command.join(' ')}" timed out after ${goDuration(timeoutMs ?? 0)}`);
  }
  const output = (out.poll() ?? '').slice(0, MAX_OUTPUT);
  return child.status?.code === 0 ? SUCCESS : failure(output, child.status?.code);
}

export function* httpCheck(worker: PodWorker, record: ContainerRecord, { host, port, path = '/', scheme = 'HTTP', httpHeaders = [] }: HTTPGetAction, timeoutMs: number): Fiber<CheckResult> {
  const { sandbox } = worker;
  if (!sandbox) return failure('no sandbox');
  const address = host || sandbox.ip;
  const number = portNumber(record, port);
  const kind = scheme === 'HTTPS' ? 'https' : 'http';
  const target = path.startsWith('/') ? path : `/${path}`;
  const url = `${kind}://${address}:${number}${target}`;
  const given = new Set(httpHeaders.map(({ name }) => name.toLowerCase()));
  const headers: (readonly [string, string])[] = httpHeaders.map(({ name, value }) => [name, value] as const);
  if (!given.has('user-agent')) headers.push(['User-Agent', 'kube-probe/1.36']);
  if (!given.has('accept')) headers.push(['Accept', '*/*']);
  headers.push(['Connection', 'close']);
  try {
    const response = yield* request(worker.context.nodeNet ?? sandbox.net, { scheme: kind, host: address, port: number, target, user: undefined }, { headers, timeoutMs, connectTimeoutMs: timeoutMs, insecure: true });
    response.close();
    if (response.status >= 200 && response.status < 400) return SUCCESS;
    return failure(`HTTP probe failed with statuscode: ${response.status}`);
  } catch (error) {
    if (error instanceof NetError) return failure(`Get "${url}": ${dialError(error, address, number, true)}`);
    if (error instanceof HttpError) return failure(`Get "${url}": ${httpError(error)}`);
    throw error;
  }
}

function httpError({ fault, message }: HttpError): string {
  if (fault === 'timeout') return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  if (fault === 'empty') return 'EOF';
  if (fault === 'tls-protocol') return 'tls: first record does not look like a TLS handshake';
  return message;
}

/** net.Dial's words. */
function dialError({ errno }: NetError, host: string, port: number, http: boolean): string {
  const where = `dial tcp ${host}:${port}`;
  switch (errno) {
    case 'ECONNREFUSED':
      return `${where}: connect: connection refused`;
    case 'EHOSTUNREACH':
      return `${where}: connect: no route to host`;
    case 'ENETUNREACH':
      return `${where}: connect: network is unreachable`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${host}: no such host`;
    case 'ECONNRESET':
      return `read tcp ${host}:${port}: read: connection reset by peer`;
    default:
      return http ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)' : `${where}: i/o timeout`;
  }
}

export function* tcpCheck(worker: PodWorker, record: ContainerRecord, { host, port }: TCPSocketAction, timeoutMs: number): Fiber<CheckResult> {
  const { sandbox } = worker;
  if (!sandbox) return failure('no sandbox');
  const address = host || sandbox.ip;
  const number = portNumber(record, port);
  try {
    const connection = yield* (worker.context.nodeNet ?? sandbox.net).connect(address, number, { timeoutMs });
    connection.close();
    return SUCCESS;
  } catch (error) {
    if (error instanceof NetError) return failure(dialError(error, address, number, false));
    throw error;
  }
}

export function* grpcCheck(worker: PodWorker, { port, service = '' }: GRPCAction, timeoutMs: number): Fiber<CheckResult> {
  const { sandbox } = worker;
  if (!sandbox) return failure('no sandbox');
  const address = sandbox.ip;
  const unreachable = failure(`timeout: failed to connect service "${address}:${port}" within ${goDuration(timeoutMs)}: context deadline exceeded`);
  try {
    const connection = yield* (worker.context.nodeNet ?? sandbox.net).connect(address, port, { timeoutMs });
    const health = grpcHealth(connection.offer);
    connection.close();
    // Who does not speak gRPC never gets as far as an answer.
    if (!health) return unreachable;
    const status = health.check(service);
    if (status === undefined) return failure('error: health rpc failed: rpc error: code = NotFound desc = unknown service');
    return status === 'SERVING' ? SUCCESS : failure(`service unhealthy (responded with ${JSON.stringify(status)})`);
  } catch (error) {
    if (error instanceof NetError) return unreachable;
    throw error;
  }
}
