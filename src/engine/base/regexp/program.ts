// A regular expression's tree as instructions, and how many ways through it a backtracking matcher may have to try.
import type { ParsedRegExp, RegExpNode } from './parse.ts';

export type Step =
  | { readonly op: 'char'; readonly test: (char: string) => boolean }
  /** Go on at `to`, and should that fail at `or`. */
  | { readonly op: 'split'; to: number; or: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  /** Groups of an iteration forget what the one before remembered. */
  | { readonly op: 'forget'; readonly from: number; readonly to: number }
  /** An iteration that matched nothing is none: remembers where it began, and fails where it ends there. */
  | { readonly op: 'mark' | 'progress'; readonly slot: number }
  | { readonly op: 'look'; readonly program: readonly Step[]; readonly negated: boolean }
  | { readonly op: 'behind'; readonly test: (char: string) => boolean; readonly negated: boolean }
  | { readonly op: 'back'; readonly group: number }
  | { readonly op: 'start' | 'end' | 'boundary' | 'inside' | 'match' };

/** Instructions that a pattern may have: repetitions are written out (RE2 refuses more than a thousand). */
const MAX_STEPS = 20_000;

export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

export interface Program {
  readonly steps: readonly Step[];
  /** Groups' starts and ends, then the beginnings of iterations. */
  readonly slots: number;
}

export function compile({ root, names, groups }: ParsedRegExp, flags: string): Program {
  const testers = new Map<string, (char: string) => boolean>();
  const marks = flags.replace(/[gydm]/g, '');
  const shared: Shared = {
    names,
    slots: (groups + 1) * 2,
    tester: (source) => {
      let tester = testers.get(source);
      if (!tester) testers.set(source, (tester = testerOf(source, marks)));
      return tester;
    },
  };
  return { steps: new Compiler(shared).program(root), slots: shared.slots };
}

/** Whether one character is meant: asked of the native matcher once for each of the common ones. */
function testerOf(source: string, flags: string): (char: string) => boolean {
  const shape = new RegExp(`^(?:${source})$`, flags);
  const known: (boolean | undefined)[] = [];
  return (char) => {
    const code = char.charCodeAt(0);
    if (char.length > 1 || code > 255) return shape.test(char);
    return (known[code] ??= shape.test(char));
  };
}

interface Shared {
  readonly names: ReadonlyMap<string, number>;
  readonly tester: (source: string) => (char: string) => boolean;
  slots: number;
}

class Compiler {
  private readonly steps: Step[] = [];
  private readonly shared: Shared;

  constructor(shared: Shared) {
    this.shared = shared;
  }

  program(root: RegExpNode): readonly Step[] {
    this.add(root);
    this.push({ op: 'match' });
    return this.steps;
  }

  private push<T extends Step>(step: T): T {
    if (this.steps.length >= MAX_STEPS) throw new TooLarge('regular expression is too big');
    this.steps.push(step);
    return step;
  }

  private add(node: RegExpNode): void {
    switch (node.type) {
      case 'char': return void this.push({ op: 'char', test: this.shared.tester(node.source) });
      case 'sequence': return node.items.forEach((item) => this.add(item));
      case 'choice': return this.choice(node.items);
      case 'repeat': return this.repeat(node.item, node.min, node.max, node.lazy);
      case 'group':
        this.push({ op: 'save', slot: node.index * 2 });
        this.add(node.item);
        return void this.push({ op: 'save', slot: node.index * 2 + 1 });
      case 'look': return void this.push({ op: 'look', negated: node.negated, program: new Compiler(this.shared).program(node.item) });
      case 'behind': return void this.push({ op: 'behind', test: this.shared.tester(node.source), negated: node.negated });
      case 'back': return void this.push({ op: 'back', group: typeof node.to === 'number' ? node.to : (this.shared.names.get(node.to) ?? 0) });
      default: return void this.push({ op: node.type });
    }
  }

  private choice(items: readonly RegExpNode[]): void {
    const exits: { to: number }[] = [];
    items.forEach((item, i) => {
      if (i === items.length - 1) return this.add(item);
      const split = this.push({ op: 'split', to: this.steps.length + 1, or: 0 });
      this.add(item);
      exits.push(this.push({ op: 'jump', to: 0 }));
      split.or = this.steps.length;
    });
    for (const exit of exits) exit.to = this.steps.length;
  }

  private repeat(item: RegExpNode, min: number, max: number, lazy: boolean): void {
    const groups = groupsOf(item);
    const once = (): void => {
      if (groups) this.push({ op: 'forget', from: groups[0] * 2, to: groups[1] * 2 + 1 });
      this.add(item);
    };
    for (let i = 0; i < min; i++) once();
    const slot = canBeEmpty(item) ? this.shared.slots++ : -1;
    const more = (): void => {
      if (slot >= 0) this.push({ op: 'mark', slot });
      once();
      if (slot >= 0) this.push({ op: 'progress', slot });
    };
    if (max === Infinity) {
      const split = this.split();
      const head = this.steps.length - 1;
      more();
      this.push({ op: 'jump', to: head });
      this.aim(split, head + 1, this.steps.length, lazy);
      return;
    }
    const splits: { readonly split: { to: number; or: number }; readonly into: number }[] = [];
    for (let i = min; i < max; i++) {
      splits.push({ split: this.split(), into: this.steps.length });
      more();
    }
    for (const { split, into } of splits) this.aim(split, into, this.steps.length, lazy);
  }

  private split(): { to: number; or: number } {
    return this.push({ op: 'split', to: 0, or: 0 });
  }

  private aim(split: { to: number; or: number }, into: number, past: number, lazy: boolean): void {
    [split.to, split.or] = lazy ? [past, into] : [into, past];
  }
}

/** Whether a repetition's single iteration may match nothing: there JavaScript's own rules about which group holds what are the finest. */
export function repeatsNothing(node: RegExpNode): boolean {
  if (node.type === 'repeat' && canBeEmpty(node.item)) return true;
  return 'item' in node ? repeatsNothing(node.item) : 'items' in node ? node.items.some(repeatsNothing) : false;
}

function canBeEmpty(node: RegExpNode): boolean {
  switch (node.type) {
    case 'char': return false;
    case 'sequence': return node.items.every(canBeEmpty);
    case 'choice': return node.items.some(canBeEmpty);
    case 'repeat': return node.min === 0 || canBeEmpty(node.item);
    case 'group': return canBeEmpty(node.item);
    default: return true;
  }
}

/** The first and the last group within, where there are any. */
function groupsOf(node: RegExpNode): readonly [number, number] | undefined {
  const own = node.type === 'group' ? [node.index] : [];
  const inner = 'item' in node ? [node.item] : 'items' in node ? node.items : [];
  const all = [...own, ...inner.flatMap((child) => groupsOf(child) ?? [])];
  return all.length === 0 ? undefined : [Math.min(...all), Math.max(...all)];
}

/** The logarithm (base 2) of how many ways a backtracking matcher may try on a text of some length. */
export function ways(node: RegExpNode, length: number): number {
  switch (node.type) {
    case 'sequence': return node.items.reduce((sum, item) => sum + ways(item, length), 0);
    case 'choice': return Math.log2(node.items.reduce((sum, item) => sum + 2 ** Math.min(ways(item, length), 60), 0));
    case 'repeat': {
      const most = Math.min(node.max, Math.max(length, node.min));
      return most * ways(node.item, length) + Math.log2(most - node.min + 1);
    }
    case 'group':
    case 'look': return ways(node.item, length);
    default: return 0;
  }
}

export function hasBackReference(node: RegExpNode): boolean {
  if (node.type === 'back') return true;
  return 'item' in node ? hasBackReference(node.item) : 'items' in node ? node.items.some(hasBackReference) : false;
}
