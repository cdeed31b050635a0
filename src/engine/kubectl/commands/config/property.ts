// kubectl config set and unset: one value by its dotted path (kubectl/pkg/cmd/config/set.go, unset.go).
import type { Json, JsonObject } from '../../../base/json.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import { unexpected } from './unexpected.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { type Section, changeCurrent, changeEntry, lenient } from '../../config/edit-config.ts';
import { loadKubeconfig } from '../../config/kubeconfig.ts';

const SECTIONS: readonly string[] = ['clusters', 'contexts', 'users'];
const BOOLEAN = new Set(['insecure-skip-tls-verify', 'disable-compression']);

/** `contexts.dev.namespace` with a name that may hold dots: the last word is the field. */
function place(path: string): { readonly section: Section; readonly name: string; readonly field: string } {
  const parts = path.split('.');
  const section = parts[0] as string;
  if (!SECTIONS.includes(section)) throw new CliError(`unable to parse ${path} after [] at api.Config`);
  if (parts.length < 3) throw new CliError(`can't set a map to a value: map[${parts[1] ?? ''}]`);
  return { section: section as Section, name: parts.slice(1, -1).join('.'), field: parts.at(-1) as string };
}

function entryOf(ctx: Invocation, section: Section, name: string): JsonObject | undefined {
  return loadKubeconfig(ctx.process, lenient(ctx.process, ctx.flags))[section].find((e) => e.name === name)?.value;
}

export const setProperty: Command = {
  name: 'set',
  short: 'Set an individual value in a kubeconfig file',
  long: "Set an individual value in a kubeconfig file.\n\n PROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key.  Map keys may not contain dots.\n\n PROPERTY_VALUE is the new value you want to set. Binary fields such as 'certificate-authority-data' expect a base64 encoded string unless the --set-raw-bytes flag is used.\n\n Specifying an attribute name that already exists will merge new fields on top of existing values.",
  examples: `# Set the server field on the my-cluster cluster to https://1.2.3.4
kubectl config set clusters.my-cluster.server https://1.2.3.4

# Set the certificate-authority-data field on the my-cluster cluster
kubectl config set clusters.my-cluster.certificate-authority-data $(echo "cert_data_here" | base64 -i -)

# Set the cluster field in the my-context context to my-cluster
kubectl config set contexts.my-context.cluster my-cluster

# Set the client-key-data field in the cluster-admin user using --set-raw-bytes option
kubectl config set users.cluster-admin.client-key-data cert_data_here --set-raw-bytes=true`,
  usage: 'set PROPERTY_NAME PROPERTY_VALUE',
  completes: ['none'],
  flags: [{ name: 'set-raw-bytes', type: 'bool', usage: 'When writing a []byte PROPERTY_VALUE, write the given string directly without base64 decoding.' }],
  *run(ctx) {
    if (ctx.args.length !== 2) throw unexpected(ctx);
    const [path, value] = ctx.args as readonly [string, string];
    if (path === 'current-context') changeCurrent(ctx.process, ctx.flags, value);
    else {
      const { section, name, field } = place(path);
      changeEntry(ctx.process, ctx.flags, section, name, { ...entryOf(ctx, section, name), [field]: BOOLEAN.has(field) ? value === 'true' : value });
    }
    ctx.out(`Property ${JSON.stringify(path)} set.\n`);
  },
};

export const unsetProperty: Command = {
  name: 'unset',
  short: 'Unset an individual value in a kubeconfig file',
  long: 'Unset an individual value in a kubeconfig file.\n\n PROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key.  Map keys may not contain dots.',
  examples: `# Unset the current-context
kubectl config unset current-context

# Unset namespace in foo context
kubectl config unset contexts.foo.namespace`,
  usage: 'unset PROPERTY_NAME',
  completes: ['none'],
  *run(ctx) {
    if (ctx.args.length !== 1) throw unexpected(ctx);
    const path = ctx.args[0] as string;
    if (path === 'current-context') changeCurrent(ctx.process, ctx.flags, '');
    else if (SECTIONS.includes(path)) removeAll(ctx, path as Section);
    else removeOne(ctx, path);
    ctx.out(`Property ${JSON.stringify(path)} unset.\n`);
  },
};

function removeAll(ctx: Invocation, section: Section): void {
  for (const entry of loadKubeconfig(ctx.process, ctx.flags)[section]) changeEntry(ctx.process, ctx.flags, section, entry.name, undefined);
}

function removeOne(ctx: Invocation, path: string): void {
  const [section, ...rest] = path.split('.');
  const whole = SECTIONS.includes(section as string) ? entryOf(ctx, section as Section, rest.join('.')) : undefined;
  if (whole) {
    changeEntry(ctx.process, ctx.flags, section as Section, rest.join('.'), undefined);
    return;
  }
  // A name that is not there is unset already.
  if (SECTIONS.includes(section as string) && rest.length === 1) return;
  const at = place(path);
  const entry = entryOf(ctx, at.section, at.name);
  if (!entry) throw new CliError(`current map key \`${at.name}\` is invalid`);
  const { [at.field]: _, ...left } = entry as Readonly<Record<string, Json | undefined>>;
  changeEntry(ctx.process, ctx.flags, at.section, at.name, left);
}
