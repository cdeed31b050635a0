// What a CustomResourceDefinition must be (apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go).
import type { Json } from '../../../base/json.ts';
import { equal } from '../../../base/json.ts';
import { invalid, notSupported, required } from '../../../kube/field-error.ts';
import * as names from '../../../kube/names.ts';
import type { CustomResourceColumnDefinition, CustomResourceDefinition, CustomResourceDefinitionNames, CustomResourceDefinitionVersion, CustomResourceSubresources } from '../../../kube/types.generated.ts';
import { immutable, type Errors, type NameCheck } from '../../validation/checks.ts';
import { validateMeta, validateMetaUpdate } from '../../validation/object-meta.ts';
import type { JsonSchema } from '../../custom/definition.ts';
import { validateConversion, validateSelectableFields } from './extras.ts';
import { validateRootSchema } from './schema.ts';

const approval = 'api-approved.kubernetes.io';

export function validateDefinition(errors: Errors, definition: CustomResourceDefinition): void {
  const { metadata, spec } = definition;
  const wanted = `${spec.names?.plural ?? ''}.${spec.group ?? ''}`;
  const name: NameCheck = (given) => [...names.dns1123Subdomain(given), ...(given === wanted ? [] : ['must be spec.names.plural+"."+spec.group'])];
  validateMeta(errors, metadata, { namespaced: false, name });
  validateSpec(errors, spec);
  validateStoredVersions(errors, definition);
  if (/(^|\.)(k8s|kubernetes)\.io$/.test(spec.group ?? '')) validateApproval(errors, metadata.annotations?.[approval]);
  if (spec.preserveUnknownFields) errors.push(invalid('spec.preserveUnknownFields', true, 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'));
}

function validateApproval(errors: Errors, value: string | undefined): void {
  const path = `metadata.annotations[${approval}]`;
  if (value === undefined || value === '') errors.push(required(path, `protected groups must have approval annotation "${approval}", see https://github.com/kubernetes/enhancements/pull/1111`));
  else if (!value.startsWith('unapproved') && !/^[a-z]+:\/\/[^/]+/.test(value)) errors.push(invalid(path, value, 'protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111'));
}

type Spec = CustomResourceDefinition['spec'];

/** What all versions have in common stands at the top of the internal type, and its errors are reported there. */
function hoisted<T>(spec: Spec, of: (version: CustomResourceDefinitionVersion) => T): boolean {
  const first = spec.versions[0];
  return first !== undefined && spec.versions.every((version) => equal(of(version), of(first)));
}

function validateSpec(errors: Errors, spec: Spec): void {
  const versions = spec.versions ?? [];
  const group = spec.group ?? '';
  const groupErrors = names.dns1123Subdomain(group);
  if (group === '') errors.push(required('spec.group'));
  else if (groupErrors.length > 0) errors.push(invalid('spec.group', group, groupErrors.join(',')));
  else if (!group.includes('.')) errors.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  const scopes = ['Cluster', 'Namespaced'];
  if (!spec.scope) errors.push(required('spec.scope'));
  else if (!scopes.includes(spec.scope)) errors.push(notSupported('spec.scope', spec.scope, scopes));
  versions.forEach((version, i) => {
    if (!version.schema?.openAPIV3Schema) errors.push(required(`spec.versions[${i}].schema.openAPIV3Schema`));
  });
  validateVersions(errors, spec, versions);
  validateNames(errors, spec.names ?? { kind: '', plural: '' });
  if (versions.length > 0) validateHoisted(errors, spec);
  validateConversion(errors, spec.conversion);
}

function validateVersions(errors: Errors, spec: Spec, versions: readonly CustomResourceDefinitionVersion[]): void {
  versions.forEach((version, i) => {
    const wrong = names.dns1035Label(version.name);
    if (wrong.length > 0) errors.push(invalid(`spec.versions[${i}].name`, version.name, wrong.join(',')));
    const path = `spec.versions[${i}]`;
    const schema = version.schema?.openAPIV3Schema;
    if (schema && !hoisted(spec, (v) => v.schema)) validateRootSchema(errors, schema, version.subresources?.status !== undefined, `${path}.schema.openAPIV3Schema`);
    if (version.subresources && !hoisted(spec, (v) => v.subresources)) validateSubresources(errors, version.subresources, `${path}.subresources`);
    if (version.additionalPrinterColumns && !hoisted(spec, (v) => v.additionalPrinterColumns)) validateColumns(errors, version.additionalPrinterColumns, `${path}.additionalPrinterColumns`);
    if (version.selectableFields && !hoisted(spec, (v) => v.selectableFields)) validateSelectableFields(errors, version.selectableFields, schema as JsonSchema | undefined, `${path}.selectableFields`);
  });
  const shown = versions.map((version) => shownVersion(spec, version));
  if (new Set(versions.map((version) => version.name)).size < versions.length) errors.push(invalid('spec.versions', shown, 'must contain unique version names'));
  if (versions.filter((version) => version.storage).length !== 1) errors.push(invalid('spec.versions', shown, 'must have exactly one version marked as storage version'));
  const first = versions[0]?.name ?? '';
  const wrong = first === '' ? [] : names.dns1035Label(first);
  if (wrong.length > 0) errors.push(invalid('spec.version', first, wrong.join(',')));
}

function shownVersion(spec: Spec, version: CustomResourceDefinitionVersion): Json {
  const own = (field: 'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields'): Json => (hoisted(spec, (v) => v[field]) ? null : ((version[field] ?? null) as Json));
  return {
    Name: version.name,
    Served: version.served,
    Storage: version.storage,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: own('schema'),
    Subresources: own('subresources'),
    AdditionalPrinterColumns: own('additionalPrinterColumns'),
    SelectableFields: own('selectableFields'),
  };
}

function validateHoisted(errors: Errors, spec: Spec): void {
  const [version] = spec.versions;
  const schema = version?.schema?.openAPIV3Schema;
  if (schema && hoisted(spec, (v) => v.schema)) validateRootSchema(errors, schema, version?.subresources?.status !== undefined, 'spec.validation.openAPIV3Schema');
  if (version?.subresources && hoisted(spec, (v) => v.subresources)) validateSubresources(errors, version.subresources, 'spec.subresources');
  if (version?.additionalPrinterColumns && hoisted(spec, (v) => v.additionalPrinterColumns)) validateColumns(errors, version.additionalPrinterColumns, 'spec.additionalPrinterColumns');
  if (version?.selectableFields && hoisted(spec, (v) => v.selectableFields)) validateSelectableFields(errors, version.selectableFields, schema as JsonSchema | undefined, 'spec.selectableFields');
}

function validateNames(errors: Errors, given: CustomResourceDefinitionNames): void {
  const path = 'spec.names';
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const) if (!given[field]) errors.push(required(`${path}.${field}`));
  const label = (field: string, value: string | undefined, mixed: boolean): void => {
    if (!value) return;
    const wrong = names.dns1035Label(mixed ? value.toLowerCase() : value);
    if (wrong.length > 0) errors.push(invalid(`${path}.${field}`, value, (mixed ? 'may have mixed case, but should otherwise match: ' : '') + wrong.join(',')));
  };
  label('plural', given.plural, false);
  label('singular', given.singular, false);
  label('kind', given.kind, true);
  label('listKind', given.listKind, true);
  given.shortNames?.forEach((name, i) => label(`shortNames[${i}]`, name, false));
  if (given.kind && given.kind === given.listKind) errors.push(invalid(`${path}.listKind`, given.listKind, 'kind and listKind may not be the same'));
  given.categories?.forEach((category, i) => label(`categories[${i}]`, category, false));
}

const simplePath = /^(\.[a-zA-Z_][\w-]*(\[[^\]]+\])?|\[[^\]]+\])+$/;

