// Replays what a real scheduler of Kubernetes 1.36 decided (src/testing/reference/api/scheduler.json) against ours, on the virtual clock.
import { describe, expect, test } from 'vitest';
import recorded from '../../testing/reference/api/scheduler.json' with { type: 'json' };
import { createRig, type Rig } from '../../testing/rig.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { ApiResponse } from '../client/api.ts';

interface Step {
  readonly m?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly p?: string;
  readonly b?: Json;
  readonly h?: Readonly<Record<string, string>>;
  readonly pick?: readonly string[];
  readonly wait?: string;
  readonly where?: readonly (readonly [string, Json])[];
  readonly ms?: number;
  readonly events?: string;
  readonly reason?: string;
  readonly n?: number;
  readonly sleep?: number;
  readonly expect?: { readonly code?: number; readonly ok?: boolean; readonly body?: JsonObject; readonly events?: Json };
}
interface Case {
  readonly id: string;
  readonly steps: readonly Step[];
  readonly ignore?: readonly string[];
}

const NAMESPACE = 'r1';
const admin = { userAgent: 'scenario', actor: 'scenario', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

const filled = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('{ns}', NAMESPACE)) as T;

function at(object: Json | undefined, path: string): Json | undefined {
  let value = object;
  for (const part of path.split('.')) value = (value as JsonObject | undefined)?.[part];
  return value;
}

/** As the recording was normalised: no times, no identifiers. */
function normal(value: Json | undefined, ignore: readonly string[], path = ''): Json {
  if (Array.isArray(value)) return value.map((item: Json) => normal(item, ignore, path));
  if (typeof value === 'string') {
    const text = value.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>');
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? '<ts>' : text;
  }
  if (typeof value !== 'object' || value === null) return value ?? null;
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value as JsonObject)) {
    const inner = `${path}/${key}`;
    if (item !== undefined && !ignore.some((ignored) => inner === `/${ignored.replaceAll('.', '/')}`)) result[key] = normal(item, ignore, inner);
  }
  return result;
}

const call = ({ api }: Rig, method: NonNullable<Step['m']>, address: string, body?: Json, headers: Readonly<Record<string, string>> = {}): ApiResponse => {
  const [path = '', search = ''] = address.split('?');
  const query = Object.fromEntries(search === '' ? [] : search.split('&').map((pair) => pair.split('=') as [string, string]));
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return api.request({ method, path, query, headers: lower, ...(body === undefined ? {} : { body }) }, admin);
};
const bodyOf = ({ body }: ApiResponse): Json => (body.type === 'json' ? body.value : null);

function holds(rig: Rig, { wait = '', where = [] }: Step): boolean {
  const answer = call(rig, 'GET', wait);
  return answer.code === 200 && where.every(([path, wanted]) => (wanted === '*' ? (at(bodyOf(answer), path) ?? '') !== '' : at(bodyOf(answer), path) === wanted));
}

function eventsOf(rig: Rig, { events, reason }: Step): Json[] {
  const { items } = bodyOf(call(rig, 'GET', `/api/v1/namespaces/${NAMESPACE}/events`)) as unknown as { items: readonly { involvedObject: { kind: string; name: string }; type: string; reason: string; message: string; action?: string; reportingComponent?: string }[] };
  const seen = items.filter((event) => event.involvedObject.name === events && (!reason || new RegExp(reason).test(event.reason)));
  const rows = new Set(seen.map((event) => JSON.stringify([event.involvedObject.kind, event.involvedObject.name, event.type, event.reason, event.message, event.action ?? '', event.reportingComponent ?? ''])));
  return [...rows].sort().map((row) => normal(JSON.parse(row) as Json, []));
}

function run(rig: Rig, step: Step, ignore: readonly string[]): void {
  if (step.sleep !== undefined) rig.clock.runFor(step.sleep);
  else if (step.wait !== undefined) {
    for (let waited = 0; waited < (step.ms ?? 5000) && !holds(rig, step); waited += 20) rig.clock.runFor(20);
    expect(holds(rig, step)).toBe(step.expect?.ok ?? true);
  } else if (step.events !== undefined) {
    for (let waited = 0; waited < 4000 && eventsOf(rig, step).length < (step.n ?? 1); waited += 50) rig.clock.runFor(50);
    expect(eventsOf(rig, step)).toEqual(step.expect?.events);
  } else {
    const answer = call(rig, step.m as NonNullable<Step['m']>, step.p as string, step.b, step.h);
    expect([step.p, answer.code]).toEqual([step.p, step.expect?.code]);
    if (!step.pick) return;
    const picked: Record<string, Json> = {};
    for (const path of step.pick) picked[path] = at(bodyOf(answer), path) ?? null;
    expect(normal(picked, ignore)).toEqual(step.expect?.body);
  }
}

describe('as recorded', () => {
  for (const { id, steps, ignore = [] } of filled((recorded as unknown as { cases: readonly Case[] }).cases)) {
    test(id, () => {
      const rig = createRig({ pace: 'fast', freeze: false });
      call(rig, 'POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
      rig.clock.runFor(200);
      for (const step of steps) run(rig, step, ignore);
      rig.stop();
    });
  }
});
