// Fixed slots: whoever enters a group gets its lowest free slot and keeps it, so that nothing jumps when others come and go.
const EMPTY: readonly (string | undefined)[] = [];

export class Places {
  private readonly groupSlots = new Map<string, readonly (string | undefined)[]>();
  private readonly where = new Map<string, { readonly group: string; readonly slot: number }>();

  /** The slots of a group, with holes; the array is replaced when it changes. */
  slots(group: string): readonly (string | undefined)[] {
    return this.groupSlots.get(group) ?? EMPTY;
  }

  groups(): readonly string[] {
    return [...this.groupSlots.keys()];
  }

  slotOf(id: string): { readonly group: string; readonly slot: number } | undefined {
    return this.where.get(id);
  }

  put(id: string, group: string): void {
    const now = this.where.get(id);
    if (now?.group === group) return;
    if (now) this.remove(id);
    const slots = [...this.slots(group)];
    const hole = slots.indexOf(undefined);
    const slot = hole < 0 ? slots.length : hole;
    slots[slot] = id;
    this.groupSlots.set(group, slots);
    this.where.set(id, { group, slot });
  }

  remove(id: string): void {
    const now = this.where.get(id);
    if (!now) return;
    this.where.delete(id);
    const slots = [...this.slots(now.group)];
    slots[now.slot] = undefined;
    while (slots.length > 0 && slots.at(-1) === undefined) slots.pop();
    if (slots.length > 0) this.groupSlots.set(now.group, slots);
    else this.groupSlots.delete(now.group);
  }
}
