// kubectl config and what reads a kubeconfig (kubectl/pkg/cmd/config).
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { printFlags } from '../../cli/common-flags.ts';
import { CliError, throwAll } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { formatYaml } from '../../../kube/yaml.ts';
import { byName, viewConfig } from '../../config/show-config.ts';
import { type NamedEntry, loadKubeconfig } from '../../config/kubeconfig.ts';
import { configLong } from '../../help/config.ts';
import { nameOf, outputOf, printerOf } from '../../printers/printer.ts';
import { align } from '../../printers/tabwriter.ts';
import { deleteCluster, deleteContext, deleteUser, renameContext, setCluster, setContext, setCredentials, useContext } from './change.ts';
import { setProperty, unsetProperty } from './property.ts';

const load = (ctx: Invocation): ReturnType<typeof loadKubeconfig> => loadKubeconfig(ctx.process, ctx.flags);

const view: Command = {
  name: 'view',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  long: 'Display merged kubeconfig settings or a specified kubeconfig file.\n\n You can use --output jsonpath={...} to extract specific values using a jsonpath expression.',
  examples: `# Show merged kubeconfig settings
kubectl config view

# Show merged kubeconfig settings, raw certificate data, and exposed secrets
kubectl config view --raw

# Get the password for the e2e user
kubectl config view -o jsonpath='{.users[?(@.name == "e2e")].user.password}'`,
  usage: 'view [flags]',
  completes: ['none'],
  flags: [
    ...printFlags.map((f) => (f.name === 'output' ? { ...f, default: 'yaml' } : f)),
    { name: 'flatten', type: 'bool', usage: 'Flatten the resulting kubeconfig file into self-contained output (useful for creating portable kubeconfig files)' },
    { name: 'merge', type: 'bool', default: 'true', usage: 'Merge the full hierarchy of kubeconfig files' },
    { name: 'minify', type: 'bool', usage: 'Remove all information not used by current-context from the output' },
    { name: 'raw', type: 'bool', usage: 'Display raw byte data and sensitive data' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    if (ctx.args.length > 0) throw ctx.usage(`unexpected arguments: [${ctx.args.join(' ')}]`);
    const config = viewConfig(ctx.process, load(ctx), { raw: flags.bool('raw'), minify: flags.bool('minify'), flatten: flags.bool('flatten'), context: flags.string('context') });
    const output = outputOf(ctx);
    ctx.out(output === 'yaml' ? formatYaml(config) : (printerOf(ctx)?.print(config, { typed: true }) ?? `${nameOf(config)}\n`));
  },
};

const currentContext: Command = {
  name: 'current-context',
  short: 'Display the current-context',
  long: 'Display the current-context.',
  examples: '# Display the current-context\nkubectl config current-context',
  usage: 'current-context [flags]',
  completes: ['none'],
  *run(ctx) {
    const { currentContext: name } = load(ctx);
    if (!name) throw new CliError('current-context is not set');
    ctx.out(`${name}\n`);
  },
};

const getContexts: Command = {
  name: 'get-contexts',
  short: 'Describe one or many contexts',
  long: 'Display one or many contexts from the kubeconfig file.',
  examples: '# List all the contexts in your kubeconfig file\nkubectl config get-contexts\n\n# Describe one context in your kubeconfig file\nkubectl config get-contexts my-context',
  usage: 'get-contexts [(-o|--output=)name)]',
  completes: ['context'],
  flags: [
    { name: 'no-headers', type: 'bool', usage: 'When using the default or custom-column output format, don\'t print headers (default print headers).' },
    { name: 'output', short: 'o', type: 'string', usage: 'Output format. One of: (name).', complete: ['name'] },
  ],
  *run(ctx) {
    const config = load(ctx);
    const byNameOnly = ctx.flags.string('output') === 'name';
    if (ctx.flags.string('output') && !byNameOnly) throw new CliError(`--output ${ctx.flags.string('output')} is not available in kubectl config get-contexts; resetting to default output format`);
    const wanted: NamedEntry[] = [];
    const errors: CliError[] = [];
    if (ctx.args.length === 0) wanted.push(...byName(config.contexts));
    for (const name of ctx.args) {
      const found = config.contexts.find((c) => c.name === name);
      if (found) wanted.push(found);
      else errors.push(new CliError(`context ${name} not found`));
    }
    const text = (entry: NamedEntry, key: string): string => String(entry.value[key] ?? '');
    if (byNameOnly) ctx.out(wanted.map((c) => `${c.name}\n`).join(''));
    else {
      const rows = wanted.map((c) => [c.name === config.currentContext ? '*' : '', c.name, text(c, 'cluster'), text(c, 'user'), text(c, 'namespace')]);
      ctx.out(align([...(ctx.flags.bool('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']]), ...rows]));
    }
    throwAll(errors);
  },
};

function names(name: 'get-clusters' | 'get-users', section: 'clusters' | 'users'): Command {
  return {
    name,
    short: `Display ${section} defined in the kubeconfig`,
    long: `Display ${section} defined in the kubeconfig.`,
    examples: `# List the ${section} that kubectl knows about\nkubectl config ${name}`,
    usage: `${name} [flags]`,
    completes: ['none'],
    *run(ctx): Fiber<void> {
      ctx.out(`NAME\n${byName(load(ctx)[section]).map((e) => `${e.name}\n`).join('')}`);
    },
  };
}

export const config: Command = {
  name: 'config',
  short: 'Modify kubeconfig files',
  long: configLong,
  usage: 'config SUBCOMMAND',
  commands: [currentContext, deleteCluster, deleteContext, deleteUser, names('get-clusters', 'clusters'), getContexts, names('get-users', 'users'), renameContext, setProperty, setCluster, setContext, setCredentials, unsetProperty, useContext, view],
};
