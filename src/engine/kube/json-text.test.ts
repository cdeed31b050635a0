// JSON texts with Go's complaints.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseJsonText } from './json-text.ts';

it('parses what JSON.parse parses', () => {
  for (const text of ['{}', '[]', ' {"a":[1,-2.5e3,true,null,"x\\n\\u00e9"],"b":{"c":""}} ', '"x"', '0', '-0.5']) expect(parseJsonText(text).value).toEqual(JSON.parse(text));
});

it.each([
  ['', 'unexpected end of JSON input'],
  ['{"a":', 'unexpected end of JSON input'],
  ['x', "invalid character 'x' looking for beginning of value"],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
  ['[1 2]', "invalid character '2' after array element"],
  ['{} x', "invalid character 'x' after top-level value"],
  ['trux', "invalid character 'x' in literal true (expecting 'e')"],
  ['-x', "invalid character 'x' in numeric literal"],
  ['"\n"', "invalid character '\\n' in string literal"],
])('%j is refused', (text, message) => {
  expect(() => parseJsonText(text)).toThrow(message);
});

it('tells which fields come twice', () => {
  expect(parseJsonText('{"a":1,"a":2,"b":[{"c":1,"c":2}]}')).toEqual({ value: { a: 2, b: [{ c: 2 }] }, duplicates: ['a', 'b[0].c'], places: { first: new Map([['a', 1], ['b', 3], ['b[0].c', 4]]), again: [2, 5] } });
});

it('reads drawn values and escapes as the native parser does, and finds what comes twice', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = JSON.stringify(value);
    expect(parseJsonText(text)).toEqual({ value: JSON.parse(text) as unknown, duplicates: [] });
  }));
  expect(parseJsonText('{"a:\\"":1,"b":{"c:":2,"c:":3},"\\\\":":"}')).toMatchObject({ value: { 'a:"': 1, b: { 'c:': 3 }, '\\': ':' }, duplicates: ['b.c:'] });
  expect(Object.keys(parseJsonText('{"__proto__":{"x":1}}').value as object)).toEqual(['__proto__']);
});
