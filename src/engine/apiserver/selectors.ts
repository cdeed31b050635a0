// The label and field selectors of a request for one resource (apimachinery/pkg/labels, pkg/fields; the kinds' field label conversions).
import { badRequest } from '../kube/api-error.ts';
import { groupVersion } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import { parseLabelSelector } from './label-selector.ts';
import type { Context } from './context.ts';
import { queryValue } from './request-info.ts';
import type { Resource } from './resource.ts';
import { type FieldRequirement, fieldsOf, type ObjectFields, type Selection, selectionOf } from './selection.ts';

export interface Selected {
  readonly selection: Selection;
  readonly fields: (object: KubeObject) => ObjectFields;
}

export function selectionFor(context: Context, resource: Resource): Selected {
  const { query } = context.request;
  const labelText = queryValue(query, 'labelSelector') ?? '';
  const fieldText = queryValue(query, 'fieldSelector') ?? '';
  const labels = labelText === '' ? undefined : parseLabelSelector(labelText);
  const requirements = [...parseFieldSelector(fieldText)];
  for (const { field } of requirements) checkField(resource, field);
  const { name } = context.info;
  if (name !== '') requirements.unshift({ field: 'metadata.name', equals: true, value: name });
  return { selection: selectionOf(labels, requirements), fields: (object) => fieldsOf(object, resource.strategy) };
}

/** `a=b,c!=d`, with backslash escapes (apimachinery/pkg/fields/selector.go). */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  const result: FieldRequirement[] = [];
  for (const term of splitTerms(text)) {
    if (term === '') continue;
    const match = /^((?:[^=!\\]|\\.|!(?!=))*)(!=|==|=)(.*)$/s.exec(term);
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = '', operator, value = ''] = match;
    result.push({ field, equals: operator !== '!=', value: value.replace(/\\([\\,=])/g, '$1') });
  }
  return result;
}

function splitTerms(text: string): readonly string[] {
  const terms: string[] = [];
  let term = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\\' && i + 1 < text.length) term += char + (text[++i] as string);
    else if (char === ',') {
      terms.push(term);
      term = '';
    } else term += char;
  }
  return [...terms, term];
}

function checkField(resource: Resource, field: string): void {
  if (field === 'metadata.name' || field === 'metadata.namespace') return;
  const { strategy, kind } = resource;
  const known = strategy.fields?.({ metadata: { name: '', namespace: '' }, spec: {}, status: {} } as unknown as KubeObject) ?? {};
  if (field in known) return;
  const label = strategy.fields && kind.group === '' ? `field label not supported: ${field}` : `field label not supported: ${field}`;
  throw badRequest(`Unable to find ${JSON.stringify(groupVersion(kind))} ... ${label}`);
}
