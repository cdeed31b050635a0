// What the subcommands of rollout are asked about.
import type { Fiber } from '../../../sim/fiber.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { type Infos, infosOf, queryOf } from '../../resource/builder.ts';

export function* rolloutTargets(ctx: Invocation): Fiber<Infos> {
  if (ctx.args.length === 0 && ctx.flags.list('filename').length === 0 && !ctx.flags.string('kustomize')) throw new CliError('required resource not specified');
  return yield* infosOf(ctx, queryOf(ctx, ctx.args, { typeAlone: true }));
}
