// The resource that one version of a CustomResourceDefinition serves: codec, strategy, table, scale (apiextensions-apiserver/pkg/registry/customresource).
import { copy, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { type FieldError, invalid } from '../../kube/field-error.ts';
import { groupVersion, type KindInfo } from '../../kube/kind.ts';
import type { KubeObject } from '../../kube/object.ts';
import { decode } from '../../kube/schema/decode.ts';
import { objectMetaShape } from '../../kube/schema/schema.ts';
import type { StructShape } from '../../kube/schema/shape.ts';
import { fieldManagerOf } from '../builtin-field-manager.ts';
import type { Codec, Draft } from '../codec.ts';
import type { Store } from '../registry/store.ts';
import type { Resource } from '../resource.ts';
import type { Column, Strategy, StrategyContext } from '../strategy.ts';
import type { ScalePaths } from '../subresources/scale.ts';
import { nameDescription } from '../table.ts';
import { age } from '../../kube/duration.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import type { DefinedVersion, Definition, JsonSchema, PrinterColumn } from './definition.ts';
import { conversionBetween } from './convert.ts';
import { valuesAt } from './json-path.ts';
import { applyDefaults, prune } from './prune.ts';
import { isUnchanged } from './ratchet.ts';
import { checkRules, hasRules } from './rules.ts';
import { shapeOfRoot } from './shape.ts';
import { validateBySchema } from './validate.ts';
import type { WebhookConverter } from './webhook-converter.ts';

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const SUB_VERBS = ['get', 'patch', 'update'];

export function kindInfoOf(definition: Definition, version: DefinedVersion): KindInfo {
  const { group, scope, names } = definition.spec;
  const { status, scale } = version.subresources ?? {};
  return {
    group,
    version: version.name,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    namespaced: scope === 'Namespaced',
    verbs: VERBS,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    subresources: [
      ...(status ? [{ name: 'status', kind: names.kind, verbs: SUB_VERBS }] : []),
      ...(scale ? [{ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: SUB_VERBS }] : []),
    ],
  };
}

export function customResource(definition: Definition, version: DefinedVersion, storeFor: (kind: KindInfo) => Store, webhook: WebhookConverter | undefined): Resource {
  const kind = kindInfoOf(definition, version);
  const stored = definition.spec.versions.find(({ storage }) => storage) ?? version;
  const schema = version.schema?.openAPIV3Schema ?? { 'x-kubernetes-preserve-unknown-fields': true };
  let shape: StructShape | undefined;
  return {
    kind,
    strategy: strategyOf(kind, version, schema),
    store: storeFor(kindInfoOf(definition, stored)),
    codec: codecOf(kind, schema, definition.spec.preserveUnknownFields === true),
    fieldManager: fieldManagerOf(() => (shape ??= shapeOfRoot(schema, kind.kind))),
    custom: true,
    schema: openApiOf(kind, schema),
    scale: () => scaleOf(version),
    deprecation: version.deprecated ? (version.deprecationWarning ?? deprecationOf(definition, version)) : undefined,
    // What was stored while another version was the one to store has that version's name.
    convert: conversionBetween({ kind: kind.kind, served: groupVersion(kind), stored: groupVersion({ group: kind.group, version: stored.name }), schema, mixed: stored !== version || (definition.status?.storedVersions ?? []).length > 1, webhook }),
  };
}

function deprecationOf({ spec }: Definition, version: DefinedVersion): string {
  const better = spec.versions.find((candidate) => candidate.served && !candidate.deprecated);
  const said = `${spec.group}/${version.name} ${spec.names.kind} is deprecated`;
  return better ? `${said}; use ${spec.group}/${better.name} ${spec.names.kind}` : said;
}

function codecOf(kind: KindInfo, schema: JsonSchema, preserve: boolean): Codec {
  const apiVersion = groupVersion(kind);
  return {
    decode: (value) => {
      const draft = (isObject(value) ? copy(value) : {}) as Record<string, Json | undefined>;
      draft['kind'] ||= kind.kind;
      draft['apiVersion'] ||= apiVersion;
      const meta = decode((draft['metadata'] ?? {}) as Json, objectMetaShape());
      draft['metadata'] = meta.value;
      const unknown = [...meta.unknown.map((text) => text.replace('unknown field "', 'unknown field "metadata.')), ...(preserve ? [] : prune(draft, schema).map((path) => `unknown field ${JSON.stringify(path)}`))];
      applyDefaults(draft as Json, schema);
      return { draft: draft as unknown as Draft, unknown, error: meta.error };
    },
  };
}

/** With one of these the rules are not tried: they may not find what they expect. */
const BLOCKING: readonly string[] = ['NotSupported', 'Required', 'TooLong', 'TooMany', 'TypeInvalid'];

function strategyOf(kind: KindInfo, version: DefinedVersion, schema: JsonSchema): Strategy {
  const hasStatus = version.subresources?.status !== undefined;
  const rules = { namespaced: kind.namespaced, name: nameIsSubdomain };
  const bySchema = (object: KubeObject, context: StrategyContext, stored?: KubeObject): readonly FieldError[] => {
    if (object.kind !== kind.kind) return [invalid('kind', object.kind ?? '', `must be ${kind.kind}`)];
    const found = validateBySchema(object as unknown as Json, schema);
    const errors = [...(stored && found.length > 0 ? found.filter(({ field }) => !isUnchanged(object as unknown as Json, stored as unknown as Json, field)) : found), ...scaleErrors(version, object)];
    if (!hasRules(schema)) return errors;
    if (errors.some(({ type }) => BLOCKING.includes(type))) return [...errors, invalid('<nil>', null, 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation')];
    return [...errors, ...checkRules(object as unknown as Json, stored as unknown as Json | undefined, schema, (text) => context.warn(text))];
  };
  const selectable = version.selectableFields ?? [];
  const columns = version.additionalPrinterColumns;
  return {
    kind,
    generation: true,
    allowUnconditionalUpdate: false,
    prepareForCreate: (draft) => {
      if (hasStatus) delete (draft as unknown as Draft).status;
    },
    prepareForUpdate: (draft, stored) => {
      if (hasStatus) setStatus(draft as unknown as Draft, (stored as unknown as Draft).status);
    },
    validate: (object, context) => {
      const errors: FieldError[] = [];
      validateMeta(errors, object.metadata, rules);
      return [...errors, ...bySchema(object, context)];
    },
    validateUpdate: (object, stored, context) => {
      const errors: FieldError[] = [];
      validateMetaUpdate(errors, object.metadata, stored.metadata);
      return [...errors, ...bySchema(object, context, stored)];
    },
    validateStatusUpdate: (object, stored, context) => bySchema(object, context, stored),
    ...(selectable.length > 0 ? { fields: (object: KubeObject) => selectedFields(object, selectable) } : {}),
    columns: columnsOf(columns),
    cells: (object, nowMs) => cellsOf(object, columns, nowMs),
  };
}

function setStatus(draft: Draft, status: Json | undefined): void {
  if (status === undefined) delete draft.status;
  else draft.status = status;
}

const text = (value: Json | undefined): string => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));

function selectedFields(object: KubeObject, selectable: readonly { readonly jsonPath: string }[]): Readonly<Record<string, string>> {
  return Object.fromEntries(selectable.map(({ jsonPath }) => [jsonPath.replace(/^\./, ''), text(valuesAt(object as unknown as Json, jsonPath)[0])]));
}

function columnsOf(columns: readonly PrinterColumn[] | undefined): readonly Column[] {
  const name: Column = { name: 'Name', type: 'string', format: 'name', description: nameDescription, priority: 0 };
  return [name, ...(columns ?? [ageColumn]).map((column): Column => ({
    name: column.name,
    type: column.type,
    format: column.format ?? '',
    description: column.description ?? `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
    priority: column.priority ?? 0,
  }))];
}

const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
};

function cellsOf(object: KubeObject, columns: readonly PrinterColumn[] | undefined, nowMs: number): readonly Json[] {
  return [object.metadata.name, ...(columns ?? [ageColumn]).map(({ type, jsonPath }): Json => {
    const [value] = valuesAt(object as unknown as Json, jsonPath);
    if (value === undefined || value === null) return null;
    if (type === 'date') return typeof value === 'string' ? age(value, nowMs) : '<unknown>';
    return type === 'string' ? text(value) : value;
  })];
}

function scaleOf({ subresources }: DefinedVersion): ScalePaths | undefined {
  const paths = subresources?.scale;
  if (!paths) return undefined;
  const at = (object: KubeObject, path: string): Json | undefined => valuesAt(object as unknown as Json, path)[0];
  return {
    replicas: (object) => Number(at(object, paths.specReplicasPath) ?? 0),
    statusReplicas: (object) => Number(at(object, paths.statusReplicasPath) ?? 0),
    selector: (object) => text(paths.labelSelectorPath === undefined ? undefined : at(object, paths.labelSelectorPath)),
    withReplicas: (draft, replicas) => setAt(draft as unknown as Record<string, Json | undefined>, paths.specReplicasPath.split('.').filter((part) => part !== ''), replicas),
  };
}

function setAt(target: Record<string, Json | undefined>, [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) target[key] = value;
  else {
    const inner = (isObject(target[key]) ? { ...(target[key] as JsonObject) } : {}) as Record<string, Json | undefined>;
    target[key] = inner as Json;
    setAt(inner, rest, value);
  }
}

/** What the scale subresource could not read (customresource/validator.go ValidateScaleSpec). */
function scaleErrors({ subresources }: DefinedVersion, object: KubeObject): readonly FieldError[] {
  const path = subresources?.scale?.specReplicasPath;
  if (path === undefined) return [];
  let value: Json | undefined = object as unknown as Json;
  for (const part of path.split('.').filter((step) => step !== '')) {
    if (value === undefined) return [];
    if (!isObject(value)) return [invalid(path, 0, `${path} accessor error: ${text(value)} is of the type ${goType(value)}, expected map[string]interface{}`)];
    value = value[part];
  }
  if (value === undefined) return [];
  if (typeof value !== 'number' || !Number.isInteger(value)) return [invalid(path, 0, `${path} accessor error: ${text(value)} is of the type ${goType(value)}, expected int64`)];
  return value < 0 ? [invalid(path, value, 'should be a non-negative integer')] : [];
}

const goType = (value: Json): string => (typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}');

function openApiOf(kind: KindInfo, schema: JsonSchema): Json {
  const properties = {
    ...schema.properties,
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }] },
  } as unknown as Json;
  return { ...(schema as unknown as JsonObject), properties, 'x-kubernetes-group-version-kind': [{ group: kind.group, version: kind.version, kind: kind.kind }] };
}
