// The loose comparison of two traces: kinds, creations and deletions, changed fields, order, events (the score of the reference's own checker).
export interface Row {
  readonly t: number;
  readonly v?: 'A' | 'M' | 'D';
  readonly k?: string;
  readonly n?: string;
  readonly d?: unknown;
  readonly o?: unknown;
  readonly by?: string;
  readonly step?: string;
  readonly code?: number;
}

export interface EventRow {
  readonly type: string;
  readonly reason: string;
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  readonly source: string;
  readonly count: number;
  readonly t: number;
}

export interface TraceRecord {
  readonly trace: readonly Row[];
  readonly events: readonly EventRow[];
}

export interface Comparison {
  readonly score: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

const anon = (text: string): string => text.replace(/\{(x|h|cr|cron)\d+\}/g, '{$1}');
const signature = (row: Row): string => `${row.v} ${row.k} ${anon(row.n ?? '')}`;
const NOISE = /(creationTimestamp|lastTransitionTime|lastUpdateTime|lastProbeTime|lastHeartbeatTime|startTime|completionTime|time)=|uid|containerStatuses|podIP|hostIP|annotations\.|observedGeneration/i;

function leaves(node: unknown, path = '', found: string[] = []): string[] {
  if (typeof node !== 'object' || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    const at = path ? `${path}.${key}` : key;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) leaves(value, at, found);
    else if (value === null || typeof value !== 'object') found.push(`${at}=${anon(String(value))}`);
    else if (at.endsWith('conditions')) found.push(`${at}=${value.map((c: { type: string; status: string; reason?: string }) => `${c.type}:${c.status}:${c.reason ?? ''}`).sort().join(',')}`);
    else found.push(at);
  }
  return found;
}

function bag(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function f1(a: readonly string[], b: readonly string[]): number {
  const other = bag(b);
  let common = 0;
  for (const [item, count] of bag(a)) common += Math.min(count, other.get(item) ?? 0);
  return a.length + b.length === 0 ? 1 : (2 * common) / (a.length + b.length);
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const item of a) {
    const next = [0];
    for (let j = 1; j <= b.length; j++) next[j] = item === b[j - 1] ? (row[j - 1] as number) + 1 : Math.max(row[j] as number, next[j - 1] as number);
    row = next;
  }
  return row[b.length] as number;
}

function minus(a: readonly string[], b: readonly string[]): string[] {
  const left = bag(b);
  return a.filter((item) => {
    const count = left.get(item) ?? 0;
    if (count > 0) left.set(item, count - 1);
    return count === 0;
  });
}

const changesOf = (rows: readonly Row[]): string[] => [
  ...new Set(rows.filter((row) => row.v === 'M').flatMap((row) => leaves(row.d).filter((leaf) => !NOISE.test(leaf)).map((leaf) => `${row.k} ${leaf}`))),
];

function orderOf(rows: readonly Row[]): string[] {
  const order: string[] = [];
  for (const row of rows) {
    const item = `${row.v}${row.k}`;
    if (row.v !== 'M' && order.at(-1) !== item) order.push(item);
  }
  return order;
}

const eventsOf = (record: TraceRecord): string[] => [...new Set(record.events.map((e) => [e.type, e.reason, e.kind, anon(e.name), anon(e.message), e.source].join('|')))];

export function compareTraces(expected: TraceRecord, actual: TraceRecord): Comparison {
  const rows = (record: TraceRecord): readonly Row[] => record.trace.filter((row) => row.v);
  const [e, a] = [rows(expected), rows(actual)];
  const comings = (list: readonly Row[]): string[] => list.filter((row) => row.v !== 'M').map(signature);
  const kindsOf = (list: readonly Row[]): string[] => [...new Set(list.map((row) => `${row.v}${row.k}`))];
  const [orderE, orderA] = [orderOf(e), orderOf(a)];
  const parts = {
    kinds: f1(kindsOf(e), kindsOf(a)),
    created: f1(comings(e), comings(a)),
    changes: f1(changesOf(e), changesOf(a)),
    order: orderE.length + orderA.length ? (2 * longestCommon(orderE, orderA)) / (orderE.length + orderA.length) : 1,
    events: f1(eventsOf(expected), eventsOf(actual)),
  };
  const difference = (x: TraceRecord, y: TraceRecord, p: readonly Row[], q: readonly Row[]): string[] => [
    ...minus(comings(p), comings(q)),
    ...minus(changesOf(p), changesOf(q)).map((item) => `M ${item}`),
    ...minus(eventsOf(x), eventsOf(y)).map((item) => `event ${item}`),
  ];
  return {
    score: 0.1 * parts.kinds + 0.3 * parts.created + 0.2 * parts.changes + 0.15 * parts.order + 0.25 * parts.events,
    parts,
    missing: difference(expected, actual, e, a),
    surplus: difference(actual, expected, a, e),
  };
}
