// kubectl kuberc: shows and sets a person's aliases and default options (kubectl/pkg/cmd/kuberc).
import { formatYaml } from '../../kube/yaml.ts';
import type { Command } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { type Option, type Preference, preferenceJson, preferencesPath, readPreference, savePreference } from '../config/preferences.ts';

function pathOf(ctx: Invocation): string {
  const place = preferencesPath(ctx.process, ctx.flags.string('kuberc'));
  if (!place) throw new CliError('KUBERC is disabled via KUBERC=off environment variable');
  return place.path;
}

const view: Command = {
  name: 'view',
  short: 'Display the current kuberc configuration',
  long: 'Display the contents of the kuberc file in the specified output format.',
  examples: `# View kuberc configuration in YAML format (default)
kubectl kuberc view

# View kuberc configuration in JSON format
kubectl kuberc view --output json

# View a specific kuberc file
kubectl kuberc view --kuberc /path/to/kuberc`,
  usage: 'view',
  completes: ['none'],
  flags: [{ name: 'output', short: 'o', type: 'string', default: 'yaml', usage: 'Output format. One of: (json, yaml).', complete: ['json', 'yaml'] }],
  *run(ctx) {
    const path = pathOf(ctx);
    if (!ctx.process.files.exists(path)) throw new CliError(`kuberc file not found at ${path}`);
    const json = preferenceJson(readPreference(ctx.process, path));
    const format = ctx.flags.string('output');
    if (format !== 'json' && format !== 'yaml') throw new CliError(`unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: json,yaml`);
    ctx.out(format === 'json' ? `${JSON.stringify(json, null, 4)}\n` : formatYaml(json));
  },
};

const set: Command = {
  name: 'set',
  short: 'Set values in the kuberc configuration',
  long: 'Set values in the kuberc configuration file.\n\n Use --section to specify whether to set defaults or aliases.\n\n For defaults: Sets default flag values for kubectl commands. The --command flag should specify only the command (e.g., "get", "create", "set env"), not resources.\n\n For aliases: Creates command aliases with optional default flag values and arguments. Use --prependarg and --appendarg to include resources or other arguments.',
  examples: `# Set default output format for 'get' command
kubectl kuberc set --section defaults --command get --option output=wide

# Set default output format for a subcommand
kubectl kuberc set --section defaults --command "set env" --option output=yaml

# Create an alias 'getn' for 'get' command with prepended 'nodes' resource
kubectl kuberc set --section aliases --name getn --command get --prependarg nodes --option output=wide

# Create an alias 'runx' for 'run' command with appended arguments
kubectl kuberc set --section aliases --name runx --command run --option image=nginx --appendarg "--" --appendarg custom-arg1

# Overwrite an existing default
kubectl kuberc set --section defaults --command get --option output=json --overwrite

# Set the credential plugin policy and allowlist
kubectl kuberc set --section credentialplugin --policy Allowlist --allowlist-entry command=cloud-credential-helper`,
  usage: 'set --section (defaults|aliases) --command COMMAND',
  completes: ['none'],
  required: ['section'],
  flags: [
    { name: 'allowlist-entry', type: 'array', usage: 'Allowlist entry the form field=value (can be specified multiple times)' },
    { name: 'appendarg', type: 'array', usage: 'Argument to append to the command (can be specified multiple times, for aliases only)' },
    { name: 'command', type: 'string', usage: "Command to configure (e.g., 'get', 'create', 'set env')" },
    { name: 'name', type: 'string', usage: 'Alias name (required for --section=aliases)' },
    { name: 'option', type: 'array', usage: 'Flag option in the form flag=value (can be specified multiple times)' },
    { name: 'overwrite', type: 'bool', usage: 'Allow overwriting existing entries' },
    { name: 'policy', type: 'string', usage: "Plugin policy to use for exec credential plugins, must be one of 'AllowAll', 'DenyAll' or 'Allowlist'" },
    { name: 'prependarg', type: 'array', usage: 'Argument to prepend to the command (can be specified multiple times, for aliases only)' },
    { name: 'section', type: 'string', usage: "Section to modify: 'defaults', 'aliases', or 'credentialplugin'", complete: ['defaults', 'aliases', 'credentialplugin'] },
  ],
  *run(ctx) {
    const path = pathOf(ctx);
    validate(ctx);
    const before: Preference = ctx.process.files.exists(path) ? readPreference(ctx.process, path) : { aliases: [], defaults: [], rest: {} };
    const section = ctx.flags.string('section');
    const after = section === 'defaults' ? withDefaults(ctx, before) : section === 'aliases' ? withAlias(ctx, before) : withPolicy(ctx, before);
    savePreference(ctx.process, path, after);
    ctx.out(`Updated ${path}\n`);
  },
};

