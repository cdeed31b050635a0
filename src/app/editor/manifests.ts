// What stands in a YAML file: its documents with their places, each read as kubectl would read it.
import { isObject, type JsonObject } from '../../engine/base/json.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { groupVersion, type KindInfo, pathOf } from '../../engine/kube/kind.ts';
import { composeYaml, type Place, splitYaml, YamlError } from '../../engine/kube/yaml.ts';

export interface Manifest {
  /** Lines of the file, from 1: the first of the document and its last. */
  readonly line: number;
  readonly lastLine: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly value: JsonObject;
  /** By JSON pointer; lines count from the document's first, from 0. */
  readonly places: ReadonlyMap<string, Place>;
  readonly duplicates: readonly string[];
  /** Of the document alone. */
  readonly lines: readonly string[];
  /** undefined: no kind that the cluster knows. */
  readonly info: KindInfo | undefined;
}

export interface BrokenDocument {
  readonly line: number;
  readonly lastLine: number;
  /** As kubectl says it. */
  readonly message: string;
  /** Of the file, from 1. */
  readonly errorLine: number;
}

export interface Documents {
  readonly manifests: readonly Manifest[];
  readonly broken: readonly BrokenDocument[];
}

const builtin: readonly KindInfo[] = Object.values(kinds);

export const isBuiltIn = (info: KindInfo): boolean => builtin.includes(info);

/** `custom`: kinds that the cluster was taught. */
function kindInfoOf(apiVersion: string, kind: string, custom: readonly KindInfo[]): KindInfo | undefined {
  const means = (info: KindInfo): boolean => info.kind === kind && groupVersion(info) === apiVersion;
  return builtin.find(means) ?? custom.find(means);
}

/** The versions in which a kind is served, for who wrote another one; in its right spelling. */
export function versionsOf(kind: string): readonly { readonly kind: string; readonly apiVersion: string }[] {
  return builtin.filter((info) => info.kind.toLowerCase() === kind.toLowerCase()).map((info) => ({ kind: info.kind, apiVersion: groupVersion(info) }));
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function readManifests(file: string, custom: readonly KindInfo[] = []): Documents {
  const manifests: Manifest[] = [];
  const broken: BrokenDocument[] = [];
  for (const document of splitYaml(file)) {
    const lines = document.text.replace(/\n$/, '').split('\n');
    const at = { line: document.line, lastLine: document.line + lines.length - 1 };
    try {
      const { value, places, duplicates } = composeYaml(document.text);
      if (!isObject(value)) continue;
      const metadata = isObject(value['metadata']) ? value['metadata'] : {};
      const [apiVersion, kind] = [text(value['apiVersion']), text(value['kind'])];
      manifests.push({ ...at, apiVersion, kind, name: text(metadata['name']), namespace: text(metadata['namespace']), value, places, duplicates, lines, info: kindInfoOf(apiVersion, kind, custom) });
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      broken.push({ ...at, message: `error converting YAML to JSON: ${error.message}`, errorLine: Math.min(at.lastLine, at.line + Math.max(0, error.line - 1)) });
    }
  }
  return { manifests, broken };
}

export function manifestAt({ manifests }: Documents, line: number): Manifest | undefined {
  return manifests.find((one) => line >= one.line && line <= one.lastLine) ?? manifests.findLast((one) => one.line <= line);
}

/** Where the object is, or would be, in the API. */
export function manifestPath({ info, name, namespace }: Manifest, withName: boolean): string | undefined {
  return info && pathOf(info, info.namespaced ? namespace || 'default' : undefined, withName ? name : undefined);
}

/** `spec.containers[0].name` → `/spec/containers/0/name` */
export function pointerOf(field: string): string {
  const parts = field.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
  return parts.map((part) => `/${part.replace(/^\[|\]$/g, '').replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The line of a field in the file, from 1; that of the nearest thing above it where it is missing. */
export function lineOf(manifest: Manifest, field: string): number {
  for (let pointer = pointerOf(field); pointer !== ''; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const place = manifest.places.get(pointer);
    if (place) return manifest.line + keyLine(manifest.lines, place.line, pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return manifest.line;
}

/** A map or list begins below its key, perhaps with comments between. */
function keyLine(lines: readonly string[], from: number, key: string): number {
  if (/^\d+$/.test(key)) return from;
  for (let line = from; line >= 0; line--) {
    const start = (lines[line] ?? '').replace(/^\s*(?:- )*["']?/, '');
    if (start.startsWith(key) && /^["']?\s*:/.test(start.slice(key.length))) return line;
  }
  return from;
}
