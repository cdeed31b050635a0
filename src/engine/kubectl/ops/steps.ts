// What commands look at, one thing after the other, before they do anything: each is wrong in its own words (the Complete functions of kubectl/pkg/cmd).
import type { Step } from '../cli/command.ts';
import type { Invocation } from '../cli/invocation.ts';
import { printerOf } from '../printers/printer.ts';
import { fieldValidation } from './validation.ts';

/** @throws ConfigError, CliError */
export function take(ctx: Invocation, step: Step): void {
  switch (step) {
    case 'namespace':
      return void ctx.namespace;
    case 'client':
      return void ctx.cluster;
    case 'dry-run':
      return void ctx.dryRun();
    case 'printer':
      return void printerOf(ctx);
    case 'validation':
      return void fieldValidation(ctx);
  }
}
