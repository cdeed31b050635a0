// Equal small parts of stored objects kept once: a thousand Pods of one template have the same resources, conditions and owner, and so have the versions of one Pod.
const KEPT = 512;
const MAX_FIELDS = 12;
const MAX_TEXT = 200;
const END = '\u0001';

/** Parts by what is in them; when there are too many, those not met since the last time are forgotten. */
let parts = new Map<string, object>();
let older = new Map<string, object>();
/** Parts that were met more than once: only of these may a larger part be made, so that what names one object alone stays out. */
const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** The value, with every part of it that is known already replaced by the known one. Nothing is changed in place. */
export function interned<T>(value: T): T {
  return typeof value === 'object' && value !== null ? (intern(value) as T) : value;
}

function intern(value: object): object {
  if (numbers.has(value)) return value;
  return Array.isArray(value) ? internList(value as readonly unknown[]) : internFields(value as Readonly<Record<string, unknown>>);
}

function internList(list: readonly unknown[]): object {
  let result = list;
  let text: string | undefined = list.length <= MAX_FIELDS ? '[' : undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const same = interned(item);
    if (same !== item) {
      if (result === list) result = list.slice();
      (result as unknown[])[i] = same;
    }
    if (text !== undefined) text = withValue(text, same);
  }
  return text === undefined ? result : known(result, text);
}

function internFields(fields: Readonly<Record<string, unknown>>): object {
  let result = fields;
  let text: string | undefined = '{';
  let count = 0;
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    // A key of this name cannot be set by assignment.
    const same = key === '__proto__' ? value : interned(value);
    if (same !== value) {
      if (result === fields) result = { ...fields };
      (result as Record<string, unknown>)[key] = same;
    }
    if (text !== undefined) text = ++count > MAX_FIELDS || key.length > MAX_TEXT || key.includes(END) ? undefined : withValue(text + key + END, same);
  }
  return text === undefined ? result : known(result, text);
}

/** The text with one more value; undefined where the whole is not worth keeping. */
function withValue(text: string, value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > MAX_TEXT || value.includes(END) ? undefined : `${text}s${value}${END}`;
    case 'number':
    case 'boolean':
      return `${text}${value}${END}`;
    case 'object': {
      if (value === null) return `${text}-${END}`;
      const number = numbers.get(value);
      return number === undefined ? undefined : `${text}#${number}${END}`;
    }
    default:
      return undefined;
  }
}

function known(value: object, text: string): object {
  const recent = parts.get(text);
  const found = recent ?? older.get(text);
  if (found && !numbers.has(found)) numbers.set(found, ++lastNumber);
  if (recent) return recent;
  if (parts.size >= KEPT) {
    older = parts;
    parts = new Map();
  }
  const kept = found ?? value;
  parts.set(text, kept);
  return kept;
}
