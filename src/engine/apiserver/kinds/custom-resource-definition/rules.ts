// The CEL rules of a definition's schema: they compile, are true or false, and speak of oldSelf only where there is one (apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go).
import { isObject, type Json } from '../../../base/json.ts';
import { mayBe } from '../../../kube/cel/cel.ts';
import { estimateCost } from '../../../kube/cel/cost.ts';
import { isDyn, typeText } from '../../../kube/cel/types.ts';
import { forbiddenField, invalid, notSupported, required } from '../../../kube/field-error.ts';
import type { JsonSchema, ValidationRule } from '../../custom/definition.ts';
import { occurrences, sizedOf } from '../../custom/rule-cost.ts';
import { type CompiledRule, rulesOf } from '../../custom/rules.ts';
import type { Errors } from '../../validation/checks.ts';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** For one rule, and for all of a definition together (apis/apiextensions/validation StaticEstimatedCostLimit, StaticEstimatedCRDCostLimit). */
const RULE_LIMIT = 10_000_000;
const TOTAL_LIMIT = 100_000_000;
/** So many of the most expensive ones are named when it is too much in all, of those that are more than a hundredth of it. */
const NAMED = 4;

/** What the rules of a schema come to, and how often its part at hand may occur: undefined, where nothing bounds that. */
interface Costs {
  readonly each: { readonly field: string; readonly cost: number }[];
  readonly times: number | undefined;
}

