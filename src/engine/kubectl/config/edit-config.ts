// Changes to kubeconfig files: each goes to the file that holds the stanza (client-go/tools/clientcmd/config.go, ModifyConfig).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { formatYaml } from '../../kube/yaml.ts';
import type { Process } from '../../machine/process.ts';
import type { FlagValues } from '../cli/flag.ts';
import { configPaths, loadKubeconfig, readConfigFile } from './kubeconfig.ts';

export type Section = 'clusters' | 'users' | 'contexts';
const FIELD: Readonly<Record<Section, string>> = { clusters: 'cluster', users: 'user', contexts: 'context' };

type Draft = Record<string, Json | undefined>;

/** The file that is changed when nothing says which: the first that exists, or the last of the list. */
export function defaultFile(process: Process, flags: FlagValues): string {
  const { paths } = configPaths(process, flags);
  return paths.find((p) => process.files.exists(p)) ?? (paths.at(-1) as string);
}

/** As errors and answers name it: as it was given. */
export function shownFile(flags: FlagValues, file: string): string {
  return flags.string('kubeconfig') || file;
}

function entries(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function changeFile(process: Process, file: string, change: (config: Draft) => void): void {
  const config: Draft = { ...(process.files.exists(file) ? readConfigFile(process, file) : {}) };
  change(config);
  const whole = {
    apiVersion: 'v1', kind: 'Config', ...(isObject(config['preferences']) && Object.keys(config['preferences']).length ? { preferences: config['preferences'] } : {}),
    clusters: sorted(config['clusters']), contexts: sorted(config['contexts']), 'current-context': config['current-context'] ?? '', users: sorted(config['users']),
  };
  const folder = file.slice(0, file.lastIndexOf('/'));
  if (folder && !process.files.exists(folder)) process.files.mkdir(folder, { parents: true });
  process.files.write(file, formatYaml(whole as Json), { mode: 0o600 });
}

function sorted(value: Json | undefined): Json {
  const list = entries(value);
  return list.length ? list.toSorted((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1)) : null;
}

/** Sets or (with undefined) removes an entry. */
export function changeEntry(process: Process, flags: FlagValues, section: Section, name: string, value: JsonObject | undefined): void {
  const file = loadKubeconfig(process, lenient(process, flags))[section].find((e) => e.name === name)?.file ?? defaultFile(process, flags);
  changeFile(process, file, (config) => {
    const rest = entries(config[section]).filter((e) => e['name'] !== name);
    config[section] = value === undefined ? rest : [...rest, { [FIELD[section]]: value, name }];
  });
}

export function changeCurrent(process: Process, flags: FlagValues, name: string): void {
  const { paths } = configPaths(process, flags);
  const file = paths.find((p) => process.files.exists(p) && typeof readConfigFile(process, p)?.['current-context'] === 'string') ?? defaultFile(process, flags);
  changeFile(process, file, (config) => {
    config['current-context'] = name;
  });
}

/** A file that --kubeconfig names need not be there yet when it is to be written. */
export function lenient(process: Process, flags: FlagValues): FlagValues {
  const { paths, explicit } = configPaths(process, flags);
  if (!explicit || process.files.exists(paths[0] as string)) return flags;
  return Object.create(flags, { string: { value: (name: string) => (name === 'kubeconfig' ? '' : flags.string(name)) } }) as FlagValues;
}
