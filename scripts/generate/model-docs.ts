// Doc comments of the models of Kubernetes 1.36, by definition: read from the declarations of a dev dependency at build time.
import fs from 'node:fs';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '../..');
const models = path.join(root, 'node_modules/kubernetes-docs/dist/gen/models');

export interface Docs {
  readonly description: string;
  readonly fields: ReadonlyMap<string, string>;
}

const unescape = (text: string): string => text.replace(/\\(['"])/g, '$1').replace(/\s*\n\s*\*\s?/g, ' ').trim();

function readDocs(file: string): Docs {
  const text = fs.readFileSync(file, 'utf8');
  const description = /\/\*\*\n((?:(?!\*\/)[\s\S])*?)\*\/\s*export declare class/.exec(text)?.[1] ?? '';
  const fields = new Map<string, string>();
  for (const match of text.matchAll(/\/\*\*\n((?:(?!\*\/)[\s\S])*?)\*\/\s*'([^']+)'\??:/g)) fields.set(match[2] as string, unescape((match[1] as string).replace(/^\s*\*\s?/, '')));
  return { description: unescape(description.replace(/^\s*\*\s?/, '')), fields };
}

/** The generated client names `io.k8s.api.apps.v1.Deployment` V1Deployment, and prefixes the group where two kinds share a name. */
export function docsOf(definition: string): Docs {
  const parts = definition.split('.');
  const name = parts.at(-1) as string;
  const version = parts.at(-2) as string;
  const group = parts.at(-3) as string;
  const prefix = version.slice(0, 1).toUpperCase() + version.slice(1);
  const grouped = group.slice(0, 1).toUpperCase() + group.slice(1);
  for (const model of [`${prefix}${name}`, `${grouped}${prefix}${name}`]) {
    const file = path.join(models, `${model}.d.ts`);
    if (fs.existsSync(file)) return readDocs(file);
  }
  return { description: '', fields: new Map() };
}
