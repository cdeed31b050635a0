// Watches the kinds that the page draws, through the API like any client, and hands out what changed since it was last asked.
import type { Json } from '../engine/base/json.ts';
import { type Api, asObject } from '../engine/client/api.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import { type KindInfo, pathOf } from '../engine/kube/kind.ts';
import type { KubeObject } from '../engine/kube/object.ts';
import type { Event } from '../engine/kube/types.generated.ts';
import { pageCaller } from './page-caller.ts';
import { summarise, summariseEvent } from './summarise.ts';
import type { EventSummary, ObjectSummary, SummaryKind } from './summary.ts';

/** What the page draws. */
export const watched: readonly SummaryKind[] = [
  'nodes', 'namespaces', 'pods', 'deployments', 'replicasets', 'replicationcontrollers', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs',
  'services', 'endpointslices', 'configmaps', 'secrets', 'serviceaccounts', 'ingresses', 'persistentvolumeclaims', 'persistentvolumes',
];

export interface Changes {
  readonly upserts: ObjectSummary[];
  readonly deletes: string[];
  readonly events: EventSummary[];
}

/** The watches are opened before the clock first runs, so that a replay opens them at the same place. */
export class Watcher {
  private changed = new Map<string, { readonly kind: SummaryKind; readonly object: KubeObject }>();
  private gone = new Set<string>();
  private events = new Map<string, Event>();
  /** Grows with every change of an object that is not an Event. */
  changes = 0;
  private readonly api: Api;

  constructor(api: Api) {
    this.api = api;
    for (const kind of watched) this.watch(kinds[kind], kind);
    this.watch(kinds.events, 'events');
  }

  /** What changed since the last call; undefined when nothing did. */
  take(): Changes | undefined {
    if (this.changed.size + this.gone.size + this.events.size === 0) return undefined;
    const result: Changes = {
      upserts: [...this.changed.values()].map(({ kind, object }) => summarise(kind, object)),
      deletes: [...this.gone],
      events: [...this.events.values()].map(summariseEvent),
    };
    this.changed = new Map();
    this.gone = new Set();
    this.events = new Map();
    return result;
  }

  private watch(info: KindInfo, kind: SummaryKind | 'events'): void {
    const response = this.api.request({ method: 'GET', path: pathOf(info), query: { watch: '1', allowWatchBookmarks: 'false' } }, pageCaller);
    if (response.body.type !== 'watch') return;
    response.body.stream.listen({
      item: (event) => this.item(kind, event.type, event.object),
      end: () => this.watch(info, kind),
    });
  }

  private item(kind: SummaryKind | 'events', type: string, json: Json): void {
    if (type === 'BOOKMARK' || type === 'ERROR') return;
    const object = asObject(json);
    const { uid } = object.metadata;
    if (kind === 'events') {
      if (type !== 'DELETED') this.events.set(uid, object as Event);
      return;
    }
    this.changes++;
    if (type === 'DELETED') {
      this.changed.delete(uid);
      this.gone.add(uid);
    } else {
      this.gone.delete(uid);
      this.changed.set(uid, { kind, object });
    }
  }
}
