// KYAML, the strict flow-style subset of YAML that kubectl 1.34+ prints (sigs.k8s.io/yaml/kyaml).
import { type Json, isObject } from '../../base/json.ts';
import { sortedEntries } from '../../kube/go-json.ts';

export function encodeKyaml(value: Json, margin = ''): string {
  const inner = `${margin}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    // Lists of objects hug their brackets: `[{ … }, { … }]`.
    if (value.every((item: Json) => isObject(item) && Object.keys(item).length > 0)) return `[${value.map((item: Json) => encodeKyaml(item, margin)).join(', ')}]`;
    return `[\n${value.map((item: Json) => `${inner}${encodeKyaml(item, inner)},\n`).join('')}${margin}]`;
  }
  if (isObject(value)) {
    const entries = sortedEntries(value);
    if (entries.length === 0) return '{}';
    return `{\n${entries.map(([key, item]) => `${inner}${keyText(key)}: ${encodeKyaml(item, inner)},\n`).join('')}${margin}}`;
  }
  return typeof value === 'string' ? stringText(value, inner) : String(value);
}

const AMBIGUOUS = /^(y|n|yes|no|on|off|true|false|null|~)$/i;

const keyText = (key: string): string => (/^[A-Za-z_][A-Za-z0-9_./-]*$/.test(key) && !AMBIGUOUS.test(key) ? key : JSON.stringify(key));

function stringText(text: string, margin: string): string {
  if (!text.includes('\n') || text.indexOf('\n') === text.length - 1) return JSON.stringify(text);
  const lines = text.split('\n').map((line) => JSON.stringify(line).slice(1, -1));
  const last = lines.pop() as string;
  return `"\\\n${lines.map((line) => `${margin} ${line.startsWith(' ') ? `\\${line}` : line}\\n\\\n`).join('')}${margin} ${last}"`;
}
