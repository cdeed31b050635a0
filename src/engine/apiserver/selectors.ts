// The label and field selectors of a request for one resource (apimachinery/pkg/labels, pkg/fields; the kinds' field label conversions).
import { badRequest } from '../kube/api-error.ts';
import type { KubeObject } from '../kube/object.ts';
import { FieldSelectorError, parseFieldSelector } from '../kube/fields.ts';
import { type LabelRequirement, matches, parseSelector, SelectorError } from '../kube/labels.ts';
import type { Context } from './context.ts';
import { queryValue } from './request-info.ts';
import type { Resource } from './resource.ts';
import { fieldsOf, type ObjectFields, type Selection, selectionOf } from './selection.ts';

export interface Selected {
  readonly selection: Selection;
  readonly fields: (object: KubeObject) => ObjectFields;
}

export function selectionFor(context: Context, resource: Resource): Selected {
  const { query } = context.request;
  const labelText = queryValue(query, 'labelSelector') ?? '';
  const fieldText = queryValue(query, 'fieldSelector') ?? '';
  const labels = labelText === '' ? undefined : parsed(() => parseSelector(labelText));
  const requirements = [...parsed(() => parseFieldSelector(fieldText))];
  for (const { field } of requirements) checkField(resource, field);
  const { name } = context.info;
  if (name !== '') requirements.unshift({ field: 'metadata.name', operator: '=', value: name });
  return { selection: selectionOf(labels && testOf(labels), requirements), fields: (object) => fieldsOf(object, resource.strategy) };
}

const testOf = (requirements: readonly LabelRequirement[]) => (labels: Readonly<Record<string, string>> | undefined): boolean => matches(requirements, labels);

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SelectorError || error instanceof FieldSelectorError) throw badRequest(error.message);
    throw error;
  }
}

const wording: Readonly<Record<string, (field: string) => string>> = {
  Job: (field) => `field label ${JSON.stringify(field)} not supported for Job`,
  ResourceSlice: (field) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
};

// Kinds with fields of their own answer in their own conversion's words, the others in the default one's (pkg/apis/*/conversion.go, runtime/conversion.go).
function checkField(resource: Resource, field: string): void {
  const { strategy, kind } = resource;
  if (field === 'metadata.name' || (field === 'metadata.namespace' && kind.kind !== 'ResourceSlice')) return;
  const known = strategy.fields?.(blank);
  if (!known) throw badRequest(`${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`);
  if (!(field in known)) throw badRequest((wording[kind.kind] ?? ((label) => `field label not supported: ${label}`))(field));
}

// What a strategy's fields are asked of to learn their names.
const blank = { metadata: { name: '', namespace: '' }, spec: {}, status: {} } as unknown as KubeObject;
