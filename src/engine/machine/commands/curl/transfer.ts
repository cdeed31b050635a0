// One transfer of curl's: connection, request, response, with what -v shows of it.
import type { Fiber } from '../../../sim/fiber.ts';
import type { Run } from '../../command.ts';
import { type HttpBody, HttpBroken, HttpHeaders } from '../../http-codec.ts';
import { connectFor, exchange, HttpError, type HttpOptions, type HttpResponse, type HttpUrl, reasons } from '../../http.ts';
import { type Hop, NetError } from '../../net.ts';

export class CurlError extends Error {
  override readonly name = 'CurlError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Transfer {
  readonly url: HttpUrl;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  readonly insecure: boolean;
  readonly trusted: readonly string[];
  readonly connectTo: { readonly host: string; readonly port: number } | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly maxTimeMs: number | undefined;
  readonly user: string | undefined;
}

export interface Received {
  readonly response: HttpResponse;
  /** Throws CurlError. */
  read(): Fiber<string | undefined>;
  readonly connectMs: number;
  readonly ip: string;
}

const SSL_HELP = '\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the web page mentioned above.';

/** Sends and reads the head; the body is read by the caller. Throws CurlError. */
export function* perform(run: Run, transfer: Transfer): Fiber<Received> {
  const { net, clock } = run.process;
  const { url } = transfer;
  const tell = (text: string): void => {
    if (run.has('verbose')) run.process.stderr.push(text);
  };
  const started = clock.nowMs;
  const host = transfer.connectTo?.host ?? url.host;
  const ip = yield* resolve(run, host, url.host);
  const port = transfer.connectTo?.port ?? url.port;
  tell(`*   Trying ${ip.includes(':') ? `[${ip}]` : ip}:${port}...\n`);
  const limits = [transfer.connectTimeoutMs, transfer.maxTimeMs].filter((limit): limit is number => limit !== undefined);
  const options: HttpOptions = {
    method: transfer.method, headers: transfer.headers, insecure: transfer.insecure, trusted: transfer.trusted, connectTo: { host: ip, port }, nowMs: clock.nowMs, ...(limits.length ? { connectTimeoutMs: Math.min(...limits) } : {}), ...(transfer.body === undefined ? {} : { body: transfer.body }),
  };
  let open: Awaitable;
  try {
    open = yield* connectFor(net, url, options);
  } catch (error) {
    throw connectFault(error, transfer, ip, clock.nowMs - started, tell);
  }
  const connectMs = clock.nowMs - started;
  tell(wayText(open.connection.way));
  tell(`* Connected to ${url.host} (${ip}) port ${port} (#0)\n`);
  if (open.certificate) tell(handshake(open.certificate));
  if (transfer.user !== undefined) tell(`* Server auth using Basic with user '${transfer.user}'\n`);
  if (run.has('verbose')) tell(requestText(transfer));
  const late = { fired: false };
  const timer = transfer.maxTimeMs === undefined ? undefined : clock.after(Math.max(0, started + transfer.maxTimeMs - clock.nowMs), () => {
    late.fired = true;
    open.connection.close();
    open.connection.reader.cancel();
  });
  let received = 0;
  const fault = (error: unknown): unknown => {
    timer?.cancel();
    if (late.fired) return new CurlError(28, `Operation timed out after ${Math.round(clock.nowMs - started)} milliseconds with ${received} bytes received`);
    if (error instanceof HttpError) {
      tell('* Empty reply from server\n* Closing connection 0\n');
      return new CurlError(error.fault === 'empty' ? 52 : error.fault === 'protocol' ? 1 : 56, error.message);
    }
    if (error instanceof HttpBroken) return new CurlError(18, error.message);
    return error instanceof NetError ? new CurlError(56, `Recv failure: ${words(error)}`) : error;
  };
  let response: HttpResponse;
  try {
    response = yield* exchange(open, url, options);
  } catch (error) {
    open.connection.close();
    throw fault(error);
  }
  if (run.has('verbose')) tell(headText(response).split('\r\n').slice(0, -1).map((line) => `< ${line}\r\n`).join(''));
  return {
    response, connectMs, ip,
    *read() {
      try {
        const text = yield* (response.body as HttpBody).read();
        if (late.fired) throw new HttpBroken('late');
        if (text === undefined) timer?.cancel();
        else received += text.length;
        return text;
      } catch (error) {
        open.connection.close();
        throw fault(error);
      }
    },
  };
}

