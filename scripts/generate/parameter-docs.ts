// What the query parameters of the API say of themselves: read from the operations of a dev dependency at build time.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './model-docs.ts';

const operations = path.join(root, 'node_modules/kubernetes-docs/dist/gen/apis/CoreV1Api.d.ts');
/** What the generated client calls what is a word of its language. */
const RENAMED: Readonly<Record<string, string>> = { _continue: 'continue' };
const NOT_OF_QUERIES = ['body', 'name', 'namespace', 'path'];

/** By name; the first operation that has a parameter tells it. */
export function parameterDocs(): Record<string, string> {
  const text = fs.readFileSync(operations, 'utf8');
  const docs: Record<string, string> = {};
  for (const [, given = '', comment = ''] of text.matchAll(/@param (\w+) (.*)/g)) {
    const name = RENAMED[given] ?? given;
    if (NOT_OF_QUERIES.includes(name) || Object.hasOwn(docs, name)) continue;
    docs[name] = comment.replace(/\\&#39;/g, "'").replace(/\\&quot;/g, '"').replace(/\\(?=[<>`])/g, '').trim();
  }
  return docs;
}
