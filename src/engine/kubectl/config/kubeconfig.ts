// The kubeconfig: which files it is made of, how they merge, and what a command line overrides (client-go/tools/clientcmd).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { FileError, resolvePath } from '../../machine/files.ts';
import type { Process } from '../../machine/process.ts';
import { encodeBase64 } from '../../base/base64.ts';
import { parseYaml } from '../../kube/yaml.ts';
import type { FlagValues } from '../cli/flag.ts';
import { CliError, ConfigError } from '../cli/errors.ts';
import type { ClusterConfig } from './cluster-config.ts';

export interface NamedEntry {
  readonly name: string;
  readonly value: JsonObject;
  /** The file that it came from, absolute. */
  readonly file: string;
}

export interface Kubeconfig {
  readonly clusters: readonly NamedEntry[];
  readonly users: readonly NamedEntry[];
  readonly contexts: readonly NamedEntry[];
  readonly currentContext: string;
  /** Existing files, in the order in which they were read. */
  readonly files: readonly string[];
}

export interface ResolvedConfig {
  readonly cluster: ClusterConfig;
  readonly namespace: string;
  /** True where nothing said which namespace it is. */
  readonly namespaceDefaulted: boolean;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

export function homeOf(process: Process): string {
  return process.env.get('HOME') ?? (process.user === 'root' ? '/root' : `/home/${process.user}`);
}

/** Where kubeconfig files are looked for, absolute. */
export function configPaths(process: Process, flags: FlagValues): { readonly paths: readonly string[]; readonly explicit: boolean } {
  const flag = flags.string('kubeconfig');
  if (flag) return { paths: [resolvePath(process.cwd, flag)], explicit: true };
  const env = process.env.get('KUBECONFIG');
  if (env) return { paths: [...new Set(env.split(':').filter(Boolean))].map((p) => resolvePath(process.cwd, p)), explicit: false };
  return { paths: [`${homeOf(process)}/.kube/config`], explicit: false };
}

export function loadKubeconfig(process: Process, flags: FlagValues): Kubeconfig {
  const { paths, explicit } = configPaths(process, flags);
  if (explicit && !process.files.exists(paths[0] as string)) throw new CliError(`stat ${flags.string('kubeconfig')}: no such file or directory`);
  const files: string[] = [];
  const merged = { clusters: [] as NamedEntry[], users: [] as NamedEntry[], contexts: [] as NamedEntry[] };
  let currentContext = '';
  for (const path of paths) {
    const value = readConfigFile(process, path);
    if (!value) continue;
    files.push(path);
    if (!currentContext && typeof value['current-context'] === 'string') currentContext = value['current-context'];
    for (const [list, field] of sections) merge(merged[list], value[list], field, path);
  }
  return { ...merged, currentContext, files };
}

export const sections = [
  ['clusters', 'cluster'],
  ['users', 'user'],
  ['contexts', 'context'],
] as const;

/** The content of a kubeconfig file, or undefined where there is none. */
export function readConfigFile(process: Process, path: string): JsonObject | undefined {
  let text: string;
  try {
    text = process.files.read(path);
  } catch (error) {
    if (error instanceof FileError && error.errno === 'ENOENT') return undefined;
    throw error instanceof FileError ? new CliError(`error loading config file "${path}": open ${path}: ${error.message.toLowerCase()}`) : error;
  }
  let value: Json;
  try {
    value = text.trim() === '' ? {} : parseYaml(text);
  } catch (error) {
    throw new CliError(`error loading config file "${path}": ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new CliError(`error loading config file "${path}": couldn't get version/kind; json parse error: json: cannot unmarshal ${typeof value} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`);
  return value;
}

function merge(into: NamedEntry[], list: Json | undefined, field: string, file: string): void {
  if (!Array.isArray(list)) return;
  for (const item of list) {
    if (!isObject(item) || typeof item['name'] !== 'string') continue;
    const name = item['name'];
    const value = isObject(item[field]) ? item[field] : {};
    if (!into.some((entry) => entry.name === name)) into.push({ name, value, file });
  }
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/**
 * What a command line and its kubeconfig give. Who asks for a client first (`direct`) words what is missing otherwise than who asks for the namespace first.
 * @throws ConfigError, CliError
 */
export function resolveConfig(process: Process, flags: FlagValues, first = false): ResolvedConfig {
  // With -n the namespace is known without a look at the rest.
  const direct = first || flags.string('namespace') !== '';
  const config = loadKubeconfig(process, flags);
  const contextName = flags.string('context') || config.currentContext;
  const context = config.contexts.find((c) => c.name === contextName);
  if (flags.string('context') && !context) throw direct ? new CliError(`context ${JSON.stringify(contextName)} does not exist`) : new ConfigError(`context was not found for specified context: ${contextName}`);
  const empty = config.files.length === 0 || (config.clusters.length === 0 && config.contexts.length === 0);
  const inCluster = empty && !flags.changed('server') ? inClusterConfig(process, flags) : undefined;
  if (inCluster) return inCluster;
  const clusterName = flags.string('cluster') || text(context?.value['cluster']);
  const cluster = config.clusters.find((c) => c.name === clusterName);
  const userName = flags.string('user') || text(context?.value['user']);
  const user = config.users.find((u) => u.name === userName);
  if (flags.string('cluster') && !cluster) throw new CliError(direct ? `cluster ${JSON.stringify(clusterName)} does not exist` : `no server found for cluster ${JSON.stringify(clusterName)}`);
  if (flags.string('user') && !user) throw new CliError(`auth info ${JSON.stringify(userName)} does not exist`);
  checkImpersonation(flags, userName);
  if (!flags.changed('server') && contextName && context && !cluster) throw new ConfigError(`cluster was not found for context: ${contextName}`);
  const contextNamespace = text(context?.value['namespace']);
  const namespace = flags.string('namespace') || contextNamespace || 'default';
  return {
    cluster: clusterOf(process, flags, cluster, user),
    namespace,
    namespaceDefaulted: !flags.string('namespace') && !contextNamespace,
  };
}

function checkImpersonation(flags: FlagValues, user: string): void {
  const more = ['as-group', 'as-user-extra'].some((name) => flags.has(name) && flags.list(name).length > 0) || (flags.has('as-uid') && flags.string('as-uid') !== '');
  if (more && !flags.string('as')) throw new CliError(`requesting uid, groups or user-extra for ${user} without impersonating a user`);
}

function clusterOf(process: Process, flags: FlagValues, cluster: NamedEntry | undefined, user: NamedEntry | undefined): ClusterConfig {
  const pem = (entry: NamedEntry | undefined, field: string): string => {
    const data = text(entry?.value[`${field}-data`]);
    if (data) return data;
    const path = flags.string(field) || text(entry?.value[field]);
    if (!path) return '';
    const from = flags.string(field) || !entry ? process.cwd : entry.file.slice(0, entry.file.lastIndexOf('/'));
    return readPem(process, resolvePath(from, path), path, field, entry?.name ?? '');
  };
  const tokenFile = text(user?.value['tokenFile']);
  const token = flags.string('token') || (tokenFile ? process.files.read(resolvePath(process.cwd, tokenFile)).trim() : text(user?.value['token']));
  const insecure = flags.bool('insecure-skip-tls-verify') || cluster?.value['insecure-skip-tls-verify'] === true;
  const server = (flags.string('server') || text(cluster?.value['server']) || 'http://localhost:8080').replace(/\/+$/, '');
  const optional = {
    tlsServerName: flags.string('tls-server-name') || text(cluster?.value['tls-server-name']),
    certificateAuthorityData: insecure ? '' : pem(cluster, 'certificate-authority'),
    clientCertificateData: flags.string('token') ? '' : pem(user, 'client-certificate'),
    clientKeyData: flags.string('token') ? '' : pem(user, 'client-key'),
    token,
    username: flags.string('username') || text(user?.value['username']),
    password: flags.string('password') || text(user?.value['password']),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== ''));
  return { server: withScheme(server), userName: user?.name ?? '', insecure, timeoutMs: requestTimeout(flags), ...given };
}

const withScheme = (server: string): string => (/^[a-z]+:\/\//.test(server) ? server : `http://${server}`);

/** @throws CliError where --request-timeout cannot be read */
function requestTimeout(flags: FlagValues): number {
  const value = flags.string('request-timeout');
  const m = /^(\d+)(ms|s|m|h)?$/.exec(value);
  if (!m) throw new CliError('Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)');
  return Number(m[1]) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[m[2] ?? 's'] ?? 1000);
}

function readPem(process: Process, path: string, shown: string, field: string, owner: string): string {
  try {
    return encodeBase64(process.files.read(path));
  } catch {
    const what = field === 'certificate-authority' ? 'cluster' : 'user';
    throw new ConfigError(`unable to read ${field} ${shown} for ${owner || what} due to open ${shown}: no such file or directory`);
  }
}

function inClusterConfig(process: Process, flags: FlagValues): ResolvedConfig | undefined {
  const host = process.env.get('KUBERNETES_SERVICE_HOST');
  const port = process.env.get('KUBERNETES_SERVICE_PORT');
  const tokenPath = `${SERVICE_ACCOUNT}/token`;
  if (!host || !port || !process.files.exists(tokenPath)) return undefined;
  const read = (name: string): string => (process.files.exists(`${SERVICE_ACCOUNT}/${name}`) ? process.files.read(`${SERVICE_ACCOUNT}/${name}`).trim() : '');
  const own = read('namespace');
  const namespace = flags.string('namespace') || own || 'default';
  const ca = read('ca.crt');
  return {
    cluster: { server: `https://${host}:${port}`, userName: '', insecure: false, token: flags.string('token') || read('token'), timeoutMs: requestTimeout(flags), ...(ca ? { certificateAuthorityData: encodeBase64(ca) } : {}) },
    namespace,
    namespaceDefaulted: !flags.string('namespace') && own === '',
  };
}
