// What `wait --for` can wait for (kubectl/pkg/cmd/wait/wait.go, condition.go, json.go).
import type { Json, JsonObject } from '../../base/json.ts';
import { CliError } from '../cli/errors.ts';
import { BAD_PATH, JsonPath, relaxed } from '../jsonpath/evaluate.ts';
import { JsonPathError } from '../jsonpath/parse.ts';
import { goValue } from '../../kube/go-format.ts';
import { listAt, objectAt } from './pods.ts';

export type Condition = { readonly type: 'create' | 'delete' } | { readonly type: 'test'; readonly met: (object: JsonObject) => boolean };

/** @throws CliError for what kubectl does not know */
export function parseCondition(text: string): Condition {
  const lower = text.toLowerCase();
  if (lower === 'create' || lower === 'delete') return { type: lower };
  if (text.startsWith('condition=')) {
    const rest = text.slice('condition='.length);
    const equals = rest.indexOf('=');
    const [name, value] = equals < 0 ? [rest, 'true'] : [rest.slice(0, equals), rest.slice(equals + 1)];
    return { type: 'test', met: (object) => hasCondition(object, name, value) };
  }
  if (text.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length));
  throw new CliError(`unrecognized condition: ${JSON.stringify(text)}`);
}

/** A condition of an older generation of the object does not count. */
function hasCondition(object: JsonObject, name: string, value: string): boolean {
  const generation = Number(objectAt(object, 'metadata')['generation'] ?? 0);
  const found = listAt(object, 'status', 'conditions').find((c) => String(c['type']).toLowerCase() === name.toLowerCase());
  if (!found) return false;
  const observed = found['observedGeneration'] ?? objectAt(object, 'status')['observedGeneration'];
  if (observed !== undefined && Number(observed) < generation) return false;
  return String(found['status']).toLowerCase() === value.toLowerCase();
}

const FORMAT = "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";
const NO_VALUE = "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3";

function jsonPathCondition(text: string): Condition {
  // `==` belongs to a filter; a single one divides the path from the value.
  const [expression = '', value, ...more] = text.replaceAll('==', '\0').split('=').map((part) => part.replaceAll('\0', '=='));
  if (more.length > 0) throw new CliError(FORMAT);
  const path = relaxed(expression);
  if (path === undefined) throw new CliError(BAD_PATH);
  const wanted = value?.replace(/^['"]+|['"]+$/g, '');
  if (wanted === '') throw new CliError(NO_VALUE);
  if (path === '') throw new CliError('jsonpath expression cannot be empty');
  const parsed = parsePath(path);
  return {
    type: 'test',
    met(object) {
      const values = valuesOf(parsed, object);
      if (values.length === 0) return false;
      if (wanted === undefined) return true;
      if (values.length > 1) throw new CliError('given jsonpath expression matches more than one value');
      const [found] = values;
      if (typeof found === 'object' && found !== null) throw new CliError('jsonpath leads to a nested object or list which is not supported');
      return goValue(found) === wanted;
    },
  };
}

function parsePath(path: string): JsonPath {
  try {
    return new JsonPath(path, true);
  } catch (error) {
    throw error instanceof JsonPathError ? new CliError(error.message) : error;
  }
}

/** A path that leads nowhere yet gives nothing. */
function valuesOf(path: JsonPath, object: JsonObject): readonly Json[] {
  try {
    return path.find(object)[0] ?? [];
  } catch (error) {
    throw error instanceof JsonPathError ? new CliError(error.message) : error;
  }
}
