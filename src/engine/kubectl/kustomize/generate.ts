// configMapGenerator and secretGenerator (sigs.k8s.io/kustomize/api/internal/generators, api/kv).
import { encodeBase64 } from '../../base/base64.ts';
import { CliError } from '../cli/errors.ts';
import type { KustomizationFiles } from './files.ts';
import { textsOf } from './kustomization.ts';
import { Resource } from './resource.ts';
import { mapOf, type NodeMap, textOf } from './tree.ts';

export type GeneratedKind = 'ConfigMap' | 'Secret';

/** What holds for all generators, and what one says itself. */
export function optionsOf(own: NodeMap, everywhere: NodeMap): NodeMap {
  const result: NodeMap = { ...everywhere, ...own };
  for (const field of ['labels', 'annotations']) {
    const merged = { ...mapOf(everywhere[field]), ...mapOf(own[field]) };
    if (Object.keys(merged).length) result[field] = merged;
  }
  for (const field of ['disableNameSuffixHash', 'immutable']) result[field] = everywhere[field] === true || own[field] === true;
  return result;
}

export function generated(kind: GeneratedKind, args: NodeMap, options: NodeMap, files: KustomizationFiles): Resource {
  const [name, namespace] = [textOf(args['name']), textOf(args['namespace'])];
  if (name === '') throw new CliError('a configmap must have a name');
  const data: NodeMap = {};
  const binaryData: NodeMap = {};
  for (const [key, value] of keyValues(args, files)) {
    if (key in data || key in binaryData) throw new CliError(`configmap ${name} illegally repeats the key \`${key}\``);
    if (kind === 'Secret') data[key] = encodeBase64(value);
    else if (isText(value)) data[key] = value;
    else binaryData[key] = encodeBase64(value);
  }
  const metadata: NodeMap = { name, ...(namespace === '' ? {} : { namespace }) };
  for (const field of ['labels', 'annotations']) if (Object.keys(mapOf(options[field])).length) metadata[field] = { ...mapOf(options[field]) };
  const resource = new Resource({
    apiVersion: 'v1',
    kind,
    metadata,
    ...(Object.keys(data).length ? { data } : {}),
    ...(Object.keys(binaryData).length ? { binaryData } : {}),
    ...(kind === 'Secret' ? { type: textOf(args['type']) || 'Opaque' } : {}),
    ...(options['immutable'] === true ? { immutable: true } : {}),
  });
  const behavior = textOf(args['behavior']);
  resource.behavior = behavior === 'merge' || behavior === 'replace' ? behavior : 'create';
  resource.hashed = options['disableNameSuffixHash'] !== true;
  return resource;
}

/** Bytes that are no UTF-8 stand for themselves in our texts. */
const isText = (value: string): boolean => !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value);

/** Env files first, then literals, then files. */
function keyValues(args: NodeMap, files: KustomizationFiles): readonly (readonly [key: string, value: string])[] {
  const envs = [...textsOf(args['envs']), ...(textOf(args['env']) === '' ? [] : [textOf(args['env'])])];
  const [literals, paths] = [textsOf(args['literals']), textsOf(args['files'])];
  return [
    ...within(`env source files: [${envs.join(' ')}]`, () => envs.flatMap((env) => lines(files.read(env)))),
    ...within(`literal sources [${literals.join(' ')}]`, () => literals.map(literal)),
    ...within(`file sources: [${paths.join(' ')}]`, () => paths.map((path) => fileSource(path, files))),
  ];
}

function within<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`loading KV pairs: ${what}: ${error.message}`);
  }
}

function lines(text: string): readonly (readonly [string, string])[] {
  const result: (readonly [string, string])[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const rest = line.trimStart();
    if (rest === '' || rest.startsWith('#')) continue;
    const cut = rest.indexOf('=');
    const key = cut < 0 ? rest : rest.slice(0, cut);
    if (key !== '') result.push([key, cut < 0 ? '' : rest.slice(cut + 1)]);
  }
  return result;
}

function literal(source: string): readonly [string, string] {
  const cut = source.indexOf('=');
  if (cut < 1) throw new CliError(`invalid literal source ${source}, expected key=value`);
  const value = source.slice(cut + 1);
  const quote = value[0];
  const quoted = (quote === '"' || quote === "'") && value.endsWith(quote);
  return [source.slice(0, cut), quoted ? value.slice(1, -1) : value];
}

function fileSource(source: string, files: KustomizationFiles): readonly [string, string] {
  const parts = source.split('=');
  if (parts.length === 1) return [source.split('/').at(-1) as string, files.read(source)];
  const [key = '', path = ''] = parts;
  if (key === '') throw new CliError(`missing key name for file path ${JSON.stringify(path)} in source ${JSON.stringify(source)}`);
  if (parts.length > 2) throw new CliError(`source ${JSON.stringify(source)} key name or file path contains '='`);
  if (path === '') throw new CliError(`missing file path for key name ${JSON.stringify(key)} in source ${JSON.stringify(source)}`);
  return [key, files.read(path)];
}
