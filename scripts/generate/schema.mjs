// Compiles the recorded schema facts of Kubernetes 1.36 into what the engine reads: facts, kinds and TypeScript types.
import fs from 'node:fs';
import path from 'node:path';
import { resources as extraResources, markers, pointers, values } from './supplement.mjs';

const here = import.meta.dirname;
const root = path.join(here, '../..');
const read = (name) => JSON.parse(fs.readFileSync(path.join(here, 'recorded', name), 'utf8'));
const facts = read('schema-facts.json');
const lists = read('resource-lists.json');
const orders = read('field-order.json');
const models = path.join(root, 'node_modules/kubernetes-docs/dist/gen/models');

const bySuffix = new Map();
for (const def of Object.keys(facts.defs)) bySuffix.set(def.split('.').pop(), def);

/** The facts of one model of the generated client, its references followed. */
function addModel(model, group, version) {
  const name = model.replace(/^V\d+((alpha|beta)\d+)?/, '');
  const def = `io.k8s.api.${group}.${version}.${name}`;
  if (facts.defs[def]) return def;
  const fields = (facts.defs[def] = {});
  const js = fs.readFileSync(path.join(models, `${model}.js`), 'utf8');
  const dts = fs.readFileSync(path.join(models, `${model}.d.ts`), 'utf8');
  const attributes = JSON.parse(/attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(js)?.[1] ?? '[]');
  for (const { baseName, type, format } of attributes) {
    const required = new RegExp(`^    '${baseName}':`, 'm').test(dts);
    const [core, extra = ''] = [typeFact(type, format, group, version), markers[`${name}.${baseName}`] ?? ''];
    fields[baseName] = `${core}${required ? '!' : ''}${extra ? ` ${extra}` : ''}`;
    if (required && core === 'string') fields[baseName] += ' ?""';
    if (required && core.startsWith('integer')) fields[baseName] += ' ?0';
    if (required && core === 'boolean') fields[baseName] += ' ?false';
  }
  return def;
}

function typeFact(type, format, group, version) {
  const array = /^Array<(.*)>$/.exec(type);
  if (array) return `[${typeFact(array[1], '', group, version)}]`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return `{${typeFact(map[1], '', group, version)}}`;
  if (type === 'number') return format === 'double' ? 'number:double' : `integer:${format || 'int32'}`;
  if (type === 'Date') return 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
  if (type === 'V1MicroTime') return 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
  if (type === 'string' || type === 'boolean') return format === 'byte' ? 'string:byte' : type;
  if (type === 'any') return 'io.k8s.apimachinery.pkg.runtime.RawExtension';
  const bare = type.replace(/^V\d+((alpha|beta)\d+)?/, '');
  const known = bySuffix.get(bare);
  // A definition of the same group in another version (autoscaling v1 and v2) is not the one that is meant.
  const otherVersion = known?.startsWith(`io.k8s.api.${group}.`) && !known.startsWith(`io.k8s.api.${group}.${version}.`);
  return known && !otherVersion ? known : addModel(type, group, version);
}

function addMissingGroups() {
  for (const [groupVersion, list] of Object.entries(extraResources)) {
    lists[groupVersion] ??= { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: list };
    const [group, version] = groupVersion.split('/');
    for (const kind of new Set(list.map((entry) => entry.kind))) {
      const prefix = version[0].toUpperCase() + version.slice(1);
      const short = group.split('.')[0];
      facts.kinds[`${groupVersion}/${kind}`] ??= addModel(`${prefix}${kind}`, short, version);
      facts.kinds[`${groupVersion}/${kind}List`] ??= addModel(`${prefix}${kind}List`, short, version);
    }
  }
}

const topLevel = () => new Map(Object.entries(facts.kinds).map(([gvk, def]) => [def, gvk]));

/** Short TypeScript names: the last segment of a definition, with the version where two share it. */
function typeNames() {
  const names = new Map();
  const taken = new Map();
  for (const def of Object.keys(facts.defs).sort()) {
    const last = def.split('.').pop();
    taken.set(last, [...(taken.get(last) ?? []), def]);
  }
  const preferred = (defs) => defs.find((d) => d.includes('.core.v1.')) ?? defs.find((d) => d.includes('.meta.v1.')) ?? defs.find((d) => d.includes('.autoscaling.v2.')) ?? defs[0];
  for (const [last, defs] of taken) {
    const plain = defs.length === 1 ? defs[0] : last === 'Event' ? defs.find((d) => d.includes('.core.')) : preferred(defs);
    for (const def of defs) {
      if (def === plain) names.set(def, last);
      else {
        const parts = def.split('.');
        const group = parts[parts.length - 3];
        names.set(def, group[0].toUpperCase() + group.slice(1) + parts[parts.length - 2].toUpperCase() + last);
      }
    }
  }
  return names;
}

