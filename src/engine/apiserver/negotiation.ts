// Which form a client accepts: media type, and whether objects are to become Tables or PartialObjectMetadata (apiserver/pkg/endpoints/handlers/negotiation).
import type { ApiRequest } from '../client/api.ts';
import { ApiError } from '../kube/api-error.ts';

export type Transform = 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

export interface Negotiated {
  readonly yaml: boolean;
  readonly transform: Transform | undefined;
}

interface Clause {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly quality: number;
}

const SERVED = ['application/json', 'application/yaml'];
const plain: Negotiated = { yaml: false, transform: undefined };
const cache = new Map<string, Negotiated | undefined>();

/** By Accept; without one, as in process, plain objects. */
export function negotiate(request: ApiRequest): Negotiated {
  const accept = request.headers?.['accept'];
  if (accept === undefined || accept === '') return plain;
  if (!cache.has(accept)) {
    if (cache.size > 100) cache.clear();
    cache.set(accept, choose(accept));
  }
  const chosen = cache.get(accept);
  if (chosen) return chosen;
  throw notAcceptable();
}

/** None of the forms that are asked for can be had. */
export function notAcceptable(): ApiError {
  const available = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
  return new ApiError(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`, {});
}

function choose(accept: string): Negotiated | undefined {
  for (const { type, parameters } of clauses(accept)) {
    const served = SERVED.find((candidate) => type === candidate || type === '*/*' || (type.endsWith('/*') && candidate.startsWith(type.slice(0, -1))));
    if (served === undefined) continue;
    const yaml = served === 'application/yaml';
    const { as, g, v } = parameters;
    if (as === undefined) return { yaml, transform: undefined };
    if (g === 'meta.k8s.io' && (v === 'v1' || v === 'v1beta1') && isTransform(as)) return { yaml, transform: as };
  }
  return undefined;
}

const isTransform = (as: string): as is Transform => as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList';

/** The clauses of an Accept header, the preferred first. */
export function clauses(accept: string): readonly Clause[] {
  const result = accept.split(',').map((text): Clause => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    const parameters: Record<string, string> = {};
    for (const part of rest) {
      const at = part.indexOf('=');
      if (at > 0) parameters[part.slice(0, at)] = part.slice(at + 1).replace(/^"|"$/g, '');
    }
    return { type, parameters, quality: parameters['q'] === undefined ? 1 : Number(parameters['q']) };
  });
  return result.sort((a, b) => b.quality - a.quality);
}
