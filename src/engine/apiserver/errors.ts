// The refusals of the API machinery and how field errors become one text (apimachinery/pkg/api/errors/errors.go, pkg/util/validation/field/errors.go).
import type { Json } from '../base/json.ts';
import { ApiError, type StatusCause } from '../kube/api-error.ts';
import type { FieldError, FieldErrorType } from '../kube/field-error.ts';

export const OPTIMISTIC_LOCK = 'the object has been modified; please apply your changes to the latest version and try again';

const words: Record<FieldErrorType, readonly [string, string]> = {
  NotFound: ['Not found', 'FieldValueNotFound'],
  Required: ['Required value', 'FieldValueRequired'],
  Duplicate: ['Duplicate value', 'FieldValueDuplicate'],
  Invalid: ['Invalid value', 'FieldValueInvalid'],
  NotSupported: ['Unsupported value', 'FieldValueNotSupported'],
  Forbidden: ['Forbidden', 'FieldValueForbidden'],
  TooLong: ['Too long', 'FieldValueTooLong'],
  TooMany: ['Too many', 'FieldValueTooMany'],
  InternalError: ['Internal error', 'InternalError'],
  TypeInvalid: ['Invalid value', 'FieldValueTypeInvalid'],
};
const withoutValue: readonly FieldErrorType[] = ['Required', 'Forbidden', 'TooLong', 'InternalError'];

/** `Invalid value: "x": must be y` */
export function fieldErrorBody(error: FieldError): string {
  let text = words[error.type][0];
  if (!withoutValue.includes(error.type)) text += `: ${printed(error.value)}`;
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

function printed(value: Json | undefined): string {
  return value === undefined || value === null ? '"null"' : typeof value === 'string' ? JSON.stringify(value) : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Several texts as Go's aggregate prints them: each once, in brackets where there are more. */
export function aggregate(texts: readonly string[]): string {
  const unique = [...new Set(texts)];
  return unique.length === 1 ? (unique[0] as string) : `[${unique.join(', ')}]`;
}

/** 422 Invalid for an object of a kind. */
export function invalidObject(kind: { readonly group: string; readonly kind: string }, name: string, errors: readonly FieldError[]): ApiError {
  const causes: StatusCause[] = errors.map((error) => ({ reason: words[error.type][1], message: fieldErrorBody(error), field: error.field }));
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const message = `${qualified} "${name}" is invalid: ${aggregate(errors.map(fieldErrorText))}`;
  return new ApiError(422, 'Invalid', message, { ...(name ? { name } : {}), ...(kind.group ? { group: kind.group } : {}), ...(kind.kind ? { kind: kind.kind } : {}), causes });
}

/** An error that Go's server did not word as a Status: 500 with its plain text and no reason. */
export function plainError(message: string): ApiError {
  return new ApiError(500, '', message);
}

export function internalError(message: string): ApiError {
  return new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

export const noSuchResource = (): ApiError => new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
export const methodNotAllowed = (): ApiError => new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export function methodNotSupported(resource: string, verb: string): ApiError {
  return new ApiError(405, 'MethodNotAllowed', `${verb} is not supported on resources of kind "${resource}"`, { kind: resource });
}

export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`);
}

export function notAcceptable(accepted: readonly string[]): ApiError {
  return new ApiError(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
}

export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export function gone(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export const notSimulated = (what: string): ApiError => new ApiError(501, 'NotImplemented', `${what}: not simulated in Kubarium`);
