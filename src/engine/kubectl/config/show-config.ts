// A kubeconfig as `config view` shows it: merged, secrets hidden, cut down to what is in use (kubectl/pkg/cmd/config/view.go).
import type { Json, JsonObject } from '../../base/json.ts';
import { encodeBase64 } from '../../base/base64.ts';
import { resolvePath } from '../../machine/files.ts';
import type { Process } from '../../machine/process.ts';
import { CliError } from '../cli/errors.ts';
import type { Kubeconfig, NamedEntry } from './kubeconfig.ts';

const SECRET = ['token', 'password', 'client-key-data', 'client-certificate-data'];
const BYTES = ['certificate-authority-data', 'client-certificate-data', 'client-key-data'];

export interface ViewOptions {
  readonly raw: boolean;
  readonly minify: boolean;
  readonly flatten: boolean;
  readonly context: string;
}

export function viewConfig(process: Process, config: Kubeconfig, options: ViewOptions): JsonObject {
  const current = options.context || config.currentContext;
  let { clusters, contexts, users } = config;
  if (options.minify) {
    if (!current) throw new CliError('current-context must exist in order to minify');
    const context = contexts.find((c) => c.name === current);
    if (!context) throw new CliError(`cannot locate context ${current}`);
    contexts = [context];
    clusters = clusters.filter((c) => c.name === context.value['cluster']);
    users = users.filter((u) => u.name === context.value['user']);
  }
  const show = (entry: NamedEntry): JsonObject => shown(options.flatten ? flattened(process, entry) : entry.value, options);
  const list = (items: readonly NamedEntry[], field: string, map: (entry: NamedEntry) => JsonObject): Json => (items.length ? byName(items).map((e) => ({ name: e.name, [field]: inFieldOrder(map(e)) })) : null);
  return {
    kind: 'Config', apiVersion: 'v1',
    clusters: list(clusters, 'cluster', show), users: list(users, 'user', show), contexts: list(contexts, 'context', (e) => e.value),
    'current-context': options.minify ? current : config.currentContext,
  };
}

/** In the order of Go's structs, in which JSON shows them: clusters, users and contexts have no field in common. */
const FIELDS = ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority', 'certificate-authority-data', 'proxy-url', 'disable-compression', 'client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile', 'as', 'as-uid', 'as-groups', 'as-user-extra', 'username', 'password', 'auth-provider', 'exec', 'cluster', 'user', 'namespace', 'extensions'];

const inFieldOrder = (value: JsonObject): JsonObject => Object.fromEntries([...FIELDS, ...Object.keys(value)].filter((field) => value[field] !== undefined).map((field) => [field, value[field]])) as JsonObject;

export const byName = (items: readonly NamedEntry[]): readonly NamedEntry[] => items.toSorted((a, b) => (a.name < b.name ? -1 : 1));

function shown(value: JsonObject, { raw, flatten }: ViewOptions): JsonObject {
  if (raw) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => {
    if (SECRET.includes(key)) return [key, BYTES.includes(key) ? 'DATA+OMITTED' : 'REDACTED'];
    return [key, key === 'certificate-authority-data' && !flatten ? 'DATA+OMITTED' : item];
  }));
}

/** Files become data. */
function flattened(process: Process, entry: NamedEntry): JsonObject {
  const result: Record<string, Json | undefined> = { ...entry.value };
  for (const field of ['certificate-authority', 'client-certificate', 'client-key']) {
    const path = result[field];
    if (typeof path !== 'string' || path === '') continue;
    result[`${field}-data`] = encodeBase64(process.files.read(resolvePath(entry.file.slice(0, entry.file.lastIndexOf('/')), path)));
    delete result[field];
  }
  return result;
}
