// Carries out a plan for EndpointSlices and remembers what was written until the cache has it.
import type { Cache } from '../../client/cache.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { EndpointSlice } from '../../kube/types.generated.ts';
import { OwnWrites } from '../own-writes.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import type { Context } from '../runtime.ts';
import type { SlicePlan } from './slice-plan.ts';
import { withTriggerTime } from './trigger-time.ts';

export const SERVICE_LABEL = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

export class SliceWriter {
  readonly cache: Cache<EndpointSlice>;
  private readonly context: Context;
  private readonly manager: string;
  private readonly own: OwnWrites<EndpointSlice>;
  /** Deleted by us and still in the cache. */
  private readonly gone = new Set<string>();

  constructor(context: Context, manager: string) {
    this.context = context;
    this.manager = manager;
    this.cache = context.cache(kinds.endpointslices);
    this.cache.addIndex('service', (slice) => {
      const { namespace, labels } = slice.metadata;
      const service = labels?.[SERVICE_LABEL];
      return service === undefined ? [] : [`${labels?.[MANAGED_BY] ?? ''} ${namespace}/${service}`];
    });
    this.own = new OwnWrites(this.cache, context.clock);
    this.cache.onChange({ deleted: (slice) => void this.gone.delete(slice.metadata.uid) });
  }

  /** The slices of a Service that this controller looks after. */
  of(serviceKey: string): readonly EndpointSlice[] {
    const known = this.own.latest(this.cache.byIndex('service', `${this.manager} ${serviceKey}`));
    const unseen = this.own.unseen((slice) => `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_LABEL] ?? ''}` === serviceKey);
    return [...known, ...unseen].filter((slice) => slice.metadata.deletionTimestamp === undefined && !this.gone.has(slice.metadata.uid));
  }

  apply(plan: SlicePlan, triggerTime: string | undefined): void {
    const { client } = this.context;
    for (const slice of plan.create) {
      try {
        this.own.wrote(client.create(kinds.endpointslices, { ...slice, metadata: { ...slice.metadata, annotations: withTriggerTime(slice.metadata.annotations, triggerTime) } }));
      } catch (error) {
        if (isNamespaceTerminating(error)) return;
        throw error;
      }
    }
    for (const slice of plan.update) {
      this.own.wrote(client.update(kinds.endpointslices, { ...slice, metadata: { ...slice.metadata, annotations: withTriggerTime(slice.metadata.annotations, triggerTime) } }));
    }
    for (const slice of plan.delete) this.delete(slice);
  }

  delete(slice: EndpointSlice): void {
    if (this.cache.get(slice.metadata.namespace, slice.metadata.name)) this.gone.add(slice.metadata.uid);
    this.own.removed(slice);
    this.context.client.delete(kinds.endpointslices, slice.metadata.namespace, slice.metadata.name);
  }

  looksAfter(slice: EndpointSlice): boolean {
    return slice.metadata.labels?.[MANAGED_BY] === this.manager;
  }
}
