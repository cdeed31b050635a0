// In which of the workstation's files an object is written down, and where.
import type { ObjectSummary } from '../../bridge/summary.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { engine } from '../state/engine.ts';
import { readManifests } from './manifests.ts';

const DEPTH = 4;

async function yamlFiles(path: string, depth: number): Promise<readonly string[]> {
  const entries = (await engine.call('list-files', { path })).filter(({ name }) => !name.startsWith('.'));
  const lists = await Promise.all(entries.map(async (entry) => (entry.type === 'directory' ? (depth < DEPTH ? yamlFiles(entry.path, depth + 1) : []) : /\.ya?ml$/.test(entry.name) ? [entry.path] : [])));
  return lists.flat();
}

export interface FoundIn {
  readonly path: string;
  readonly line: number;
}

export async function findInFiles({ kind, namespace, name }: ObjectSummary, home: string): Promise<FoundIn | undefined> {
  const wanted = kinds[kind].kind;
  for (const path of await yamlFiles(home, 0)) {
    const text = await engine.call('read-file', { path });
    if (!text.includes(name)) continue;
    const found = readManifests(text).manifests.find((one) => one.kind === wanted && one.name === name && (one.namespace === '' || namespace === '' || one.namespace === namespace));
    if (found) return { path, line: found.line };
  }
  return undefined;
}