type Awaitable = ReturnType<typeof connectFor> extends Fiber<infer T> ? T : never;

function* resolve(run: Run, host: string, shown: string): Fiber<string> {
  if (/^[\d.]+$/.test(host) || host.includes(':')) return host;
  try {
    const [first] = yield* run.process.net.resolve(host);
    if (first !== undefined) return first;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    if (run.has('verbose')) run.process.stderr.push(wayText(error.way));
    if (error.errno === 'EAI_AGAIN') throw new CurlError(6, `Could not resolve host: ${shown}`);
  }
  if (run.has('verbose')) run.process.stderr.push(`* Could not resolve host: ${shown}\n* Closing connection 0\n`);
  throw new CurlError(6, `Could not resolve host: ${shown}`);
}

const words = (error: NetError): string => ({ ECONNREFUSED: 'Connection refused', ETIMEDOUT: 'Connection timed out', EHOSTUNREACH: 'No route to host', ENETUNREACH: 'Network is unreachable', ECONNRESET: 'Connection reset by peer', ENOTFOUND: 'Could not resolve host', EAI_AGAIN: 'Could not resolve host', EADDRINUSE: 'Address already in use' })[error.errno];

function connectFault(error: unknown, transfer: Transfer, ip: string, tookMs: number, tell: (text: string) => void): unknown {
  const { url } = transfer;
  const ms = Math.round(tookMs);
  if (error instanceof HttpError) {
    tell(`* Connected to ${url.host} (${ip}) port ${url.port} (#0)\n* ALPN: offers h2,http/1.1\n`);
    if (error.fault === 'tls-protocol') return new CurlError(35, 'OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number');
    tell(`* SSL certificate problem: ${error.message}\n* Closing connection 0\n`);
    return new CurlError(60, `${error.fault === 'tls-name' ? `SSL: ${error.message}` : `SSL certificate problem: ${error.message}`}${SSL_HELP}`);
  }
  if (!(error instanceof NetError)) return error;
  tell(wayText(error.way));
  if (error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN') return new CurlError(6, `Could not resolve host: ${url.host}`);
  const target = `${url.host} port ${transfer.connectTo?.port ?? url.port} after ${ms} ms`;
  if (error.errno === 'ETIMEDOUT') {
    if (transfer.maxTimeMs !== undefined && tookMs >= transfer.maxTimeMs) return new CurlError(28, `Connection timed out after ${ms} milliseconds`);
    const limited = transfer.connectTimeoutMs !== undefined && tookMs >= transfer.connectTimeoutMs;
    tell(`* Failed to connect to ${target}: ${limited ? 'Timeout was reached' : "Couldn't connect to server"}\n* Closing connection 0\n`);
    return new CurlError(28, `Failed to connect to ${target}: ${limited ? 'Timeout was reached' : "Couldn't connect to server"}`);
  }
  tell(`* connect to ${ip} port ${url.port} failed: ${words(error)}\n* Failed to connect to ${target}: Couldn't connect to server\n* Closing connection 0\n`);
  return new CurlError(7, `Failed to connect to ${target}: Couldn't connect to server`);
}

/** What no real curl knows: how the simulated network led the packets. */
function wayText(way: readonly Hop[] = []): string {
  return way.map(({ at, decision }) => `* [kubarium] ${at}: ${decision}\n`).join('');
}

function handshake(certificate: { readonly subject: string; readonly issuer: string; readonly sans: readonly string[] }): string {
  return `* ALPN: offers h2,http/1.1\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n* TLSv1.3 (IN), TLS handshake, Server hello (2):\n* TLSv1.3 (IN), TLS handshake, Certificate (11):\n* TLSv1.3 (OUT), TLS handshake, Finished (20):\n* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384\n* Server certificate:\n*  subject: CN=${certificate.subject}\n*  issuer: CN=${certificate.issuer}\n`;
}

function requestText(transfer: Transfer): string {
  const { url } = transfer;
  const headers = new HttpHeaders(transfer.headers);
  return `> ${transfer.method} ${url.target} HTTP/1.1\r\n${headers.fields.map(([name, value]) => `> ${name}: ${value}\r\n`).join('')}> \r\n`;
}

/** The response's head as it came. */
export function headText(response: HttpResponse): string {
  return `HTTP/1.1 ${response.status} ${response.reason || (reasons[response.status] ?? '')}\r\n${response.headers.fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
