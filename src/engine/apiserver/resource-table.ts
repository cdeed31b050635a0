// The resources that are served, by group, version and plural, and their storages: built in from the kind table, added to by custom resource definitions.
import { required } from '../kube/field-error.ts';
import { builtinKinds, kinds } from '../kube/kinds.generated.ts';
import type { KindInfo } from '../kube/kind.ts';
import { schemaOf } from '../kube/schema/schema.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Etcd } from '../etcd/etcd.ts';
import { schemaCodec } from './builtin-codec.ts';
import { definitionStrategy } from './custom/strategy.ts';
import { conversionOf, storageVersion } from './conversion.ts';
import { schemaFieldManager } from './builtin-field-manager.ts';
import { strategies } from './kinds/table.ts';
import { Store } from './registry/store.ts';
import type { Resource } from './resource.ts';
import type { Strategy } from './strategy.ts';
import { WatchHub } from './watch-hub.ts';
import type { Clock } from '../sim/clock.ts';
import type { Trace } from '../client/trace.ts';

export interface ResourceTableDeps {
  readonly clock: Clock;
  readonly trace: Trace;
  readonly etcd: Etcd<KubeObject>;
  readonly seal: (object: KubeObject) => KubeObject;
}

const keyOfKind = (group: string, version: string, plural: string): string => `${group}/${version}/${plural}`;

export class ResourceTable {
  /** What other servers serve, for discovery: their kinds, and the versions of which no kinds are known because nobody answers. */
  aggregated: { readonly served: readonly KindInfo[]; readonly stale: readonly { readonly group: string; readonly version: string }[] } = { served: [], stale: [] };
  private readonly table = new Map<string, Resource>();
  private readonly stores = new Map<string, Store>();
  private readonly hubs = new Map<Store, WatchHub>();
  private readonly deps: ResourceTableDeps;

  constructor(deps: ResourceTableDeps) {
    this.deps = deps;
    for (const kind of builtinKinds) if (isStored(kind)) this.add(this.builtin(kind));
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.table.get(keyOfKind(group, version, plural));
  }

  ofKind(kind: KindInfo): Resource | undefined {
    return this.table.get(keyOfKind(kind.group, kind.version, kind.plural));
  }

  add(resource: Resource): void {
    this.table.set(keyOfKind(resource.kind.group, resource.kind.version, resource.kind.plural), resource);
  }

  remove(resource: Resource): void {
    this.table.delete(keyOfKind(resource.kind.group, resource.kind.version, resource.kind.plural));
  }

  all(): readonly Resource[] {
    return [...this.table.values()];
  }

  /** The storage of a kind, made at first use. */
  storeFor(kind: KindInfo, prefix: string): Store {
    let store = this.stores.get(prefix);
    if (!store) this.stores.set(prefix, (store = new Store(kind, prefix, this.deps.etcd, this.deps.seal)));
    return store;
  }

  /** Where the watchers of a resource listen, made at first use. */
  hub(resource: Resource): WatchHub {
    let hub = this.hubs.get(resource.store);
    if (!hub) this.hubs.set(resource.store, (hub = new WatchHub(this.deps.clock, this.deps.trace, resource.store, resource.strategy)));
    return hub;
  }

  private builtin(kind: KindInfo): Resource {
    const stored = storageVersion(kind);
    const store = this.storeFor(stored, storagePrefix(stored));
    return { kind, strategy: servedStrategy(kind, stored), store, codec: schemaCodec(kind, strategyFor(kind)), fieldManager: schemaFieldManager(kind), shape: () => schemaOf(kind.group, kind.version, kind.kind), custom: false, convert: conversionOf(kind, strategyFor(stored)) };
  }
}

/** Kinds that only answer (reviews, bindings) are not stored. */
function isStored(kind: KindInfo): boolean {
  return kind.verbs.includes('list') && kind.kind !== 'ComponentStatus';
}

const byKind = new Map<string, Strategy>(strategies.map((strategy) => [keyOfKind(strategy.kind.group, strategy.kind.version, strategy.kind.plural), strategy]));

function strategyFor(kind: KindInfo): Strategy {
  const own = byKind.get(keyOfKind(kind.group, kind.version, kind.plural));
  return kind === kinds.customresourcedefinitions ? { ...definitionStrategy, ...own } : (own ?? { kind });
}

/** The stored version's strategy, with the field labels of the served one where it has its own. */
function servedStrategy(kind: KindInfo, stored: KindInfo): Strategy {
  const main = strategyFor(stored);
  if (kind === stored || kind.kind !== 'Event') return main;
  return {
    ...main,
    fields: (object) => eventFields(main.fields?.(object) ?? {}),
    validate: (object, context) => ((object as { readonly eventTime?: unknown }).eventTime ? (main.validate?.(object, context) ?? []) : [required('eventTime')]),
  };
}

// The events.k8s.io version knows the same fields under its own names (pkg/apis/events/v1/conversion.go).
function eventFields(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'source') continue;
    result[name.startsWith('involvedObject.') ? name.replace('involvedObject.', 'regarding.') : name === 'reportingComponent' ? 'reportingController' : name] = value;
  }
  return result;
}

const LEGACY: Readonly<Record<string, string>> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
  replicationcontrollers: 'controllers',
  'ingresses.networking.k8s.io': 'ingress',
  'customresourcedefinitions.apiextensions.k8s.io': 'apiextensions.k8s.io/customresourcedefinitions',
  'apiservices.apiregistration.k8s.io': 'apiregistration.k8s.io/apiservices',
};

/** Where the real server keeps a kind (pkg/kubeapiserver/default_storage_factory_builder.go). */
function storagePrefix(kind: KindInfo): string {
  const name = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
  return `/registry/${LEGACY[name] ?? kind.plural}/`;
}
