// Nodes marked as unschedulable or schedulable, for cordon, uncordon and drain (kubectl/pkg/drain/cordon.go).
import type { Fiber } from '../../sim/fiber.ts';
import { throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { type Info, asObject, infosOf, pathTo } from '../resource/builder.ts';
import { objectAt } from './pods.ts';
import { dryRunQuery } from './result.ts';

/** @throws UsageError where no node is named */
export function* nodesOf(ctx: Invocation, verb: string): Fiber<readonly Info[]> {
  const selector = ctx.flags.string('selector');
  if (ctx.args.length === 0 && !ctx.flags.changed('selector')) throw ctx.usage(`USAGE: ${verb} NODE [flags]`);
  if (ctx.args.length > 0 && selector) throw ctx.usage('cannot specify both a node name and a --selector option');
  ctx.dryRun();
  void ctx.cluster;
  const query = selector ? { args: ['nodes'], labelSelector: selector } : { args: ctx.args, defaultType: 'nodes', singleType: true };
  const { infos, errors } = yield* infosOf(ctx, { ...query, typed: true, stopsAtFirst: true });
  throwAll(errors);
  return infos;
}

export function* cordonNodes(ctx: Invocation, infos: readonly Info[], desired: boolean): Fiber<number> {
  const dryRun = ctx.dryRun();
  const suffix = { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
  const word = desired ? 'cordoned' : 'uncordoned';
  for (const info of infos) {
    const now = objectAt(info.object, 'spec')['unschedulable'] === true;
    if (now === desired) {
      ctx.out(`node/${info.name} already ${word}${suffix}\n`);
      continue;
    }
    if (dryRun !== 'client') {
      const body = { spec: { unschedulable: desired ? true : null } };
      asObject(yield* ctx.rest().json('PATCH', pathTo(info.resource, '', info.name), { body, query: dryRunQuery(dryRun), headers: { 'content-type': 'application/strategic-merge-patch+json' } }));
    }
    ctx.out(`node/${info.name} ${word}${suffix}\n`);
  }
  return 0;
}
