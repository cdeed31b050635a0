// `deployment.apps/web created`, or the object itself where -o asks for it.
import type { JsonObject } from '../../base/json.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { type PrintOptions, type Printer, nameOf, printerOf } from '../printers/printer.ts';

const SUFFIX: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' };

export class ResultPrinter {
  private readonly ctx: Invocation;
  private readonly dryRun: DryRun;
  private made: { readonly printer: Printer | undefined } | undefined;

  constructor(ctx: Invocation, dryRun: DryRun = 'none') {
    this.ctx = ctx;
    this.dryRun = dryRun;
  }

  /** Made when there is something to print: only commands that print first (Command.printsFirst) complain of -o before. @throws CliError where -o makes no sense */
  private get printer(): Printer | undefined {
    return (this.made ??= { printer: printerOf(this.ctx) }).printer;
  }

  print(object: JsonObject, operation: string, options: PrintOptions = {}): void {
    this.ctx.out(this.printer ? this.printer.print(object, options) : `${nameOf(object)} ${operation}${SUFFIX[this.dryRun]}\n`);
  }
}

/** The query that makes a write a rehearsal on the server. */
export function dryRunQuery(dryRun: DryRun): Readonly<Record<string, string>> {
  return dryRun === 'server' ? { dryRun: 'All' } : {};
}
