// How describe words values: labels, annotations, selectors, times, quantities (kubectl/pkg/describe/describe.go).
import { civil, parseRfc3339 } from '../../base/time.ts';
import type { Toleration, Taint } from '../../kube/types.generated.ts';
import type { DescriptionWriter } from './writer.ts';

type Strings = { readonly [key: string]: string };

export const sortedEntries = <T>(map: { readonly [key: string]: T } | undefined): [string, T][] => Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** `Labels:`, one a line below one another. */
export function writeLabels(w: DescriptionWriter, title: string, labels: Strings | undefined, skip: readonly string[] = [], level = 0): void {
  const entries = sortedEntries(labels).filter(([key]) => !skip.includes(key));
  if (entries.length === 0) return w.line(level, `${title}:\t<none>`);
  for (const [i, [key, value]] of entries.entries()) w.line(i === 0 ? level : level, i === 0 ? `${title}:\t${key}=${value}` : `\t${key}=${value}`);
}

const MAX_ANNOTATION = 140;
const hidden = ['kubectl.kubernetes.io/last-applied-configuration'];

/** `Annotations:`, long ones on lines of their own. */
export function writeAnnotations(w: DescriptionWriter, title: string, annotations: Strings | undefined, level = 0): void {
  const entries = sortedEntries(annotations).filter(([key]) => !hidden.includes(key));
  if (entries.length === 0) return w.line(level, `${title}:\t<none>`);
  for (const [i, [key, text]] of entries.entries()) {
    const head = i === 0 ? `${title}:\t` : '\t';
    const value = text.replace(/\n$/, '');
    if (value.length + key.length + 2 > MAX_ANNOTATION || value.includes('\n')) {
      w.line(level, `${head}${key}:`);
      for (const line of value.split('\n')) w.line(level, `\t  ${line.length > MAX_ANNOTATION - 2 ? `${line.slice(0, MAX_ANNOTATION - 2)}...` : line}`);
    } else w.line(level, `${head}${key}: ${value}`);
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');

/** Go's RFC1123Z, `Mon, 02 Jan 2006 15:04:05 +0000`. */
export function timeText(time: string | undefined): string {
  const ms = time === undefined ? undefined : parseRfc3339(time);
  if (ms === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const t = civil(ms);
  return `${DAYS[t.weekday]}, ${two(t.day)} ${MONTHS[t.month - 1]} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000`;
}

/** `Tolerations:` or the like, sorted as text. */
export function writeTolerations(w: DescriptionWriter, title: string, tolerations: readonly Toleration[] | undefined, level = 0): void {
  if (!tolerations || tolerations.length === 0) return w.line(level, `${title}:\t<none>`);
  const keyOf = (t: Toleration): string => t.key ?? '';
  for (const [i, t] of [...tolerations].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0)).entries()) {
    let text = t.key ?? '';
    if (t.value) text += `=${t.value}`;
    if (t.effect) text += `:${t.effect}`;
    if (t.operator === 'Exists' && !t.value) text += ' op=Exists';
    if (t.tolerationSeconds !== undefined) text += ` for ${t.tolerationSeconds}s`;
    w.line(level, `${i === 0 ? `${title}:` : ''}\t${text}`);
  }
}

export function taintText(taint: Taint): string {
  return `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`;
}

export function writeTaints(w: DescriptionWriter, taints: readonly Taint[] | undefined): void {
  const texts = [...(taints ?? [])].map(taintText).sort();
  if (texts.length === 0) return w.line(0, 'Taints:\t<none>');
  for (const [i, text] of texts.entries()) w.line(0, `${i === 0 ? 'Taints:' : ''}\t${text}`);
}

export const controllerOf = (meta: { readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly controller?: boolean }[] }): string | undefined => {
  const owner = meta.ownerReferences?.find((ref) => ref.controller);
  return owner && `${owner.kind}/${owner.name}`;
};
const accessModes: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
export const accessModesText = (modes: readonly string[] | undefined): string => ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'].filter((mode) => modes?.includes(mode)).map((mode) => accessModes[mode]).join(',');
