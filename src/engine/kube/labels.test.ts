// Label selectors: the parser's errors, matching, and the text form.
import { describe, expect, it } from 'vitest';
import { formatSelector, matches, parseSelector, selectorOf, selects } from './labels.ts';

const failure = (text: string): string => {
  try {
    parseSelector(text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('label selectors', () => {
  it('refuses in the words of the real parser', () => {
    expect(failure('a b c')).toBe("unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt");
    expect(failure('==a')).toBe("found '==', expected: !, identifier, or 'end of string'");
    expect(failure('a>b')).toBe(`unable to parse requirement: values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer`);
    expect(failure(',')).toBe("found ',', expected: !, identifier, or 'end of string'");
    expect(failure('a=b c')).toBe("found 'c', expected: ',' or 'end of string'");
    expect(failure('a in b')).toBe("unable to parse requirement: found 'b' expected: '('");
    expect(failure('release gt 1')).toBe("unable to parse requirement: found 'gt', expected: in, notin, =, ==, !=, gt, lt");
  });

  it.each([
    ['app=web', { app: 'web' }, true], ['app=web', {}, false], ['app!=web', {}, true], ['app in (a, b)', { app: 'b' }, true], ['app notin (a,b)', {}, true], ['a notin ()', { a: 'x' }, true],
    ['!a,b!=c,d', { d: '' }, true], ['!a', { a: '' }, false], ['n>5', { n: '10' }, true], ['n<5', { n: 'x' }, false], ['app=', { app: '' }, true], ['in=in', { in: 'in' }, true], ['', {}, true],
  ])('%s on %j: %s', (text, labels, expected) => {
    expect(matches(parseSelector(text), labels)).toBe(expected);
  });

  it('writes selectors as the API does', () => {
    expect(formatSelector(parseSelector('z in (b,a),!y,x,a==1,n>3'))).toBe('a==1,n>3,x,!y,z in (a,b)');
    expect(formatSelector(selectorOf({ matchLabels: { b: '1', a: '2' }, matchExpressions: [{ key: 'c', operator: 'DoesNotExist' }] }))).toBe('a=2,b=1,!c');
  });

  it('selects nothing without a selector and everything with an empty one', () => {
    expect(selects(undefined, {})).toBe(false);
    expect(selects({}, undefined)).toBe(true);
    expect(selects({ matchLabels: { a: 'b' } }, Object.create({ a: 'b' }) as Record<string, string>)).toBe(false);
  });
});
