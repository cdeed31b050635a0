// kubectl wait (kubectl/pkg/cmd/wait).
import { type JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { allNamespacesFlag, fieldSelectorFlag, finderFlags, printFlags, selectorFlag } from '../cli/common-flags.ts';
import { CliError, NoMatchError, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { waitGone } from '../ops/delete-objects.ts';
import { ResultPrinter } from '../ops/result.ts';
import { type Condition, parseCondition } from '../ops/wait-conditions.ts';
import { Watcher } from '../rest/watcher.ts';
import type { Query } from '../resource/asked.ts';
import { type Info, asObject, infosOf, pathTo, queryOf, targetsOf, visit } from '../resource/builder.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

export const wait: Command = {
  name: 'wait',
  short: 'Wait for a specific condition on one or many resources',
  long: 'Wait for a specific condition on one or many resources.\n\n The command takes multiple resources and waits until the specified condition is seen in the Status field of every given resource.\n\n Alternatively, the command can wait for the given set of resources to be created or deleted by providing the "create" or "delete" keyword as the value to the --for flag.\n\n A successful message will be printed to stdout indicating when the specified condition has been met. You can use -o option to change to output destination.',
  examples: `# Wait for the pod "busybox1" to contain the status condition of type "Ready"
kubectl wait --for=condition=Ready pod/busybox1

# The default value of status condition is true; you can wait for other targets after an equal delimiter (compared after Unicode simple case folding, which is a more general form of case-insensitivity)
kubectl wait --for=condition=Ready=false pod/busybox1

# Wait for the pod "busybox1" to contain the status phase to be "Running"
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1

# Wait for pod "busybox1" to be Ready
kubectl wait --for='jsonpath={.status.conditions[?(@.type=="Ready")].status}=True' pod/busybox1

# Wait for the service "loadbalancer" to have ingress
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/loadbalancer

# Wait for the secret "busybox1" to be created, with a timeout of 30s
kubectl create secret generic busybox1
kubectl wait --for=create secret/busybox1 --timeout=30s

# Wait for the pod "busybox1" to be deleted, with a timeout of 60s, after having issued the "delete" command
kubectl delete pod/busybox1
kubectl wait --for=delete pod/busybox1 --timeout=60s`,
  usage: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  completes: ['type-name'],
  begins: ['printer', 'client'],
  flags: [
    ...printFlags, ...finderFlags, allNamespacesFlag, fieldSelectorFlag,
    { ...selectorFlag, usage: "Selector (label query) to filter on, supports '=', '==', and '!='.(e.g. -l key1=value1,key2=value2)" },
    { name: 'all', type: 'bool', usage: 'Select all resources in the namespace of the specified resource types' },
    { name: 'for', type: 'array', usage: "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true. Condition values are compared after Unicode simple case folding, which is a more general form of case-insensitivity." },
    { name: 'local', type: 'bool', usage: 'If true, annotation will NOT contact api-server but run locally.' },
    { name: 'timeout', type: 'duration', default: '30s', usage: 'The length of time to wait before giving up. Zero means check once and don\'t wait, negative means wait for a week.' },
  ],
  *run(ctx) {
    const wanted = ctx.flags.list('for');
    if (wanted.length === 0) throw new CliError('unrecognized condition: []');
    const conditions = wanted.map(parseCondition);
    if (ctx.flags.bool('local') && ctx.args.length > 0) throw new CliError("you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'");
    const results = new ResultPrinter(ctx);
    const timeout = ctx.flags.duration('timeout');
    const end = ctx.nowMs + (timeout < 0 ? WEEK_MS : timeout);
    for (const condition of conditions) yield* waitFor(ctx, condition, end, results);
    return 0;
  },
};

function* waitFor(ctx: Invocation, condition: Condition, endMs: number, results: ResultPrinter): Fiber<void> {
  const query = queryOf(ctx, ctx.args, { lateNamespace: true });
  if (condition.type === 'delete') return yield* untilDeleted(ctx, query, endMs, results);
  if (condition.type === 'create') yield* untilCreated(ctx, query, endMs);
  const count = yield* visit(ctx, query, function* each(info) {
    results.print(condition.type === 'test' ? yield* untilMet(ctx, info, condition, endMs) : info.object, 'condition met');
  });
  if (count === 0) throw new CliError('no matching resources found');
}

function* untilCreated(ctx: Invocation, query: Query, endMs: number): Fiber<void> {
  for (;;) {
    const { infos, errors } = yield* infosOf(ctx, query);
    const other = errors.filter((e) => !(e instanceof ApiError && e.reason === 'NotFound') && !(e instanceof NoMatchError));
    throwAll(other);
    if (errors.length === 0 && infos.length > 0) return;
    if (ctx.nowMs >= endMs) throw new CliError('timed out waiting for the condition');
    yield* sleep(Math.min(500, endMs - ctx.nowMs));
  }
}

/** What is gone already needs no waiting; nor does a name that never was. */
function* untilDeleted(ctx: Invocation, query: Query, endMs: number, results: ResultPrinter): Fiber<void> {
  if ((yield* targetsOf(ctx, query)).targets.length === 0) return;
  const { infos, errors } = yield* infosOf(ctx, query);
  throwAll(errors.filter((e) => !(e instanceof ApiError && e.reason === 'NotFound')));
  const failures: unknown[] = [];
  for (const info of infos) {
    const uid = String(asObject(info.object['metadata'] ?? {})['uid'] ?? '');
    if (expired(ctx, endMs)) {
      failures.push(new CliError('client rate limiter Wait returned an error: context deadline exceeded'));
      continue;
    }
    if (yield* waitGone(ctx, info, uid, endMs)) results.print(info.object, 'condition met');
    else failures.push(timedOut(ctx, info));
  }
  throwAll(failures);
}

/** Time is shared: once others have used it up, nobody looks any more. A timeout of zero is one look at each. */
const expired = (ctx: Invocation, endMs: number): boolean => ctx.flags.duration('timeout') !== 0 && ctx.nowMs >= endMs;

const timedOut = (ctx: Invocation, info: Info): CliError => new CliError(`${ctx.flags.duration('timeout') === 0 ? 'condition not met for' : 'timed out waiting for the condition on'} ${info.resource.plural}/${info.name}`);

/** The object as it was when the condition held. */
function* untilMet(ctx: Invocation, info: Info, condition: Extract<Condition, { readonly met: unknown }>, endMs: number): Fiber<JsonObject> {
  const fieldSelector = `metadata.name=${info.name}`;
  const path = pathTo(info.resource, info.namespace);
  if (expired(ctx, endMs)) throw timedOut(ctx, info);
  for (;;) {
    const list = asObject(yield* ctx.rest().get(path, { fieldSelector }));
    const [found] = (list['items'] ?? []) as readonly JsonObject[];
    const object = found ? { apiVersion: info.object['apiVersion'], kind: info.object['kind'], ...found } : undefined;
    if (object && condition.met(object)) return object;
    if (ctx.nowMs >= endMs) throw timedOut(ctx, info);
    const resourceVersion = String(asObject(list['metadata'] ?? {})['resourceVersion'] ?? '');
    const watcher = new Watcher(yield* ctx.rest().watch(path, { fieldSelector, resourceVersion }));
    try {
      const met = yield* firstMet(ctx, watcher, condition, endMs);
      if (met === 'timeout') throw timedOut(ctx, info);
      if (met !== 'ended') return met;
    } finally {
      watcher.close();
    }
  }
}

function* firstMet(ctx: Invocation, watcher: Watcher, condition: Extract<Condition, { readonly met: unknown }>, endMs: number): Fiber<JsonObject | 'ended' | 'timeout'> {
  for (;;) {
    const event = yield* watcher.next(endMs - ctx.nowMs);
    if (typeof event === 'string') return event;
    if (event.type === 'ERROR') return 'ended';
    if (event.type === 'DELETED' || event.type === 'BOOKMARK') continue;
    const object = asObject(event.object);
    if (condition.met(object)) return object;
  }
}
