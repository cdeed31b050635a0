// A selector as text, turned into the LabelSelector of an object (apimachinery/pkg/apis/meta/v1/helpers.go, ParseToLabelSelector).
import type { JsonObject } from '../../base/json.ts';
import { SelectorError, parseSelector } from '../../kube/labels.ts';
import { CliError } from '../cli/errors.ts';

const EXPRESSIONS: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

/** @throws CliError */
export function labelSelectorOf(text: string): JsonObject {
  try {
    const requirements = parseSelector(text);
    const equals = requirements.filter((r) => r.operator === '=' || r.operator === '==');
    const rest = requirements.filter((r) => !equals.includes(r));
    const odd = rest.find((r) => !(r.operator in EXPRESSIONS));
    if (odd) throw new CliError(odd.operator === '!=' ? '"!=" is not a valid label selector operator' : `${JSON.stringify(odd.operator)} isn't supported in label selectors`);
    const expressions = rest.map((r) => ({ key: r.key, operator: EXPRESSIONS[r.operator] as string, ...(r.values.length ? { values: [...r.values].sort() } : {}) }));
    return {
      ...(equals.length ? { matchLabels: Object.fromEntries(equals.map((r) => [r.key, r.values[0] as string])) } : {}),
      ...(expressions.length ? { matchExpressions: expressions } : {}),
    };
  } catch (error) {
    if (error instanceof SelectorError) throw new CliError(`couldn't parse the selector string ${JSON.stringify(text)}: ${error.message}`);
    throw error;
  }
}
