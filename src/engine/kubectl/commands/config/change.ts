// The subcommands of kubectl config that change entries (kubectl/pkg/cmd/config).
import { encodeBase64 } from '../../../base/base64.ts';
import type { Json, JsonObject } from '../../../base/json.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import type { Flag } from '../../cli/flag.ts';
import { helpOf } from '../../cli/help.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { changePlugins, credentialFlags, pairsFault } from './credential-plugins.ts';
import { unexpected } from './unexpected.ts';
import { type Section, changeCurrent, changeEntry, defaultFile, lenient, shownFile } from '../../config/edit-config.ts';
import { resolvePath } from '../../../machine/files.ts';
import { type Kubeconfig, loadKubeconfig, type NamedEntry } from '../../config/kubeconfig.ts';

const load = (ctx: Invocation): Kubeconfig => loadKubeconfig(ctx.process, lenient(ctx.process, ctx.flags));
const shown = (ctx: Invocation): string => shownFile(ctx.flags, defaultFile(ctx.process, ctx.flags));

function oneName(ctx: Invocation): string {
  if (ctx.args.length !== 1) throw unexpected(ctx);
  return ctx.args[0] as string;
}

export const useContext: Command = {
  name: 'use-context',
  aliases: ['use'],
  short: 'Set the current-context in a kubeconfig file',
  long: 'Set the current-context in a kubeconfig file.',
  examples: '# Use the context for the minikube cluster\nkubectl config use-context minikube',
  usage: 'use-context CONTEXT_NAME',
  completes: ['context', 'none'],
  *run(ctx) {
    if (ctx.args.length !== 1) throw unexpected(ctx);
    const name = ctx.args[0] as string;
    if (!load(ctx).contexts.some((c) => c.name === name)) throw new CliError(`no context exists with the name: ${JSON.stringify(name)}`);
    changeCurrent(ctx.process, ctx.flags, name);
    ctx.out(`Switched to context ${JSON.stringify(name)}.\n`);
  },
};

export const setContext: Command = {
  name: 'set-context',
  short: 'Set a context entry in kubeconfig',
  long: 'Set a context entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values for those fields.',
  examples: '# Set the user field on the gce context entry without touching other values\nkubectl config set-context gce --user=cluster-admin',
  usage: 'set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  completes: ['context', 'none'],
  flags: [
    { name: 'current', type: 'bool', usage: 'Modify the current context' },
    ...['cluster', 'namespace', 'user'].map((name) => ({ name, type: 'string', usage: `${name} for the context entry in kubeconfig` }) as const),
  ],
  *run(ctx) {
    const { flags } = ctx;
    const config = load(ctx);
    if (ctx.args.length > 1) throw unexpected(ctx);
    if (flags.bool('current') && ctx.args.length) throw new CliError('you cannot specify both a context name and --current');
    if (!flags.bool('current') && ctx.args.length === 0) throw new CliError('you must specify a non-empty context name or --current');
    const name = flags.bool('current') ? config.currentContext : (ctx.args[0] as string);
    if (flags.bool('current') && !name) throw new CliError('no current context is set');
    const before = config.contexts.find((c) => c.name === name);
    const changes = Object.fromEntries(['cluster', 'user', 'namespace'].filter((f) => flags.changed(f)).map((f) => [f, flags.string(f)]));
    changeEntry(ctx.process, flags, 'contexts', name, { cluster: '', user: '', ...before?.value, ...changes });
    ctx.out(`Context ${JSON.stringify(name)} ${before ? 'modified' : 'created'}.\n`);
  },
};

