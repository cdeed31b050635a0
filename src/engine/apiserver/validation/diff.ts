// The unified diff of two structs that forbidden updates show (apimachinery/pkg/util/diff over go-difflib).

const context = 3;

interface Step {
  readonly tag: ' ' | '-' | '+';
  readonly line: string;
}

/** Hunks with three lines around them, every line ended; empty when the texts are equal. */
export function unifiedDiff(before: string, after: string): string {
  const steps = compare(before.split('\n'), after.split('\n'));
  let result = '';
  let from = 0;
  for (;;) {
    while (from < steps.length && steps[from]?.tag === ' ') from++;
    if (from >= steps.length) return result;
    let last = from;
    for (let i = from; i < steps.length && i <= last + 2 * context; i++) if (steps[i]?.tag !== ' ') last = i;
    result += hunk(steps, Math.max(0, from - context), Math.min(steps.length, last + 1 + context));
    from = last + 1;
  }
}

function hunk(steps: readonly Step[], start: number, end: number): string {
  const lines = (part: readonly Step[], but: '-' | '+'): number => part.filter((step) => step.tag !== but).length;
  const head = steps.slice(0, start);
  const body = steps.slice(start, end);
  const range = (but: '-' | '+'): string => {
    const length = lines(body, but);
    const first = lines(head, but) + (length === 0 ? 0 : 1);
    return length === 1 ? String(first) : `${first},${length}`;
  };
  return `@@ -${range('+')} +${range('-')} @@\n${body.map((step) => `${step.tag}${step.line}\n`).join('')}`;
}

/** Longest common subsequence of what is left between the common head and tail. */
function compare(a: readonly string[], b: readonly string[]): readonly Step[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [x, y] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const same = (line: string): Step => ({ tag: ' ', line });
  return [...a.slice(0, head).map(same), ...middle(x, y), ...a.slice(a.length - tail).map(same)];
}

function middle(x: readonly string[], y: readonly string[]): readonly Step[] {
  const width = y.length + 1;
  const lengths = Array.from<number>({ length: (x.length + 1) * width }).fill(0);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) lengths[i * width + j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      steps.push({ tag: ' ', line: x[i] ?? '' });
      i++;
      j++;
    } else if (i < x.length && (j >= y.length || at(i + 1, j) >= at(i, j + 1))) steps.push({ tag: '-', line: x[i++] ?? '' });
    else steps.push({ tag: '+', line: y[j++] ?? '' });
  }
  return steps;
}
