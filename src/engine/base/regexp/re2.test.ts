// Patterns as Go reads them.
import { expect, test } from 'vitest';
import { goRegExp } from './re2.ts';

test.each([
  ['^[a-z0-9\\-\\_]+$', 'a-b_c', true], ['(?i)^ABC$', 'abc', true], ['^(?P<name>a+)$', 'aaa', true], ['^[[:alpha:]]+$', 'abC', true], ['^\\pL+$', '한글', true], ['^\\p{Greek}$', 'a', false], ['\\Aab\\z', 'ab', true], ['^\\Qa.b\\E$', 'a.b', true], ['^\\Qa.b\\E$', 'axb', false],
  ['^a{2,3}$', 'aaaa', false], ['^{a}$', '{a}', true], ['^[]a]+$', ']a', true], ['^[^\\s/]+$', 'a b', false], ['(?s)^a.b$', 'a\nb', true], ['\\x{41}', 'A', true], ['^([a-z]+)*$', `${'a'.repeat(5000)}!`, false], ['^[\\w.-]+@x\\/y$', 'a.b-c@x/y', true], ['^[a-z.-]$', '-', true],
])('%s on %s: %s', (pattern, text, wanted) => {
  expect(goRegExp(pattern)?.test(text)).toBe(wanted);
});

test.each(['(?=a)', '(?!a)', '(?<=a)b', '(a)\\1', '[', '(', 'a**', '[z-a]', 'a{1001}', '\\', '\\k', '\\p{Nope}', '[[:nope:]]'])('%s is none', (pattern) => {
  expect(goRegExp(pattern)).toBeUndefined();
});
