// A RegExp for patterns that people write: where the native matcher might try exponentially many ways, another one of linear time takes over.
import { type ParsedRegExp, parseRegExp } from './parse.ts';
import { compile, hasBackReference, type Program, TooLarge, ways } from './program.ts';
import { OutOfSteps, search, type Spans } from './match.ts';

/** The native matcher may try as many ways as two to the power of this. */
const NATIVE_WAYS = 21;

/** All of RegExp's own methods and String's go through `exec`, so that overriding it is enough. */
export class BoundedRegExp extends RegExp {
  private readonly tree: ParsedRegExp | undefined;
  private readonly free: boolean;
  private program: Program | undefined;

  constructor(pattern: string | RegExp, flags?: string) {
    super(pattern, flags);
    this.tree = parseRegExp(this.source, this.flags);
    this.free = this.tree === undefined || !hasBackReference(this.tree.root);
  }

  override exec(text: string): RegExpExecArray | null {
    const subject = String(text);
    const native = this.tree === undefined ? nativeAnyway(this.source, subject.length) : ways(this.tree.root, subject.length) + Math.log2(subject.length + 1) <= NATIVE_WAYS;
    if (native) return super.exec(text);
    return this.bounded(subject, this.tree as ParsedRegExp);
  }

  private bounded(text: string, tree: ParsedRegExp): RegExpExecArray | null {
    const keeps = this.global || this.sticky;
    const from = keeps ? this.lastIndex : 0;
    this.program ??= compile(tree, this.flags);
    const spans = from > text.length ? undefined : search({ program: this.program, text, flags: this.flags, remembersFailures: this.free }, from, this.sticky);
    if (keeps) this.lastIndex = spans ? (spans[1] as number) : 0;
    return spans ? result(text, spans, tree, this.flags.includes('d')) : null;
  }
}

/** What our own matcher cannot read (lookbehind, say) is left to the native one on short texts, which bounds it no better than hope; long ones are refused. */
function nativeAnyway(source: string, length: number): boolean {
  if (length * Math.max(1, (source.match(/[*+{?|]/g) ?? []).length) > 100_000) throw new OutOfSteps('regular expression with lookbehind on a long text: not simulated in Kubarium');
  return true;
}

/** Why a pattern was given up, in words; undefined: the error is of another kind. */
export function givenUp(error: unknown): string | undefined {
  return error instanceof OutOfSteps || error instanceof TooLarge ? error.message : undefined;
}

function result(text: string, spans: Spans, { groups, names }: ParsedRegExp, withIndices: boolean): RegExpExecArray {
  const span = (i: number): [number, number] | undefined => ((spans[i * 2] as number) < 0 || (spans[i * 2 + 1] as number) < 0 ? undefined : [spans[i * 2] as number, spans[i * 2 + 1] as number]);
  const of = <T>(value: (i: number) => T): T[] => Array.from({ length: groups + 1 }, (_, i) => value(i));
  const named = <T>(value: (i: number) => T): Record<string, T> | undefined => {
    if (names.size === 0) return undefined;
    const found = Object.create(null) as Record<string, T>;
    for (const [name, i] of names) found[name] = value(i);
    return found;
  };
  const cut = (i: number): string => {
    const at = span(i);
    return at === undefined ? (undefined as unknown as string) : text.slice(at[0], at[1]);
  };
  // The engine's library of types ends before groups and indices.
  const match = Object.assign(of(cut), { index: spans[0] as number, input: text, groups: named(cut) });
  return (withIndices ? Object.assign(match, { indices: Object.assign(of(span), { groups: named(span) }) }) : match) as unknown as RegExpExecArray;
}