const scalars = { string: 'string', boolean: 'boolean', integer: 'number', number: 'number', object: 'JsonObject', any: 'Json' };
function typeOf(fact, names) {
  const body = fact.split(' ')[0].replace(/!.*$/, '').replace(/=.*$/, '');
  if (body.startsWith('[')) return `readonly ${wrap(typeOf(body.slice(1, body.lastIndexOf(']')), names))}[]`;
  if (body.startsWith('{')) return `{ readonly [key: string]: ${typeOf(body.slice(1, body.lastIndexOf('}')), names)} }`;
  const scalar = scalars[body.split(':')[0]];
  return scalar ?? names.get(body) ?? 'Json';
}
const wrap = (type) => (type.startsWith('readonly') ? `(${type})` : type);

function scopeOf(gvk) {
  const [kind, ...rest] = gvk.split('/').reverse();
  const list = lists[rest.reverse().join('/')];
  const entry = list?.resources.find((r) => r.kind === kind && !r.name.includes('/'));
  return entry === undefined ? undefined : entry.namespaced;
}

function writeTypes() {
  const names = typeNames();
  const kinds = topLevel();
  const out = ['// Generated by scripts/generate/schema.mjs from the recorded schema of Kubernetes 1.36. Do not edit.', "import type { Json, JsonObject } from '../base/json.ts';", "import type { ClusterMeta, NamespacedMeta, ObjectMeta } from './object.ts';", ''];
  for (const def of Object.keys(facts.defs).sort()) {
    const fields = facts.defs[def];
    const name = names.get(def);
    if (name === 'ObjectMeta') { continue; }
    if (typeof fields === 'string') {
      const type = fields.startsWith('=integer|string') || fields.startsWith('=string|number') ? 'string | number' : fields.startsWith('=string') ? 'string' : fields.startsWith('=object') ? 'JsonObject' : 'Json';
      out.push(`export type ${name} = ${type};`);
      continue;
    }
    const gvk = kinds.get(def);
    out.push(`export interface ${name} {`);
    for (const [field, fact] of Object.entries(fields)) {
      const text = typeof fact === 'string' ? fact : 'any';
      const key = /^[A-Za-z_$][\w$]*$/.test(field) ? field : JSON.stringify(field);
      const stored = gvk && scopeOf(gvk) !== undefined;
      if (stored && field === 'metadata') { out.push(`  readonly metadata: ${scopeOf(gvk) ? 'NamespacedMeta' : 'ClusterMeta'};`); continue; }
      if (gvk && field === 'kind') { out.push(`  readonly kind: '${gvk.split('/').pop()}';`); continue; }
      if (gvk && field === 'apiVersion') { out.push(`  readonly apiVersion: '${gvk.split('/').slice(0, -1).join('/')}';`); continue; }
      const required = /^[^ ]*!/.test(text) || (stored && (field === 'spec' || field === 'status') && names.has(text.split(' ')[0]));
      out.push(`  readonly ${key}${required ? '' : '?'}: ${typeOf(text, names)};`);
    }
    out.push('}');
  }
  fs.writeFileSync(path.join(root, 'src/engine/kube/types.generated.ts'), out.join('\n') + '\n');
}

