// What a Pod requests and is limited to in all: containers together, init containers one after the other, overhead (component-helpers/resource).
import { addQuantity, compareQuantity } from './quantity.ts';
import type { Container, Pod } from './types.generated.ts';

type Quantities = Readonly<Record<string, string | number | undefined>>;

type Totals = Record<string, string>;

export function podTotals({ spec }: Pod, list: 'requests' | 'limits'): Totals {
  const totals: Totals = {};
  for (const container of spec.containers) addTo(totals, quantitiesOf(container, list));
  const sidecars: Totals = {};
  const peaks: Totals = {};
  for (const container of spec.initContainers ?? []) {
    const own = quantitiesOf(container, list);
    if (container.restartPolicy === 'Always') {
      addTo(sidecars, own);
      addTo(totals, own);
      raiseTo(peaks, sidecars);
      continue;
    }
    const peak = { ...sidecars };
    addTo(peak, own);
    raiseTo(peaks, peak);
  }
  raiseTo(totals, peaks);
  raiseOver(totals, ((spec as { resources?: Container['resources'] }).resources?.[list] ?? {}) as Quantities);
  if (spec.overhead) {
    for (const [name, amount] of Object.entries(spec.overhead as Quantities)) {
      if (list === 'requests' || totals[name] !== undefined) totals[name] = addQuantity(totals[name] ?? '0', amount as string);
    }
  }
  return totals;
}

const quantitiesOf = (container: Container, list: 'requests' | 'limits'): Quantities => (container.resources?.[list] ?? {}) as Quantities;

function addTo(totals: Totals, more: Quantities): void {
  for (const [name, amount] of Object.entries(more)) totals[name] = totals[name] === undefined ? String(amount) : addQuantity(totals[name], amount as string);
}

function raiseTo(totals: Totals, floor: Quantities): void {
  for (const [name, amount] of Object.entries(floor)) if (totals[name] === undefined || compareQuantity(totals[name], amount as string) < 0) totals[name] = String(amount);
}

/** Pod-level resources stand in place of the containers'. */
function raiseOver(totals: Totals, own: Quantities): void {
  for (const [name, amount] of Object.entries(own)) totals[name] = String(amount);
}
