// Which EndpointSlices to create, change and delete so that they hold the wanted endpoints with few writes (staging/src/k8s.io/endpointslice/reconciler.go).
import { equal } from '../../base/json.ts';
import type { New } from '../../kube/object.ts';
import type { DiscoveryV1EndpointPort, Endpoint, EndpointSlice } from '../../kube/types.generated.ts';

const MAX_ENDPOINTS = 100;

export interface Group {
  readonly ports: readonly DiscoveryV1EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** Labels, annotations, owner and name prefix of every slice of this owner. */
export interface SliceTemplate {
  readonly metadata: New<EndpointSlice>['metadata'];
  readonly addressType: string;
}

export interface SlicePlan {
  readonly create: readonly New<EndpointSlice>[];
  readonly update: readonly EndpointSlice[];
  readonly delete: readonly EndpointSlice[];
}

/** Endpoints of the same Pod and address are the same endpoint, whatever its state. */
export function endpointKey(endpoint: Endpoint): string {
  return `${endpoint.addresses.join(',')}|${endpoint.hostname ?? ''}|${endpoint.targetRef?.namespace ?? ''}/${endpoint.targetRef?.name ?? ''}`;
}

const portsKey = (ports: readonly DiscoveryV1EndpointPort[] | undefined): string =>
  (ports ?? []).map((port) => `${port.name ?? ''}|${port.port ?? ''}|${port.protocol ?? ''}|${port.appProtocol ?? ''}`).sort().join(' ');

interface Open {
  readonly before: EndpointSlice | undefined;
  readonly endpoints: Endpoint[];
  changed: boolean;
}

/** @param placeholder with nothing to hold, one empty slice still says that the Service is looked after */
export function planSlices(template: SliceTemplate, groups: readonly Group[], existing: readonly EndpointSlice[], placeholder: boolean): SlicePlan {
  const slicesOf = new Map<string, EndpointSlice[]>();
  for (const slice of existing) push(slicesOf, portsKey(slice.ports), slice);
  const create: New<EndpointSlice>[] = [];
  const update: EndpointSlice[] = [];
  const remove: EndpointSlice[] = [];
  for (const group of merge(groups)) {
    const key = portsKey(group.ports);
    const open = pack(template, group, slicesOf.get(key) ?? []);
    slicesOf.delete(key);
    for (const { before, endpoints, changed } of open) {
      if (!before) create.push(newSlice(template, group.ports, endpoints));
      else if (endpoints.length === 0) remove.push(before);
      else if (changed) update.push({ ...before, metadata: { ...before.metadata, ...template.metadata }, endpoints });
    }
  }
  for (const slices of slicesOf.values()) remove.push(...slices);
  if (placeholder && existing.length === remove.length && create.length === 0) addPlaceholder(template, create, remove);
  return reuse(template, create, update, remove);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function merge(groups: readonly Group[]): readonly Group[] {
  const byPorts = new Map<string, { ports: Group['ports']; endpoints: Endpoint[] }>();
  for (const { ports, endpoints } of groups) {
    const key = portsKey(ports);
    const group = byPorts.get(key);
    if (group) group.endpoints.push(...endpoints);
    else byPorts.set(key, { ports, endpoints: [...endpoints] });
  }
  return [...byPorts.values()];
}

/** Keeps endpoints where they are, then fills slices that change anyway, then one that has room, then new ones. */
function pack(template: SliceTemplate, group: Group, existing: readonly EndpointSlice[]): readonly Open[] {
  const left = new Map(group.endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
  const open: Open[] = existing.map((slice) => {
    const kept: Endpoint[] = [];
    let changed = slice.addressType !== template.addressType || !sameMetadata(slice, template);
    for (const endpoint of slice.endpoints ?? []) {
      const key = endpointKey(endpoint);
      const wanted = left.get(key);
      if (!wanted) {
        changed = true;
        continue;
      }
      left.delete(key);
      const same = equal(endpoint, wanted);
      if (!same) changed = true;
      kept.push(same ? endpoint : wanted);
    }
    return { before: slice, endpoints: kept, changed };
  });
  const rest = [...left.values()];
  const fill = (slice: Open): void => {
    const room = Math.max(0, MAX_ENDPOINTS - slice.endpoints.length);
    if (room === 0 || rest.length === 0) return;
    slice.endpoints.push(...rest.splice(0, room));
    slice.changed = true;
  };
  for (const slice of open) if (slice.changed && slice.endpoints.length > 0) fill(slice);
  while (rest.length > 0) {
    const fresh: Open = { before: undefined, endpoints: [], changed: true };
    const target = rest.length < MAX_ENDPOINTS ? (fullestWithRoom(open, rest.length) ?? fresh) : fresh;
    fill(target);
    if (target === fresh) open.push(fresh);
  }
  return open;
}

function fullestWithRoom(open: readonly Open[], count: number): Open | undefined {
  let found: Open | undefined;
  for (const slice of open) {
    if (!slice.before || slice.endpoints.length === 0 || slice.endpoints.length + count > MAX_ENDPOINTS) continue;
    if (!found || slice.endpoints.length > found.endpoints.length) found = slice;
  }
  return found;
}

function sameMetadata(slice: EndpointSlice, { metadata }: SliceTemplate): boolean {
  return equal(slice.metadata.labels, metadata.labels);
}

function newSlice(template: SliceTemplate, ports: Group['ports'], endpoints: readonly Endpoint[]): New<EndpointSlice> {
  const { metadata, addressType } = template;
  return { metadata, addressType, ...(endpoints.length ? { endpoints } : {}), ...(ports.length ? { ports } : {}) };
}

function addPlaceholder(template: SliceTemplate, create: New<EndpointSlice>[], remove: EndpointSlice[]): void {
  const [only, ...others] = remove;
  const isPlaceholder = only && others.length === 0 && !only.endpoints?.length && !only.ports?.length && only.addressType === template.addressType && sameMetadata(only, template);
  if (isPlaceholder) remove.length = 0;
  else create.push(newSlice(template, [], []));
}

/** A slice that would go takes the content of one that would come. */
function reuse(template: SliceTemplate, create: New<EndpointSlice>[], update: EndpointSlice[], remove: EndpointSlice[]): SlicePlan {
  const owner = template.metadata.ownerReferences?.[0]?.uid;
  const gone: EndpointSlice[] = [];
  for (const slice of remove) {
    const next = slice.addressType === template.addressType && slice.metadata.ownerReferences?.some(({ uid }) => uid === owner) ? create.pop() : undefined;
    if (!next) {
      gone.push(slice);
      continue;
    }
    const { endpoints: _, ports: __, ...rest } = slice;
    const { endpoints, ports } = next;
    update.push({ ...rest, metadata: { ...slice.metadata, ...template.metadata }, ...(endpoints ? { endpoints } : {}), ...(ports ? { ports } : {}) });
  }
  return { create, update, delete: gone };
}
