// Reads a manifest from a web address (cli-runtime/pkg/resource/visitor.go readHttpWithRetries).
import { HttpError, request } from '../../machine/http.ts';
import { NetError } from '../../machine/net.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';

const MAX_REDIRECTS = 10;
const TIMEOUT_MS = 30_000;

export function* readUrl(process: Process, address: string): Fiber<string> {
  let url = address;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    let response;
    try {
      response = yield* request(process.net, url, { timeoutMs: TIMEOUT_MS, headers: { 'User-Agent': 'Go-http-client/1.1', 'Accept-Encoding': 'gzip' }, nowMs: process.clock.nowMs });
    } catch (error) {
      throw failureOf(error, url);
    }
    const location = response.headers.get('location');
    if (location !== undefined && [301, 302, 303, 307, 308].includes(response.status)) {
      response.close();
      url = /^https?:/.test(location) ? location : `${/^https?:\/\/[^/]+/.exec(url)?.[0] ?? ''}${location}`;
      continue;
    }
    const text = yield* response.text();
    if (response.status === 200) return text;
    const note = text.includes('Kubarium') ? `\n${text.slice(text.indexOf('\n') + 1).trimEnd()}` : '';
    throw new CliError(`unable to read URL ${JSON.stringify(address)}, server reported ${response.status} ${response.reason}, status code=${response.status}${note}`);
  }
  throw new CliError(`Get ${JSON.stringify(url)}: stopped after ${MAX_REDIRECTS} redirects`);
}

function failureOf(error: unknown, url: string): unknown {
  const host = /^https?:\/\/([^/:]+)/.exec(url)?.[1] ?? url;
  const get = `unable to read URL ${JSON.stringify(url)}: Get ${JSON.stringify(url)}: `;
  if (error instanceof NetError) {
    if (error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN') return new CliError(`${get}dial tcp: lookup ${host}: no such host (there is no internet in Kubarium but for a few well-known manifests)`);
    return new CliError(`${get}dial tcp ${host}: ${error.errno === 'ECONNREFUSED' ? 'connect: connection refused' : error.errno === 'ENETUNREACH' ? 'connect: network is unreachable' : 'i/o timeout'}`);
  }
  return error instanceof HttpError ? new CliError(`${get}${error.message}`) : error;
}
