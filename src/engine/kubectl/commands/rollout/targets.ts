// What the subcommands of rollout are asked about.
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import type { Query } from '../../resource/asked.ts';
import { queryOf } from '../../resource/builder.ts';

/** @throws CliError where nothing is named */
export function rolloutQuery(ctx: Invocation): Query {
  if (ctx.args.length === 0 && ctx.flags.list('filename').length === 0 && !ctx.flags.string('kustomize')) throw new CliError('required resource not specified');
  return queryOf(ctx, ctx.args, { typeAlone: true, typed: true });
}
