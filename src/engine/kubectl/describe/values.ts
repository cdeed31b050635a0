// How describe words values: labels, annotations, selectors, times, quantities (kubectl/pkg/describe/describe.go).
import { civil, parseRfc3339 } from '../../base/time.ts';
import { fromUtf8, toUtf8 } from '../../base/utf8.ts';
import { byteOrder } from '../../kube/go-format.ts';
import type { Toleration, Taint } from '../../kube/types.generated.ts';
import { goSort } from '../printers/go-sort.ts';
import type { DescriptionWriter } from './writer.ts';

type Strings = { readonly [key: string]: string };

export const sortedEntries = <T>(map: { readonly [key: string]: T } | undefined): [string, T][] => Object.entries(map ?? {}).sort(([a], [b]) => byteOrder(a, b));

/** `Labels:`, one a line below one another. */
export function writeLabels(w: DescriptionWriter, title: string, labels: Strings | undefined, indent = ''): void {
  w.put(0, `${indent}${title}:\t`);
  const entries = sortedEntries(labels);
  if (entries.length === 0) return w.line(0, '<none>');
  for (const [i, [key, value]] of entries.entries()) {
    if (i > 0) {
      w.put(0, indent);
      w.put(0, '\t');
    }
    w.line(0, `${key}=${value}`);
  }
}

const MAX_ANNOTATION = 140;
const hidden = ['kubectl.kubernetes.io/last-applied-configuration'];

/** `Annotations:`, long ones on lines of their own. */
export function writeAnnotations(w: DescriptionWriter, title: string, annotations: Strings | undefined): void {
  w.put(0, `${title}:\t`);
  const entries = sortedEntries(annotations).filter(([key]) => !hidden.includes(key));
  if (entries.length === 0) return w.line(0, '<none>');
  for (const [i, [key, text]] of entries.entries()) {
    if (i > 0) w.put(0, '\t');
    const value = text.replace(/\n$/, '');
    if (toUtf8(value).length + toUtf8(key).length + 2 > MAX_ANNOTATION || value.includes('\n')) {
      w.line(0, `${key}:`);
      for (const line of value.split('\n')) w.line(0, `\t  ${shortened(line, MAX_ANNOTATION - 2)}`);
    } else w.line(0, `${key}: ${value}`);
  }
}

/** Its first bytes, and that there are more. */
function shortened(text: string, most: number): string {
  const bytes = toUtf8(text);
  return bytes.length > most ? `${fromUtf8(bytes.slice(0, most))}...` : text;
}

/** Attributes of a volume: every piece of a line is indented. */
export function writeAttributes(w: DescriptionWriter, title: string, attributes: Strings | undefined): void {
  w.put(2, `${title}:\t`);
  const entries = sortedEntries(attributes);
  if (entries.length === 0) return w.line(0, '<none>');
  for (const [i, [key, value]] of entries.entries()) {
    if (i > 0) {
      w.put(2, '');
      w.put(2, '\t');
    }
    w.line(2, shortened(`${key}=${value}`, MAX_ANNOTATION));
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');

/** Go's RFC1123Z, `Mon, 02 Jan 2006 15:04:05 +0000`. */
export function timeText(time: string | null | undefined): string {
  const ms = time ? parseRfc3339(time) : undefined;
  if (ms === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const t = civil(ms);
  return `${DAYS[t.weekday]}, ${two(t.day)} ${MONTHS[t.month - 1]} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000`;
}

/** `Tolerations:` or the like, sorted by key. */
export function writeTolerations(w: DescriptionWriter, title: string, tolerations: readonly Toleration[] | undefined): void {
  if (!tolerations || tolerations.length === 0) return w.line(0, `${title}:\t<none>`);
  for (const [i, { key = '', value, effect, operator, tolerationSeconds }] of goSort(tolerations, (a, b) => byteOrder(a.key ?? '', b.key ?? '') < 0).entries()) {
    let text = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
    if (operator === 'Exists' && !value) text += key || effect ? ' op=Exists' : 'op=Exists';
    if (tolerationSeconds !== undefined) text += ` for ${tolerationSeconds}s`;
    w.line(0, `${i === 0 ? `${title}:` : ''}\t${text}`);
  }
}

export function taintText({ key, value, effect }: Taint): string {
  if (!effect) return value ? `${key}=${value}:` : key;
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
}

/** Sorted by what they do, then by key. */
export function writeTaints(w: DescriptionWriter, taints: readonly Taint[] | undefined): void {
  const sorted = goSort(taints ?? [], (a, b) => byteOrder(`${a.effect},${a.key}`, `${b.effect},${b.key}`) < 0);
  if (sorted.length === 0) return w.line(0, 'Taints:\t<none>');
  for (const [i, taint] of sorted.entries()) w.line(0, `${i === 0 ? 'Taints:' : ''}\t${taintText(taint)}`);
}

export const controllerOf = (meta: { readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly controller?: boolean }[] }): string | undefined => {
  const owner = meta.ownerReferences?.find((ref) => ref.controller);
  return owner && `${owner.kind}/${owner.name}`;
};
const accessModes: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
export const accessModesText = (modes: readonly string[] | undefined): string => ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'].filter((mode) => modes?.includes(mode)).map((mode) => accessModes[mode]).join(',');