/** All rules of a version's schema. */
export function validateAllRules(errors: Errors, schema: JsonSchema, path: string): void {
  const each: { readonly field: string; readonly cost: number }[] = [];
  validateRules(errors, schema, path, true, { each, times: 1 });
  const total = each.reduce((sum, { cost }) => sum + cost, 0);
  if (total <= TOTAL_LIMIT) return;
  const most = each.filter(({ cost }) => cost >= TOTAL_LIMIT / 100).sort((a, b) => b.cost - a.cost).slice(0, NAMED);
  for (const { field } of most) errors.push(forbiddenField(field, 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'));
  errors.push(forbiddenField(path, exceeds('x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema', total, TOTAL_LIMIT)));
}

function exceeds(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const shown = factor > 100 ? 'more than 100x' : `${factor.toFixed(factor < 1.5 ? 6 : 1)}x`;
  return `${what} exceeds budget by factor of ${shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

function limitCost(errors: Errors, { compiled, message }: CompiledRule, schema: JsonSchema, root: boolean, at: string, { each, times }: Costs): void {
  const parts = [['rule', 'estimated rule cost', compiled], ['messageExpression', 'estimated messageExpression cost', message]] as const;
  for (const [field, what, part] of parts) {
    if (!part || 'error' in part) continue;
    const cost = estimateCost(part.program.expr, sizedOf(schema, root)) * (times ?? occurrences(schema));
    if (cost > RULE_LIMIT) errors.push(forbiddenField(`${at}.${field}`, exceeds(what, cost, RULE_LIMIT)));
    each.push({ field: `${at}.${field}`, cost });
  }
}

/** Members of a list or map: so many of each of those that it may be in. */
const within = ({ each, times }: Costs, most: number | undefined): Costs => ({ each, times: times === undefined || most === undefined ? undefined : times * most });

/** @param uncorrelatable the path of the list or map whose members cannot be told apart from one version of the object to the next */
function validateRules(errors: Errors, schema: JsonSchema, path: string, root: boolean, costs: Costs, uncorrelatable?: string): void {
  const list = schema['x-kubernetes-validations'];
  const at = `${path}.x-kubernetes-validations`;
  if (Array.isArray(list)) {
    list.forEach((rule, i) => validateTexts(errors, rule, schema, `${at}[${i}]`));
    if (list.every((rule) => isObject(rule as unknown as Json) && typeof rule.rule === 'string')) {
      const { type, rules } = rulesOf(schema, root);
      if (rules.length > 0 && !type) errors.push({ type: 'Invalid', field: at, value: schema.type ?? '', detail: 'cannot be used on a schema without a type that expressions know' });
      else {
        rules.forEach((rule, i) => {
          limitCost(errors, rule, schema, root, `${at}[${i}]`, costs);
          validateCompiled(errors, rule, `${at}[${i}]`, uncorrelatable);
        });
      }
    }
  }
  const embedded = (inner: JsonSchema): boolean => inner['x-kubernetes-embedded-resource'] === true;
  const properties = isObject(schema.properties as unknown as Json) ? (schema.properties ?? {}) : {};
  const inner = schema['x-kubernetes-map-type'] === 'atomic' ? (uncorrelatable ?? path) : uncorrelatable;
  for (const key of Object.keys(properties).sort()) {
    const property = properties[key];
    if (property) validateRules(errors, property, `${path}.properties[${key}]`, embedded(property), costs, inner);
  }
  const { items, additionalProperties } = schema;
  if (isObject(items as unknown as Json) && items) validateRules(errors, items, `${path}.items`, embedded(items), within(costs, schema.maxItems), schema['x-kubernetes-list-type'] === 'map' ? uncorrelatable : (uncorrelatable ?? path));
  if (typeof additionalProperties === 'object') validateRules(errors, additionalProperties, `${path}.additionalProperties`, embedded(additionalProperties), within(costs, schema.maxProperties), inner);
}

function validateTexts(errors: Errors, rule: ValidationRule, schema: JsonSchema, at: string): void {
  const { message, messageExpression, reason, fieldPath } = rule;
  const text = typeof rule.rule === 'string' ? rule.rule : '';
  if (text.trim() === '') errors.push(required(`${at}.rule`, 'rule is not specified'));
  if (message !== undefined && message !== '' && message.trim() === '') errors.push(invalid(`${at}.message`, message, 'message must be non-empty if specified'));
  else if (message?.includes('\n')) errors.push(invalid(`${at}.message`, message, 'message must not contain line breaks'));
  else if (text.trim().includes('\n') && (message ?? '') === '') errors.push(required(`${at}.message`, 'message must be specified if rule contains line breaks'));
  if (messageExpression !== undefined && messageExpression !== '' && messageExpression.trim() === '') errors.push(required(`${at}.messageExpression`, 'messageExpression must be non-empty if specified'));
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, REASONS));
  if (fieldPath) {
    const why = fieldPath.trim() === '' ? 'fieldPath must be non-empty if specified' : fieldPath.includes('\n') ? 'fieldPath must not contain line breaks' : fieldFault(fieldPath, schema);
    if (why !== undefined) errors.push(invalid(`${at}.fieldPath`, fieldPath, why));
  }
}

const STEP = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/y;

/** Why a fieldPath leads nowhere in the schema. */
function fieldFault(fieldPath: string, schema: JsonSchema): string | undefined {
  let node: JsonSchema | undefined = schema;
  STEP.lastIndex = 0;
  while (STEP.lastIndex < fieldPath.length) {
    const at = STEP.lastIndex;
    const step = STEP.exec(fieldPath);
    if (!step) return `fieldPath must be a valid path: expected [ or . but got: ${fieldPath.slice(at)}`;
    const name = step[1] ?? step[2] ?? '';
    const next: JsonSchema | undefined = node.properties?.[name] ?? (typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined);
    if (!next) return 'fieldPath must be a valid path: does not refer to a valid field';
    node = next;
  }
  return undefined;
}

function validateCompiled(errors: Errors, { rule, compiled, message, usesOldSelf }: CompiledRule, at: string, uncorrelatable: string | undefined): void {
  if (rule.rule.trim() === '') return;
  const shown = { Rule: rule.rule, Message: rule.message ?? '', MessageExpression: rule.messageExpression ?? '', Reason: rule.reason ?? null, FieldPath: rule.fieldPath ?? '', OptionalOldSelf: rule.optionalOldSelf ?? null };
  if ('error' in compiled) errors.push(invalid(`${at}.rule`, shown, `compilation failed: ${compiled.error}`));
  else if (isDyn(compiled.program.type) || !mayBe(compiled.program.type, 'bool')) errors.push(invalid(`${at}.rule`, shown, 'cel expression must evaluate to a bool'));
  if (message && 'error' in message) errors.push(invalid(`${at}.messageExpression`, shown, `messageExpression compilation failed: ${message.error}`));
  else if (message && 'program' in message && typeText(message.program.type) !== 'string') errors.push(invalid(`${at}.messageExpression`, shown, 'messageExpression must evaluate to a string'));
  if (usesOldSelf && uncorrelatable !== undefined) errors.push(invalid(`${at}.rule`, rule.rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`));
  if (rule.optionalOldSelf !== undefined && !usesOldSelf) errors.push(invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule'));
}
