// configMapGenerator and secretGenerator (sigs.k8s.io/kustomize/api/internal/generators).
import { encodeBase64 } from '../../base/base64.ts';
import type { JsonObject } from '../../base/json.ts';
import { FileError } from '../../machine/files.ts';
import { CliError } from '../cli/errors.ts';
import { type Resource, asList, asMap, asText, made } from './resource.ts';

export type ReadFile = (path: string) => string;

export function generated(kind: 'ConfigMap' | 'Secret', args: JsonObject, defaults: JsonObject, read: ReadFile): Resource {
  const name = asText(args['name']);
  const data: Record<string, string> = {};
  const add = (key: string, value: string): void => {
    if (key in data) throw new CliError(`configmap ${name}: cannot add key ${key}, another key by that name already exists`);
    data[key] = kind === 'Secret' ? encodeBase64(value) : value;
  };
  for (const [key, value] of pairs(args, read)) add(key, value);
  const own = asMap(args['options']);
  const options = { ...defaults, ...own };
  const extra = (field: 'labels' | 'annotations'): JsonObject => {
    const map = { ...asMap(defaults[field]), ...asMap(own[field]) };
    return Object.keys(map).length ? { [field]: map } : {};
  };
  const namespace = asText(args['namespace']);
  const object = {
    apiVersion: 'v1', kind, metadata: { name, ...(namespace ? { namespace } : {}), ...extra('labels'), ...extra('annotations') }, ...(Object.keys(data).length ? { data } : {}),
    ...(kind === 'Secret' ? { type: asText(args['type']) || 'Opaque' } : {}), ...(options['immutable'] === true ? { immutable: true } : {}),
  };
  return made(object, options['disableNameSuffixHash'] !== true);
}

function* pairs(args: JsonObject, read: ReadFile): Generator<readonly [string, string]> {
  const reading = (path: string): string => {
    try {
      return read(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new CliError(`loading KV pairs: file sources: [${path}]: ${error.message.toLowerCase()}`);
    }
  };
  for (const env of [...asList(args['envs']), ...(args['env'] === undefined ? [] : [args['env']])].map(asText)) {
    for (const line of reading(env).split(/\r?\n/)) {
      const text = line.trimStart();
      if (text === '' || text.startsWith('#')) continue;
      const cut = text.indexOf('=');
      yield [cut < 0 ? text : text.slice(0, cut), cut < 0 ? '' : text.slice(cut + 1)];
    }
  }
  for (const literal of asList(args['literals']).map(asText)) {
    const cut = literal.indexOf('=');
    if (cut < 1) throw new CliError(`loading KV pairs: literal sources: [${literal}]: invalid literal source ${literal}, expected key=value`);
    const value = literal.slice(cut + 1);
    yield [literal.slice(0, cut), /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value];
  }
  for (const file of asList(args['files']).map(asText)) {
    const cut = file.indexOf('=');
    const path = file.slice(cut + 1);
    yield [cut > 0 ? file.slice(0, cut) : (path.split('/').at(-1) as string), reading(path)];
  }
}
