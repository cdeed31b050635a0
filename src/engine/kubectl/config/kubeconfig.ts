// The kubeconfig: which files it is made of, how they merge, and what a command line overrides (client-go/tools/clientcmd).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { FileError, resolvePath } from '../../machine/files.ts';
import type { Process } from '../../machine/process.ts';
import { encodeBase64 } from '../../base/base64.ts';
import { parseYaml } from '../../kube/yaml.ts';
import type { FlagValues } from '../cli/flag.ts';
import { CliError, ConfigError, UnusableConfig } from '../cli/errors.ts';
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

/** A kubeconfig with what the command line chooses of it. */
interface Chosen {
  readonly config: Kubeconfig;
  readonly contextName: string;
  readonly context: NamedEntry | undefined;
  readonly clusterName: string;
  readonly cluster: NamedEntry | undefined;
  readonly userName: string;
  readonly user: NamedEntry | undefined;
}

function chosenConfig(process: Process, flags: FlagValues): Chosen {
  const config = loadKubeconfig(process, flags);
  const contextName = flags.string('context') || config.currentContext;
  const context = config.contexts.find((c) => c.name === contextName);
  const clusterName = flags.string('cluster') || text(context?.value['cluster']);
  const userName = flags.string('user') || text(context?.value['user']);
  return { config, contextName, context, clusterName, userName, cluster: config.clusters.find((c) => c.name === clusterName), user: config.users.find((u) => u.name === userName) };
}

/** Everything that stands against using it, which is told at once (DirectClientConfig.ConfirmUsable). @throws ConfigError, CliError */
function confirmUsable(process: Process, flags: FlagValues, chosen: Chosen): void {
  const { contextName, context, cluster, clusterName, userName, user } = chosen;
  const faults: CliError[] = [];
  if (contextName && !context) faults.push(new ConfigError(`context was not found for specified context: ${contextName}`));
  // Of a user that is not there nothing is known, the impersonation of the flags included.
  if (impersonatesNobody(flags) && (user || !flags.string('user'))) faults.push(new UnusableConfig(`requesting uid, groups or user-extra for ${userName} without impersonating a user`));
  if (flags.string('cluster') && !cluster) faults.push(new UnusableConfig(`no server found for cluster ${JSON.stringify(clusterName)}`));
  faults.push(...unreadable(process, flags, cluster, user));
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new ConfigError(`\n${faults.map(({ message }) => `* ${message}\n`).join('')}`);
}

function impersonatesNobody(flags: FlagValues): boolean {
  const more = ['as-group', 'as-user-extra'].some((name) => flags.has(name) && flags.list(name).length > 0) || (flags.has('as-uid') && flags.string('as-uid') !== '');
  return more && !flags.string('as');
}

function unreadable(process: Process, flags: FlagValues, cluster: NamedEntry | undefined, user: NamedEntry | undefined): readonly ConfigError[] {
  const fields = [['certificate-authority', cluster, 'cluster'], ['client-certificate', user, 'user'], ['client-key', user, 'user']] as const;
  return fields.flatMap(([field, entry, owner]) => {
    const file = pemFile(process, flags, entry, field);
    return file && !process.files.exists(file.path) ? [new ConfigError(`unable to read ${field} ${file.shown} for ${entry?.name ?? owner} due to open ${file.shown}: no such file or directory`)] : [];
  });
}

/** The namespace that is meant: with -n nothing else is looked at, and otherwise less than for a client. @throws ConfigError, CliError */
export function namespaceOf(process: Process, flags: FlagValues): string {
  const chosen = chosenConfig(process, flags);
  const given = flags.string('namespace');
  if (given) return given;
  const inCluster = isEmpty(chosen, flags) ? inClusterNamespace(process) : undefined;
  if (inCluster !== undefined) return inCluster || 'default';
  confirmUsable(process, flags, chosen);
  return text(chosen.context?.value['namespace']) || 'default';
}

/** How the cluster is reached (DirectClientConfig.ClientConfig). @throws ConfigError, CliError */
export function clientOf(process: Process, flags: FlagValues): ClusterConfig {
  const chosen = chosenConfig(process, flags);
  const { user, userName, context, contextName, cluster, clusterName } = chosen;
  const inCluster = isEmpty(chosen, flags) && !flags.changed('server') ? inClusterConfig(process, flags) : undefined;
  if (inCluster) return inCluster;
  if (flags.string('user') && !user) throw new CliError(`auth info ${JSON.stringify(userName)} does not exist`);
  if (flags.string('context') && !context) throw new CliError(`context ${JSON.stringify(contextName)} does not exist`);
  if (flags.string('cluster') && !cluster) throw new CliError(`cluster ${JSON.stringify(clusterName)} does not exist`);
  confirmUsable(process, flags, chosen);
  return clusterOf(process, flags, cluster, user);
}

const isEmpty = ({ config }: Chosen, flags: FlagValues): boolean => !flags.string('context') && (config.files.length === 0 || (config.clusters.length === 0 && config.contexts.length === 0));

function clusterOf(process: Process, flags: FlagValues, cluster: NamedEntry | undefined, user: NamedEntry | undefined): ClusterConfig {
  const pem = (entry: NamedEntry | undefined, field: string): string => {
    const data = text(entry?.value[`${field}-data`]);
    if (data) return data;
    const file = pemFile(process, flags, entry, field);
    return file ? encodeBase64(process.files.read(file.path)) : '';
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

/** The file that a field names, unless the data stand in the kubeconfig itself. */
function pemFile(process: Process, flags: FlagValues, entry: NamedEntry | undefined, field: string): { readonly path: string; readonly shown: string } | undefined {
  if (text(entry?.value[`${field}-data`])) return undefined;
  const shown = flags.string(field) || text(entry?.value[field]);
  if (!shown) return undefined;
  const from = flags.string(field) || !entry ? process.cwd : entry.file.slice(0, entry.file.lastIndexOf('/'));
  return { path: resolvePath(from, shown), shown };
}

/** Where a Pod's account says which namespace it is in; undefined outside of a cluster. */
function inClusterNamespace(process: Process): string | undefined {
  if (!process.env.get('KUBERNETES_SERVICE_HOST') || !process.env.get('KUBERNETES_SERVICE_PORT') || !process.files.exists(`${SERVICE_ACCOUNT}/token`)) return undefined;
  const path = `${SERVICE_ACCOUNT}/namespace`;
  return process.files.exists(path) ? process.files.read(path).trim() : '';
}

function inClusterConfig(process: Process, flags: FlagValues): ClusterConfig | undefined {
  if (inClusterNamespace(process) === undefined) return undefined;
  const read = (name: string): string => (process.files.exists(`${SERVICE_ACCOUNT}/${name}`) ? process.files.read(`${SERVICE_ACCOUNT}/${name}`).trim() : '');
  const ca = read('ca.crt');
  const server = `https://${process.env.get('KUBERNETES_SERVICE_HOST')}:${process.env.get('KUBERNETES_SERVICE_PORT')}`;
  return { server, userName: '', insecure: false, token: flags.string('token') || read('token'), timeoutMs: requestTimeout(flags), ...(ca ? { certificateAuthorityData: encodeBase64(ca) } : {}) };
}
