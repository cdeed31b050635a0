// What every `kubectl create THING` does with the object that it made: dry run, --save-config, -o (kubectl/pkg/cmd/create).
import { type JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import type { Flag } from '../cli/flag.ts';
import { dryRunFlag, fieldManagerFlag, printFlags, saveConfigFlag, validateFlag } from '../cli/common-flags.ts';
import type { Invocation } from '../cli/invocation.ts';
import { asObject, pathTo } from '../resource/builder.ts';
import { LAST_APPLIED } from './last-applied.ts';
import { printerOf } from '../printers/printer.ts';
import { ResultPrinter, dryRunQuery } from './result.ts';
import { fieldValidation } from './validation.ts';

export const generatorFlags: readonly Flag[] = [...printFlags, dryRunFlag, saveConfigFlag, validateFlag, fieldManagerFlag('kubectl-create')];

export interface Made {
  readonly plural: string;
  readonly namespaced: boolean;
  /** Keys in the order of Go's structs: kind, apiVersion, metadata … */
  readonly object: JsonObject;
  /** `failed to create deployment: `; none: the server's refusal as it is */
  readonly errorPrefix?: string;
  /** --save-config is a flag of it and does nothing. */
  readonly unsaved?: boolean;
}

/** The one NAME of a command; then what its `Complete` looks at before the command itself does: connection, --dry-run, -o, --validate. @throws UsageError, CliError */
export function nameOfArgs(ctx: Invocation): string {
  const name = onlyName(ctx);
  void ctx.cluster;
  completeWrite(ctx);
  return name;
}

/** NameFromCommandArgs of kubectl/pkg/cmd/create. @throws UsageError */
export function onlyName(ctx: Invocation): string {
  const count = ctx.dashAt < 0 ? ctx.args.length : ctx.dashAt;
  if (count !== 1) throw ctx.usage(`exactly one NAME is required, got ${count}`);
  return ctx.args[0] as string;
}

/** What most of the generators' Validate begins with. @throws CliError */
export function mustBeNamed(name: string): void {
  if (name === '') throw new CliError('name must be specified');
}

/** @throws CliError for a --dry-run, an -o or a --validate that is none */
export function completeWrite(ctx: Invocation): void {
  if (ctx.flags.has('dry-run')) ctx.dryRun();
  printerOf(ctx);
  if (ctx.flags.has('validate')) fieldValidation(ctx);
}

/** Metadata with the namespace that -n gave, if it gave one. */
export function metadataOf(ctx: Invocation, name: string, more: JsonObject = {}, namespaced = true): JsonObject {
  return { name, ...(namespaced && ctx.namespaceExplicit ? { namespace: ctx.namespace } : {}), ...more };
}

/** A typed object in JSON, as json.Marshal writes a struct. */
export function typedConfiguration(object: JsonObject): string {
  return `${JSON.stringify(object).replace(/[<>&]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

export function withSavedConfig(ctx: Invocation, object: JsonObject): JsonObject {
  if (!ctx.flags.has('save-config') || !ctx.flags.bool('save-config')) return object;
  const metadata = asObject(object['metadata'] ?? {});
  return { ...object, metadata: { ...metadata, annotations: { ...asObject(metadata['annotations'] ?? {}), [LAST_APPLIED]: typedConfiguration(object) } } };
}

export function* createMade(ctx: Invocation, made: Made): Fiber<void> {
  const dryRun = ctx.dryRun();
  const results = new ResultPrinter(ctx, dryRun);
  const validation = fieldValidation(ctx);
  const object = made.unsaved ? made.object : withSavedConfig(ctx, made.object);
  if (dryRun === 'client') {
    results.print(object, 'created', { typed: true });
    return;
  }
  const query = { fieldManager: ctx.flags.string('field-manager'), fieldValidation: validation, ...dryRunQuery(dryRun) };
  const created = yield* post(ctx, made, object, query);
  results.print(created, 'created', { typed: true });
}

function* post(ctx: Invocation, made: Made, object: JsonObject, query: Readonly<Record<string, string>>): Fiber<JsonObject> {
  const [group = '', version = ''] = String(object['apiVersion']).includes('/') ? String(object['apiVersion']).split('/') : ['', String(object['apiVersion'])];
  const resource = { group, version, kind: String(object['kind']), plural: made.plural, singular: '', namespaced: made.namespaced, verbs: [], shortNames: [], categories: [], subresources: [], preferred: true };
  try {
    return asObject(yield* ctx.rest().json('POST', pathTo(resource, made.namespaced ? ctx.namespace : ''), { query, body: object }));
  } catch (error) {
    if (!(error instanceof ApiError) || made.errorPrefix === undefined) throw error;
    throw new CliError(`${made.errorPrefix}${error.message}`);
  }
}
