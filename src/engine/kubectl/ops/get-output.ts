// How `get` prints: tables for people, one object or a List for -o, custom columns (kubectl/pkg/cmd/get).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { humanDuration } from '../../kube/duration.ts';
import { CliError } from '../cli/errors.ts';
import { outputFormats } from '../cli/common-flags.ts';
import type { Invocation } from '../cli/invocation.ts';
import { customColumns, customColumnsFile, type CustomColumns } from '../printers/custom-columns.ts';
import { noPrinter, outputOf, printerOf } from '../printers/printer.ts';
import { type Table, type TableOptions, TablePrinter, readTable } from '../printers/table.ts';
import { Tabwriter, align } from '../printers/tabwriter.ts';
import type { ApiResource } from '../rest/discovery.ts';
import { textAt } from './pods.ts';
import type { Target } from '../resource/builder.ts';

export function isHuman(ctx: Invocation): boolean {
  const output = outputOf(ctx);
  return output === '' || output === 'wide';
}

export const kindPrefix = (resource: ApiResource): string => `${resource.kind.toLowerCase()}${resource.group ? `.${resource.group}` : ''}`;

export function tableOptions(ctx: Invocation, resource: ApiResource, withKind: boolean): TableOptions {
  const { flags } = ctx;
  return {
    wide: flags.string('output') === 'wide',
    noHeaders: flags.bool('no-headers'),
    withNamespace: flags.has('all-namespaces') && flags.bool('all-namespaces') && resource.namespaced,
    kind: withKind || flags.bool('show-kind') ? kindPrefix(resource) : '',
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
  };
}

/** The tables of several answers; kinds are divided by an empty line. */
export function humanTables(ctx: Invocation, answers: readonly { readonly target: Target; readonly value: Json }[]): string {
  const kinds = new Set(answers.map(({ target }) => `${target.resource.plural}.${target.resource.version}.${target.resource.group}`));
  let text = '';
  let last: ApiResource | undefined;
  let printer: TablePrinter | undefined;
  const finish = (): void => {
    const part = printer?.flush() ?? '';
    text += text !== '' && part !== '' && !ctx.flags.bool('no-headers') ? `\n${part}` : part;
  };
  for (const { target, value } of answers) {
    if (!printer || target.resource !== last) {
      finish();
      printer = new TablePrinter(tableOptions(ctx, target.resource, kinds.size > 1), new Tabwriter());
      last = target.resource;
    }
    printer.add(readTable(value) ?? plainTable(value, ctx.nowMs));
  }
  finish();
  return text;
}

/** What kubectl itself knows to say of objects that the server gave as they are. */
function plainTable(value: Json, nowMs: number): Table {
  const given = isObject(value) ? value : {};
  const objects = Array.isArray(given['items']) ? given['items'].filter(isObject) : [given];
  const column = (name: string, format: string): Table['columns'][number] => ({ name, type: 'string', format, priority: 0 });
  const age = (object: JsonObject): string => {
    const created = parseRfc3339(textAt(object, 'metadata', 'creationTimestamp'));
    return created === undefined ? '<unknown>' : humanDuration(nowMs - created);
  };
  return { columns: [column('Name', 'name'), column('Age', '')], rows: objects.map((object) => ({ cells: [textAt(object, 'metadata', 'name'), age(object)], object })) };
}

export interface ObjectsPrinter {
  one(object: JsonObject): string;
  list(objects: readonly JsonObject[]): string;
}

/** @throws CliError where -o makes no sense */
export function objectsPrinter(ctx: Invocation): ObjectsPrinter {
  const output = outputOf(ctx);
  const columns = columnsOf(ctx, output);
  if (columns) return columnsPrinter(ctx, columns);
  const allowed = [...outputFormats, 'custom-columns', 'custom-columns-file', 'wide'];
  const printer = printerOf(ctx, allowed);
  if (!printer) throw noPrinter(output, allowed);
  return {
    one: (object) => printer.print(object),
    list: (objects) => (output === 'name' ? objects.map((o) => printer.print(o)).join('') : printer.print({ apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } })),
  };
}

function columnsOf(ctx: Invocation, output: string): CustomColumns | undefined {
  const m = /^custom-columns(-file)?(?:=(.*))?$/s.exec(output);
  if (!m) return undefined;
  const spec = m[2] ?? ctx.flags.string('template');
  if (!m[1] || spec === '') return customColumns(spec);
  let text: string;
  try {
    text = ctx.readFile(spec);
  } catch (error) {
    throw new CliError(`error reading template ${spec}, ${(error as Error).message}`);
  }
  return customColumnsFile(text);
}

function columnsPrinter(ctx: Invocation, columns: CustomColumns): ObjectsPrinter {
  const print = (objects: readonly JsonObject[]): string => {
    const lines: (readonly string[])[] = ctx.flags.bool('no-headers') ? [] : [columns.headers];
    try {
      for (const object of objects) lines.push(columns.row(object));
    } catch (error) {
      ctx.out(align(lines));
      throw error;
    }
    return align(lines);
  };
  return { one: (object) => print([object]), list: print };
}
