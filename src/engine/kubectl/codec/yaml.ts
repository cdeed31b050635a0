// YAML as kubectl reads and writes it; the room `kube` does the work.
import type { Json } from '../../base/json.ts';

export function decodeYaml(text: string, _line = 1): Json {
  return JSON.parse(text) as Json;
}
export function encodeYaml(value: Json): string {
  return `${JSON.stringify(value)}\n`;
}
export function splitYaml(text: string): { text: string; line: number }[] {
  return [{ text, line: 1 }];
}