function validate({ flags }: Invocation): void {
  const section = flags.string('section');
  if (!['defaults', 'aliases', 'credentialplugin'].includes(section)) throw new CliError(`--section must be "defaults", "aliases", or "credentialplugin", got: ${section}`);
  if (section === 'aliases' && !flags.string('name')) throw new CliError('--name is required when --section=aliases');
  if (section === 'defaults' && flags.string('name')) throw new CliError('--name should not be specified when --section=defaults');
  if (section === 'defaults' && (flags.list('prependarg').length || flags.list('appendarg').length)) throw new CliError('--prependarg and --appendarg are only valid for --section=aliases');
  if (section !== 'credentialplugin') {
    if (!flags.string('command')) throw new CliError('--command is required when --section=aliases or --section=defaults');
    return;
  }
  const policy = flags.string('policy');
  const entries = flags.list('allowlist-entry').length;
  if (!policy) throw new CliError('--policy is required when --section=credentialplugin');
  if (!['AllowAll', 'DenyAll', 'Allowlist'].includes(policy)) throw new CliError(` --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: ${policy}`);
  if (policy !== 'Allowlist' && entries > 0) throw new CliError('--allowlist-entry may only be used when --section=credentialplugin and --policy=Allowlist');
  if (policy === 'Allowlist' && entries === 0) throw new CliError('--allowlist-entry is required when --section=credentialplugin and --policy=Allowlist');
}

function optionsOf(ctx: Invocation): Option[] {
  return ctx.flags.list('option').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 0) throw new CliError(`invalid option format ${JSON.stringify(pair)}, expected flag=value`);
    return { name: pair.slice(0, at).replace(/^-+/, ''), default: pair.slice(at + 1) };
  });
}

/** What was not given anew stays as it was. */
const orBefore = <T>(given: readonly T[], before: readonly T[] = []): readonly T[] => (given.length ? given : before);

function withDefaults(ctx: Invocation, preference: Preference): Preference {
  const command = ctx.flags.string('command');
  const known = preference.defaults.find((one) => one.command === command);
  if (known && !ctx.flags.bool('overwrite')) throw new CliError(`defaults for command ${JSON.stringify(command)} already exist, use --overwrite to replace`);
  const made = { command, options: orBefore(optionsOf(ctx), known?.options) };
  return { ...preference, defaults: known ? preference.defaults.map((one) => (one === known ? made : one)) : [...preference.defaults, made] };
}

function withAlias(ctx: Invocation, preference: Preference): Preference {
  const { flags } = ctx;
  const name = flags.string('name');
  const known = preference.aliases.find((one) => one.name === name);
  if (known && !flags.bool('overwrite')) throw new CliError(`alias ${JSON.stringify(name)} already exists, use --overwrite to replace`);
  const made = { name, command: flags.string('command'), options: orBefore(optionsOf(ctx), known?.options), prependArgs: orBefore(flags.list('prependarg'), known?.prependArgs), appendArgs: orBefore(flags.list('appendarg'), known?.appendArgs) };
  return { ...preference, aliases: known ? preference.aliases.map((one) => (one === known ? made : one)) : [...preference.aliases, made] };
}

function withPolicy(ctx: Invocation, preference: Preference): Preference {
  const policy = ctx.flags.string('policy');
  const entries = ctx.flags.list('allowlist-entry').flatMap((list) => list.split(',')).map((pair) => {
    const at = pair.indexOf('=');
    if (at < 0) throw new CliError(`improperly formatted allowlist entry: ${JSON.stringify(pair)}`);
    const field = pair.slice(0, at);
    if (field !== 'command') throw new CliError(field === 'name' ? 'allowlist entry field "name" is deprecated, use "command" instead' : `unrecognized allowlist entry field: ${JSON.stringify(field)}`);
    if (pair.slice(at + 1).trim() === '') throw new CliError(`empty value in allowlist entry for field ${JSON.stringify(field)}`);
    return { command: pair.slice(at + 1) };
  });
  return { ...preference, rest: { ...preference.rest, credentialPluginPolicy: policy, ...(policy === 'Allowlist' ? { credentialPluginAllowlist: entries } : {}) } };
}

export const kuberc: Command = {
  name: 'kuberc',
  short: 'Manage kuberc configuration files',
  long: 'Manage user preferences (kuberc) file.\n\n The kuberc file allows you to customize your kubectl experience.',
  examples: `# View the current kuberc configuration
kubectl kuberc view

# Set a default value for a command flag
kubectl kuberc set --section defaults --command get --option output=wide

# Create an alias for a command
kubectl kuberc set --section aliases --name getn --command get --prependarg nodes --option output=wide`,
  usage: 'kuberc SUBCOMMAND',
  commands: [set, view],
};
