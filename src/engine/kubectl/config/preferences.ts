// The kuberc file: a person's aliases and default options, laid over a command line before it is read (kubectl/pkg/kuberc).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { resolvePath } from '../../machine/files.ts';
import type { Process } from '../../machine/process.ts';
import { formatYaml, parseYaml } from '../../kube/yaml.ts';
import { type Command, findCommand } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import type { Flag } from '../cli/flag.ts';
import { homeOf } from './kubeconfig.ts';

export interface Option {
  readonly name: string;
  readonly default: string;
}
export interface CommandDefaults {
  readonly command: string;
  readonly options: readonly Option[];
}
export interface Alias extends CommandDefaults {
  readonly name: string;
  readonly prependArgs: readonly string[];
  readonly appendArgs: readonly string[];
}
export interface Preference {
  readonly aliases: readonly Alias[];
  readonly defaults: readonly CommandDefaults[];
  /** What else the file says (the policy for credential plugins). */
  readonly rest: JsonObject;
}

/** Where preferences are kept; undefined where they are turned off. @throws CliError */
export function preferencesPath(process: Process, given: string): { readonly path: string; readonly explicit: boolean } | undefined {
  const fromEnv = process.env.get('KUBERC') ?? '';
  if (fromEnv === 'off' || process.env.get('KUBECTL_KUBERC') === 'false') {
    if (given) throw new CliError('disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive');
    return undefined;
  }
  const path = given || fromEnv || `${homeOf(process)}/.kube/kuberc`;
  return { path: resolvePath(process.cwd, path), explicit: given !== '' || fromEnv !== '' };
}

const strings = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);
const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: Json | undefined): string => (value === undefined || value === null ? '' : String(value));
const optionsOf = (value: JsonObject): Option[] => objects(value['options'] ?? value['flags']).map((option) => ({ name: text(option['name']), default: text(option['default']) }));

/** @throws CliError for a file that is none */
export function readPreference(process: Process, path: string): Preference {
  let value: Json;
  try {
    value = parseYaml(process.files.read(path));
  } catch (error) {
    throw new CliError(`error parsing kuberc file: ${(error as Error).message}`);
  }
  if (!isObject(value)) return { aliases: [], defaults: [], rest: {} };
  const { aliases, defaults, overrides, apiVersion: _, kind: _kind, ...rest } = value as Readonly<Record<string, Json>>;
  return {
    aliases: objects(aliases).map((alias) => ({ name: text(alias['name']), command: text(alias['command']), options: optionsOf(alias), prependArgs: strings(alias['prependArgs']), appendArgs: strings(alias['appendArgs']) })),
    defaults: objects(defaults ?? overrides).map((one) => ({ command: text(one['command']), options: optionsOf(one) })),
    rest,
  };
}

export function preferenceJson({ aliases, defaults, rest }: Preference): JsonObject {
  const plain = (options: readonly Option[]): Json => options.map(({ name, default: value }) => ({ default: value, name }));
  return {
    aliases: aliases.map((alias) => ({ ...(alias.appendArgs.length ? { appendArgs: [...alias.appendArgs] } : {}), command: alias.command, name: alias.name, options: plain(alias.options), ...(alias.prependArgs.length ? { prependArgs: [...alias.prependArgs] } : {}) })),
    apiVersion: 'kubectl.config.k8s.io/v1beta1',
    ...rest,
    defaults: defaults.map((one) => ({ command: one.command, options: plain(one.options) })),
    kind: 'Preference',
  };
}

export function savePreference(process: Process, path: string, preference: Preference): void {
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (folder && !process.files.exists(folder)) process.files.mkdir(folder, { parents: true });
  process.files.write(path, formatYaml(preferenceJson(preference)), { mode: 0o600 });
}

/** The value of --kuberc, which is looked for before flags are parsed. */
function givenPath(argv: readonly string[]): string {
  for (const [i, word] of argv.entries()) {
    if (word === '--') return '';
    const value = word === '--kuberc' ? argv[i + 1] : word.startsWith('--kuberc=') ? word.slice(9) : undefined;
    if (value === '' || (word === '--kuberc' && value === undefined)) throw new CliError('kuberc file is not found');
    if (value !== undefined) return value;
  }
  return '';
}

