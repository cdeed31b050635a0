// kubectl expose (kubectl/pkg/cmd/expose/expose.go).
import type { Json, JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, overrideFlags, printFlags, saveConfigFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { exposeExamples, exposeLong } from '../help/expose.ts';
import { metadataOf, withSavedConfig } from '../ops/create-object.ts';
import { overridden } from '../ops/overrides.ts';
import { listAt, objectAt } from '../ops/pods.ts';
import { ResultPrinter, dryRunQuery } from '../ops/result.ts';
import { type Info, asObject, queryOf, visit } from '../resource/builder.ts';

export const expose: Command = {
  name: 'expose',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  long: exposeLong,
  examples: exposeExamples,
  usage: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  completes: ['type-name'],
  begins: ['dry-run', 'printer', 'client', 'namespace'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to expose a service'), dryRunFlag, fieldManagerFlag('kubectl-expose'), saveConfigFlag, ...overrideFlags,
    { name: 'cluster-ip', type: 'string', usage: "ClusterIP to be assigned to the service. Leave empty to auto-allocate, or set to 'None' to create a headless service." },
    { name: 'external-ip', type: 'string', usage: 'Additional external IP address (not managed by Kubernetes) to accept for the service. If this IP is routed to a node, the service can be accessed by this IP in addition to its generated service IP.' },
    { name: 'labels', short: 'l', type: 'string', usage: 'Labels to apply to the service created by this call.' },
    { name: 'load-balancer-ip', type: 'string', usage: 'IP to assign to the LoadBalancer. If empty, an ephemeral IP will be created and used (cloud-provider specific).' },
    { name: 'name', type: 'string', usage: 'The name for the newly created object.' },
    { name: 'port', type: 'string', usage: 'The port that the service should serve on. Copied from the resource being exposed, if unspecified' },
    { name: 'protocol', type: 'string', usage: "The network protocol for the service to be created. Default is 'TCP'." },
    { name: 'selector', type: 'string', usage: 'A label selector to use for this service. Only equality-based selector requirements are supported. If empty (the default) infer the selector from the resource being exposed.' },
    { name: 'session-affinity', type: 'string', usage: "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'" },
    { name: 'target-port', type: 'string', usage: 'Name or number for the port on the container that the service should direct traffic to. Optional.' },
    { name: 'type', type: 'string', usage: "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'.", complete: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] },
  ],
  *run(ctx) {
    const dryRun = ctx.dryRun();
    const results = new ResultPrinter(ctx, dryRun);
    const { labelSelector: _, ...query } = queryOf(ctx, ctx.args);
    const taken: Taken = {};
    yield* visit(ctx, { ...query, typed: true }, (info) => exposeOne(ctx, info, taken, results, dryRun), { local: true });
    return 0;
  },
};

/** What the first object gave where no flag says it: the others are given the same. */
interface Taken {
  selector?: JsonObject;
  labels?: JsonObject;
}

function* exposeOne(ctx: Invocation, info: Info, taken: Taken, results: ResultPrinter, dryRun: DryRun): Fiber<void> {
  const service = overridden(ctx, serviceFor(ctx, info, taken));
  if (dryRun === 'client') {
    results.print(service, 'exposed', { typed: true });
    return;
  }
  const created = asObject(yield* ctx.rest().json('POST', `/api/v1/namespaces/${info.namespace}/services`, { body: withSavedConfig(ctx, service), query: { fieldManager: ctx.flags.string('field-manager'), ...dryRunQuery(dryRun) } }));
  results.print(created, 'exposed', { typed: true });
}

