// What `label` and `annotate` share: pairs on the command line, and a map in metadata that is patched (kubectl/pkg/cmd/label, annotate).
import { createMergePatch } from '../../kube/patch/merge.ts';
import { equal } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { type Info, asObject, infosOf, pathTo, queryOf, visit } from '../resource/builder.ts';
import { withChangeCause } from './record.ts';
import { ResultPrinter, dryRunQuery } from './result.ts';

export interface Pairs {
  readonly resources: readonly string[];
  readonly pairs: readonly string[];
}

/** Words with `=` or a `-` at the end are changes; what stands before them are resources. */
export function splitPairs(args: readonly string[], what: string): Pairs {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const arg of args) {
    if ((arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-')) pairs.push(arg);
    else if (pairs.length) throw new CliError(`all resources must be specified before ${what} changes: ${arg}`);
    else resources.push(arg);
  }
  return { resources, pairs };
}

/** What stands against what `label` and `annotate` were asked, before an object is looked at. @throws CliError */
export function checkMapFlags(ctx: Invocation, resources: readonly string[], local: string): void {
  const { flags } = ctx;
  for (const name of ['selector', 'field-selector']) if (flags.bool('all') && flags.string(name)) throw new CliError(`cannot set --all and --${name} at the same time`);
  const files = flags.list('filename').length > 0 || flags.string('kustomize') !== '';
  if (!flags.bool('local')) {
    if (resources.length === 0 && !files) throw new CliError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    return;
  }
  if (ctx.dryRun() === 'server') throw new CliError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (resources.length > 0) throw new CliError(`can only use local files by -f ${local}.yaml or --filename=${local}.json when --local=true is set`);
  if (!files) throw new CliError(`one or more files must be specified as -f ${local}.yaml or --filename=${local}.json`);
}

export interface MapChange {
  readonly field: 'labels' | 'annotations';
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  /** What stands against the change of this object. */
  readonly refuse: (current: Readonly<Record<string, string>>) => readonly Error[];
  readonly message: (changed: boolean, before: Readonly<Record<string, string>>) => string;
  /** Told for a key that is not there to be removed. */
  readonly missing?: (key: string) => string;
}

export function* changeMaps(ctx: Invocation, resources: readonly string[], change: MapChange): Fiber<number> {
  const dryRun = ctx.dryRun();
  const shared = new ResultPrinter(ctx, dryRun);
  const local = ctx.flags.bool('local');
  // label makes a printer for each object, so that its YAML documents are not divided; annotate has one.
  yield* visit(ctx, queryOf(ctx, resources), (info) => changeOne(ctx, info, change, change.field === 'labels' ? new ResultPrinter(ctx, dryRun) : shared, local ? 'client' : dryRun), { local, ready: (single) => mustBeSingle(ctx, single) });
  return 0;
}

/** @throws CliError where a version is given for more than one object */
function mustBeSingle(ctx: Invocation, single: boolean): void {
  if (!single && ctx.flags.string('resource-version')) throw new CliError('--resource-version may only be used with a single resource');
}

function* changeOne(ctx: Invocation, info: Info, change: MapChange, results: ResultPrinter, dryRun: 'none' | 'client' | 'server'): Fiber<void> {
  const metadata = asObject(info.object['metadata'] ?? {});
  const current = asObject(metadata[change.field] ?? {}) as Readonly<Record<string, string>>;
  const refusals = ctx.flags.bool('overwrite') ? [] : change.refuse(current);
  throwAll(refusals);
  for (const key of change.remove) if (!(key in current) && change.missing) ctx.out(change.missing(key));
  const next: Record<string, string> = { ...current, ...change.set };
  for (const key of change.remove) delete next[key];
  const version = ctx.flags.string('resource-version');
  const { [change.field]: _, ...others } = metadata;
  const object = withChangeCause(ctx, { ...info.object, metadata: { ...others, ...(Object.keys(next).length ? { [change.field]: next } : {}), ...(version ? { resourceVersion: version } : {}) } });
  const changed = !equal(current, next);
  if (dryRun === 'client') {
    results.print(object, change.message(changed, current));
    return;
  }
  const body = createMergePatch(info.object, object);
  const call = { body, query: { fieldManager: ctx.flags.string('field-manager'), ...dryRunQuery(dryRun) }, headers: { 'content-type': 'application/merge-patch+json' } };
  const patched = asObject(yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name), call));
  results.print(patched, change.message(changed, current));
}

/** --list: as they would be with the changes, which are not written. */
export function* listMap(ctx: Invocation, resources: readonly string[], field: 'labels' | 'annotations', { set, remove }: Pick<MapChange, 'set' | 'remove'>): Fiber<number> {
  const { infos, errors, single } = yield* infosOf(ctx, queryOf(ctx, resources), ctx.flags.bool('local'));
  mustBeSingle(ctx, single);
  const several = infos.length > 1;
  for (const info of infos) {
    if (several) ctx.out(`Listing ${field} for ${info.resource.kind}.${info.resource.group}/${info.name}:\n`);
    const map = { ...asObject(asObject(info.object['metadata'] ?? {})[field] ?? {}), ...set };
    for (const key of Object.keys(map).filter((one) => !remove.includes(one)).sort()) ctx.out(`${several ? ' ' : ''}${key}=${String(map[key])}\n`);
  }
  throwAll(errors);
  return 0;
}
