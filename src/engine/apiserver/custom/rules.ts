// The CEL rules of a custom resource: compiled with its schema, run over each value and its predecessor (apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go).
import { equal, isObject, type Json } from '../../base/json.ts';
import { type Compiled, compileCel, kubernetesLibrary, lazily, runCel } from '../../kube/cel/cel.ts';
import { CALL_LIMIT } from '../../kube/cel/evaluate.ts';
import { fromJson } from '../../kube/cel/convert.ts';
import { typeOfSchema } from '../../kube/cel/json-schema.ts';
import type { Library } from '../../kube/cel/library.ts';
import { type CelType, dyn, optionalOf } from '../../kube/cel/types.ts';
import { type CelValue, none, Optional } from '../../kube/cel/values.ts';
import { duplicate, type FieldError, forbiddenField, invalid, required } from '../../kube/field-error.ts';
import { fieldErrorText } from '../../kube/go-format.ts';
import type { JsonSchema, ValidationRule } from './definition.ts';

/** The most that all rules of an object may cost together (apiserver/pkg/apis/cel/config.go RuntimeCELCostBudget). */
const BUDGET = 10_000_000;
const MAX_MESSAGE = 5 * 1024;
const OUT_OF_BUDGET = 'validation failed due to running out of cost budget, no further validation rules will be run';

let library: Library | undefined;
const ownLibrary = (): Library => (library ??= kubernetesLibrary());

export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly compiled: Compiled;
  readonly message: Compiled | undefined;
  readonly usesOldSelf: boolean;
}

const compiledRules = new WeakMap<JsonSchema, { readonly type: CelType | undefined; readonly rules: readonly CompiledRule[] }>();

/** A node's rules; `root`: it is a whole object with its own metadata. */
export function rulesOf(schema: JsonSchema, root: boolean): { readonly type: CelType | undefined; readonly rules: readonly CompiledRule[] } {
  let found = compiledRules.get(schema);
  if (!found) {
    const type = typeOfSchema(schema, root);
    found = { type, rules: (schema['x-kubernetes-validations'] ?? []).map((rule) => compileRule(rule, type ?? dyn)) };
    compiledRules.set(schema, found);
  }
  return found;
}

function compileRule(rule: ValidationRule, self: CelType): CompiledRule {
  const oldSelf = rule.optionalOldSelf ? optionalOf(self) : self;
  const scope = { library: ownLibrary(), variable: (name: string) => (name === 'self' ? self : name === 'oldSelf' ? oldSelf : undefined) };
  const message = rule.messageExpression ? compileCel(rule.messageExpression, scope) : undefined;
  return { rule, compiled: compileCel(rule.rule, scope), message, usesOldSelf: /\boldSelf\b/.test(rule.rule) };
}

/** Whether a schema has rules anywhere. */
export function hasRules(schema: JsonSchema): boolean {
  let known = ruled.get(schema);
  if (known === undefined) {
    known = (schema['x-kubernetes-validations']?.length ?? 0) > 0 || childrenOf(schema).some(hasRules);
    ruled.set(schema, known);
  }
  return known;
}
const ruled = new WeakMap<JsonSchema, boolean>();

function childrenOf({ items, properties, additionalProperties, allOf }: JsonSchema): readonly JsonSchema[] {
  return [...(items ? [items] : []), ...Object.values(properties ?? {}), ...(typeof additionalProperties === 'object' ? [additionalProperties] : []), ...(allOf ?? [])];
}

/** All that the rules find; what an update leaves as it was is only warned of. */
export function checkRules(value: Json, old: Json | undefined, schema: JsonSchema, warn: (text: string) => void): readonly FieldError[] {
  if (!hasRules(schema)) return [];
  const run = new RuleRun(warn);
  run.check(value, old, schema, '', true, old !== undefined && equal(value, old));
  return run.errors;
}

class RuleRun {
  readonly errors: FieldError[] = [];
  private left = BUDGET;
  private stopped = false;
  private readonly warn: (text: string) => void;

  constructor(warn: (text: string) => void) {
    this.warn = warn;
  }

