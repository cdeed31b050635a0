// The bounded matcher agrees with the native one wherever that one ends, and ends where that one does not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundedRegExp } from './bounded-regexp.ts';
import { type ParsedRegExp, parseRegExp } from './parse.ts';
import { compile, hasBackReference, repeatsNothing } from './program.ts';
import { search } from './match.ts';

/** The match by our own matcher alone. */
function ours(source: string, flags: string, text: string): readonly (string | undefined)[] | null {
  const tree = parseRegExp(source, flags);
  if (!tree) throw new Error(`not read: ${source}`);
  const spans = search({ program: compile(tree, flags), text, flags, remembersFailures: !hasBackReference(tree.root) }, 0, false);
  return spans ? Array.from({ length: tree.groups + 1 }, (_, i) => ((spans[i * 2] as number) < 0 ? undefined : text.slice(spans[i * 2], spans[i * 2 + 1]))) : null;
}

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\d', '\\s', '\\.', 'é', '\\u0061', '^', '$', '\\b', '\\B', 'A');
const pattern = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(fc.constantFrom('(', '(?:'), tie('node'), fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{0,2}', '{1,}', '')).map(([open, a, q]) => `${open}${a})${q}`),
    fc.tuple(fc.constantFrom('(?=', '(?!'), tie('node')).map(([open, a]) => `${open}${a})`),
  ),
})).node;

describe('agrees with the native matcher', () => {
  test('on drawn patterns', () => {
    fc.assert(fc.property(pattern, fc.constantFrom('', 'i', 'u', 'm', 'iu'), fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', ' ', '.', 'é', '\n'), maxLength: 7 }), (source, flags, text) => {
      const [own, native] = [ours(source, flags, text), new RegExp(source, flags).exec(text)];
      const exactly = !repeatsNothing((parseRegExp(source, flags) as ParsedRegExp).root);
      const shown = `/${source}/${flags} on ${JSON.stringify(text)}`;
      if (exactly) expect(own, shown).toEqual(native && [...native]);
      else expect(own !== null, shown).toBe(native !== null);
    }), { numRuns: 5000 });
  });

  test.each([
    ['(a+)+$', 'aaa'], ['(a|ab)(c|bcd)(d*)', 'abcd'], ['(\\w)\\1', 'abccd'], ['(?<x>a)\\k<x>', 'aa'], ['(a*)*', 'b'], ['(z)((a+)?(b+)?(c))*', 'zaacbbbcac'], ['[\\]a-c]+', 'x]ab'], ['a{,2}', 'a{,2}'], ['x{2,3}?', 'xxxx'], ['(?<!\\w)(a|b)+(?!\\w)', 'ca ab'], ['(?<=c)a', 'aca'],
  ])('%s on %s', (source, text) => {
    expect(ours(source, '', text)).toEqual([...(new RegExp(source).exec(text) ?? [])]);
  });
});

const long = `${'a'.repeat(30_000)}!`;

describe('ends', () => {
  test.each(['(a+)+$', '(a|a)*$b', '(a|aa)+$', '(.*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$', 'a*a*a*a*a*a*b', '(\\w+\\s?)*\\.', '(?:a?){40}a{40}$', '(?=(a+)+$)b'])('%s', (source) => {
    const started = performance.now();
    expect(new BoundedRegExp(source, 'u').test(long)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test('with an error where groups are referred to', () => {
    expect(() => new BoundedRegExp('(a*)*\\1b').test(long)).toThrow('too many steps');
  });

  test('with an error where repetitions are written out too often', () => {
    expect(() => new BoundedRegExp('((a?){200}){200}b').test(long)).toThrow('too big');
  });
});

test("serves String's methods", () => {
  const slow = (source: string, flags: string): BoundedRegExp => new BoundedRegExp(`(?:${source})(?:(?:z|zz)*)*`, flags);
  expect('a1b22'.replace(slow('(\\d)', 'g'), '<$1>')).toBe('a<1>b<2><2>');
  expect([...'a1b22'.matchAll(slow('(?<n>\\d+)', 'g'))].map((found) => [found.index, found.groups?.['n']])).toEqual([[1, '1'], [3, '22']]);
  expect('a, b,c'.split(slow(',\\s*', ''))).toEqual(['a', 'b', 'c']);
  expect('abc'.search(slow('c', ''))).toBe(2);
  expect(slow('b', 'd').exec('abc')?.indices?.[0]).toEqual([1, 2]);
});
