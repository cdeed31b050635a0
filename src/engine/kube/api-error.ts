// The API's own way of saying no: a Status with a reason and a code (apimachinery/pkg/api/errors/errors.go).
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string; readonly resourceVersion?: string };
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** Thrown by the API server and by clients of it; carries the Status that goes on the wire. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: Status;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, ...(reason ? { reason } : {}), ...(details ? { details } : {}), code };
  }

  static of(status: Status): ApiError {
    const error = new ApiError(status.code ?? 500, status.reason ?? '', status.message ?? '', status.details);
    (error as { status: Status }).status = status;
    return error;
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  /** `NotFound`, `AlreadyExists`, `Conflict`, `Invalid` … */
  get reason(): string {
    return this.status.reason ?? '';
  }
}

interface Resource {
  readonly group: string;
  readonly plural: string;
}
const named = (resource: Resource): string => (resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`);
const detailsOf = (resource: Resource, name: string): StatusDetails => ({ name, ...(resource.group ? { group: resource.group } : {}), kind: resource.plural });

export function notFound(resource: Resource, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${named(resource)} "${name}" not found`, detailsOf(resource, name));
}

export function alreadyExists(resource: Resource, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${named(resource)} "${name}" already exists`, detailsOf(resource, name));
}

export function conflict(resource: Resource, name: string, why: string): ApiError {
  return new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${named(resource)} "${name}": ${why}`, detailsOf(resource, name));
}

export function forbidden(resource: Resource, name: string, why: string): ApiError {
  const message = name === '' ? `${named(resource)} is forbidden: ${why}` : `${named(resource)} "${name}" is forbidden: ${why}`;
  return new ApiError(403, 'Forbidden', message, name === '' ? { ...(resource.group ? { group: resource.group } : {}), kind: resource.plural } : detailsOf(resource, name));
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}
