// Which devices of a node satisfy the claims of a Pod, by what ResourceSlices say of them (dynamic-resource-allocation/structured/internal/stable/allocator_stable.go).
import { deviceMatches } from '../kube/cel/device.ts';
import type {
  AllocationResult, Device, DeviceAllocationConfiguration, DeviceAttribute, DeviceClass, DeviceConstraint, DeviceRequestAllocationResult, DeviceSelector, DeviceTaint, DeviceToleration, Node, NodeSelector, ResourceSlice, ResourceV1ResourceClaim,
} from '../kube/types.generated.ts';
import { nodeTerms } from './selectors.ts';

/** It stops the whole attempt, not only this node. */
export class AllocationFault extends Error {
  override readonly name = 'AllocationFault';
}

export interface Devices {
  readonly slices: readonly ResourceSlice[];
  class(name: string): DeviceClass | undefined;
  /** Those that others have: `driver/pool/device`. */
  readonly taken: ReadonlySet<string>;
}

interface Candidate {
  readonly id: string;
  readonly driver: string;
  readonly pool: string;
  readonly device: Device;
  /** The nodes at which it is. */
  readonly selector: NodeSelector | undefined;
}

interface Pool {
  readonly id: string;
  readonly complete: boolean;
  readonly devices: readonly Candidate[];
}

interface Wanted {
  readonly claim: ResourceV1ResourceClaim;
  /** `name`, or `name/alternative`. */
  readonly name: string;
  readonly className: string;
  readonly selectors: readonly DeviceSelector[];
  readonly all: boolean;
  readonly count: number;
  readonly adminAccess: boolean;
  readonly tolerations: readonly DeviceToleration[];
}

interface Picked {
  readonly wanted: Wanted;
  readonly candidate: Candidate;
}

/** An allocation for each claim, in their order; undefined where this node cannot satisfy them. @throws AllocationFault */
export function allocate(claims: readonly ResourceV1ResourceClaim[], node: Node, devices: Devices): readonly AllocationResult[] | undefined {
  const pools = poolsOf(devices.slices, node);
  const steps = claims.flatMap((claim) => (claim.spec.devices?.requests ?? []).map((request) => ({ claim, request })));
  const picked: Picked[] = [];
  const choose = (step: number): boolean => {
    const at = steps[step];
    if (!at) return true;
    for (const wanted of alternatives(at.claim, at.request)) {
      const matching = pools.flatMap((pool) => matchingIn(pool, wanted, devices));
      if (wanted.all ? takeAll(wanted, matching, picked, devices, () => choose(step + 1)) : takeSome(wanted, matching, wanted.count, 0, picked, devices, () => choose(step + 1))) return true;
    }
    return false;
  };
  if (!choose(0)) return undefined;
  return claims.map((claim) => resultOf(claim, picked.filter((one) => one.wanted.claim === claim), devices));
}

/** Devices that are at this node, pool by pool, of each pool's latest generation. */
function poolsOf(slices: readonly ResourceSlice[], node: Node): readonly Pool[] {
  const byPool = new Map<string, ResourceSlice[]>();
  for (const slice of slices) {
    const id = `${slice.spec.driver}/${slice.spec.pool.name}`;
    const known = byPool.get(id) ?? [];
    const generation = known[0]?.spec.pool.generation ?? slice.spec.pool.generation;
    if (slice.spec.pool.generation < generation) continue;
    byPool.set(id, slice.spec.pool.generation > generation ? [slice] : [...known, slice]);
  }
  return [...byPool].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, members]) => ({
    id,
    complete: members.length === (members[0]?.spec.pool.resourceSliceCount ?? 0),
    devices: members.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)).flatMap((slice) => candidatesOf(slice, id, node)),
  })).filter(({ devices }) => devices.length > 0);
}

function candidatesOf({ spec }: ResourceSlice, pool: string, node: Node): readonly Candidate[] {
  return (spec.devices ?? []).flatMap((device) => {
    const at = spec.perDeviceNodeSelection ? device : spec;
    const local = at.nodeName !== undefined && at.nodeName !== '';
    const reaches = local ? at.nodeName === node.metadata.name : at.allNodes === true || (at.nodeSelector !== undefined && nodeTerms(at.nodeSelector.nodeSelectorTerms)(node));
    const selector = local ? { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [at.nodeName as string] }] }] } : at.nodeSelector;
    return reaches ? [{ id: `${pool}/${device.name}`, driver: spec.driver, pool: spec.pool.name, device, selector }] : [];
  });
}

type Request = NonNullable<NonNullable<ResourceV1ResourceClaim['spec']['devices']>['requests']>[number];

function alternatives(claim: ResourceV1ResourceClaim, { name, exactly, firstAvailable = [] }: Request): readonly Wanted[] {
  const made = (called: string, one: NonNullable<Request['exactly']>): Wanted => ({
    claim, name: called, className: one.deviceClassName, selectors: one.selectors ?? [], all: one.allocationMode === 'All', count: one.count ?? 1, adminAccess: one.adminAccess ?? false, tolerations: one.tolerations ?? [],
  });
  return exactly ? [made(name, exactly)] : firstAvailable.map((sub) => made(`${name}/${sub.name}`, sub));
}

const keyOf = ({ metadata }: ResourceV1ResourceClaim): string => `${metadata.namespace}/${metadata.name}`;

