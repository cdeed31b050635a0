// The refusals of the API machinery and how field errors become one text (apimachinery/pkg/api/errors/errors.go, pkg/util/validation/field/errors.go).
import { ApiError, type StatusCause } from '../kube/api-error.ts';
import type { FieldError, FieldErrorType } from '../kube/field-error.ts';
import { aggregateText, fieldErrorBody, fieldErrorText } from '../kube/go-format.ts';

export const OPTIMISTIC_LOCK = 'the object has been modified; please apply your changes to the latest version and try again';

const reasons: Record<FieldErrorType, string> = {
  NotFound: 'FieldValueNotFound',
  Required: 'FieldValueRequired',
  Duplicate: 'FieldValueDuplicate',
  Invalid: 'FieldValueInvalid',
  NotSupported: 'FieldValueNotSupported',
  Forbidden: 'FieldValueForbidden',
  TooLong: 'FieldValueTooLong',
  TooMany: 'FieldValueTooMany',
  InternalError: 'InternalError',
  TypeInvalid: 'FieldValueTypeInvalid',
};

/** 422 Invalid for an object of a kind. */
export function invalidObject(kind: { readonly group: string; readonly kind: string }, name: string, errors: readonly FieldError[]): ApiError {
  const causes: StatusCause[] = errors.map((error) => ({ reason: reasons[error.type], message: fieldErrorBody(error), field: error.field }));
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const message = `${qualified} "${name}" is invalid: ${aggregateText(errors.map(fieldErrorText))}`;
  return new ApiError(422, 'Invalid', message, { ...(name ? { name } : {}), ...(kind.group ? { group: kind.group } : {}), ...(kind.kind ? { kind: kind.kind } : {}), causes });
}

/** An error that Go's server did not word as a Status: 500 with its plain text and no reason. */
export function plainError(message: string): ApiError {
  return new ApiError(500, '', message);
}

export const noSuchResource = (): ApiError => new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
export const methodNotAllowed = (): ApiError => new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`);
}

export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export const notSimulated = (what: string): ApiError => new ApiError(501, 'NotImplemented', `${what}: not simulated in Kubarium`);