function validateSubresources(errors: Errors, { scale }: CustomResourceSubresources, path: string): void {
  if (!scale) return;
  for (const [field, prefix] of [['specReplicasPath', '.spec.'], ['statusReplicasPath', '.status.'], ['labelSelectorPath', '']] as const) {
    const value = scale[field] ?? '';
    const at = `${path}.scale.${field}`;
    if (value === '') {
      if (field !== 'labelSelectorPath') errors.push(required(at));
    } else if (!simplePath.test(value)) errors.push(invalid(at, value, 'must be a simple json path starting with .'));
    else if (field === 'labelSelectorPath' ? !/^\.(spec|status)\./.test(value) : !value.startsWith(prefix)) {
      errors.push(invalid(at, value, `should be a json path under ${field === 'labelSelectorPath' ? 'either .spec or .status' : prefix.slice(0, -1)}`));
    }
  }
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'name', 'password'];

function validateColumns(errors: Errors, columns: readonly CustomResourceColumnDefinition[], path: string): void {
  columns.forEach(({ name, type, format, jsonPath }, i) => {
    const at = `${path}[${i}]`;
    if (!name) errors.push(required(`${at}.name`));
    if (!type) errors.push(required(`${at}.type`, `must be one of ${columnTypes.join(',')}`));
    else if (!columnTypes.includes(type)) errors.push(invalid(`${at}.type`, type, `must be one of ${columnTypes.join(',')}`));
    if (format && !columnFormats.includes(format)) errors.push(invalid(`${at}.format`, format, `must be one of ${columnFormats.join(',')}`));
    if (!jsonPath) errors.push(required(`${at}.JSONPath`));
    else if (!jsonPath.startsWith('.') && !jsonPath.startsWith('[')) errors.push(invalid(`${at}.JSONPath`, jsonPath, 'must be a simple json path starting with .'));
  });
}

function validateStoredVersions(errors: Errors, { spec, status }: CustomResourceDefinition): void {
  const stored = status?.storedVersions ?? [];
  const path = 'status.storedVersions';
  if (stored.length === 0) {
    errors.push(invalid(path, status?.storedVersions ?? null, 'must have at least one stored version'));
    return;
  }
  const left = new Map(stored.map((version, i) => [version, i]));
  for (const version of spec.versions ?? []) {
    if (version.storage && !left.has(version.name)) errors.push(invalid(path, stored, `must have the storage version ${version.name}`));
    left.delete(version.name);
  }
  for (const [version, i] of left) errors.push(invalid(`${path}[${i}]`, version, 'must appear in spec.versions'));
}

export function validateDefinitionUpdate(errors: Errors, definition: CustomResourceDefinition, old: CustomResourceDefinition): void {
  validateMetaUpdate(errors, definition.metadata, old.metadata);
  validateDefinition(errors, definition);
  const established = old.status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True') ?? false;
  if (established) {
    immutable(errors, 'spec.scope', definition.spec.scope, old.spec.scope);
    immutable(errors, 'spec.names.kind', definition.spec.names.kind, old.spec.names.kind);
  }
  immutable(errors, 'spec.group', definition.spec.group, old.spec.group);
  immutable(errors, 'spec.names.plural', definition.spec.names.plural, old.spec.names.plural);
}
