// How programs in Pods that are clients of the API speak with it once their connection stands: in values instead of HTTP's text, as client-go does in protobuf.
import type { Api, Caller } from './api.ts';
import type { Trace } from './trace.ts';

export interface ApiOffer {
  readonly type: 'kubernetes api';
  readonly trace: Trace;
  /** How long a change takes until a watcher has it. */
  readonly watchMs: () => number;
  /** Who a token belongs to, and the way to the API for a caller at that address; undefined: nobody (401). */
  open(ip: string, headers: Readonly<Record<string, string>>): { readonly api: Api; readonly caller: Caller } | undefined;
}

/** What a connection to the API server offers; undefined for every other server. */
export function apiOffer(offer: unknown): ApiOffer | undefined {
  return typeof offer === 'object' && offer !== null && (offer as Partial<ApiOffer>).type === 'kubernetes api' ? (offer as ApiOffer) : undefined;
}
