// What the subcommands of set share: their flags, their objects, and one strategic patch for each (kubectl/pkg/cmd/set/helper.go).
import { type JsonObject, equal } from '../../../base/json.ts';
import { ApiError } from '../../../kube/api-error.ts';
import { createMergePatch } from '../../../kube/patch/merge.ts';
import { createStrategicPatch } from '../../../kube/patch/strategic-diff.ts';
import { schemaOf } from '../../../kube/schema/schema.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, printFlags, recordFlag, selectorFlag } from '../../cli/common-flags.ts';
import { CliError, throwAll } from '../../cli/errors.ts';
import type { Flag } from '../../cli/flag.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { withChangeCause } from '../../ops/record.ts';
import { ResultPrinter, dryRunQuery } from '../../ops/result.ts';
import { type Info, asObject, infosOf, pathTo, queryOf } from '../../resource/builder.ts';

export interface SetFlags {
  /** What the command does not do when it need not ask the server. */
  readonly local: string;
  readonly filename?: string;
  readonly all?: string;
  readonly record?: boolean;
}

export function setFlags({ local, filename = 'identifying the resource to get from a server.', all = 'Select all resources, in the namespace of the specified resource types', record = true }: SetFlags): readonly Flag[] {
  return [
    ...printFlags, ...filenameFlags(`Filename, directory, or URL to files ${filename}`), dryRunFlag, fieldManagerFlag('kubectl-set'), selectorFlag, ...(record ? [recordFlag] : []),
    { name: 'all', type: 'bool', usage: all },
    { name: 'local', type: 'bool', usage: `If true, ${local} will NOT contact api-server but run locally.` },
  ];
}

export const containersFlag: Flag = { name: 'containers', short: 'c', type: 'string', default: '*', usage: 'The names of containers in the selected pod templates to change, all containers are selected by default - may use wildcards' };

/** The objects that are meant. @throws CliError, ApiError where one cannot be had */
export function* setTargets(ctx: Invocation, words: readonly string[]): Fiber<readonly Info[]> {
  const { flags } = ctx;
  const local = flags.bool('local');
  if (local) mustBeFiles(words);
  const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, words, { typed: true }), local);
  throwAll(errors);
  return infos;
}

/** @throws CliError where --local has nothing but names of what the server has */
export function mustBeFiles(words: readonly string[]): void {
  if (words.length) throw new CliError("you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'");
}

export function checkSetFlags(ctx: Invocation): void {
  const { flags } = ctx;
  if (flags.bool('all') && flags.string('selector')) throw new CliError('cannot set --all and --selector at the same time');
  if (flags.bool('local') && ctx.dryRun() === 'server') throw new CliError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
}

export interface Change {
  /** `image updated` */
  readonly done: string;
  /** `failed to patch image update to pod template:`; without it the server's refusal is told as it is. */
  readonly failure?: string;
  /** Objects that are as they should be are written (or told of) all the same. */
  readonly always?: boolean;
  /** The object as it should be. @throws CliError */
  mutate(object: JsonObject, info: Info): JsonObject;
}

/** Faults of the arguments, found while objects are looked at, come in `errors`. */
export function* applyChange(ctx: Invocation, infos: readonly Info[], change: Change, errors: unknown[] = []): Fiber<void> {
  const results = new ResultPrinter(ctx, ctx.dryRun());
  for (const info of infos) {
    try {
      yield* changeOne(ctx, info, change, results);
    } catch (error) {
      if (!(error instanceof CliError) && !(error instanceof ApiError)) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
}

/** Without a server nothing is known of a kind but its own words (Info.ObjectName of cli-runtime/pkg/resource, which ends one of its forms with a newline). */
function objectName(ctx: Invocation, { resource: { plural, kind, group }, name }: Info): string {
  if (!ctx.flags.bool('local')) return `${plural}/${name}`;
  return group ? `${kind.toLowerCase()}.${group}/${name}\n` : `${kind.toLowerCase()}/${name}`;
}

/** @throws CliError, ApiError */
export function* changeOne(ctx: Invocation, info: Info, change: Change, results: ResultPrinter): Fiber<void> {
  const dryRun = ctx.flags.bool('local') ? 'client' : ctx.dryRun();
  let wanted: JsonObject;
  try {
    wanted = withChangeCause(ctx, change.mutate(info.object, info));
  } catch (error) {
    throw change.failure && error instanceof CliError ? new CliError(`error: ${objectName(ctx, info)} ${error.message}\n`) : error;
  }
  if (!change.always && equal(wanted, info.object)) return;
  try {
    results.print(dryRun === 'client' ? wanted : yield* send(ctx, info, wanted), change.done, { typed: true });
  } catch (error) {
    throw change.failure && error instanceof ApiError ? new CliError(`${change.failure} ${error.message}`) : error;
  }
}

function* send(ctx: Invocation, info: Info, wanted: JsonObject): Fiber<JsonObject> {
  const { group, version, kind } = info.resource;
  const shape = schemaOf(group, version, kind);
  const body = shape ? createStrategicPatch(info.object, wanted, shape) : createMergePatch(info.object, wanted);
  const query = { fieldManager: ctx.flags.string('field-manager'), ...dryRunQuery(ctx.dryRun()) };
  const headers = { 'content-type': shape ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' };
  return asObject(yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name), { body, query, headers }));
}
