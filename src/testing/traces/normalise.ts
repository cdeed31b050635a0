// Takes what differs from run to run out of recorded objects: the reference recordings were made with the same rules.
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const YEAR_MS = 400 * 86_400_000;

export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

function normaliseText(text: string, nowMs: number): string {
  return text
    .replace(UUID, '<uid>')
    .replace(TIME, (time) => (Math.abs(Date.parse(time) - nowMs) < YEAR_MS ? '<ts>' : time))
    .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<r5>')
    .replace(/(\\*"resourceVersion\\*":\\*")\d+/g, '$1<rv>');
}

export function normalise(value: Tree, nowMs: number): Tree {
  const walk = (node: Tree, key: string): Tree => {
    if (Array.isArray(node)) return node.map((item) => walk(item, key));
    if (typeof node === 'object' && node !== null) return normaliseObject(node, key, walk);
    if (typeof node === 'number') return (key === 'nodePort' || key === 'healthCheckNodePort') && node ? '<nodeport>' : node;
    if (typeof node !== 'string') return node;
    if (key === 'resourceVersion' && /^\d+$/.test(node) && node !== '0') return '<rv>';
    if (['clusterIP', 'clusterIPs', 'podIP', 'hostIP', 'ip'].includes(key) && /^[\d.]+$|:/.test(node)) return '<ip>';
    return normaliseText(node, nowMs);
  };
  return walk(value, '');
}

function normaliseObject(node: { [key: string]: Tree }, key: string, walk: (node: Tree, key: string) => Tree): Tree {
  const result: { [key: string]: Tree } = {};
  const { generateName, name } = node;
  const generated = key === 'metadata' && typeof generateName === 'string' && typeof name === 'string' && name.startsWith(generateName);
  for (const field of Object.keys(node).sort()) {
    if (field === 'managedFields') continue;
    result[field] = field === 'name' && generated ? `${String(generateName)}<rand>` : walk(node[field] as Tree, field);
  }
  return result;
}

export function pathIn(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split('.')) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
  return at;
}
