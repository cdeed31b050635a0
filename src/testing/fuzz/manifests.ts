// Real manifests: every request of the recorded API with a body, where it went and with which content type.
import fs from 'node:fs';
import path from 'node:path';
import type { Json } from '../../engine/base/json.ts';

export interface Recorded {
  readonly method: string;
  /** With `{ns}` where the namespace stood. */
  readonly path: string;
  readonly contentType: string;
  readonly body: Json;
}

interface Step {
  readonly m?: string;
  readonly p?: string;
  readonly b?: Json;
  readonly h?: Readonly<Record<string, string | null>>;
}

const folder = path.resolve('src/testing/reference/api');

export function recordedRequests(): readonly Recorded[] {
  const found: Recorded[] = [];
  for (const section of ['defaulting', 'validation', 'verbs']) {
    const { cases } = JSON.parse(fs.readFileSync(path.join(folder, `${section}.json`), 'utf8')) as { cases: readonly { readonly steps: readonly Step[] }[] };
    for (const { steps } of cases) {
      for (const { m, p, b, h } of steps) {
        if (m === undefined || p === undefined || b === undefined || typeof b === 'string') continue;
        found.push({ method: m, path: p, contentType: h?.['Content-Type'] ?? 'application/json', body: b });
      }
    }
  }
  return found;
}