  /** @param unchanged the value, or what it is in, is as it was */
  check(value: Json, old: Json | undefined, schema: JsonSchema, path: string, root: boolean, unchanged: boolean): void {
    if (value === null || this.stopped || !hasRules(schema)) return;
    this.checkNode(value, old, schema, path, root, unchanged);
    for (const part of schema.allOf ?? []) this.check(value, old, { ...schema, allOf: [], ...part } as JsonSchema, path, root, unchanged);
    if (Array.isArray(value)) return this.checkItems(value as readonly Json[], Array.isArray(old) ? (old as readonly Json[]) : [], schema, path, unchanged);
    if (!isObject(value)) return;
    const before = isObject(old) && schema['x-kubernetes-map-type'] !== 'atomic' ? old : undefined;
    for (const key of Object.keys(value).sort()) {
      const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      const inner = own ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
      const item = value[key];
      if (!inner || item === undefined) continue;
      const was = before && Object.hasOwn(before, key) ? before[key] : undefined;
      const at = own ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`;
      this.check(item, was, inner, at, inner['x-kubernetes-embedded-resource'] === true, was === undefined ? unchanged : equal(item, was));
    }
  }

  private checkItems(items: readonly Json[], old: readonly Json[], schema: JsonSchema, path: string, unchanged: boolean): void {
    const inner = schema.items;
    if (!inner || !hasRules(inner)) return;
    const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : undefined;
    const same = (a: Json, b: Json): boolean => keys !== undefined && isObject(a) && isObject(b) && keys.every((key) => equal(a[key] ?? null, b[key] ?? null));
    items.forEach((item, i) => {
      const was = old.find((other) => same(item, other));
      this.check(item, was, inner, `${path}[${i}]`, inner['x-kubernetes-embedded-resource'] === true, was === undefined ? unchanged : equal(item, was));
    });
  }

  private checkNode(value: Json, old: Json | undefined, schema: JsonSchema, path: string, root: boolean, unchanged: boolean): void {
    const { type, rules } = rulesOf(schema, root);
    const kind = schema.type ?? '';
    for (const compiled of rules) {
      const { rule, usesOldSelf } = compiled;
      if (this.stopped) return;
      if ('error' in compiled.compiled) this.errors.push(invalid(path || '<nil>', kind, `rule compile error: compilation failed: ${compiled.compiled.error}`));
      if ('error' in compiled.compiled || (usesOldSelf && old === undefined && !rule.optionalOldSelf)) continue;
      const values = activation(value, old, type ?? dyn, rule.optionalOldSelf === true);
      const result = runCel(compiled.compiled.program, ownLibrary(), values, Math.min(CALL_LIMIT, this.left));
      this.left -= result.cost;
      if ('error' in result) this.fault(path, kind, rule, result);
      else if (result.value !== true) {
        const error = this.failure(compiled, path, kind, values);
        if (!usesOldSelf && unchanged) this.warn(fieldErrorText(error));
        else this.errors.push(error);
      }
    }
  }

  private fault(path: string, kind: string, rule: ValidationRule, { error, exceeded }: { readonly error: string; readonly exceeded: boolean }): void {
    const at = path || '<nil>';
    const shown = (rule.message ?? '').trim() || rule.rule.trim();
    if (exceeded) {
      this.stopped = true;
      this.errors.push(invalid(at, kind, this.left <= 0 ? OUT_OF_BUDGET : `'${error}': no further validation rules will be run due to call cost exceeds limit for rule: ${shown}`));
    } else if (error.startsWith('no such overload')) this.errors.push(invalid(at, kind, `'${error}': call arguments did not match a supported operator, function or macro signature for rule: ${shown}`));
    else this.errors.push(invalid(at, kind, `${error} evaluating rule: ${shown}`));
  }

  private failure({ rule, message }: CompiledRule, path: string, kind: string, values: (name: string) => CelValue | undefined): FieldError {
    const inner = (rule.fieldPath ?? '').replace(/^\./, '');
    const at = [path, inner].filter((part) => part !== '').join('.') || '<nil>';
    const detail = this.computed(message, values) ?? ((rule.message ?? '') === '' ? `failed rule: ${rule.rule.trim()}` : (rule.message as string).trim());
    switch (rule.reason) {
      case 'FieldValueForbidden': return forbiddenField(at, detail);
      case 'FieldValueRequired': return required(at, detail);
      case 'FieldValueDuplicate': return duplicate(at, kind);
      default: return invalid(at, kind, detail);
    }
  }

  private computed(message: Compiled | undefined, values: (name: string) => CelValue | undefined): string | undefined {
    if (!message || 'error' in message) return undefined;
    const result = runCel(message.program, ownLibrary(), values, Math.min(CALL_LIMIT, Math.max(0, this.left)));
    this.left -= result.cost;
    const text = 'value' in result && typeof result.value === 'string' ? result.value.trim() : '';
    return text === '' || text.length > MAX_MESSAGE || text.includes('\n') ? undefined : text;
  }
}

function activation(value: Json, old: Json | undefined, type: CelType, optional: boolean): (name: string) => CelValue | undefined {
  const before = (): CelValue | undefined => {
    if (old === undefined || old === null) return optional ? none : undefined;
    return optional ? new Optional(fromJson(old, type)) : fromJson(old, type);
  };
  return lazily({ self: () => fromJson(value, type), oldSelf: before });
}
