// Quick fixes: from what Kubernetes said to a change of the text that would put it right.
import { isObject, type Json, type JsonObject } from '../../engine/base/json.ts';
import type { Rooms } from '../i18n/rooms-ko.ts';
import type { Problem } from './checks.ts';
import { lineOf, versionsOf } from './manifests.ts';
import { fieldsAt, type Schema } from './schema-fields.ts';

export interface Fix {
  readonly title: string;
  /** Whole lines of the file, from 1, both included, and what comes in their place; to be put before `from` where `to` is less. */
  readonly edits: readonly { readonly from: number; readonly to: number; readonly text: string }[];
}

interface Context {
  readonly lines: readonly string[];
  readonly schema: Schema | undefined;
  readonly words: Rooms['edit'];
}

const indentOf = (line: string): string => /^\s*/.exec(line)?.[0] ?? '';

export function fixesFor(problem: Problem, context: Context): readonly Fix[] {
  return [tabs, indent, rename, version, selector, labels, quote].flatMap((fixer) => fixer(problem, context) ?? []);
}

function tabs({ message }: Problem, { lines, words }: Context): Fix | undefined {
  if (!/found character that cannot start any token|found a tab character/.test(message)) return undefined;
  const edits = lines.flatMap((line, i) => (/^\s*\t/.test(line) ? [{ from: i + 1, to: i + 1, text: indentOf(line).replaceAll('\t', '  ') + line.trimStart() }] : []));
  return edits.length > 0 ? { title: words.fixTabs, edits } : undefined;
}

/** A line that stands a little beside those around it. */
function indent({ message, line }: Problem, { lines, words }: Context): Fix | undefined {
  if (!/did not find expected|mapping values are not allowed|could not find expected/.test(message)) return undefined;
  for (const at of [line, line + 1, line - 1]) {
    const text = lines[at - 1] ?? '';
    const before = lines.slice(0, at - 1).findLast((one) => one.trim() !== '' && !one.trim().startsWith('#')) ?? '';
    const width = indentOf(text).length;
    const wanted = before.trimEnd().endsWith(':') ? indentOf(before).length + 2 : indentOf(before).length;
    if (text.trim() === '' || width === wanted || Math.abs(width - wanted) > 3) continue;
    return { title: words.fixIndent, edits: [{ from: at, to: at, text: ' '.repeat(wanted) + text.trimStart() }] };
  }
  return undefined;
}

/** How many letters have to change. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length] as number;
}

/** `label` → `labels`, `contianers` → `containers`. */
function rename({ message, field, manifest }: Problem, { lines, schema, words }: Context): Fix | undefined {
  if (!message.startsWith('unknown field') || !field || !manifest || !schema) return undefined;
  const name = field.slice(field.lastIndexOf('.') + 1);
  const known = fieldsAt(schema, manifest.apiVersion, manifest.kind, field.includes('.') ? field.slice(0, field.lastIndexOf('.')) : '');
  const near = known.map((one) => ({ one, far: distance(one.toLowerCase(), name.toLowerCase()) })).filter(({ far }) => far <= Math.max(name.length > 3 ? 2 : 1, Math.floor(name.length / 3))).sort((a, b) => a.far - b.far)[0]?.one;
  const at = lineOf(manifest, field);
  const line = lines[at - 1] ?? '';
  return near && line.includes(name) ? { title: words.fixRename(name, near), edits: [{ from: at, to: at, text: line.replace(name, near) }] } : undefined;
}

function version({ message, manifest }: Problem, { lines, words }: Context): readonly Fix[] | undefined {
  if (!manifest || !message.startsWith('no matches for kind')) return undefined;
  return versionsOf(manifest.kind).map(({ kind, apiVersion }) => {
    const replaced = (field: string, value: string) => {
      const at = lineOf(manifest, field);
      return { from: at, to: at, text: (lines[at - 1] ?? '').replace(/:.*$/, `: ${value}`) };
    };
    return kind === manifest.kind
      ? { title: words.fixVersion(apiVersion), edits: [replaced('apiVersion', apiVersion)] }
      : { title: words.fixRename(manifest.kind, kind), edits: [replaced('kind', kind), ...(apiVersion === manifest.apiVersion ? [] : [replaced('apiVersion', apiVersion)])] };
  });
}

const at = (value: Json | undefined, ...keys: readonly string[]): JsonObject | undefined => {
  let found: Json | undefined = value;
  for (const key of keys) found = isObject(found) ? found[key] : undefined;
  return isObject(found) ? found : undefined;
};

const asLines = (object: JsonObject, indentation: string): string => Object.entries(object).map(([key, value]) => `${indentation}${key}: ${typeof value === 'string' && /^[\w./-]+$/.test(value) && !/^(true|false|null|y|n|yes|no|on|off|\d.*)$/i.test(value) ? value : JSON.stringify(value)}`).join('\n');

/** A workload without a selector gets that of its template. */
function selector({ field, message, manifest }: Problem, { lines, words }: Context): Fix | undefined {
  if (field !== 'spec.selector' || !/Required value/.test(message) || !manifest) return undefined;
  const wanted = at(manifest.value, 'spec', 'template', 'metadata', 'labels');
  if (!wanted || manifest.value['spec'] === undefined) return undefined;
  const spec = lineOf(manifest, 'spec');
  const inner = indentOf(lines.slice(spec).find((line) => line.trim() !== '') ?? '  ') || '  ';
  return { title: words.fixSelector, edits: [{ from: spec + 1, to: spec, text: `${inner}selector:\n${inner}  matchLabels:\n${asLines(wanted, `${inner}    `)}` }] };
}

/** Template labels that its selector does not find. */
function labels({ field, message, manifest }: Problem, { lines, words }: Context): Fix | undefined {
  if (field !== 'spec.template.metadata.labels' || !message.includes('`selector` does not match') || !manifest) return undefined;
  const wanted = at(manifest.value, 'spec', 'selector', 'matchLabels');
  const found = at(manifest.value, 'spec', 'template', 'metadata', 'labels');
  if (!wanted || !found) return undefined;
  const head = lineOf(manifest, 'spec.template.metadata.labels');
  const inner = `${indentOf(lines[head - 1] ?? '')}  `;
  const count = Object.keys(found).length;
  return { title: words.fixLabels, edits: [{ from: head + 1, to: head + count, text: asLines({ ...found, ...wanted }, inner) }] };
}

/** A number or boolean where a string is wanted. */
function quote({ message, field, manifest }: Problem, { lines, words }: Context): Fix | undefined {
  if (!manifest || !field || !/cannot unmarshal (number|bool) into .* of type string/.test(message)) return undefined;
  const head = lineOf(manifest, field);
  const bare = /^(\s*(?:- )*[^\s:#][^:]*:\s+)(\d[\w.]*|true|false|yes|no|on|off|y|n)(\s*(?:#.*)?)$/i;
  const edits = [...lines.keys()].map((i) => i + 1).filter((n) => n >= head && n <= Math.min(manifest.lastLine, head + 12)).flatMap((n) => {
    const match = bare.exec(lines[n - 1] ?? '');
    const within = n === head || indentOf(lines[n - 1] ?? '').length > indentOf(lines[head - 1] ?? '').length;
    return match && within ? [{ from: n, to: n, text: `${match[1]}"${match[2]}"${match[3]}` }] : [];
  });
  return edits.length > 0 ? { title: words.fixQuote, edits } : undefined;
}
