// One object as `kubectl describe` shows it, for who has the API at hand and no terminal.
import type { JsonObject } from '../../base/json.ts';
import type { ApiClient } from '../../client/api.ts';
import { type KindInfo, pathOf } from '../../kube/kind.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { Rest } from '../rest/rest.ts';
import { eventsAbout, writeEvents } from './describer.ts';
import { describerOf } from './table.ts';
import { DescriptionWriter } from './writer.ts';

export interface DescribeOptions {
  readonly client: ApiClient;
  readonly nowMs: number;
}

/** @throws ApiError where the object cannot be read */
export function* describeObject(kind: KindInfo, namespace: string, name: string, { client, nowMs }: DescribeOptions): Fiber<string> {
  const rest = new Rest({ client, server: '', headers: {}, timeoutMs: 0, warn: () => undefined, trace: { before: () => undefined, after: () => undefined } });
  const object = (yield* rest.get(pathOf(kind, namespace, name))) as JsonObject;
  const describer = describerOf(kind.kind, kind.group);
  const context = { ctx: { rest: () => rest, nowMs }, showEvents: true };
  const w = new DescriptionWriter();
  yield* describer.describe(w, object, context);
  const { uid = '' } = object['metadata'] as { readonly uid?: string };
  if (!describer.noEvents) writeEvents(w, yield* eventsAbout(context, { kind: kind.kind, namespace, name, uid }), nowMs);
  return w.toString();
}