function writeKinds() {
  const order = ['v1', ...Object.keys(lists).filter((gv) => gv !== 'v1').sort((a, b) => (a === 'autoscaling/v1' ? 1 : b === 'autoscaling/v1' ? -1 : 0))];
  const rows = [];
  for (const groupVersion of order) {
    const [group, version] = groupVersion === 'v1' ? ['', 'v1'] : groupVersion.split('/');
    for (const entry of lists[groupVersion].resources) {
      if (entry.name.includes('/')) continue;
      const subresources = lists[groupVersion].resources.filter((r) => r.name.startsWith(`${entry.name}/`)).map(({ name, kind, group: g, version: v, verbs }) => ({ name: name.split('/').slice(1).join('/'), kind, ...(g ? { group: g } : {}), ...(v ? { version: v } : {}), verbs }));
      rows.push({ group, version, kind: entry.kind, plural: entry.name, singular: entry.singularName || entry.kind.toLowerCase(), namespaced: entry.namespaced, verbs: entry.verbs, shortNames: entry.shortNames ?? [], categories: entry.categories ?? [], subresources });
    }
  }
  const names = typeNames();
  const keys = new Set();
  const types = new Set();
  const lines = rows.map((row) => {
    const gv = row.group ? `${row.group}/${row.version}` : row.version;
    const type = names.get(facts.kinds[`${gv}/${row.kind}`]);
    const key = [row.plural, `${row.plural}.${row.group}`, `${row.plural}.${row.version}.${row.group}`].find((k) => !keys.has(k));
    keys.add(key);
    types.add(type);
    return `  ${/^[a-z]+$/.test(key) ? key : JSON.stringify(key)}: ${JSON.stringify(row)} as Kind<${type}>,`;
  });
  const text = `// Generated by scripts/generate/schema.mjs from the recorded discovery of Kubernetes 1.36. Do not edit.\nimport type { Kind, KindInfo } from './kind.ts';\nimport type { ${[...types].sort().join(', ')} } from './types.generated.ts';\n\n/** The built-in kinds by plural; where two share it, the second by \`plural.group\` or \`plural.version.group\`. */\nexport const kinds = {\n${lines.join('\n')}\n} as const;\n\nexport const builtinKinds: readonly KindInfo[] = Object.values(kinds);\n`;
  fs.writeFileSync(path.join(root, 'src/engine/kube/kinds.generated.ts'), text);
}

/** The rows of a supplement table by full definition; a row's key is `Name` or `group.Name`. */
function byDefinition(table) {
  const out = {};
  for (const def of Object.keys(facts.defs).sort()) {
    const parts = def.split('.');
    const name = parts.at(-1);
    const fields = table[`${parts.at(-3)}.${name}`] ?? table[name];
    if (fields) out[def] = fields.split(' ').filter((field) => field.replace('!', '') in facts.defs[def]);
  }
  return out;
}

/** Fields that came after the kubectl that the orders were read from, each by the field it stands behind. */
const behind = { 'Container.restartPolicyRules': 'restartPolicy' };

/** The message that a definition was made with, or that of the same name in an earlier version of its group. */
function messageOf(def) {
  const name = def.replace(/^io\.k8s\./, 'k8s.io.');
  const parts = name.split('.');
  const same = (other) => other.split('.').at(-1) === parts.at(-1) && other.split('.').slice(0, -2).join('.') === parts.slice(0, -2).join('.');
  return orders[name] ? name : Object.keys(orders).filter(same).sort().at(-1);
}

/** The fields of a definition in the order of its Go struct: TypeMeta, then as declared (an inlined struct in its place), then what is newer. */
function inStructOrder(def) {
  const fields = facts.defs[def];
  const declared = (name) => (orders[name] ?? []).flatMap((entry) => {
    const [field, of] = entry.split(':');
    return field in fields || !of ? [field] : declared(of);
  });
  const own = declared(messageOf(def));
  const order = [...new Set([...(own.includes('kind') || own.includes('apiVersion') ? [] : ['kind', 'apiVersion']), ...own, ...Object.keys(fields)])].filter((field) => field in fields);
  for (const [key, before] of Object.entries(behind)) {
    const [short, field] = key.split('.');
    if (!def.endsWith(`.${short}`) || !order.includes(field)) continue;
    order.splice(order.indexOf(field), 1);
    order.splice(order.indexOf(before) + 1, 0, field);
  }
  return Object.fromEntries(order.map((field) => [field, fields[field]]));
}

addMissingGroups();
facts.pointers = byDefinition(pointers);
facts.values = byDefinition(values);
const defs = Object.fromEntries(Object.entries(facts.defs).map(([def, fields]) => [def, typeof fields === 'string' ? fields : inStructOrder(def)]));
fs.writeFileSync(path.join(root, 'src/engine/kube/schema/facts.generated.json'), JSON.stringify({ ...facts, defs }));
writeTypes();
writeKinds();
console.log(`${Object.keys(facts.kinds).length} kinds, ${Object.keys(facts.defs).length} definitions`);
