// `get -w`: what is there, then every change as it comes (kubectl/pkg/cmd/get/get.go, watch).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { ApiError, type Status } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { readTable, TablePrinter } from '../printers/table.ts';
import { Watcher } from '../rest/watcher.ts';
import { type Target, asObject, listRaw, pathTo, queryOf, targetsOf } from '../resource/builder.ts';
import { isHuman, objectsPrinter, tableOptions } from './get-output.ts';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json' };

/** Prints one object or Table; `event` is ADDED … */
type Show = (value: Json, event: string) => void;

export function* watchObjects(ctx: Invocation): Fiber<number> {
  const { flags } = ctx;
  if ((ctx.args[0] ?? '').includes(',')) throw new CliError('you may only specify a single resource type');
  const found = yield* targetsOf(ctx, queryOf(ctx, ctx.args, { typeAlone: true }));
  const [target] = found.targets;
  if (found.errors.length) throw found.errors[0];
  if (!target || found.targets.length > 1) throw new CliError('watch is only supported on individual resources and resource collections - more than 1 resource was found');
  const human = isHuman(ctx);
  const show = human ? tableShow(ctx, target) : objectShow(ctx);
  const headers = human ? TABLE : {};
  const state = yield* initial(ctx, target, headers);
  if (!state) return 0;
  if (!flags.bool('watch-only')) for (const value of state.values) show(value, 'ADDED');
  return yield* follow(ctx, target, state.resourceVersion, headers, show);
}

function* initial(ctx: Invocation, target: Target, headers: Readonly<Record<string, string>>): Fiber<{ readonly values: readonly Json[]; readonly resourceVersion: string } | undefined> {
  try {
    if (target.type !== 'list') {
      const value = asObject(yield* ctx.rest().get(pathTo(target.resource, target.namespace, target.name), {}, headers));
      return { values: [value], resourceVersion: versionOf(value) };
    }
    const list = asObject(yield* listRaw(ctx, target, headers));
    const items = Array.isArray(list['items']) ? (list['items'] as readonly Json[]) : [list];
    return { values: items, resourceVersion: versionOf(list) };
  } catch (error) {
    if (ctx.flags.bool('ignore-not-found') && error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

function versionOf(value: JsonObject): string {
  return isObject(value['metadata']) ? String(value['metadata']['resourceVersion'] ?? '') : '';
}

function* follow(ctx: Invocation, target: Target, resourceVersion: string, headers: Readonly<Record<string, string>>, show: Show): Fiber<number> {
  const query = {
    resourceVersion,
    ...(target.type === 'list' ? { ...(target.labelSelector ? { labelSelector: target.labelSelector } : {}), ...(target.fieldSelector ? { fieldSelector: target.fieldSelector } : {}) } : { fieldSelector: `metadata.name=${target.name}` }),
  };
  const watcher = new Watcher(yield* ctx.rest().watch(pathTo(target.resource, target.namespace), query, headers));
  try {
    for (;;) {
      const event = yield* watcher.next();
      if (event === 'ended' || event === 'timeout') return 0;
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'ERROR') throw ApiError.of(event.object as unknown as Status);
      show(event.object, event.type);
    }
  } finally {
    watcher.close();
  }
}

function tableShow(ctx: Invocation, target: Target): Show {
  const printer = new TablePrinter(tableOptions(ctx, target.resource, false));
  const events = ctx.flags.bool('output-watch-events');
  return (value, event) => {
    const table = readTable(value);
    if (!table) return;
    printer.add(table, events ? event : undefined);
    ctx.out(printer.flush());
  };
}

function objectShow(ctx: Invocation): Show {
  const printer = objectsPrinter(ctx);
  const events = ctx.flags.bool('output-watch-events') && ctx.flags.string('output') !== 'name';
  let columns = false;
  return (value, event) => {
    const object = asObject(value);
    const text = printer.one(events ? { object, type: event } : object);
    // Custom columns have their header once.
    ctx.out(columns && ctx.flags.string('output').startsWith('custom-columns') && !ctx.flags.bool('no-headers') ? text.slice(text.indexOf('\n') + 1) : text);
    columns = true;
  };
}
