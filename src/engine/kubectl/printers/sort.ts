// --sort-by (kubectl/pkg/cmd/get/sorter.go).
import type { Json } from '../../base/json.ts';
import { compareQuantity, quantityError } from '../../kube/quantity.ts';
import { CliError } from '../cli/errors.ts';
import { JsonPath, relaxed } from '../jsonpath/evaluate.ts';
import { goType } from './go-value.ts';
import { goSort } from './go-sort.ts';

const BAD_PATH = "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'";

/** @throws CliError where the path is none */
export function sortField(spec: string): string {
  const path = relaxed(spec);
  if (path === undefined) throw new CliError(BAD_PATH);
  return path;
}

/** That values of such a kind have no order ends kubectl, in klog's words. */
export class Unsortable extends Error {
  override readonly name = 'Unsortable';
}

/** The order of the items by a field; `sorted` is how Go names what is sorted. @throws CliError where no item has it, Unsortable */
export function sortBy<T>(items: readonly T[], spec: string, objectOf: (item: T) => Json, sorted: string): readonly T[] {
  const field = sortField(spec);
  const path = parsed(field);
  const keyed = items.map((item) => ({ item, key: valueOf(path, objectOf(item)) }));
  if (items.length > 0 && keyed.every((k) => k.key === undefined)) throw new CliError(`couldn't find any field with path ${JSON.stringify(field)} in the list of objects`);
  const fault = (text: string): Unsortable => new Unsortable(`Field ${field} in ${sorted} is an unsortable type: interface, err: ${text}`);
  // Of two that both lack the field either counts as the smaller.
  return goSort(keyed, (a, b) => less(a.key, b.key, fault)).map((k) => k.item);
}

function parsed(field: string): JsonPath {
  try {
    return new JsonPath(field, true);
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}

function valueOf(path: JsonPath, object: Json): Json | undefined {
  try {
    return path.find(object)[0]?.[0];
  } catch {
    return undefined;
  }
}

/** Missing values first, then those that are null; quantities by size, other texts in natural order (isLess). */
function less(a: Json | undefined, b: Json | undefined, fault: (text: string) => Unsortable): boolean {
  if (a === undefined) return true;
  if (b === undefined) return false;
  if (a === null) return b !== null;
  if (b === null) return false;
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) === Number.isInteger(b)) return a < b;
  if (typeof a !== 'number' && typeof a !== 'string') throw fault(`unsortable type: ${goType(a)}`);
  if (typeof a !== 'string' || typeof b !== 'string') throw fault(`unsortable interface: interface`);
  if (quantityError(a) === undefined && quantityError(b) === undefined) return compareQuantity(a, b) < 0;
  return naturalLess(a, b);
}

/** fvbommel/sortorder: runs of digits compare as numbers. */
function naturalLess(a: string, b: string): boolean {
  const [as, bs] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < Math.min(as.length, bs.length); i++) {
    const [x, y] = [as[i] as string, bs[i] as string];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const difference = Number(x) - Number(y);
      if (difference !== 0) return difference < 0;
      return x.length < y.length;
    }
    return x < y;
  }
  return as.length < bs.length;
}
