// Field selectors: `status.phase=Running,spec.nodeName!=node-1` (apimachinery/pkg/fields/selector.go).
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

export class FieldSelectorError extends Error {
  override readonly name = 'FieldSelectorError';
}

/** Throws FieldSelectorError with the parser's words. */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text)) {
    if (term === '') continue;
    const parts = splitTerm(term);
    if (!parts) throw new FieldSelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
    const [field, operator, value] = parts;
    requirements.push({ field, operator: operator === '!=' ? '!=' : '=', value: unescape(value) });
  }
  return requirements;
}

/** Whether an object's selectable fields match; one that is not among them is the empty string. */
export function matchesFields(selector: readonly FieldRequirement[], fields: Readonly<Record<string, string>>): boolean {
  return selector.every(({ field, operator, value }) => ((fields[field] ?? '') === value) === (operator === '='));
}

/** The value a selector pins a field to: `metadata.name=x` makes a list a lookup. */
export function requiredValue(selector: readonly FieldRequirement[], field: string): string | undefined {
  return selector.find((requirement) => requirement.field === field && requirement.operator === '=')?.value;
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let term = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\\') term += char + (text[++i] ?? '');
    else if (char === ',') {
      terms.push(term);
      term = '';
    } else term += char;
  }
  terms.push(term);
  return terms;
}

function splitTerm(term: string): [string, string, string] | undefined {
  for (let i = 0; i < term.length; i++) {
    for (const operator of ['!=', '==', '=']) if (term.startsWith(operator, i)) return [term.slice(0, i), operator, term.slice(i + operator.length)];
  }
  return undefined;
}

function unescape(value: string): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const char = value[i] as string;
    if (char === '\\') {
      const next = value[++i];
      if (next === undefined || !'\\,='.includes(next)) throw new FieldSelectorError(next === undefined ? 'invalid field selector: invalid escape sequence: \\' : `invalid field selector: invalid escape sequence: \\${next}`);
      out += next;
    } else if (char === ',' || char === '=') throw new FieldSelectorError(`invalid field selector: unescaped character in value: ${char}`);
    else out += char;
  }
  return out;
}
