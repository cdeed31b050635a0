// Selectable fields and conversion of a definition (apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go).
import { duplicate, forbiddenField, invalid, notSupported, required, tooMany } from '../../../kube/field-error.ts';
import type { CustomResourceConversion, SelectableField } from '../../../kube/types.generated.ts';
import type { JsonSchema } from '../../custom/definition.ts';
import type { Errors } from '../../validation/checks.ts';

const MAX_FIELDS = 8;
const TYPES = ['string', 'boolean', 'integer'];

export function validateSelectableFields(errors: Errors, fields: readonly SelectableField[], schema: JsonSchema | undefined, path: string): void {
  const seen = new Set<string>();
  fields.forEach(({ jsonPath }, i) => {
    const at = `${path}[${i}]`;
    if (!jsonPath) {
      errors.push(required(`${at}.jsonPath`));
      return;
    }
    const found = fieldAt(jsonPath, schema ?? {});
    if (typeof found === 'string') {
      errors.push(invalid(`${at}.jsonPath`, jsonPath, `is an invalid path: ${found}`));
      return;
    }
    if (/^\.metadata(\.|$)/.test(jsonPath)) errors.push(invalid(at, jsonPath, 'must not point to fields in metadata'));
    if (!TYPES.includes(found.type ?? '')) errors.push(invalid(at, jsonPath, 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'));
    if (seen.has(jsonPath)) errors.push(duplicate(at, jsonPath));
    seen.add(jsonPath);
  });
  if (seen.size > MAX_FIELDS) errors.push(tooMany(path, seen.size, MAX_FIELDS));
}

/** The schema that a path leads to, or why it leads nowhere. */
function fieldAt(jsonPath: string, schema: JsonSchema): JsonSchema | string {
  let node = schema;
  const steps = jsonPath.split(/(?=[.[])/);
  for (const step of steps) {
    if (step.startsWith('[')) return 'array notation is not allowed';
    if (!step.startsWith('.')) return `expected [ or . but got: ${step}`;
    if (step === '.') return 'unexpected end of JSON path';
    const next = node.properties?.[step.slice(1)];
    if (!next) return 'does not refer to a valid field';
    node = next;
  }
  return node;
}

const STRATEGIES = ['None', 'Webhook'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];

export function validateConversion(errors: Errors, conversion: CustomResourceConversion | undefined): void {
  if (!conversion) return;
  const path = 'spec.conversion';
  const { strategy, webhook } = conversion;
  if (!strategy) errors.push(required(`${path}.strategy`));
  else if (!STRATEGIES.includes(strategy)) errors.push(notSupported(`${path}.strategy`, strategy, STRATEGIES));
  const client = webhook?.clientConfig;
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy !== 'Webhook') {
    if (client) errors.push(forbiddenField(`${path}.webhookClientConfig`, 'should not be set when strategy is not set to Webhook'));
    if (versions.length > 0) errors.push(forbiddenField(`${path}.conversionReviewVersions`, 'should not be set when strategy is not set to Webhook'));
    return;
  }
  if (!client) errors.push(required(`${path}.webhookClientConfig`, 'required when strategy is set to Webhook'));
  else if ((client.url === undefined) === (client.service === undefined)) errors.push(required(`${path}.webhookClientConfig`, 'exactly one of url or service is required'));
  if (versions.length === 0) errors.push(required(`${path}.conversionReviewVersions`));
  else if (!versions.some((version) => REVIEW_VERSIONS.includes(version))) errors.push(invalid(`${path}.conversionReviewVersions`, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`));
}
