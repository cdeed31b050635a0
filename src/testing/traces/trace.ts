// Turns everything that happened in one namespace into a compact, normalised trace, as the recordings of the real thing have it.
import type { EventRow, Row, TraceRecord } from './compare.ts';
import { type Tree, normalise } from './normalise.ts';

type Fields = { [key: string]: Tree };
export interface Seen {
  readonly t: number;
  readonly v: 'A' | 'M' | 'D';
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: Fields;
  readonly before: Fields | undefined;
}

export interface Marker {
  readonly t: number;
  readonly step: string;
  code?: number;
}

const metaOf = (object: Fields): Fields => (object['metadata'] ?? {}) as Fields;
const get = (node: Tree | undefined, ...path: string[]): Tree | undefined => path.reduce<Tree | undefined>((at, key) => (typeof at === 'object' && at !== null ? (at as Fields)[key] : undefined), node);

function manager(object: Fields, before: Fields | undefined): string | undefined {
  const entries = (fields: Fields | undefined): Fields[] => (get(fields, 'metadata', 'managedFields') ?? []) as Fields[];
  const key = (entry: Fields): string => `${String(entry['manager'])}/${String(entry['subresource'] ?? '')}${String(entry['operation'])}`;
  const old = new Map(entries(before).map((entry) => [key(entry), JSON.stringify(entry)]));
  const names = entries(object)
    .filter((entry) => old.get(key(entry)) !== JSON.stringify(entry))
    .map((entry) => String(entry['manager']) + (entry['subresource'] ? `/${String(entry['subresource'])}` : ''));
  return names.length ? names.sort().join('+') : undefined;
}

function mergeDiff(a: Fields, b: Fields): Fields {
  const difference: Fields = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [left, right] = [a[key], b[key]];
    if (right === undefined) difference[key] = null;
    else if (JSON.stringify(left) === JSON.stringify(right)) continue;
    else if (isFields(left) && isFields(right)) difference[key] = mergeDiff(left, right);
    else difference[key] = right;
  }
  return difference;
}

const isFields = (node: Tree | undefined): node is Fields => typeof node === 'object' && node !== null && !Array.isArray(node);

function clean(object: Fields): Fields {
  const { apiVersion: _, kind: __, metadata, ...rest } = object;
  const { managedFields: ___, resourceVersion: ____, ...meta } = metadata as Fields;
  return { ...rest, metadata: meta };
}

/** Random parts of names, each with the stand-in that its first appearance gives it. */
function standIns(seen: readonly Seen[]): readonly (readonly [string, string])[] {
  const found = new Map<string, string>();
  const counts = new Map<string, number>();
  const add = (text: string, base: string, prefix: string): void => {
    if (found.has(text)) return;
    const count = (counts.get(`${base}|${prefix}`) ?? 0) + 1;
    counts.set(`${base}|${prefix}`, count);
    found.set(text, `{${prefix}${count}}`);
  };
  for (const { object, kind, name } of seen) {
    const labels = (get(object, 'metadata', 'labels') ?? {}) as Record<string, string>;
    for (const [label, prefix] of [['pod-template-hash', 'h'], ['controller-revision-hash', 'cr']] as const) {
      const hash = labels[label];
      if (hash) add(hash.slice(hash.lastIndexOf('-') + 1), '', prefix);
    }
    if (kind === 'ControllerRevision') add(name.slice(name.lastIndexOf('-') + 1), '', 'cr');
    const base = metaOf(object)['generateName'];
    if (typeof base === 'string' && name.startsWith(base) && /^[a-z0-9]{5}$/.test(name.slice(base.length))) add(name.slice(base.length), base, 'x');
    if (kind === 'Job' && /-\d{8}$/.test(name)) add(name.slice(-8), '', 'cron');
  }
  return [...found].sort(([a], [b]) => b.length - a.length);
}

export interface TraceOptions {
  readonly namespace: string;
  readonly nowMs: number;
  readonly keepNodes: boolean;
  readonly extra: (seen: Seen) => boolean;
}

