// Questions about the past and about commands, answered without touching the run; loaded when the first is asked.
import { type KindInfo, pathOf } from '../engine/kube/kind.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import type { KubeObject } from '../engine/kube/object.ts';
import type { Event } from '../engine/kube/types.generated.ts';
import type { ApiResponse } from '../engine/client/api.ts';
import { explainLine } from './explain-line.ts';
import { pageCaller } from './page-caller.ts';
import type { ChangeSummary, LookName, PastView } from './look-types.ts';
import type { WireResponse } from './protocol.ts';
import type { Run } from './run.ts';
import { summarise, summariseEvent } from './summarise.ts';
import type { TimeIndex } from './time-index.ts';
import { watched } from './watcher.ts';

export interface LastCommand {
  readonly line: string;
  readonly atMs: number;
  /** The store's revision when it began. */
  readonly revision: number;
}

export interface LookContext {
  readonly run: Run;
  readonly index: TimeIndex;
  readonly lastCommand: LastCommand | undefined;
}

/** @throws what the API server or the store says */
export function answerLook(name: LookName, argument: unknown, context: LookContext): unknown {
  switch (name) {
    case 'past':
      return pastAt((argument as { readonly atMs: number }).atMs, context);
    case 'past-object': {
      const { path, revision } = argument as { readonly path: string; readonly revision: number };
      return pastObject(path, revision, context.run);
    }
    case 'density':
      return context.index.density();
    case 'explain-line':
      return explainLine((argument as { readonly line: string }).line, context.run.desk.home);
    case 'changes-since-command':
      return changesSince(context);
  }
}

function listAt(run: Run, path: string, revision: number, query: Readonly<Record<string, string>> = {}): ApiResponse {
  const { cluster } = run;
  if (!cluster) throw new Error('the cluster has not started yet');
  return cluster.world.api.request({ method: 'GET', path, query: { ...query, resourceVersion: String(revision), resourceVersionMatch: 'Exact' } }, pageCaller);
}

function itemsOf(response: ApiResponse): readonly KubeObject[] {
  const { body } = response;
  if (body.type !== 'json') return [];
  const value = body.value as { readonly items?: readonly KubeObject[]; readonly message?: string };
  if (response.code >= 400) throw new Error(value.message ?? `the API server answered ${response.code}`);
  return value.items ?? [];
}

/** The cluster as etcd kept it: what a list at that revision gives. */
function pastAt(atMs: number, { run, index }: LookContext): PastView {
  const revision = index.revisionAt(atMs);
  // The store drops its oldest changes; before them it knows nothing, which is not the same as an empty cluster.
  const compacted = run.cluster?.world.cluster.api.etcd.compactRevision ?? 0;
  const keptFromMs = compacted > 0 ? index.keptFromMs(compacted) : undefined;
  if (keptFromMs !== undefined && atMs < keptFromMs) return { atMs, revision: 0, objects: [], events: [], keptFromMs };
  if (revision === undefined) return { atMs, revision: 0, objects: [], events: [] };
  const of = (info: KindInfo): readonly KubeObject[] => itemsOf(listAt(run, pathOf(info), revision));
  return {
    atMs,
    revision,
    objects: watched.flatMap((kind) => of(kinds[kind]).map((object) => summarise(kind, object))),
    events: of(kinds.events).map((event) => summariseEvent(event as Event)).sort((a, b) => a.lastMs - b.lastMs),
  };
}

/** One object by its path, as it was. */
function pastObject(path: string, revision: number, run: Run): WireResponse {
  const at = path.lastIndexOf('/');
  const name = decodeURIComponent(path.slice(at + 1));
  const [object] = itemsOf(listAt(run, path.slice(0, at), revision, { fieldSelector: `metadata.name=${name}` }));
  return object ? { code: 200, warnings: [], body: object as never } : { code: 404, warnings: [], body: null };
}

const quiet = new Set(['Lease', 'Event']);

/** What became of the store since the last command was entered: an object that came and went is not counted. */
function changesSince({ run, lastCommand }: LookContext): ChangeSummary | null {
  if (!run.cluster || !lastCommand) return null;
  const { etcd } = run.cluster.world.cluster.api;
  const touched = new Map<string, { readonly before: KubeObject | undefined; after: KubeObject | undefined; writes: number }>();
  for (const event of etcd.changes('/registry/', lastCommand.revision + 1)) {
    const known = touched.get(event.key);
    if (known) {
      known.after = event.current?.value;
      known.writes++;
    } else touched.set(event.key, { before: event.previous?.value, after: event.current?.value, writes: 1 });
  }
  const changes = [...touched.values()].flatMap(({ before, after, writes }) => {
    const object = after ?? before;
    if (!object || quiet.has(object.kind ?? '')) return [];
    const { namespace = '', name, uid } = object.metadata;
    return [{ how: before ? (after ? ('changed' as const) : ('deleted' as const)) : ('created' as const), kind: object.kind ?? '', namespace, name, uid, writes }];
  });
  const { line, atMs } = lastCommand;
  return { line, atMs, changes };
}
