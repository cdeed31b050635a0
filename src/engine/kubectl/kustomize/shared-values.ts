// Labels and annotations that were put into several places at once are one value to kustomize: where it changes in one of them, it changes in all (kyaml's nodes; api/filters/filtersutil/setters.go).
import type { Node, NodeMap } from './tree.ts';

const places = new WeakMap<NodeMap, Map<string, readonly NodeMap[]>>();

/** Sets what is there, wherever it is shared. */
export function setShared(holder: NodeMap, key: string, value: Node): void {
  for (const other of places.get(holder)?.get(key) ?? []) if (key in other) other[key] = value;
  holder[key] = value;
}

/** Puts one value into several maps, as they come; what a map has already stays a value of its own. */
export class SharedValue {
  private readonly key: string;
  private readonly value: Node;
  private readonly holders: NodeMap[] = [];

  constructor(key: string, value: Node) {
    this.key = key;
    this.value = value;
  }

  putInto(holder: NodeMap): void {
    const { key, value, holders } = this;
    if (key in holder) {
      setShared(holder, key, value);
      return;
    }
    holder[key] = value;
    holders.push(holder);
    const known = places.get(holder) ?? new Map<string, readonly NodeMap[]>();
    places.set(holder, known.set(key, holders));
  }
}
