// A fault in one field of an object, worded as apimachinery/pkg/util/validation/field/errors.go words it.
import type { Json } from '../base/json.ts';

export type FieldErrorType = 'Required' | 'Invalid' | 'NotSupported' | 'Duplicate' | 'Forbidden' | 'TooLong' | 'TooMany' | 'NotFound' | 'TypeInvalid' | 'InternalError';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.template.spec.containers[0].name` */
  readonly field: string;
  readonly value?: Json | undefined;
  /** The text leaves the value out (Go's field.OmitValueType). */
  readonly omitValue?: true;
  readonly detail: string;
}

export const required = (field: string, detail = ''): FieldError => ({ type: 'Required', field, detail });
export const invalid = (field: string, value: Json | undefined, detail: string): FieldError => ({ type: 'Invalid', field, value, detail });
export const duplicate = (field: string, value: Json | undefined): FieldError => ({ type: 'Duplicate', field, value, detail: '' });
export const forbiddenField = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail });
export const notFoundField = (field: string, value: Json | undefined): FieldError => ({ type: 'NotFound', field, value, detail: '' });
export const tooLong = (field: string, maxLength: number): FieldError => ({ type: 'TooLong', field, detail: `may not be more than ${maxLength} bytes` });
export const tooMany = (field: string, count: number, max: number): FieldError => ({ type: 'TooMany', field, value: count, detail: `must have at most ${max} items` });
export const notSupported = (field: string, value: Json | undefined, supported: readonly string[]): FieldError => ({
  type: 'NotSupported',
  field,
  value,
  detail: `supported values: ${supported.map((v) => JSON.stringify(v)).join(', ')}`,
});
