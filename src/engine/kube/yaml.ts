// YAML as kubectl and the API server speak it (sigs.k8s.io/yaml, apimachinery/pkg/util/yaml): read, split into documents, and written.
import type { Json } from '../base/json.ts';
import { type Composed, Composer, type ComposeOptions } from './yaml/compose.ts';

export { dumpYaml as formatYaml } from './yaml/dump.ts';
export { YamlError } from './yaml/source.ts';
export type { Composed, Place } from './yaml/compose.ts';

/** The JSON of the first document; null where there is none. Throws YamlError (`yaml: line 4: …`). `words: 'few'`: `yes`, `no`, `on` and `off` are texts (yaml.v3). */
export function parseYaml(text: string, options: ComposeOptions = {}): Json {
  return composeYaml(text, options).value;
}

/** The first document with the place of each value and the keys that were given twice. */
export function composeYaml(text: string, options: ComposeOptions = {}): Composed {
  return new Composer(text, options).document() ?? { value: null, places: new Map(), duplicates: [], twice: [] };
}

export interface YamlDocument {
  readonly text: string;
  /** From 1, of the document's first line in the whole text. */
  readonly line: number;
}

/** The documents of a text, cut at lines of `---` as kubectl cuts them: before it is known what is in them. */
export function splitYaml(text: string): readonly YamlDocument[] {
  const documents: YamlDocument[] = [];
  let buffer = '';
  let from = 1;
  const lines = text.split(/(?<=\n)/);
  lines.forEach((line, i) => {
    const separator = line.startsWith('---') && /^\s*(?:#.*)?$/.test(line.slice(3).trim());
    if (separator && buffer !== '') {
      documents.push({ text: buffer, line: from });
      buffer = '';
      from = i + 2;
      return;
    }
    if (buffer === '') from = i + 1;
    buffer += line;
  });
  if (buffer !== '') documents.push({ text: buffer, line: from });
  return documents;
}
