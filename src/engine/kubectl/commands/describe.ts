// kubectl describe (kubectl/pkg/cmd/describe/describe.go).
import type { JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { allNamespacesFlag, chunkSizeFlag, filenameFlags, selectorFlag } from '../cli/common-flags.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { eventsAbout, writeEvents } from '../describe/describer.ts';
import { describerOf } from '../describe/table.ts';
import { DescriptionWriter } from '../describe/writer.ts';
import { getObject, type Info, infosOf, queryOf } from '../resource/builder.ts';

export const describe: Command = {
  name: 'describe',
  short: 'Show details of a specific resource or group of resources',
  long: 'Show details of a specific resource or group of resources.\n\n Print a detailed description of the selected resources, including related resources such as events or controllers. You may select a single object by name, all objects of that type, provide a name prefix, or label selector. For example:\n\n        $ kubectl describe TYPE NAME_PREFIX\n        \n will first check for an exact match on TYPE and NAME_PREFIX. If no such resource exists, it will output details for every resource that has a name prefixed with NAME_PREFIX.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  examples: `# Describe a node
kubectl describe nodes kubernetes-node-emt8.c.myproject.internal

# Describe a pod
kubectl describe pods/nginx

# Describe a pod identified by type and name in "pod.json"
kubectl describe -f pod.json

# Describe all pods
kubectl describe pods

# Describe pods by label name=myLabel
kubectl describe pods -l name=myLabel

# Describe all pods managed by the 'frontend' replication controller
# (rc-created pods get the name of the rc as a prefix in the pod name)
kubectl describe pods frontend`,
  usage: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  begins: ['namespace'],
  completes: ['type-name'],
  flags: [
    ...filenameFlags('Filename, directory, or URL to files containing the resource to describe'), selectorFlag, allNamespacesFlag, chunkSizeFlag,
    { name: 'show-events', type: 'bool', default: 'true', usage: 'If true, display events related to the described object.' },
  ],
  *run(ctx) {
    if (ctx.args.length === 0 && ctx.flags.list('filename').length === 0 && !ctx.flags.string('kustomize')) throw new CliError('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.');
    const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, ctx.args, { typeAlone: true }));
    const first = errors[0];
    if (errors.length === 1 && first instanceof ApiError && first.code === 404 && ctx.args.length === 2) return yield* describeByPrefix(ctx, first);
    const showEvents = eventsWanted(ctx, errors.length === 0 && infos.length <= 1);
    for (const [i, info] of infos.entries()) ctx.out(`${i === 0 ? '' : '\n\n'}${yield* descriptionOf(ctx, info, showEvents)}`);
    if (infos.length === 0 && errors.length === 0) ctx.err(ctx.flags.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${ctx.namespace} namespace.\n`);
    throwAll(errors);
    return 0;
  },
};

/** Everything of the type whose name begins so; the first refusal where there is nothing. */
function* describeByPrefix(ctx: Invocation, refusal: ApiError): Fiber<number> {
  const [type = '', prefix = ''] = ctx.args;
  const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, [type], { typeAlone: true, singleType: true }));
  throwAll(errors);
  const found = infos.filter((info) => info.name.startsWith(prefix));
  if (found.length === 0) throw refusal;
  for (const info of found) ctx.out(`${yield* descriptionOf(ctx, info, eventsWanted(ctx, false))}\n`);
  return 0;
}

/** Events are shown of one object that was asked for and is there; of others only where --show-events says so. */
const eventsWanted = (ctx: Invocation, one: boolean): boolean => (ctx.flags.changed('show-events') ? ctx.flags.bool('show-events') : one);

function* descriptionOf(ctx: Invocation, info: Info, showEvents: boolean): Fiber<string> {
  const { resource, namespace, name } = info;
  // The description is made of what is there now, not of what a list gave a moment ago.
  const object: JsonObject = yield* getObject(ctx, resource, namespace, name);
  const describer = describerOf(resource.kind, resource.group);
  const context = { ctx, showEvents };
  const w = new DescriptionWriter();
  yield* describer.describe(w, object, context);
  if (context.showEvents && !describer.noEvents) {
    const { uid = '' } = object['metadata'] as { readonly uid?: string };
    writeEvents(w, yield* eventsAbout(context, { kind: resource.kind, namespace, name, uid }), ctx.nowMs);
  }
  return w.toString();
}
