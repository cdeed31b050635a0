// Tables of the server as lines of text (cli-runtime/pkg/printers/tableprinter.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { formatLabels } from '../../kube/labels.ts';
import { goValue } from '../../kube/go-format.ts';
import { Tabwriter } from './tabwriter.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly Json[];
  readonly object: JsonObject;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  /** `pod`, `deployment.apps`: put before each name; '' for none. */
  readonly kind: string;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

/** A Table as the server sent it, or undefined where it sent something else. */
export function readTable(value: Json): Table | undefined {
  if (!isObject(value) || value['kind'] !== 'Table') return undefined;
  const definitions = Array.isArray(value['columnDefinitions']) ? (value['columnDefinitions'] as readonly JsonObject[]) : [];
  const rows = Array.isArray(value['rows']) ? (value['rows'] as readonly JsonObject[]) : [];
  return {
    columns: definitions.map((c) => ({ name: String(c['name'] ?? ''), type: String(c['type'] ?? ''), format: String(c['format'] ?? ''), priority: Number(c['priority'] ?? 0) })),
    rows: rows.map((r) => ({ cells: (r['cells'] ?? []) as readonly Json[], object: isObject(r['object']) ? r['object'] : {} })),
  };
}

/** Prints tables one after the other; headers only where columns change. */
export class TablePrinter {
  private readonly writer: Tabwriter;
  private readonly options: TableOptions;
  private lastColumns: readonly TableColumn[] | undefined;
  private printedHeaders = false;

  constructor(options: TableOptions, writer = new Tabwriter()) {
    this.options = options;
    this.writer = writer;
  }

  /** `event` is the first cell of each row of a watch that shows events. */
  add(table: Table, event?: string): void {
    const columns = table.columns.length ? table.columns : (this.lastColumns ?? []);
    const same = this.lastColumns !== undefined && sameColumns(columns, this.lastColumns);
    if (!same) this.printedHeaders = false;
    const headers = !this.options.noHeaders && !this.printedHeaders && table.rows.length > 0;
    this.lastColumns = columns;
    if (table.rows.length > 0) this.printedHeaders = true;
    const shown = columns.map((column, i) => ({ column, i })).filter(({ column }) => this.options.wide || column.priority === 0);
    const before = [...(event === undefined ? [] : ['EVENT']), ...(this.options.withNamespace ? ['NAMESPACE'] : [])];
    const after = [...this.options.labelColumns.map((l) => (l.split('/').at(-1) ?? '').toUpperCase()), ...(this.options.showLabels ? ['LABELS'] : [])];
    if (headers) this.writer.line([...before, ...shown.map(({ column }) => column.name.toUpperCase()), ...after]);
    const nameAt = columns.findIndex((c) => c.format === 'name' && c.type === 'string');
    for (const row of table.rows) this.writer.line(this.cells(row, shown.map(({ i }) => i), nameAt, event));
  }

  flush(): string {
    return this.writer.flush();
  }

  private cells(row: TableRow, shown: readonly number[], nameAt: number, event: string | undefined): string[] {
    const metadata = isObject(row.object['metadata']) ? row.object['metadata'] : {};
    const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
    const { kind, withNamespace, labelColumns, showLabels } = this.options;
    return [
      ...(event === undefined ? [] : [event]),
      ...(withNamespace ? [String(metadata['namespace'] ?? '')] : []),
      ...shown.map((i) => `${i === nameAt && kind ? `${kind}/` : ''}${cellText(row.cells[i])}`),
      ...labelColumns.map((l) => String(labels[l] ?? '')),
      ...(showLabels ? [formatLabels(labels as Readonly<Record<string, string>>)] : []),
    ];
  }
}

function sameColumns(a: readonly TableColumn[], b: readonly TableColumn[]): boolean {
  return a.length === b.length && a.every((c, i) => c.name === b[i]?.name && c.type === b[i]?.type && c.priority === b[i]?.priority);
}

/** Cut at the first line break; control characters escaped. */
function cellText(cell: Json | undefined): string {
  if (cell === null || cell === undefined) return '';
  const text = goValue(cell);
  const end = text.search(/[\f\n\r]/);
  const line = end < 0 ? text : `${text.slice(0, end)}...`;
  return line.replace(/\u001B/g, '^[').replace(/\t/g, ' ');
}