function serviceFor(ctx: Invocation, info: Info, taken: Taken): JsonObject {
  const { flags } = ctx;
  if (!['Service', 'ReplicationController', 'Pod', 'Deployment', 'ReplicaSet'].includes(info.resource.kind)) throw new CliError(`cannot expose a ${info.resource.kind}${info.resource.group ? `.${info.resource.group}` : ''}`);
  const name = (flags.string('name') || info.name).slice(0, 63);
  const selector = flags.string('selector') ? parseLabels(flags.string('selector')) : (taken.selector ??= selectorFor(info));
  const own = objectAt(info.object, 'metadata', 'labels');
  if (!taken.labels && Object.keys(own).length > 0) taken.labels = own;
  const labels = flags.changed('labels') ? parseLabels(flags.string('labels')) : (taken.labels ?? {});
  const ports = portsFor(ctx, info);
  const type = flags.string('type');
  const clusterIp = flags.string('cluster-ip');
  const affinity = flags.string('session-affinity');
  if (affinity && affinity !== 'None' && affinity !== 'ClientIP') throw new CliError(`unknown session affinity: ${affinity}`);
  const spec = {
    ports, selector,
    ...(clusterIp ? { clusterIP: clusterIp } : {}),
    ...(type ? { type } : {}),
    ...(flags.string('external-ip') ? { externalIPs: [flags.string('external-ip')] } : {}),
    ...(affinity ? { sessionAffinity: affinity } : {}),
    ...(flags.string('load-balancer-ip') ? { loadBalancerIP: flags.string('load-balancer-ip') } : {}),
  };
  return { kind: 'Service', apiVersion: 'v1', metadata: metadataOf(ctx, name, Object.keys(labels).length ? { labels } : {}), spec, status: { loadBalancer: {} } };
}

function parseLabels(text: string): JsonObject {
  const result: Record<string, string> = {};
  for (const part of text.split(',')) {
    const words = part.split('=');
    if (words.length !== 2 || !words[0]) throw new CliError(`unexpected label spec: ${part}`);
    result[words[0]] = words[1] as string;
  }
  return result;
}

/** polymorphichelpers.MapBasedSelectorForObject */
function selectorFor(info: Info): JsonObject {
  const { object, resource } = info;
  if (resource.kind === 'Pod') {
    const labels = objectAt(object, 'metadata', 'labels');
    if (Object.keys(labels).length === 0) throw new CliError("couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed");
    return labels;
  }
  const selector = objectAt(object, 'spec', 'selector');
  if (resource.kind === 'Service' || resource.kind === 'ReplicationController') {
    if (Object.keys(selector).length === 0) throw new CliError("couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set");
    return selector;
  }
  if (Array.isArray(selector['matchExpressions']) && selector['matchExpressions'].length) throw new CliError(`couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "${JSON.stringify(selector['matchExpressions'])}" to map-based selector format`);
  return asObject(selector['matchLabels'] ?? {});
}

interface FoundPort {
  readonly port: number;
  readonly protocol: string;
  readonly name: string;
}

/** The ports that the object itself shows. */
function objectPorts(info: Info): readonly FoundPort[] {
  const { object, resource } = info;
  if (resource.kind === 'Service') return listAt(object, 'spec', 'ports').map((p) => ({ port: Number(p['port']), protocol: String(p['protocol'] ?? 'TCP'), name: String(p['name'] ?? '') }));
  const spec = resource.kind === 'Pod' ? objectAt(object, 'spec') : objectAt(object, 'spec', 'template', 'spec');
  return listAt(spec, 'containers').flatMap((c) => listAt(c, 'ports').map((p) => ({ port: Number(p['containerPort']), protocol: String(p['protocol'] ?? 'TCP'), name: '' })));
}

function portsFor(ctx: Invocation, info: Info): readonly JsonObject[] {
  const { flags } = ctx;
  const shown = objectPorts(info);
  const given = flags.string('port');
  const headless = flags.string('cluster-ip') === 'None';
  if (!given && shown.length === 0 && !headless) throw new CliError("couldn't find port via --port flag or introspection");
  const wanted = given ? given.split(',').map((p) => Number(p)) : shown.map((p) => p.port);
  if (wanted.some((p) => !Number.isInteger(p))) throw new CliError(`strconv.Atoi: parsing ${JSON.stringify(given)}: invalid syntax`);
  const protocols = new Map(shown.map((p) => [p.port, p.protocol]));
  return wanted.map((port, i) => {
    const protocol = flags.string('protocol') || protocols.get(port) || 'TCP';
    return { ...(wanted.length > 1 ? { name: `port-${i + 1}` } : {}), protocol, port, targetPort: targetPort(ctx, port) };
  });
}

function targetPort(ctx: Invocation, port: number): Json {
  const text = ctx.flags.string('target-port');
  if (text === '') return port;
  return /^\d+$/.test(text) ? Number(text) : text;
}
