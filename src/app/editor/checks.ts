// What Kubernetes says of a manifest: kubectl's words where it cannot be read, the API server's (asked with dry-run) where it can, each at its line.
import type { JsonObject } from '../../engine/base/json.ts';
import type { WireRequest, WireResponse } from '../../bridge/protocol.ts';
import { type Documents, isBuiltIn, lineOf, type Manifest, manifestPath } from './manifests.ts';

export interface Problem {
  /** Of the file, from 1. */
  readonly line: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** `spec.label`, where one field is meant. */
  readonly field?: string;
  readonly manifest?: Manifest;
}

export type Presence = 'absent' | 'same' | 'differs' | 'unknown';

export interface Checked {
  readonly problems: readonly Problem[];
  readonly presence: ReadonlyMap<Manifest, Presence>;
  readonly live: ReadonlyMap<Manifest, JsonObject>;
}

type Ask = (request: WireRequest) => Promise<WireResponse>;

interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message?: string }[] };
}

/** Files of other tools, which look like YAML of Kubernetes but are not. */
const others = /(^|\/)(kustomization|values|Chart|config|docker-compose|lesson)[^/]*\.ya?ml$/;

export function readingProblems({ manifests, broken }: Documents, path: string): readonly Problem[] {
  const problems: Problem[] = broken.map(({ errorLine, message }) => ({ line: errorLine, message, severity: 'error' }));
  for (const manifest of manifests) {
    for (const duplicate of manifest.duplicates) problems.push({ line: manifest.line + Number(/^line (\d+)/.exec(duplicate)?.[1] ?? 1) - 1, message: duplicate.replace(/^line \d+: /, ''), severity: 'warning', manifest });
    const missing = [...(manifest.apiVersion === '' ? ['apiVersion not set'] : []), ...(manifest.kind === '' ? ['kind not set'] : [])];
    const meant = missing.length === 1 || 'metadata' in manifest.value || 'spec' in manifest.value;
    if (missing.length > 0 && meant && !others.test(path)) problems.push({ line: manifest.line, message: `error validating data: ${missing.length > 1 ? `[${missing.join(', ')}]` : missing.join('')}`, severity: 'error', manifest });
    else if (missing.length === 0 && !manifest.info) problems.push({ line: lineOf(manifest, 'kind'), message: `no matches for kind "${manifest.kind}" in version "${manifest.apiVersion}"`, severity: 'warning', field: 'kind', manifest });
  }
  return problems;
}

/** Asks the server about every document of a kind that it knows; nothing is changed. */
export async function checkDocuments(documents: Documents, path: string, ask: Ask): Promise<Checked> {
  const problems: Problem[] = [...readingProblems(documents, path)];
  const presence = new Map<Manifest, Presence>();
  const live = new Map<Manifest, JsonObject>();
  await Promise.all(
    documents.manifests.map(async (manifest) => {
      const collection = manifestPath(manifest, false);
      if (!collection) return void presence.set(manifest, 'unknown');
      const query = { dryRun: 'All', fieldValidation: 'Strict' };
      let answer = await ask({ method: 'POST', path: collection, query, body: manifest.value });
      const one = manifest.name === '' ? undefined : manifestPath(manifest, true);
      const found = one ? await ask({ method: 'GET', path: one }) : undefined;
      const there = found?.code === 200 ? (found.body as JsonObject) : undefined;
      if (there) live.set(manifest, there);
      // It could be made if it were not there already: so it must be possible to change the one that is.
      if (answer.code === 409 && one) answer = await ask({ method: 'PATCH', path: one, query, headers: { 'content-type': `application/${manifest.info && isBuiltIn(manifest.info) ? 'strategic-merge' : 'merge'}-patch+json` }, body: manifest.value });
      // A namespace that the file itself makes is there by the time the rest is applied.
      const made = answer.code === 404 && documents.manifests.some((other) => other.kind === 'Namespace' && other.name === manifest.namespace);
      if (!made) problems.push(...answerProblems(manifest, answer));
      presence.set(manifest, there ? (sameAsFile(manifest.value, there) ? 'same' : 'differs') : 'absent');
    }),
  );
  return { problems: problems.sort((a, b) => a.line - b.line), presence, live };
}

export function answerProblems(manifest: Manifest, { code, body, warnings }: WireResponse): readonly Problem[] {
  const problems: Problem[] = warnings.map((message) => ({ line: manifest.line, message, severity: 'warning', manifest }));
  if (code < 400) return problems;
  const { message = '', details } = (body ?? {}) as Status;
  const add = (field: string, said: string): void => void problems.push({ line: lineOf(manifest, field), message: said, severity: 'error', field, manifest });
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)];
  const decoding = /into Go struct field \w+\.([\w.[\]]+) of type/.exec(message);
  if (unknown.length > 0) for (const match of unknown) add(match[1] as string, match[0]);
  else if (decoding) add(decoding[1] as string, message.replace(/^.*?cannot be handled as an? \w+: /, ''));
  else if ((details?.causes ?? []).length > 0) for (const { field = '', message: said = '' } of details?.causes ?? []) add(field, `${field}: ${said}`);
  else if (code === 404 && message.startsWith('namespaces "')) add('metadata.namespace', message);
  else problems.push({ line: manifest.line, message, severity: 'error', manifest });
  return problems;
}

/** Whether the live object has all that the file says; what the server filled in does not matter. */
export function sameAsFile(wanted: unknown, there: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(there) && wanted.length === there.length && wanted.every((item, i) => sameAsFile(item, there[i]));
  if (typeof wanted === 'object' && wanted !== null) return typeof there === 'object' && there !== null && Object.entries(wanted).every(([key, value]) => value === null || sameAsFile(value, (there as Record<string, unknown>)[key]));
  return wanted === there;
}

/** The live object cut down to the fields of which the file speaks, in the file's order. */
export function cutToFile(wanted: unknown, there: unknown): unknown {
  if (Array.isArray(wanted)) return Array.isArray(there) ? there.map((item, i) => (i < wanted.length ? cutToFile(wanted[i], item) : item)) : there;
  if (typeof wanted === 'object' && wanted !== null && typeof there === 'object' && there !== null && !Array.isArray(there)) {
    const from = there as Record<string, unknown>;
    return Object.fromEntries(Object.entries(wanted).flatMap(([key, value]) => (from[key] === undefined ? [] : [[key, cutToFile(value, from[key])]])));
  }
  return there;
}
