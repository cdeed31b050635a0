// kubectl events (kubectl/pkg/cmd/events).
import type { JsonObject } from '../../base/json.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { humanDuration } from '../../kube/duration.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { allNamespacesFlag, chunkSizeFlag, printFlags } from '../cli/common-flags.ts';
import { CliError, PlainError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { listAt, objectAt, textAt } from '../ops/pods.ts';
import { goSort } from '../printers/go-sort.ts';
import { printerOf } from '../printers/printer.ts';
import { Tabwriter } from '../printers/tabwriter.ts';
import { asObject } from '../resource/builder.ts';
import { Watcher } from '../rest/watcher.ts';

export const events: Command = {
  name: 'events',
  short: 'List events',
  long: 'Display events.\n\n Prints a table of the most important information about events. You can request events for a namespace, for all namespace, or filtered to only those pertaining to a specified resource.',
  examples: `# List recent events in the default namespace
kubectl events

# List recent events in all namespaces
kubectl events --all-namespaces

# List recent events for the specified pod, then wait for more events and list them as they arrive
kubectl events --for pod/web-pod-13je7 --watch

# List recent events in YAML format
kubectl events -oyaml

# List recent only events of type 'Warning' or 'Normal'
kubectl events --types=Warning,Normal`,
  usage: 'events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  completes: ['none'],
  flags: [
    ...printFlags, allNamespacesFlag, chunkSizeFlag,
    { name: 'for', type: 'string', usage: 'Filter events to only those pertaining to the specified resource.' },
    { name: 'no-headers', type: 'bool', usage: 'When using the default output format, don\'t print headers.' },
    { name: 'types', type: 'slice', usage: 'Output only events of given types.', complete: ['Normal', 'Warning'] },
    { name: 'watch', short: 'w', type: 'bool', usage: 'After listing the requested events, watch for more events.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    void ctx.namespace;
    const query = yield* fieldSelector(ctx);
    void ctx.cluster;
    const printer = flags.string('output') ? printerOf(ctx) : undefined;
    if (flags.list('types').some((t) => !['normal', 'warning'].includes(t.toLowerCase()))) throw new CliError('valid --types are Normal or Warning');
    const path = flags.bool('all-namespaces') ? '/api/v1/events' : `/api/v1/namespaces/${ctx.namespace}/events`;
    const list = asObject(yield* ctx.rest().get(path, query));
    const wanted = (event: JsonObject): boolean => flags.list('types').length === 0 || flags.list('types').some((t) => t.toLowerCase() === textAt(event, 'type').toLowerCase());
    const found = goSort(listAt(list, 'items').filter(wanted), (a, b) => lastMicros(a) < lastMicros(b));
    if (found.length === 0 && !flags.bool('watch')) {
      ctx.err(flags.bool('all-namespaces') ? 'No events found.\n' : `No events found in ${ctx.namespace} namespace.\n`);
      return 0;
    }
    const table = new EventTable(ctx);
    // Items of a typed list carry no kind, and without one there is no name to print.
    if (flags.string('output') === 'name') return 0;
    if (printer) ctx.out(printer.print({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: found.map(withKind) }, { typed: true }));
    else ctx.out(table.print(found));
    if (!flags.bool('watch')) return 0;
    const watcher = new Watcher(yield* ctx.rest().watch(path, { ...query, resourceVersion: textAt(list, 'metadata', 'resourceVersion') }));
    try {
      for (;;) {
        const event = yield* watcher.next();
        if (typeof event === 'string') return 0;
        const object = asObject(event.object);
        if (event.type !== 'DELETED' && event.type !== 'BOOKMARK' && wanted(object)) ctx.out(printer ? printer.print(withKind(object), { typed: true }) : table.print([object]));
      }
    } finally {
      watcher.close();
    }
  },
};

/** Items of a list carry no kind. */
const withKind = (event: JsonObject): JsonObject => ({ kind: 'Event', apiVersion: 'v1', ...event });

function* fieldSelector(ctx: Invocation): Fiber<Readonly<Record<string, string>>> {
  const wanted = ctx.flags.string('for');
  if (!wanted) return {};
  void ctx.cluster;
  const [type = '', name, ...more] = wanted.split('/');
  if (more.length > 0) throw new CliError('arguments in resource/name form may not have more than one slash');
  if (name === undefined) throw new CliError('--for must be in resource/name form');
  if (type === '') throw new CliError('a resource must be present, got: /, Resource=');
  const resource = (yield* ctx.mapper()).find(type.toLowerCase());
  if (!resource) throw new PlainError(noSuchType(type.toLowerCase()));
  const version = resource.group ? `${resource.group}/${resource.version}` : resource.version;
  return { fieldSelector: `involvedObject.kind=${resource.kind},involvedObject.apiVersion=${version}${name === '' ? '' : `,involvedObject.name=${name}`}` };
}

/** As a mapper says it, which splits a type at its first dot. */
function noSuchType(type: string): string {
  const dot = type.indexOf('.');
  return dot < 0 ? `the server doesn't have a resource type ${JSON.stringify(type)}` : `the server doesn't have a resource type ${JSON.stringify(type.slice(0, dot))} in group ${JSON.stringify(type.slice(dot + 1))}`;
}

const lastTime = (event: JsonObject): string => textAt(event, 'series', 'lastObservedTime') || textAt(event, 'lastTimestamp') || textAt(event, 'eventTime');
const lastMs = (event: JsonObject): number => parseRfc3339(lastTime(event)) ?? 0;
/** A moment of the new Events API is told by the microsecond, and sorted by it. */
const lastMicros = (event: JsonObject): number => lastMs(event) * 1000 + Number(/\.\d{3}(\d{3})Z$/.exec(lastTime(event))?.[1] ?? 0);

class EventTable {
  private readonly writer = new Tabwriter();
  private headers: boolean;
  private readonly ctx: Invocation;

  constructor(ctx: Invocation) {
    this.ctx = ctx;
    this.headers = !ctx.flags.bool('no-headers');
  }

  print(found: readonly JsonObject[]): string {
    const all = this.ctx.flags.bool('all-namespaces');
    if (this.headers) this.writer.line([...(all ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
    this.headers = false;
    for (const event of found) {
      const object = objectAt(event, 'involvedObject');
      this.writer.line([...(all ? [textAt(event, 'metadata', 'namespace')] : []), this.age(event), textAt(event, 'type'), textAt(event, 'reason'), `${String(object['kind'] ?? '')}/${String(object['name'] ?? '')}`, textAt(event, 'message').trim().split('\n')[0] ?? '']);
    }
    return this.writer.flush();
  }

  /** `2s`, or `2s (x3 over 10s)` of what happened several times. */
  private age(event: JsonObject): string {
    const since = (ms: number): string => (ms === 0 ? '<unknown>' : humanDuration(this.ctx.nowMs - ms));
    const first = parseRfc3339(textAt(event, 'firstTimestamp') || textAt(event, 'eventTime')) ?? 0;
    const count = Number(textAt(event, 'series', 'count') || textAt(event, 'count') || 0);
    return count > 1 ? `${since(lastMs(event))} (x${count} over ${since(first)})` : since(lastMs(event));
  }
}
