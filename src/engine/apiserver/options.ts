// The query parameters of each verb and what is wrong with them (apimachinery/pkg/apis/meta/v1/validation, pkg/apis/meta/internalversion/validation).
import { isObject } from '../base/json.ts';
import type { ApiRequest, Query } from '../client/api.ts';
import { ApiError, badRequest } from '../kube/api-error.ts';
import type { FieldError } from '../kube/field-error.ts';
import { decode } from '../kube/schema/decode.ts';
import { definition } from '../kube/schema/schema.ts';
import type { StructShape } from '../kube/schema/shape.ts';
import type { DeleteOptions } from '../kube/types.generated.ts';
import { optionsBody } from './body.ts';
import type { Context } from './context.ts';
import { invalidObject } from './errors.ts';
import type { DeletionOptions } from './registry/delete.ts';
import { isTrue, queryValue, queryValues } from './request-info.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  readonly force: boolean | undefined;
}

const DRY_RUN = ['All'];

export function writeOptions(context: Context, kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions', managerRequired = false): WriteOptions {
  const { query } = context.request;
  const errors: FieldError[] = [];
  const dryRun = queryValues(query, 'dryRun');
  errors.push(...dryRunErrors(dryRun));
  const fieldManager = queryValue(query, 'fieldManager') ?? '';
  errors.push(...managerErrors(fieldManager, managerRequired));
  const fieldValidation = queryValue(query, 'fieldValidation') || 'Warn';
  if (!['Ignore', 'Warn', 'Strict'].includes(fieldValidation)) {
    errors.push({ type: 'NotSupported', field: 'fieldValidation', value: fieldValidation, detail: 'supported values: "", "Ignore", "Strict", "Warn"' });
  }
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind }, '', errors);
  const force = queryValue(query, 'force');
  return { dryRun: dryRun.length > 0, fieldManager, fieldValidation: fieldValidation as FieldValidation, force: force === undefined ? undefined : isTrue(force) };
}

function managerErrors(manager: string, required: boolean): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (manager === '' && required) errors.push({ type: 'Required', field: 'fieldManager', detail: 'is required for apply patch' });
  if (manager.length > 128) errors.push({ type: 'TooLong', field: 'fieldManager', detail: 'may not be more than 128 bytes' });
  let at = 0;
  for (const char of manager) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 32 || (code >= 127 && code < 160)) {
      errors.push({ type: 'Invalid', field: 'fieldManager', value: manager, detail: `invalid character U+${code.toString(16).toUpperCase().padStart(4, '0')} (at position ${at})` });
      break;
    }
    at++;
  }
  return errors;
}

function dryRunErrors(values: readonly string[]): readonly FieldError[] {
  return values.every((value) => DRY_RUN.includes(value)) ? [] : [{ type: 'NotSupported', field: 'dryRun', value: [...values], detail: 'supported values: "All"' }];
}

/** The manager of a write: as asked, else the first part of the user agent. */
export function managerOf(context: Context, options: WriteOptions): string {
  return options.fieldManager || (context.caller.userAgent.split('/')[0] as string).slice(0, 128) || 'unknown';
}

export function deletionOptions(context: Context): DeletionOptions & { readonly dryRun: boolean } {
  const { query } = context.request;
  const sent = sentDeleteOptions(context.request);
  const grace = sent ? sent.gracePeriodSeconds : integer(query, 'gracePeriodSeconds');
  const policy = sent ? sent.propagationPolicy : queryValue(query, 'propagationPolicy');
  const orphan = sent ? sent.orphanDependents : queryValue(query, 'orphanDependents') === undefined ? undefined : isTrue(queryValue(query, 'orphanDependents'));
  const dryRun = sent ? (sent.dryRun ?? []) : queryValues(query, 'dryRun');
  const errors: FieldError[] = [];
  if (orphan !== undefined && policy) errors.push({ type: 'Invalid', field: 'propagationPolicy', value: policy, detail: 'orphanDependents and deletionPropagation cannot be both set' });
  if (policy && !['Foreground', 'Background', 'Orphan'].includes(policy)) {
    errors.push({ type: 'NotSupported', field: 'propagationPolicy', value: policy, detail: 'supported values: "Foreground", "Background", "Orphan", "nil"' });
  }
  errors.push(...dryRunErrors(dryRun));
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  return {
    gracePeriodSeconds: grace,
    propagationPolicy: (policy || undefined) as DeletionOptions['propagationPolicy'],
    orphanDependents: orphan,
    uid: sent?.preconditions?.uid,
    resourceVersion: sent?.preconditions?.resourceVersion,
    dryRun: dryRun.length > 0,
  };
}

/** The options as the body has them, of the types that they should have. */
function sentDeleteOptions(request: ApiRequest): DeleteOptions | undefined {
  const body = optionsBody(request);
  if (!isObject(body)) return undefined;
  const { value, error } = decode(body, definition('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions') as StructShape);
  if (error !== undefined) throw badRequest(error);
  const { kind = '', apiVersion = 'v1' } = value as DeleteOptions;
  if (kind !== '' && kind !== 'DeleteOptions') throw badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"`);
  return value as DeleteOptions;
}

export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly timeoutSeconds: number | undefined;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

export function listOptions(context: Context, watch: boolean): ListOptions {
  const { query } = context.request;
  const text = (name: string): string => queryValue(query, name) ?? '';
  const initial = queryValue(query, 'sendInitialEvents');
  const options: ListOptions = {
    labelSelector: text('labelSelector'),
    fieldSelector: text('fieldSelector'),
    limit: integer(query, 'limit') ?? 0,
    continue: text('continue'),
    resourceVersion: text('resourceVersion'),
    resourceVersionMatch: text('resourceVersionMatch'),
    timeoutSeconds: integer(query, 'timeoutSeconds'),
    allowWatchBookmarks: isTrue(queryValue(query, 'allowWatchBookmarks')),
    sendInitialEvents: initial === undefined ? undefined : isTrue(initial),
  };
  const errors = listOptionErrors(options, watch);
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  return options;
}

function listOptionErrors(options: ListOptions, watch: boolean): readonly FieldError[] {
  const { resourceVersionMatch: match, resourceVersion, sendInitialEvents } = options;
  const errors: FieldError[] = [];
  const forbid = (field: string, detail: string): number => errors.push({ type: 'Forbidden', field, detail });
  if (sendInitialEvents !== undefined && !watch) forbid('sendInitialEvents', 'sendInitialEvents is forbidden for list');
  if (watch) {
    if (match !== '' && sendInitialEvents === undefined) forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
      const value = match === '' ? '' : match;
      if (match === '') forbid('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
      else errors.push({ type: 'NotSupported', field: 'resourceVersionMatch', value, detail: 'supported values: "NotOlderThan"' });
    }
    return errors;
  }
  if (match === '') return errors;
  if (resourceVersion === '') forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided');
  if (options.continue !== '') forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided');
  if (match !== 'Exact' && match !== 'NotOlderThan') errors.push({ type: 'NotSupported', field: 'resourceVersionMatch', value: match, detail: 'supported values: "Exact", "NotOlderThan", ""' });
  else if (match === 'Exact' && resourceVersion === '0') forbid('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  return errors;
}

function integer(query: Query | undefined, name: string): number | undefined {
  const text = queryValue(query, name);
  if (text === undefined || text === '') return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new ApiError(400, 'BadRequest', `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** A resourceVersion of a read: a number, or nothing. */
export function parseVersion(text: string): number | undefined {
  if (text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(`Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
}
