// Calls a webhook over the network of the API server's machine: a Service of the cluster by its address, or a URL; faults in the words of Go's net/http (apiserver/pkg/util/webhook/client.go).
import type { Json } from '../../../base/json.ts';
import { decodeBase64 } from '../../../base/base64.ts';
import { goQuote } from '../../../kube/go-format.ts';
import type { WebhookClientConfig } from '../../../kube/types.generated.ts';
import { trustedNames } from '../../../machine/commands/curl/trust.ts';
import { HttpError, parseUrl, request } from '../../../machine/http.ts';
import { NetError, type NetStack } from '../../../machine/net.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { dialError } from '../../dial-error.ts';

export interface WebhookCall {
  readonly client: WebhookClientConfig;
  readonly timeoutSeconds: number;
  readonly review: Json;
  /** Of the Service that is meant. */
  readonly address: { readonly ip: string; readonly port: number } | string | undefined;
}

/** The answer as JSON, or what went wrong. */
export type Called = { readonly answer: Json } | { readonly error: string };

export function* callWebhook(net: NetStack | undefined, { client, timeoutSeconds, review, address }: WebhookCall): Fiber<Called> {
  const base = client.service ? serviceUrl(client.service) : (client.url ?? '');
  const full = `${base}${base.includes('?') ? '&' : '?'}timeout=${timeoutSeconds}s`;
  const failed = (why: string): Called => ({ error: `Post ${goQuote(full)}: ${why}` });
  const url = parseUrl(full);
  if (!url) return failed('invalid URL');
  if (typeof address === 'string') return failed(address);
  const host = address ?? { ip: url.host, port: url.port };
  if (!net) return failed(`dial tcp ${host.ip}:${host.port}: connect: network is unreachable`);
  try {
    const response = yield* request(net, url, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, */*', 'User-Agent': 'kube-apiserver-admission' }, body: JSON.stringify(review), timeoutMs: timeoutSeconds * 1000,
      trusted: trustedNames(client.caBundle === undefined ? '' : (decodeBase64(client.caBundle) ?? '')), connectTo: { host: host.ip, port: host.port },
    });
    const text = yield* response.text();
    if (response.status < 200 || response.status > 206) return { error: statusError(response.status, text) };
    return answerOf(text);
  } catch (error) {
    if (error instanceof NetError) return failed(dialError(error, host, url.host));
    if (error instanceof HttpError) return failed(httpError(error, url.host));
    throw error;
  }
}

function serviceUrl({ namespace, name, path = '', port = 443 }: NonNullable<WebhookClientConfig['service']>): string {
  return `https://${name}.${namespace}.svc:${port}${path || '/'}`;
}

function answerOf(text: string): Called {
  try {
    return { answer: JSON.parse(text) as Json };
  } catch {
    return { error: `couldn't get version/kind; json parse error: invalid character ${goQuote(text.slice(0, 1)).replace(/^"|"$/g, "'")} looking for beginning of value` };
  }
}

/** What client-go makes of an answer that is no success. */
function statusError(status: number, text: string): string {
  if (status === 404) return 'the server could not find the requested resource';
  if (status === 401) return 'the server has asked for the client to provide credentials';
  if (status === 403) return text.trim() === '' ? 'forbidden' : text.trim();
  if (status >= 500) return `an error on the server (${goQuote(text.trim() === '' ? 'unknown' : text.trim())}) has prevented the request from succeeding`;
  return `the server rejected our request for an unknown reason`;
}

function httpError({ fault, certificate }: HttpError, host: string): string {
  const verify = (why: string): string => `tls: failed to verify certificate: x509: ${why}`;
  switch (fault) {
    case 'timeout': return 'context deadline exceeded';
    case 'empty': return 'EOF';
    case 'tls-protocol': return 'http: server gave HTTP response to HTTPS client';
    case 'tls-untrusted': return verify('certificate signed by unknown authority');
    case 'tls-expired': return verify('certificate has expired or is not yet valid');
    case 'tls-name': return certificate && certificate.sans.length > 0 ? verify(`certificate is valid for ${certificate.sans.join(', ')}, not ${host}`) : verify('certificate relies on legacy Common Name field, use SANs instead');
    default: return 'malformed HTTP response';
  }
}
