// The flags of `kubectl config set-credentials`, and those of them that are about auth providers and exec plugins (kubectl/pkg/cmd/config/set_credentials.go).
import { type Json, type JsonObject, isObject } from '../../../base/json.ts';
import { CliError } from '../../cli/errors.ts';
import type { Flag, FlagValues } from '../../cli/flag.ts';

export const credentialFlags: readonly Flag[] = [
  { name: 'auth-provider', type: 'string', usage: 'Auth provider for the user entry in kubeconfig' },
  { name: 'auth-provider-arg', type: 'slice', usage: "'key=value' arguments for the auth provider" },
  { name: 'client-certificate', type: 'string', usage: 'Path to client-certificate file for the user entry in kubeconfig' },
  { name: 'client-key', type: 'string', usage: 'Path to client-key file for the user entry in kubeconfig' },
  { name: 'embed-certs', type: 'bool', usage: 'Embed client cert/key for the user entry in kubeconfig' },
  { name: 'exec-api-version', type: 'string', usage: 'API version of the exec credential plugin for the user entry in kubeconfig' },
  { name: 'exec-arg', type: 'slice', usage: 'New arguments for the exec credential plugin command for the user entry in kubeconfig' },
  { name: 'exec-command', type: 'string', usage: 'Command for the exec credential plugin for the user entry in kubeconfig' },
  { name: 'exec-env', type: 'array', usage: "'key=value' environment values for the exec credential plugin" },
  { name: 'exec-interactive-mode', type: 'string', usage: 'InteractiveMode of the exec credentials plugin for the user entry in kubeconfig' },
  { name: 'exec-provide-cluster-info', type: 'bool', usage: 'ProvideClusterInfo of the exec credentials plugin for the user entry in kubeconfig' },
  ...['password', 'token', 'username'].map((name): Flag => ({ name, type: 'string', usage: `${name} for the user entry in kubeconfig` })),
];

const MODES = ['Never', 'IfAvailable', 'Always'];

/** Sets what the flags say of the entry's auth-provider and exec. @throws CliError */
export function changePlugins(flags: FlagValues, value: Record<string, Json | undefined>): void {
  const mode = flags.string('exec-interactive-mode');
  if (flags.changed('exec-interactive-mode') && !MODES.includes(mode)) throw new CliError('invalid interactive mode type, can be only IfAvailable, Never, Always');
  const provider = isObject(value['auth-provider']) ? value['auth-provider'] : {};
  if (flags.string('auth-provider') || (flags.changed('auth-provider-arg') && value['auth-provider'])) {
    const config = pairs(given(flags, 'auth-provider-arg'), isObject(provider['config']) ? (provider['config'] as Record<string, string>) : {});
    value['auth-provider'] = { config: Object.keys(config).length ? config : null, name: flags.string('auth-provider') || (provider['name'] ?? '') };
  }
  const names = ['exec-api-version', 'exec-arg', 'exec-command', 'exec-env', 'exec-interactive-mode', 'exec-provide-cluster-info'];
  if (!names.some((name) => flags.changed(name)) || (!flags.string('exec-command') && !value['exec'])) return;
  value['exec'] = changedExec(flags, isObject(value['exec']) ? value['exec'] : {});
}

function changedExec(flags: FlagValues, before: JsonObject): JsonObject {
  const env = pairs(given(flags, 'exec-env'), Object.fromEntries((Array.isArray(before['env']) ? (before['env'] as readonly JsonObject[]) : []).map((one) => [String(one['name']), String(one['value'])])));
  return {
    apiVersion: flags.string('exec-api-version') || (before['apiVersion'] ?? 'client.authentication.k8s.io/v1beta1'),
    args: flags.changed('exec-arg') ? flags.list('exec-arg') : (before['args'] ?? null),
    command: flags.string('exec-command') || (before['command'] ?? ''),
    env: Object.keys(env).length ? Object.entries(env).map(([name, text]) => ({ name, value: text })) : null,
    interactiveMode: flags.string('exec-interactive-mode') || (before['interactiveMode'] ?? 'IfAvailable'),
    provideClusterInfo: flags.changed('exec-provide-cluster-info') ? flags.bool('exec-provide-cluster-info') : (before['provideClusterInfo'] ?? false),
  };
}

/** pflag reads what it kept as text again, where one empty word is none. */
function given(flags: FlagValues, name: string): readonly string[] {
  const words = flags.list(name);
  return words.length === 1 && words[0] === '' ? [] : words;
}

/** `key=value` sets, `key-` removes. */
function pairs(words: readonly string[], before: Readonly<Record<string, string>>): Record<string, string> {
  const next: Record<string, string> = { ...before };
  for (const word of words) {
    if (word.indexOf('=') > 0) next[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
    else delete next[word.slice(0, -1)];
  }
  return next;
}

/** What of the arguments is neither, whatever they are for; undefined where all are. */
export function pairsFault(flags: FlagValues): string | undefined {
  for (const name of ['auth-provider-arg', 'exec-env']) {
    const odd = given(flags, name).filter((word) => word.indexOf('=') < 1 && (word === '-' || !word.endsWith('-')));
    if (odd.length) return `invalid ${name} format: ${odd.join(', ')}`;
  }
  return undefined;
}
