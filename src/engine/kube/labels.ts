// Label selectors: the text form with its parser's errors, the object form, and matching (apimachinery/pkg/labels/selector.go).
import { byteOrder } from './go-format.ts';
import { LabelParser } from './label-parser.ts';
import { isInteger, type LabelRequirement, newRequirement, SelectorError } from './label-requirement.ts';
import type { LabelSelector } from './types.generated.ts';

export { SelectorError } from './label-requirement.ts';
export type { LabelOperator, LabelRequirement } from './label-requirement.ts';

/** All must hold; 'nothing' matches no object. */
export type Selector = readonly LabelRequirement[] | 'nothing';
export type Labels = Readonly<Record<string, string>> | undefined;

/** Parses `app=web,tier in (a,b),!x,release>1`. Throws SelectorError with the parser's words. */
export function parseSelector(text: string): readonly LabelRequirement[] {
  const requirements = new LabelParser(text, newRequirement).parse();
  return [...requirements].sort((a, b) => byteOrder(a.key, b.key));
}

/** A LabelSelector of the API; undefined selects nothing, an empty one everything. Throws SelectorError. */
export function selectorOf(selector: LabelSelector | undefined): Selector {
  if (!selector) return 'nothing';
  const requirements: LabelRequirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) requirements.push({ key, operator: '=', values: [value] });
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const op = fromApi[operator as keyof typeof fromApi];
    if (!op) throw new SelectorError(`${JSON.stringify(operator)} is not a valid label selector operator`);
    requirements.push({ key, operator: op, values: [...(values ?? [])].sort(byteOrder) });
  }
  return requirements.sort((a, b) => byteOrder(a.key, b.key));
}

const fromApi = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' } as const;

/** A plain set of labels (a Service's selector, a ReplicationController's). */
export function selectorFromSet(set: Labels): Selector {
  return Object.entries(set ?? {}).map(([key, value]): LabelRequirement => ({ key, operator: '=', values: [value] })).sort((a, b) => byteOrder(a.key, b.key));
}

// A LabelSelector is a frozen object of the store and asked about again and again: its compiled form is kept beside it.
const compiled = new WeakMap<LabelSelector, Selector>();

/** Whether labels match a LabelSelector of the API. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  let form = compiled.get(selector);
  if (form === undefined) {
    form = selectorOf(selector);
    compiled.set(selector, form);
  }
  return matches(form, labels);
}

/** Whether labels have all of a plain set; an empty set matches everything. */
export function hasAll(set: Labels, labels: Labels): boolean {
  for (const key in set) if (labels?.[key] !== set[key]) return false;
  return true;
}

export function matches(selector: Selector, labels: Labels): boolean {
  if (selector === 'nothing') return false;
  for (const requirement of selector) if (!holds(requirement, labels)) return false;
  return true;
}

export function holds({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=': case '==': return value === values[0] && value !== undefined;
    case 'in': return value !== undefined && values.includes(value);
    case '!=': return value === undefined || value !== values[0];
    case 'notin': return value === undefined || !values.includes(value);
    case 'exists': return value !== undefined;
    case '!': return value === undefined;
    default: {
      if (value === undefined || !isInteger(value)) return false;
      const [left, right] = [BigInt(value), BigInt(values[0] ?? '0')];
      return operator === 'gt' ? left > right : left < right;
    }
  }
}

/** The text form, sorted by key: `app=web,tier in (a,b)`. */
export function formatSelector(selector: Selector): string {
  return selector === 'nothing' ? '' : selector.map(formatRequirement).join(',');
}

/** As metav1.FormatLabelSelector: `<none>` where nothing is asked. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  return (selector && formatSelector(selectorOf(selector))) || '<none>';
}

/** As labels.FormatLabels: `a=b,c=d` in the order of the keys, or `<none>`. */
export function formatLabels(labels: Labels): string {
  return formatSelector(selectorFromSet(labels)) || '<none>';
}

function formatRequirement({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case '!': return `!${key}`;
    case 'exists': return key;
    case 'in': case 'notin': return `${key} ${operator} (${values.join(',')})`;
    case 'gt': return `${key}>${values[0]}`;
    case 'lt': return `${key}<${values[0]}`;
    default: return `${key}${operator}${values[0] ?? ''}`;
  }
}
