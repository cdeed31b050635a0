// `cpu=1,memory=1G` on a command line (kubectl/pkg/generate/versioned: populateResourceListV1).
import type { JsonObject } from '../../base/json.ts';
import { canonicalQuantity, quantityError } from '../../kube/quantity.ts';
import { CliError } from '../cli/errors.ts';

/** @throws CliError */
export function resourceList(text: string): JsonObject {
  const list: Record<string, string> = {};
  for (const part of text === '' ? [] : text.split(',')) {
    const words = part.split('=');
    if (words.length !== 2) throw new CliError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    const [name, value] = words as [string, string];
    const fault = quantityError(value);
    if (fault) throw new CliError(fault);
    list[name] = canonicalQuantity(value) ?? value;
  }
  return list;
}
