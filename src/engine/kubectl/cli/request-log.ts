// What -v=6 and more show of requests, as klog words it (client-go/transport/round_trippers.go, client-go/rest/request.go).
import type { ApiRequest, ApiResponse } from '../../client/api.ts';
import { reasons } from '../../machine/http.ts';

type Log = (where: string, text: string) => void;

const canonical = (name: string): string => name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
const byName = (headers: Readonly<Record<string, string>>): [string, string][] => Object.entries(headers).map(([name, value]) => [canonical(name), /^authorization$/i.test(name) ? value.replace(/ .*/, ' <masked>') : value] as [string, string]).sort(([a], [b]) => (a < b ? -1 : 1));
const block = (lines: readonly string[]): string => `<\n${lines.map((line) => `\t${line}\n`).join('')} >`;

/** A text as klog's structured values show it: quoted, or in lines of its own. */
const shown = (text: string): string => (text.includes('\n') ? block(text.replace(/\n$/, '').split('\n')) : JSON.stringify(text));

/** Bodies are cut: at 1,024 bytes by -v=8, at 10,240 by -v=9. */
function cut(text: string, level: number): string {
  const limit = level >= 10 ? Infinity : level >= 9 ? 10_240 : 1024;
  return text.length <= limit ? text : `${text.slice(0, limit)} [truncated ${text.length - limit} chars]`;
}

const bodyOf = ({ body, text }: ApiRequest): string => text ?? (body === undefined ? '' : `${JSON.stringify(body)}\n`);

export function logRequest(log: Log, level: number, request: ApiRequest, url: string): void {
  if (level < 7) return;
  const body = bodyOf(request);
  if (level >= 8) log('helper.go:113', `"Request Body" body=${shown(cut(body, level))}`);
  const headers = byName(request.headers ?? {});
  if (level >= 9) log('round_trippers.go:527', `"Request" curlCommand=${block([`curl -v -X${request.method}  ${headers.map(([name, value]) => `-H ${JSON.stringify(`${name}: ${value}`)}`).join(' ')} '${url}'`])}`);
  else log('round_trippers.go:527', `"Request" verb="${request.method}" url=${JSON.stringify(url)} headers=${block(headers.map(([name, value]) => `${name}: ${value}`))}`);
}

/** @param response undefined where no answer came */
export function logResponse(log: Log, level: number, request: ApiRequest, url: string, response: ApiResponse | undefined, milliseconds: number): void {
  if (level < 6) return;
  const status = response ? `${response.code} ${reasons[response.code] ?? ''}`.trim() : '';
  const named = level === 6 || level >= 9 ? ` verb="${request.method}" url=${JSON.stringify(url)}` : '';
  const { body } = response ?? {};
  const text = body?.type === 'json' ? `${JSON.stringify(body.value)}\n` : body?.type === 'text' ? body.text : '';
  const type = body?.type === 'json' || body?.type === 'watch' ? { 'content-type': 'application/json' } : {};
  const headers = level >= 8 ? ` headers=${response ? block(byName({ ...type, ...response.headers }).map(([name, value]) => `${name}: ${value}`)) : '""'}` : '';
  const parts = level >= 9 ? ` dnsLookupMilliseconds=0 dialMilliseconds=0 tlsHandshakeMilliseconds=0 serverProcessingMilliseconds=${milliseconds}` : '';
  log('round_trippers.go:632', `"Response"${named} status=${JSON.stringify(status)}${headers} milliseconds=${milliseconds}${parts}`);
  if (level >= 8 && (body?.type === 'json' || body?.type === 'text')) log('helper.go:113', `"Response Body" body=${shown(cut(text, level))}`);
}