export const setCluster: Command = {
  name: 'set-cluster',
  short: 'Set a cluster entry in kubeconfig',
  long: 'Set a cluster entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values for those fields.',
  examples: '# Set only the server field on the e2e cluster entry without touching other values\nkubectl config set-cluster e2e --server=https://1.2.3.4\n\n# Embed certificate authority data for the e2e cluster entry\nkubectl config set-cluster e2e --embed-certs --certificate-authority=~/.kube/e2e/kubernetes.ca.crt\n\n# Disable cert checking for the e2e cluster entry\nkubectl config set-cluster e2e --insecure-skip-tls-verify=true\n\n# Set the custom TLS server name to use for validation for the e2e cluster entry\nkubectl config set-cluster e2e --tls-server-name=my-cluster-name\n\n# Set the proxy URL for the e2e cluster entry\nkubectl config set-cluster e2e --proxy-url=https://1.2.3.4',
  usage: 'set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  completes: ['cluster', 'none'],
  flags: [
    { name: 'embed-certs', type: 'bool', usage: 'embed-certs for the cluster entry in kubeconfig' },
    ...['proxy-url', 'server', 'tls-server-name'].map((name): Flag => ({ name, type: 'string', usage: `${name} for the cluster entry in kubeconfig` })),
    { name: 'certificate-authority', type: 'string', usage: 'Path to certificate-authority file for the cluster entry in kubeconfig' },
    { name: 'insecure-skip-tls-verify', type: 'bool', usage: 'insecure-skip-tls-verify for the cluster entry in kubeconfig' },
  ],
  *run(ctx) {
    const name = oneName(ctx);
    const { flags } = ctx;
    if (flags.bool('embed-certs') && !flags.string('certificate-authority')) throw new CliError('you must specify a --certificate-authority to embed');
    const before = load(ctx).clusters.find((c) => c.name === name);
    const value: Record<string, Json | undefined> = { ...(before?.value ?? { server: '' }) };
    for (const field of ['server', 'tls-server-name', 'proxy-url']) if (flags.changed(field)) value[field] = flags.string(field);
    if (flags.changed('insecure-skip-tls-verify')) value['insecure-skip-tls-verify'] = flags.bool('insecure-skip-tls-verify');
    certificate(ctx, value, 'certificate-authority', before);
    changeEntry(ctx.process, flags, 'clusters', name, value as JsonObject);
    ctx.out(`Cluster ${JSON.stringify(name)} set.\n`);
  },
};

/** A path as seen from the kubeconfig's folder, or with --embed-certs its content. */
function certificate(ctx: Invocation, value: Record<string, Json | undefined>, field: string, entry: NamedEntry | undefined): void {
  if (!ctx.flags.changed(field)) return;
  const path = ctx.flags.string(field);
  const file = entry?.file ?? defaultFile(ctx.process, ctx.flags);
  const home = resolvePath(ctx.process.cwd, file.slice(0, Math.max(0, file.lastIndexOf('/'))));
  delete value[field];
  delete value[`${field}-data`];
  if (path === '') return;
  if (!ctx.flags.bool('embed-certs')) value[field] = withoutBacksteps(resolvePath(ctx.process.cwd, path), home);
  else {
    try {
      value[`${field}-data`] = encodeBase64(ctx.readFile(path));
    } catch (error) {
      throw new CliError(`could not read ${field} data from ${path}: ${(error as Error).message}`);
    }
  }
}

/** A path below the kubeconfig's folder is written relative to it, any other whole (clientcmd.RelativizePathWithNoBacksteps). */
const withoutBacksteps = (path: string, folder: string): string => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path);

export const setCredentials: Command = {
  name: 'set-credentials',
  short: 'Set a user entry in kubeconfig',
  long: 'Set a user entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values.\n\n        Client-certificate flags:\n        --client-certificate=certfile --client-key=keyfile\n        \n        Bearer token flags:\n        --token=bearer_token\n        \n        Basic auth flags:\n        --username=basic_user --password=basic_password\n        \n Bearer token and basic auth are mutually exclusive.',
  examples: '# Set only the "client-key" field on the "cluster-admin"\n# entry, without touching other values\nkubectl config set-credentials cluster-admin --client-key=~/.kube/admin.key\n\n# Set basic auth for the "cluster-admin" entry\nkubectl config set-credentials cluster-admin --username=admin --password=uXFGweU9l35qcif\n\n# Embed client certificate data in the "cluster-admin" entry\nkubectl config set-credentials cluster-admin --client-certificate=~/.kube/admin.crt --embed-certs=true\n\n# Enable the Google Compute Platform auth provider for the "cluster-admin" entry\nkubectl config set-credentials cluster-admin --auth-provider=gcp\n\n# Enable the OpenID Connect auth provider for the "cluster-admin" entry with additional arguments\nkubectl config set-credentials cluster-admin --auth-provider=oidc --auth-provider-arg=client-id=foo --auth-provider-arg=client-secret=bar\n\n# Remove the "client-secret" config value for the OpenID Connect auth provider for the "cluster-admin" entry\nkubectl config set-credentials cluster-admin --auth-provider=oidc --auth-provider-arg=client-secret-\n\n# Enable new exec auth plugin for the "cluster-admin" entry\nkubectl config set-credentials cluster-admin --exec-command=/path/to/the/executable --exec-api-version=client.authentication.k8s.io/v1beta1\n\n# Enable new exec auth plugin for the "cluster-admin" entry with interactive mode\nkubectl config set-credentials cluster-admin --exec-command=/path/to/the/executable --exec-api-version=client.authentication.k8s.io/v1beta1 --exec-interactive-mode=Never\n\n# Define new exec auth plugin arguments for the "cluster-admin" entry\nkubectl config set-credentials cluster-admin --exec-arg=arg1 --exec-arg=arg2\n\n# Create or update exec auth plugin environment variables for the "cluster-admin" entry\nkubectl config set-credentials cluster-admin --exec-env=key1=val1 --exec-env=key2=val2\n\n# Remove exec auth plugin environment variables for the "cluster-admin" entry\nkubectl config set-credentials cluster-admin --exec-env=var-to-remove-',
  usage: 'set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
  completes: ['user', 'none'],
  flags: credentialFlags,
  *run(ctx) {
    if (ctx.args.length !== 1) throw unexpected(ctx, 'unexpected');
    const name = ctx.args[0] as string;
    const { flags } = ctx;
    const fault = pairsFault(flags);
    if (fault !== undefined) {
      ctx.out(helpOf(ctx.command, ctx.path));
      throw new CliError(fault);
    }
    if (flags.string('token') && (flags.string('username') || flags.string('password'))) throw new CliError('you cannot specify more than one authentication method at the same time: --token, --username/--password');
    if (flags.bool('embed-certs') && !flags.string('client-certificate') && !flags.string('client-key')) throw new CliError('you must specify a --client-certificate or --client-key to embed');
    const before = load(ctx).users.find((u) => u.name === name);
    const value: Record<string, Json | undefined> = { ...before?.value };
    for (const field of ['token', 'username', 'password']) if (flags.changed(field)) value[field] = flags.string(field);
    certificate(ctx, value, 'client-certificate', before);
    certificate(ctx, value, 'client-key', before);
    changePlugins(flags, value);
    changeEntry(ctx.process, flags, 'users', name, value as JsonObject);
    ctx.out(`User ${JSON.stringify(name)} set.\n`);
  },
};

