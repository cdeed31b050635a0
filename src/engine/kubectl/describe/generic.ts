// kubectl describe of a kind without a describer of its own: every field, titled (genericDescriber).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { byteOrder, goValue } from '../../kube/go-format.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

const skipped = new Set(['managedFields', 'name', 'namespace', 'labels', 'annotations']);

export const generic: Describer = {
  kind: '',
  *describe(w, object): Fiber<void> {
    const metadata = object['metadata'] as JsonObject;
    w.line(0, `Name:\t${String(metadata['name'])}`);
    w.line(0, `Namespace:\t${String(metadata['namespace'] ?? '')}`);
    writeLabels(w, 'Labels', metadata['labels'] as { [key: string]: string } | undefined);
    writeAnnotations(w, 'Annotations', metadata['annotations'] as { [key: string]: string } | undefined);
    writeFields(w, 0, { ...object, metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !skipped.has(key))) });
  },
};

function writeFields(w: DescriptionWriter, level: number, value: JsonObject): void {
  for (const key of Object.keys(value).sort(byteOrder)) {
    const item = value[key];
    if (item !== undefined) writeField(w, level, titleOf(key), item);
  }
}

function writeField(w: DescriptionWriter, level: number, title: string, value: Json): void {
  if (Array.isArray(value)) {
    w.line(level, `${title}:`);
    for (const item of value as readonly Json[]) {
      if (isObject(item)) writeFields(w, level + 1, item);
      else w.line(level + 1, scalar(item));
    }
  } else if (isObject(value)) {
    w.line(level, `${title}:`);
    writeFields(w, level + 1, value);
  } else w.line(level, `${title}:\t${scalar(value)}`);
}

// Whole numbers are int64: kubectl reads JSON so.
const scalar = (value: Json): string => (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value).toString() : goValue(value));

const ACRONYMS = ['API', 'URL', 'UID', 'OSB', 'GUID'];

/** `leaseDurationSeconds` → `Lease Duration Seconds` (smartLabelFor). */
function titleOf(field: string): string {
  // What holds anything but letters and hyphens is left as it is.
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  return wordsOf(field).map((word) => (ACRONYMS.includes(word.toUpperCase()) ? word.toUpperCase() : word.replace(/^\p{L}/u, (letter) => letter.toUpperCase()))).join(' ');
}

/** Runs of letters of one case, and of what is neither; the last of capitals goes with the small ones after it (fatih/camelcase). */
function wordsOf(field: string): readonly string[] {
  const words = [...(field.match(/\p{Ll}+|\p{Lu}+|[^\p{Ll}\p{Lu}]+/gu) ?? [])];
  for (let i = 0; i < words.length - 1; i++) {
    const [word, next] = [words[i] as string, words[i + 1] as string];
    if (!/^\p{Lu}/u.test(word) || !/^\p{Ll}/u.test(next)) continue;
    words[i] = word.slice(0, -1);
    words[i + 1] = word.slice(-1) + next;
  }
  return words.filter((word) => word !== '');
}
