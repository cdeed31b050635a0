// What servers in containers have in common: they run until a signal, and write lines with Go's or nginx' time stamps.
import { civil } from '../base/time.ts';
import { type Fiber, Once } from '../sim/fiber.ts';
import { type Certificate, type HttpHandler, type HttpServer, listenHttp } from '../machine/http.ts';
import { NetError } from '../machine/net.ts';
import type { Process, SignalName } from '../machine/process.ts';

/** Settles with the first of these signals that comes. */
export function stopSignal(process: Process, ...signals: readonly SignalName[]): Once<SignalName> {
  const stop = new Once<SignalName>();
  for (const signal of signals) process.onSignal(signal, () => stop.settle(signal));
  return stop;
}

/** Waits for ever: for who is ended by a signal's default. */
export function* forever(): Fiber<never> {
  for (;;) yield { arm: () => undefined };
}

export interface HttpPort {
  readonly port: number;
  readonly handler: HttpHandler;
  /** The `Server` header. */
  readonly server?: string;
}

/** Serves on some ports until a signal, then finishes what is under way. A number is the port that was taken already. */
export function* serveUntil(process: Process, stop: Once<SignalName>, ...ports: readonly HttpPort[]): Fiber<SignalName | number> {
  const servers: HttpServer[] = [];
  try {
    for (const { port, handler, server } of ports) {
      try {
        servers.push(listenHttp(process, port, handler, server === undefined ? {} : { server }));
      } catch (error) {
        if (error instanceof NetError) return port;
        throw error;
      }
    }
    const signal = yield* stop.wait();
    for (const server of servers) yield* server.finish();
    return signal;
  } finally {
    for (const server of servers) server.close();
  }
}

/** The same for one port with TLS. */
export function* serveUntilTls(process: Process, stop: Once<SignalName>, port: number, tls: Certificate, handler: HttpHandler): Fiber<SignalName | number> {
  let server: HttpServer;
  try {
    server = listenHttp(process, port, handler, { tls });
  } catch (error) {
    if (error instanceof NetError) return port;
    throw error;
  }
  try {
    const signal = yield* stop.wait();
    yield* server.finish();
    return signal;
  } finally {
    server.close();
  }
}

export const MiB = 1024 * 1024;

const two = (value: number): string => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `2026/01/02 03:04:05`, as Go's log package and nginx' error log begin a line. */
export function slashTime(epochMs: number): string {
  const t = civil(epochMs);
  return `${t.year}/${two(t.month)}/${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}

/** `02/Jan/2026:03:04:05 +0000`, as access logs have it. */
export function accessTime(epochMs: number): string {
  const t = civil(epochMs);
  return `${two(t.day)}/${MONTHS[t.month - 1]}/${t.year}:${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000`;
}

/** `Fri, 02 Jan 2026 03:04:05 UTC` (Go's time.RFC1123). */
export function rfc1123(epochMs: number): string {
  const t = civil(epochMs);
  return `${DAYS[t.weekday]}, ${two(t.day)} ${MONTHS[t.month - 1]} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} UTC`;
}

/** `02 Jan 2026 03:04:05.678`, as Redis has it. */
export function dayTime(epochMs: number): string {
  const t = civil(epochMs);
  return `${two(t.day)} ${MONTHS[t.month - 1]} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.ms).padStart(3, '0')}`;
}

/** The value of `-name=value`, `--name=value`, `-name value`. */
export function flagValue(argv: readonly string[], name: string): string | undefined {
  for (const [i, arg] of argv.entries()) {
    const m = /^--?([\w-]+)(?:=(.*))?$/s.exec(arg);
    if (m?.[1] === name) return m[2] ?? argv[i + 1];
  }
  return undefined;
}

/** The port of `0.0.0.0:80` or `:80`. */
export function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
