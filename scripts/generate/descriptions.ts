// Makes the texts that the API server's OpenAPI documents describe definitions and fields with, as a module of its own that is loaded after the cluster.
import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { docsOf, root } from './model-docs.ts';
import { parameterDocs } from './parameter-docs.ts';

const MODULE = 'virtual:kubernetes-descriptions';

interface Facts {
  readonly defs: Readonly<Record<string, Readonly<Record<string, unknown>> | string>>;
}

/**
 * The comments have lost their newlines: a line that ended became a space, an empty line two.
 * Two spaces may also stand between the sentences of one paragraph; they do where no sentence follows another by one space.
 */
function withParagraphs(text: string): string {
  const listed = text.replace(/(?<=(\S))( {2,})([*-]|\d+\.) /g, (all, before: string, gap: string, mark: string) => {
    if (gap.length > 2) return `\n${' '.repeat(gap.length - 1)}${mark} `;
    return mark === '-' && before !== ':' && before !== '.' ? all : `\n\n${mark} `;
  });
  return / [A-Z"]/.test(listed) && /[.):] [A-Z]/.test(listed) ? listed.replace(/([.:)`"]) {2}(?=\S)/g, '$1\n\n') : listed;
}

/** The words of a reference's field, where it has none of its own, are those of what it refers to. */
function referredTo(fact: string): string | undefined {
  return /^[[{]*(io\.k8s\.[\w.-]+)/.exec(fact)?.[1];
}

export function kubernetesTexts(): unknown {
  const facts = JSON.parse(fs.readFileSync(path.join(root, 'src/engine/kube/schema/facts.generated.json'), 'utf8')) as Facts;
  const texts: string[] = [];
  const indices = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = indices.get(text);
    if (known !== undefined) return known;
    indices.set(text, texts.length);
    return texts.push(text) - 1;
  };
  const definitions: Record<string, Record<string, number>> = {};
  for (const [definition, fields] of Object.entries(facts.defs)) {
    const docs = docsOf(definition);
    const entry: Record<string, number> = docs.description ? { '': indexOf(withParagraphs(docs.description)) } : {};
    for (const [name, fact] of Object.entries(typeof fields === 'string' ? {} : fields)) {
      if (typeof fact !== 'string' || name.startsWith('$')) continue;
      const text = docs.fields.get(name) ?? docsOf(referredTo(fact) ?? definition).description;
      if (text && (docs.fields.has(name) || referredTo(fact) !== undefined)) entry[name] = indexOf(withParagraphs(text));
    }
    if (Object.keys(entry).length > 0) definitions[definition] = entry;
  }
  return { texts, definitions, parameters: parameterDocs() };
}

/** `virtual:kubernetes-descriptions`, made when it is first asked for. */
export function kubernetesDescriptions(): Plugin {
  return {
    name: 'kubernetes-descriptions',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? `export const descriptions = JSON.parse(${JSON.stringify(JSON.stringify(kubernetesTexts()))});` : undefined),
  };
}