export function buildTrace(log: readonly Seen[], markers: readonly Marker[], { namespace, nowMs, keepNodes, extra }: TraceOptions): TraceRecord {
  const mine = log.filter((seen) => seen.namespace === namespace || (!seen.namespace && (seen.name.includes(namespace) || get(seen.object, 'spec', 'claimRef', 'namespace') === namespace)) || extra(seen));
  const stands = standIns(mine);
  const text = (raw: string): string => {
    let result = raw.replaceAll(namespace, '{ns}');
    for (const [from, to] of stands) result = result.replaceAll(from, to);
    result = result.replace(/\b10\.\d+\.\d+\.\d+\b/g, '<ip>').replace(/\b192\.168\.\d+\.\d+\b/g, '<ip>');
    result = result.replace(/-----BEGIN CERTIFICATE-----[^"]*?-----END CERTIFICATE-----(\\n)?/g, '<cert>').replace(/"[A-Za-z0-9+/=]{400,}"/g, '"<long>"');
    return keepNodes ? result : result.replace(/\bnode-\d\b/g, '<node>');
  };
  const normal = (value: Tree): Tree => normalise(JSON.parse(text(JSON.stringify(value))) as Tree, nowMs);
  const start = markers[0]?.t ?? 0;
  const trace: Row[] = [];
  const events = new Map<string, EventRow>();
  for (const entry of [...markers.map((marker) => ({ t: marker.t, marker, seen: undefined })), ...mine.map((seen) => ({ t: seen.t, marker: undefined, seen }))].sort((a, b) => a.t - b.t)) {
    if (entry.marker) trace.push({ t: entry.t - start, step: entry.marker.step, ...(entry.marker.code ? { code: entry.marker.code } : {}) });
    else if (entry.seen.kind === 'Event') {
      if (entry.seen.v !== 'D') noteEvent(events, entry.seen, text, normal, stands, start);
    } else {
      const row = rowOf(entry.seen, text, normal, start);
      if (row) trace.push(row);
    }
  }
  return { trace, events: fold([...events.values()]) };
}

function rowOf({ t, v, kind, name, object, before }: Seen, text: (raw: string) => string, normal: (value: Tree) => Tree, start: number): Row | undefined {
  const by = manager(object, before);
  const row = { t: t - start, v, k: kind, n: text(name), ...(by === undefined ? {} : { by }) };
  if (v === 'A') return { ...row, o: normal(clean(object)) };
  if (!before) return v === 'M' ? { ...row, d: normal(clean(object)) } : row;
  const difference = normal(mergeDiff(clean(before), clean(object))) as Fields;
  if (Object.keys(difference).length > 0) return { ...row, d: difference };
  return v === 'M' ? undefined : row;
}

function noteEvent(events: Map<string, EventRow>, { object, t, name }: Seen, text: (raw: string) => string, normal: (value: Tree) => Tree, stands: readonly (readonly [string, string])[], start: number): void {
  const str = (...path: string[]): string => String(get(object, ...path) ?? '');
  const message = str('message').replace(/("[a-z0-9.-]+-)[bcdfghjklmnpqrstvwxz2456789]{5}"/g, (all, prefix: string) => (stands.some(([from]) => from === all.slice(-6, -1)) ? all : `${prefix}{x0}"`));
  events.set(name, {
    type: str('type'), reason: str('reason'), kind: str('involvedObject', 'kind'), name: text(str('involvedObject', 'name')),
    message: String((normal({ m: message }) as Fields)['m']),
    source: str('source', 'component') || str('reportingComponent'),
    count: Number(get(object, 'series', 'count') ?? get(object, 'count') ?? 1),
    t: events.get(name)?.t ?? t - start,
  });
}

/** Events with the same identity become one; their counts are added. */
function fold(events: readonly EventRow[]): readonly EventRow[] {
  const folded = new Map<string, EventRow>();
  for (const event of events) {
    const key = JSON.stringify([event.type, event.reason, event.kind, event.name, event.message, event.source]);
    const other = folded.get(key);
    folded.set(key, other ? { ...other, count: other.count + event.count } : event);
  }
  return [...folded.values()].sort((a, b) => a.t - b.t);
}
