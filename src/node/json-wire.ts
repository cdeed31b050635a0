// JSON as the API server writes it to a connection: indented for people, on one line for programs (apimachinery/pkg/runtime/serializer/json, apiserver/pkg/endpoints/handlers/negotiation).
import type { IncomingMessage } from 'node:http';
import type { Json } from '../engine/base/json.ts';
import { escapeHtml } from '../engine/kube/go-format.ts';
import { asWritten } from '../engine/kube/schema/struct-order.ts';

/**
 * Indented text ends with its last brace, a line with a line feed.
 * @param ordered fields as Go's structs have them, for people; programs do not ask for an order, which costs as much as writing them
 */
export function jsonText(value: Json, pretty: boolean, ordered = pretty): string {
  const written = ordered ? asWritten(value) : value;
  return escapeHtml(pretty ? JSON.stringify(written, null, 2) : `${JSON.stringify(written)}\n`);
}

const ALWAYS = ['/', '/version', '/version/'];
const NEVER = /^\/(openapi\/|\.well-known\/|openid\/)/;
const PEOPLE = /^(curl|Wget|Mozilla\/5\.0)/;

/** Does the request want indented text: it says so, or it comes from a browser, curl or wget and says nothing. */
export function wantsPretty(message: Pick<IncomingMessage, 'url' | 'headers'>): boolean {
  const [path = '', query = ''] = (message.url ?? '/').split('?');
  if (ALWAYS.includes(path)) return true;
  if (NEVER.test(path)) return false;
  const said = new URLSearchParams(query).get('pretty') ?? '';
  if (said !== '') return /^(1|t|T|TRUE|true|True)$/.test(said);
  return PEOPLE.test(message.headers['user-agent'] ?? '');
}
