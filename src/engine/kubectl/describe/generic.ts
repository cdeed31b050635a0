// kubectl describe of a kind without a describer of its own: every field, titled (genericDescriber).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

const ACRONYMS: Readonly<Record<string, string>> = { Uid: 'UID', Api: 'API', Url: 'URL', Ip: 'IP' };
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
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined) writeField(w, level, titleOf(key), item);
  }
}

function writeField(w: DescriptionWriter, level: number, title: string, value: Json): void {
  if (Array.isArray(value)) {
    w.line(level, `${title}:`);
    for (const item of value as readonly Json[]) {
      if (isObject(item)) writeFields(w, level + 1, item);
      else if (Array.isArray(item)) w.line(level + 1, (item as readonly Json[]).map(String).join(' '));
      else w.line(level + 1, String(item));
    }
  } else if (isObject(value)) {
    w.line(level, `${title}:`);
    writeFields(w, level + 1, value);
  } else w.line(level, `${title}:\t${value === null ? '<nil>' : String(value)}`);
}

/** `leaseDurationSeconds` → `Lease Duration Seconds` (smartLabelFor). */
function titleOf(field: string): string {
  // What holds anything but letters and hyphens is left as it is.
  if (!/^[a-z][A-Za-z-]*$/.test(field)) return field;
  const words = field.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [field];
  return words.map((word) => word[0]?.toUpperCase() + word.slice(1)).map((word) => ACRONYMS[word] ?? word).join(' ');
}