function matchingIn(pool: Pool, wanted: Wanted, devices: Devices): readonly Candidate[] {
  if (wanted.all && !pool.complete) throw new AllocationFault(`claim ${keyOf(wanted.claim)}, request ${wanted.name}: asks for all devices, but resource pool ${pool.id} is currently being updated`);
  const ofClass = devices.class(wanted.className)?.spec.selectors ?? [];
  return pool.devices.filter((candidate) => {
    if (!holds(ofClass, candidate, `class ${wanted.className}`) || !holds(wanted.selectors, candidate, `claim ${keyOf(wanted.claim)}`)) return false;
    return (candidate.device.taints ?? []).every((taint) => wanted.tolerations.some((toleration) => tolerates(toleration, taint)));
  });
}

function holds(selectors: readonly DeviceSelector[], { driver, device }: Candidate, whose: string): boolean {
  return selectors.every(({ cel }, i) => {
    if (!cel) return true;
    const matches = deviceMatches(cel.expression, driver, device);
    if (typeof matches !== 'boolean') throw new AllocationFault(`${whose}: selector #${i}: CEL runtime error: ${matches.error}`);
    return matches;
  });
}

function tolerates({ key, operator = 'Equal', value = '', effect }: DeviceToleration, taint: DeviceTaint): boolean {
  if (taint.effect === 'None') return true;
  return (!effect || effect === taint.effect) && (!key || key === taint.key) && (operator === 'Exists' || value === (taint.value ?? ''));
}

function isFree(candidate: Candidate, wanted: Wanted, picked: readonly Picked[], { taken }: Devices): boolean {
  if (wanted.adminAccess) return !picked.some((one) => one.wanted === wanted && one.candidate === candidate);
  return !taken.has(candidate.id) && !picked.some((one) => one.candidate.id === candidate.id && !one.wanted.adminAccess);
}

function takeAll(wanted: Wanted, matching: readonly Candidate[], picked: Picked[], devices: Devices, rest: () => boolean): boolean {
  const before = picked.length;
  const fits = matching.length > 0 && matching.every((candidate) => {
    if (!isFree(candidate, wanted, picked, devices) || !agrees(candidate, wanted, picked)) return false;
    picked.push({ wanted, candidate });
    return true;
  });
  if (fits && rest()) return true;
  picked.length = before;
  return false;
}

/** The first devices that go together, tried in order, those after the last one that was taken. */
function takeSome(wanted: Wanted, matching: readonly Candidate[], left: number, from: number, picked: Picked[], devices: Devices, rest: () => boolean): boolean {
  if (left === 0) return rest();
  for (let i = from; i + left <= matching.length; i++) {
    const candidate = matching[i] as Candidate;
    if (!isFree(candidate, wanted, picked, devices) || !agrees(candidate, wanted, picked)) continue;
    picked.push({ wanted, candidate });
    if (takeSome(wanted, matching, left - 1, i + 1, picked, devices, rest)) return true;
    picked.pop();
  }
  return false;
}

/** With all others of its claim that a constraint speaks of. */
function agrees(candidate: Candidate, wanted: Wanted, picked: readonly Picked[]): boolean {
  return (wanted.claim.spec.devices?.constraints ?? []).every((constraint) => {
    if (!concerns(constraint, wanted.name)) return true;
    const attribute = constraint.matchAttribute ?? constraint.distinctAttribute ?? '';
    const own = attributeOf(candidate, attribute);
    if (own === undefined) return false;
    const others = picked.filter((one) => one.wanted.claim === wanted.claim && concerns(constraint, one.wanted.name)).map((one) => attributeOf(one.candidate, attribute));
    return others.every((other) => (other === own) === (constraint.matchAttribute !== undefined));
  });
}

/** A request is meant with all its alternatives. */
const concerns = ({ requests = [] }: DeviceConstraint, name: string): boolean => requests.length === 0 || requests.some((one) => one === name || name.startsWith(`${one}/`));

function attributeOf({ driver, device }: Candidate, name: string): string | undefined {
  const found: DeviceAttribute | undefined = device.attributes?.[name] ?? (name.startsWith(`${driver}/`) ? device.attributes?.[name.slice(driver.length + 1)] : undefined);
  return found && JSON.stringify(found);
}

function resultOf(claim: ResourceV1ResourceClaim, picked: readonly Picked[], devices: Devices): AllocationResult {
  const results = picked.map(({ wanted, candidate }): DeviceRequestAllocationResult => ({
    request: wanted.name, driver: candidate.driver, pool: candidate.pool, device: candidate.device.name, ...(wanted.adminAccess ? { adminAccess: true } : {}), ...(wanted.tolerations.length > 0 ? { tolerations: wanted.tolerations } : {}),
  }));
  const config = configOf(claim, picked, devices);
  const nodeSelector = picked.map(({ candidate }) => candidate.selector).find((selector) => selector !== undefined);
  return { devices: { results, ...(config.length > 0 ? { config } : {}) }, ...(nodeSelector ? { nodeSelector } : {}) };
}

/** What the classes say to the drivers, then what the claim itself says. */
function configOf(claim: ResourceV1ResourceClaim, picked: readonly Picked[], devices: Devices): readonly DeviceAllocationConfiguration[] {
  const requests = [...new Map(picked.map(({ wanted }) => [wanted.name, wanted.className]))];
  const ofClasses = requests.flatMap(([name, className]) => (devices.class(className)?.spec.config ?? []).map((config): DeviceAllocationConfiguration => ({ source: 'FromClass', requests: [name], ...config })));
  const own = (claim.spec.devices?.config ?? []).map((config): DeviceAllocationConfiguration => ({ source: 'FromClaim', ...config }));
  return [...ofClasses, ...own];
}
