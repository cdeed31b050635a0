// How the API server speaks with an extension API server behind a Service once the connection stands: in values, so that it can answer at once as for its own kinds.
import type { Json } from '../base/json.ts';
import type { Query } from './api.ts';

export interface AggregatedRequest {
  readonly method: string;
  /** `/apis/metrics.k8s.io/v1beta1/nodes` */
  readonly path: string;
  readonly query: Query;
  readonly accept: string;
}

export interface AggregatedApi {
  readonly type: 'aggregated api';
  request(request: AggregatedRequest): { readonly code: number; readonly value: Json };
}

/** What a connection to an extension API server offers; undefined for every other server. */
export function aggregatedApi(offer: unknown): AggregatedApi | undefined {
  return typeof offer === 'object' && offer !== null && (offer as Partial<AggregatedApi>).type === 'aggregated api' ? (offer as AggregatedApi) : undefined;
}
