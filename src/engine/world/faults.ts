// What can be made to go wrong and what is: the faults menu, lessons, the chaos command and tests share it. What lasts can be healed.
import type { Json } from '../base/json.ts';
import type { Cluster } from './cluster.ts';
import { type FaultInfo, type FaultKind, type Heal, infoOf, type OptionValues } from './fault-kind.ts';
import { podIsThere } from './fault-targets.ts';
import { faultKinds } from './faults/table.ts';

/** A fault that is in force. */
export interface Fault {
  readonly id: string;
  readonly name: string;
  /** Empty where the fault has none. */
  readonly target: string;
  readonly options: OptionValues;
}

export class Faults {
  readonly catalogue: readonly FaultInfo[] = faultKinds.map(infoOf);
  private active = new Map<string, { readonly fault: Fault; readonly heal: Heal }>();
  private listed: readonly Fault[] = [];
  private readonly cluster: Cluster;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** What a fault could be done to now; empty where it needs no target, or where there is no such fault. */
  targets(name: string): readonly string[] {
    const kind = kindOf(name);
    return kind?.targets?.(this.cluster).filter((target) => !this.active.has(idOf(kind, target))) ?? [];
  }

  /** The same value until something changes. What was done to a Pod is over when the Pod is gone. */
  list(): readonly Fault[] {
    for (const [id, { fault }] of this.active) if (isGone(this.cluster, fault)) this.heal(id);
    return this.listed;
  }

  /** @param args `{ target, …options }`. False where there is no such fault or target, where an option is wrong, or where it is in force already. */
  apply(name: string, args: Json): boolean {
    const kind = kindOf(name);
    const given = (args ?? {}) as Readonly<Record<string, Json>>;
    const options = kind && optionsOf(kind, given);
    if (!kind || !options) return false;
    const target = kind.target === 'none' ? '' : String(given['target'] ?? '');
    const id = idOf(kind, target);
    if (this.active.has(id)) return false;
    const heal = kind.apply(this.cluster, target, options);
    if (!heal) return false;
    if (!kind.momentary) this.active.set(id, { fault: { id, name, target, options }, heal });
    this.changed();
    return true;
  }

  heal(id: string): boolean {
    const entry = this.active.get(id);
    if (!entry) return false;
    this.active.delete(id);
    this.changed();
    entry.heal();
    return true;
  }

  private changed(): void {
    this.listed = [...this.active.values()].map(({ fault }) => fault);
  }
}

function isGone(cluster: Cluster, { name, target }: Fault): boolean {
  const kind = kindOf(name)?.target;
  return (kind === 'container' || kind === 'pod') && !podIsThere(cluster, target);
}

const kindOf = (name: string): FaultKind | undefined => faultKinds.find((kind) => kind.name === name);
const idOf = ({ name, target: kind }: FaultKind, target: string): string => (kind === 'none' ? name : `${name}/${target}`);

/** Every option with its value; undefined where one is given that cannot be. */
function optionsOf({ options = [] }: FaultKind, given: Readonly<Record<string, Json>>): OptionValues | undefined {
  const values: Record<string, number | string> = {};
  for (const { name, kind, default: otherwise, choices = [] } of options) {
    const value = given[name] ?? otherwise;
    if (kind === 'number') {
      const number = Number(value);
      if (!Number.isFinite(number) || number < 0) return undefined;
      values[name] = number;
    } else {
      const choice = String(value);
      if (!choices.includes(choice)) return undefined;
      values[name] = choice;
    }
  }
  for (const name of Object.keys(given)) if (name !== 'target' && !(name in values)) return undefined;
  return values;
}
