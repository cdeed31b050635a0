// --sort-by (kubectl/pkg/cmd/get/sorter.go).
import type { Json } from '../../base/json.ts';
import { byteOrder } from '../../kube/go-format.ts';
import { compareQuantity, quantityError } from '../../kube/quantity.ts';
import { CliError } from '../cli/errors.ts';
import { BAD_PATH, JsonPath, relaxed } from '../jsonpath/evaluate.ts';
import { goType } from './go-value.ts';
import { goSort } from './go-sort.ts';

/** @throws CliError where the path is none */
export function sortField(spec: string): string {
  const path = relaxed(spec);
  if (path === undefined) throw new CliError(BAD_PATH);
  return path;
}

/** That values of such a kind have no order ends kubectl, in klog's words. */
export class Unsortable extends Error {
  override readonly name = 'Unsortable';
  /** The line of kubectl's source that says so. */
  readonly where: string;

  constructor(message: string, where: string) {
    super(message);
    this.where = where;
  }
}

/** The order of the items by a field; `sorted` is how Go names what is sorted. @throws CliError where no item has it, Unsortable */
export function sortBy<T>(items: readonly T[], spec: string, objectOf: (item: T) => Json, sorted: string): readonly T[] {
  const field = sortField(spec);
  const path = parsed(field);
  const keyed = items.map((item) => ({ item, key: valueOf(path, objectOf(item)) }));
  if (items.length > 0 && keyed.every((k) => k.key === undefined)) throw new CliError(`couldn't find any field with path ${JSON.stringify(field)} in the list of objects`);
  const fault = (text: string): Unsortable => new Unsortable(`Field ${field} in ${sorted} is an unsortable type: interface, err: ${text}`, sorted.startsWith('*') ? 'sorter.go:329' : 'sorter.go:375');
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

/** Missing values first, then those that are null; quantities by size, other texts by their bytes (isLess). */
function less(a: Json | undefined, b: Json | undefined, fault: (text: string) => Unsortable): boolean {
  if (a === undefined) return true;
  if (b === undefined) return false;
  if (a === null) return b !== null;
  if (b === null) return false;
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) === Number.isInteger(b)) return a < b;
  if (typeof a !== 'number' && typeof a !== 'string') throw fault(`unsortable type: ${goType(a)}`);
  if (typeof a !== 'string' || typeof b !== 'string') throw fault(`unsortable interface: interface`);
  if (quantityError(a) === undefined && quantityError(b) === undefined) return compareQuantity(a, b) < 0;
  return byteOrder(a, b) < 0;
}