export const renameContext: Command = {
  name: 'rename-context',
  short: 'Rename a context from the kubeconfig file',
  long: 'Renames a context from the kubeconfig file.\n\n CONTEXT_NAME is the context name that you want to change.\n\n NEW_NAME is the new name you want to set.\n\n Note: If the context being renamed is the \'current-context\', this field will also be updated.',
  examples: '# Rename the context \'old-name\' to \'new-name\' in your kubeconfig file\nkubectl config rename-context old-name new-name',
  usage: 'rename-context CONTEXT_NAME NEW_NAME',
  completes: ['context', 'none'],
  *run(ctx) {
    if (ctx.args.length !== 2) throw unexpected(ctx);
    const [from, to] = ctx.args as readonly [string, string];
    const config = load(ctx);
    const found = config.contexts.find((c) => c.name === from);
    if (!found) throw new CliError(`cannot rename the context ${JSON.stringify(from)}, it's not in ${shown(ctx)}`);
    if (config.contexts.some((c) => c.name === to)) throw new CliError(`cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${shown(ctx)}`);
    changeEntry(ctx.process, ctx.flags, 'contexts', from, undefined);
    changeEntry(ctx.process, ctx.flags, 'contexts', to, found.value);
    if (config.currentContext === from) changeCurrent(ctx.process, ctx.flags, to);
    ctx.out(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
  },
};

function deleteCommand(kind: 'cluster' | 'context' | 'user'): Command {
  const section: Section = `${kind}s`;
  return {
    name: `delete-${kind}`,
    short: `Delete the specified ${kind} from the kubeconfig`,
    long: `Delete the specified ${kind} from the kubeconfig.`,
    examples: `${kind === 'context' ? '# Delete the context for the minikube cluster' : `# Delete the minikube ${kind}`}\nkubectl config delete-${kind} minikube`,
    usage: kind === 'user' ? 'delete-user NAME' : `delete-${kind} NAME`,
    completes: [kind, 'none'],
    *run(ctx) {
      if (ctx.args.length !== 1 && kind !== 'user') return ctx.out(helpOf(ctx.command, ctx.path));
      if (ctx.args.length !== 1) throw ctx.usage('user to delete is required');
      const name = ctx.args[0] as string;
      const config = load(ctx);
      if (!config[section].some((e) => e.name === name)) throw new CliError(`cannot delete ${kind} ${name}, not in ${shown(ctx)}`);
      if (kind === 'context' && config.currentContext === name) ctx.err(`warning: this removed your active context, use "kubectl config use-context" to select a different one\n`);
      changeEntry(ctx.process, ctx.flags, section, name, undefined);
      ctx.out(`deleted ${kind} ${name} from ${shown(ctx)}\n`);
    },
  };
}

export const deleteCluster = deleteCommand('cluster');
export const deleteContext = deleteCommand('context');
export const deleteUser = deleteCommand('user');