/** The command line with what the preferences add to it. @throws CliError */
export function withPreferences(process: Process, argv: readonly string[], commands: readonly Command[], globals: readonly Flag[]): readonly string[] {
  const at = argv.findIndex((word) => !word.startsWith('-'));
  if (at < 0) return argv;
  const place = preferencesPath(process, givenPath(argv));
  if (!place) return argv;
  if (!process.files.exists(place.path)) {
    if (place.explicit) throw new CliError(`kuberc: open ${place.path}: no such file or directory`);
    return argv;
  }
  const preference = readPreference(process, place.path);
  validate(preference);
  const aliased = applyAlias(argv, at, preference, commands, globals);
  return aliased ?? applyDefaults(process, argv, at, preference, commands, globals);
}

function validate({ aliases, defaults }: Preference): void {
  for (const { name, command, options } of [...aliases, ...defaults.map((one) => ({ ...one, name: undefined }))]) {
    for (const option of options) if (option.name.startsWith('-')) throw new CliError(`flag name ${option.name} should be in long form without dashes`);
    if (name !== undefined && !/^[a-zA-Z]+$/.test(name)) throw new CliError(`invalid alias name, can only include alphabetical characters`);
    if (command === '') throw new CliError(`command is empty`);
  }
}

/** The command that words name, and how many of them do. */
function resolve(words: readonly string[], commands: readonly Command[]): { readonly command: Command; readonly length: number } | undefined {
  const first = words[0] === undefined ? undefined : findCommand(commands, words[0]);
  if (!first) return undefined;
  const deeper = first.commands ? resolve(words.slice(1), first.commands) : undefined;
  return deeper ? { command: deeper.command, length: deeper.length + 1 } : { command: first, length: 1 };
}

function applyAlias(argv: readonly string[], at: number, { aliases }: Preference, commands: readonly Command[], globals: readonly Flag[]): readonly string[] | undefined {
  const alias = aliases.find(({ name }) => name === argv[at]);
  if (!alias || findCommand(commands, alias.name)) return undefined;
  const words = alias.command.split(/\s+/).filter(Boolean);
  const found = resolve(words, commands);
  if (!found || found.length < words.length) throw new CliError(`command ${JSON.stringify(alias.command)} not found to set alias ${JSON.stringify(alias.name)}: []`);
  const added = flagsFor(alias.options, found.command, globals, argv, (name) => `invalid alias flag ${name} in alias kubectl`);
  return [...argv.slice(0, at), ...words, ...added, ...alias.prependArgs, ...argv.slice(at + 1), ...alias.appendArgs];
}

function applyDefaults(process: Process, argv: readonly string[], at: number, { defaults }: Preference, commands: readonly Command[], globals: readonly Flag[]): readonly string[] {
  const run = resolve(argv.slice(at), commands);
  if (!run) return argv;
  const added: string[] = [];
  for (const one of defaults) {
    const found = resolve(one.command.split(/\s+/).filter(Boolean), commands);
    if (!found) process.stderr.push(`Warning: command ${JSON.stringify(one.command)} not found to set kuberc override\n`);
    else if (found.command.name === run.command.name) added.push(...flagsFor(one.options, run.command, globals, argv, (name) => `invalid flag ${name} for command ${one.command}`));
  }
  return [...argv.slice(0, at + run.length), ...added, ...argv.slice(at + run.length)];
}

/** `--name=value` for the options that the command line does not say itself. */
function flagsFor(options: readonly Option[], command: Command, globals: readonly Flag[], argv: readonly string[], invalid: (name: string) => string): string[] {
  return options.flatMap(({ name, default: value }) => {
    const flag = command.flags?.find((one) => one.name === name) ?? globals.find((one) => one.name === name);
    if (!flag) throw new CliError(invalid(name));
    return isGiven(flag, argv) ? [] : [`--${name}=${value}`];
  });
}

const isGiven = ({ name, short }: Flag, argv: readonly string[]): boolean =>
  argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`) || (short !== undefined && (word.startsWith(`-${short}`) || (/^-[a-zA-Z]+$/.test(word) && word.includes(short)))));
