// What a small SQL server keeps: databases with tables of rows, as one file that outlives the server.
export type Value = string | number | null;

export interface Column {
  readonly name: string;
  /** As it was declared, in lower case: `int`, `varchar(20)`. */
  readonly type: string;
  readonly notNull: boolean;
  readonly primary: boolean;
  readonly counts: boolean;
  readonly otherwise?: Value;
}

export interface Table {
  readonly columns: Column[];
  rows: Value[][];
  next: number;
}

export interface Database {
  readonly tables: Map<string, Table>;
}

export interface Kept {
  readonly databases: Map<string, Database>;
}

export const newDatabase = (): Database => ({ tables: new Map() });

export function toText(kept: Kept): string {
  return `${JSON.stringify(Object.fromEntries([...kept.databases].map(([name, { tables }]) => [name, Object.fromEntries(tables)])))}\n`;
}

export function fromText(text: string): Kept {
  const read = JSON.parse(text) as Record<string, Record<string, Table>>;
  return { databases: new Map(Object.entries(read).map(([name, tables]) => [name, { tables: new Map(Object.entries(tables)) }])) };
}

export const isNumeric = (type: string): boolean => /^(?:tiny|small|medium|big)?int|^integer|^serial|^bigserial|^decimal|^numeric|^float|^double|^real/.test(type);
