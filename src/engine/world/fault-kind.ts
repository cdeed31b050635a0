// What a fault is: data that a menu can show, what it can be done to, and how it is done and undone.
import type { Cluster } from './cluster.ts';

export type FaultTarget = 'none' | 'node' | 'pod' | 'container' | 'image' | 'component' | 'etcd-member';

export interface FaultOption {
  readonly name: string;
  readonly kind: 'number' | 'choice';
  readonly default: number | string;
  readonly choices?: readonly string[];
}

/** A fault as menus, lessons and the `chaos` command know it. */
export interface FaultInfo {
  readonly name: string;
  readonly target: FaultTarget;
  readonly options: readonly FaultOption[];
  /** It happens and is over: there is nothing to heal, and it is never in force. */
  readonly momentary: boolean;
  /** What it does, in one English sentence. */
  readonly about: string;
}

/** Undoes what the fault did; called once. */
export type Heal = () => void;

export type OptionValues = Readonly<Record<string, number | string>>;

export interface FaultKind {
  readonly name: string;
  readonly target: FaultTarget;
  readonly options?: readonly FaultOption[];
  readonly momentary?: boolean;
  readonly about: string;
  /** What it could be done to now; never asked where the target is `none`. */
  targets?(cluster: Cluster): readonly string[];
  /** Undefined where it cannot be done to this target now. */
  apply(cluster: Cluster, target: string, options: OptionValues): Heal | undefined;
}

/** What a momentary fault gives. */
export const over: Heal = () => undefined;

export function infoOf({ name, target, options = [], momentary = false, about }: FaultKind): FaultInfo {
  return { name, target, options, momentary, about };
}
