// --validate: the server's field validation (kubectl/pkg/cmd/util/helpers.go).
import { type JsonObject } from '../../base/json.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** @throws CliError for a word that is none */
export function fieldValidation(ctx: Invocation): FieldValidation {
  const value = ctx.flags.string('validate');
  switch (value.toLowerCase()) {
    case 'strict':
    case 'true':
    case '':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'ignore':
    case 'false':
      return 'Ignore';
    default:
      throw new CliError(`invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`);
  }
}

/** What the client's schema says of an object without a kind, or undefined. */
export function schemaFault(object: JsonObject, source: string): CliError | undefined {
  const missing = ['apiVersion', 'kind'].filter((field) => typeof object[field] !== 'string' || object[field] === '');
  if (missing.length === 0) return undefined;
  const faults = missing.map((field) => `${field} not set`);
  return new CliError(`error validating ${JSON.stringify(source)}: error validating data: ${faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`}; if you choose to ignore these errors, turn validation off with --validate=false`);
}
