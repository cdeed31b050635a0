// kubectl create service clusterip, nodeport, loadbalancer and externalname (kubectl/pkg/cmd/create/create_service.go).
import type { Json, JsonObject } from '../../../base/json.ts';
import { dns1123Subdomain, portName, portNumber } from '../../../kube/names.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import type { Flag } from '../../cli/flag.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { createMade, generatorFlags, metadataOf, nameOfArgs } from '../../ops/create-object.ts';

const tcp: Flag = { name: 'tcp', type: 'slice', usage: "Port pairs can be specified as '<port>:<targetPort>'." };

/** `80`, `80:8080`, `80:http` @throws CliError in strconv's words */
function parsePorts(text: string): { readonly port: number; readonly target: Json } {
  // What follows a second colon is not looked at.
  const [first = '', second] = text.split(':');
  const port = uint16(first);
  if (second === undefined) return { port, target: port };
  if (/^[-+]?\d+$/.test(second)) {
    const faults = portNumber(Number(second));
    if (faults.length) throw new CliError(faults.join(','));
    return { port, target: Number(second) };
  }
  const faults = portName(second);
  if (faults.length) throw new CliError(faults.join(','));
  return { port, target: second };
}

function uint16(text: string): number {
  if (!/^\d+$/.test(text)) throw new CliError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) > 65_535) throw new CliError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(text);
}

function* make(ctx: Invocation, type: string, more: JsonObject = {}, nodePort = 0): Fiber<void> {
  const name = nameOfArgs(ctx);
  const pairs = ctx.flags.list('tcp');
  const { externalName } = more;
  if (typeof externalName === 'string' && dns1123Subdomain(externalName).length > 0) throw new CliError(`invalid service external name ${externalName}`);
  const headless = more['clusterIP'] === 'None';
  if (pairs.length === 0 && type !== 'ExternalName' && !headless) throw new CliError('at least one tcp port specifier must be provided');
  const ports = pairs.map((text) => {
    const { port, target } = parsePorts(text);
    return { name: text.replace(/:/g, '-'), protocol: 'TCP', port, targetPort: target, ...(nodePort ? { nodePort } : {}) };
  });
  const labels = { app: name };
  const object = {
    kind: 'Service', apiVersion: 'v1', metadata: metadataOf(ctx, name, { labels }),
    spec: { ...(ports.length ? { ports } : {}), selector: labels, ...more, type },
    status: { loadBalancer: {} },
  };
  yield* createMade(ctx, { plural: 'services', namespaced: true, object, errorPrefix: `failed to create ${type} service: `, unsaved: true });
}

const clusterIp: Command = {
  name: 'clusterip',
  short: 'Create a ClusterIP service',
  long: 'Create a ClusterIP service with the specified name.',
  examples: '# Create a new ClusterIP service named my-cs\nkubectl create service clusterip my-cs --tcp=5678:8080\n\n# Create a new ClusterIP service named my-cs (in headless mode)\nkubectl create service clusterip my-cs --clusterip="None"',
  usage: 'clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]',
  completes: [],
  flags: [...generatorFlags, tcp, { name: 'clusterip', type: 'string', usage: 'Assign your own ClusterIP or set to \'None\' for a \'headless\' service (no loadbalancing).' }],
  *run(ctx) {
    const ip = ctx.flags.string('clusterip');
    yield* make(ctx, 'ClusterIP', ip ? { clusterIP: ip } : {});
  },
};

const nodePort: Command = {
  name: 'nodeport',
  short: 'Create a NodePort service',
  long: 'Create a NodePort service with the specified name.',
  examples: '# Create a new NodePort service named my-ns\nkubectl create service nodeport my-ns --tcp=5678:8080',
  usage: 'nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  completes: [],
  flags: [...generatorFlags, tcp, { name: 'node-port', type: 'int', default: '0', usage: 'Port used to expose the service on each node in a cluster.' }],
  *run(ctx) {
    yield* make(ctx, 'NodePort', {}, ctx.flags.int('node-port'));
  },
};

const loadBalancer: Command = {
  name: 'loadbalancer',
  short: 'Create a LoadBalancer service',
  long: 'Create a LoadBalancer service with the specified name.',
  examples: '# Create a new LoadBalancer service named my-lbs\nkubectl create service loadbalancer my-lbs --tcp=5678:8080',
  usage: 'loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  completes: [],
  flags: [...generatorFlags, tcp],
  *run(ctx) {
    yield* make(ctx, 'LoadBalancer');
  },
};

const externalName: Command = {
  name: 'externalname',
  short: 'Create an ExternalName service',
  long: 'Create an ExternalName service with the specified name.\n\n ExternalName service references to an external DNS address instead of only pods, which will allow application authors to reference services that exist off platform, on other clusters, or locally.',
  examples: '# Create a new ExternalName service named my-ns\nkubectl create service externalname my-ns --external-name bar.com',
  usage: 'externalname NAME --external-name external.name [--dry-run=server|client|none]',
  required: ['external-name'],
  completes: [],
  flags: [...generatorFlags, tcp, { name: 'external-name', type: 'string', usage: 'External name of service' }],
  *run(ctx) {
    yield* make(ctx, 'ExternalName', { externalName: ctx.flags.string('external-name') });
  },
};

export const createService: Command = {
  name: 'service',
  aliases: ['svc'],
  short: 'Create a service using a specified subcommand',
  long: 'Create a service using a specified subcommand.',
  usage: 'service [flags]',
  commands: [clusterIp, externalName, loadBalancer, nodePort],
};
