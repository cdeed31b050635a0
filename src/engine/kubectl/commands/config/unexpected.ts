// What the subcommands of kubectl config do with too many arguments or too few: their help, then the complaint.
import { CliError } from '../../cli/errors.ts';
import { helpOf } from '../../cli/help.ts';
import type { Invocation } from '../../cli/invocation.ts';

export function unexpected(ctx: Invocation, how = 'Unexpected'): CliError {
  ctx.out(helpOf(ctx.command, ctx.path));
  return new CliError(`${how} args: [${ctx.args.join(' ')}]`);
}
