// The body of a request as a JSON value: given as such in process, or parsed from text in the server's own words (apimachinery/pkg/runtime/serializer/json).
import type { Json } from '../base/json.ts';
import type { ApiRequest } from '../client/api.ts';
import { badRequest } from '../kube/api-error.ts';
import { unsupportedMediaType } from './errors.ts';

export const BODY_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'application/cbor'] as const;

/** The media type of the body, without parameters. */
export function contentType(request: ApiRequest): string {
  return (request.headers?.['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Undefined where there is no body. */
export function bodyOf(request: ApiRequest): Json | undefined {
  if (request.body !== undefined) return request.body;
  if (request.text === undefined || request.text === '') return undefined;
  const type = contentType(request);
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml') throw unsupportedMediaType(BODY_TYPES);
  return parseText(request.text, type === 'application/yaml');
}

function parseText(text: string, _yaml: boolean): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}
