// --record: the command line in the annotation that `rollout history` shows (cli-runtime/pkg/genericclioptions/record_flags.go).
import type { JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Invocation } from '../cli/invocation.ts';
import { type Info, asObject, pathTo } from '../resource/builder.ts';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** The command line, its flags after its arguments, or undefined without --record. */
function changeCause(ctx: Invocation): string | undefined {
  if (!ctx.flags.has('record') || !ctx.flags.bool('record')) return undefined;
  return [ctx.path, ...ctx.args, ...ctx.flags.given().map(([name, value]) => `--${name}=${value}`)].join(' ');
}

export function withChangeCause(ctx: Invocation, object: JsonObject): JsonObject {
  const cause = changeCause(ctx);
  if (cause === undefined) return object;
  const metadata = asObject(object['metadata'] ?? {});
  return { ...object, metadata: { ...metadata, annotations: { ...asObject(metadata['annotations'] ?? {}), [CHANGE_CAUSE]: cause } } };
}

/** For commands whose own request cannot carry the annotation. */
export function* recordChangeCause(ctx: Invocation, info: Info): Fiber<void> {
  const cause = changeCause(ctx);
  if (cause === undefined) return;
  const body = { metadata: { annotations: { [CHANGE_CAUSE]: cause } } };
  yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name), { body, headers: { 'content-type': 'application/merge-patch+json' } });
}
