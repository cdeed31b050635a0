// -o custom-columns=NAME:.metadata.name (kubectl/pkg/cmd/get/customcolumn.go).
import type { Json } from '../../base/json.ts';
import { CliError } from '../cli/errors.ts';
import { BAD_PATH, JsonPath, relaxed } from '../jsonpath/evaluate.ts';
import { JsonPathError } from '../jsonpath/parse.ts';
import { goValue } from '../../kube/go-format.ts';

export interface CustomColumns {
  readonly headers: readonly string[];
  row(object: Json): readonly string[];
}

/** @throws CliError */
export function customColumns(spec: string): CustomColumns {
  if (spec === '') throw new CliError('custom-columns format specified but no custom columns given');
  const columns = spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw new CliError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return [part.slice(0, colon), part.slice(colon + 1)] as const;
  });
  return columnsOf(columns);
}

/** A file of two lines: headers, and under them the paths. @throws CliError */
export function customColumnsFile(text: string): CustomColumns {
  const [headers = '', paths = ''] = text.split('\n');
  const names = headers.trim().split(/\s+/).filter(Boolean);
  const specs = paths.trim().split(/\s+/).filter(Boolean);
  if (names.length !== specs.length) throw new CliError(`number of headers (${names.length}) and field specifications (${specs.length}) don't match`);
  return columnsOf(names.map((name, i) => [name, specs[i] as string]));
}

function columnsOf(columns: readonly (readonly [string, string])[]): CustomColumns {
  const specs = columns.map(([, spec]) => {
    const path = relaxed(spec);
    if (path === undefined) throw new CliError(BAD_PATH);
    return path;
  });
  let paths: readonly JsonPath[] | undefined;
  return {
    headers: columns.map(([header]) => header),
    // The paths are read once there is something to print: the headers stand above their faults.
    row: (object) => (paths ??= specs.map(pathOf)).map((path) => cell(path, object)),
  };
}

function pathOf(spec: string): JsonPath {
  try {
    return new JsonPath(spec, true);
  } catch (error) {
    throw error instanceof JsonPathError ? new CliError(error.message) : error;
  }
}

function cell(path: JsonPath, object: Json): string {
  let values: readonly Json[];
  try {
    values = path.find(object)[0] ?? [];
  } catch (error) {
    throw error instanceof JsonPathError ? new CliError(error.message) : error;
  }
  return values.length === 0 ? '<none>' : values.map((v) => goValue(v)).join(',');
}
