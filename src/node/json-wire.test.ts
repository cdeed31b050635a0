// JSON on the wire: who gets it indented, and what Go's encoder escapes.
import { expect, test } from 'vitest';
import { jsonText, wantsPretty } from './json-wire.ts';

const asked = (url: string, agent = 'kubectl/v1.36.2'): boolean => wantsPretty({ url, headers: { 'user-agent': agent } });

test('is indented for who asks for it, for curl and browsers, and for the version always', () => {
  expect(asked('/api/v1/pods')).toBe(false);
  expect(asked('/api/v1/pods?limit=1&pretty=true')).toBe(true);
  expect(asked('/api/v1/pods', 'curl/8.5.0')).toBe(true);
  expect(asked('/api/v1/pods?pretty=false', 'curl/8.5.0')).toBe(false);
  expect(asked('/api', 'Mozilla/5.0 (X11)')).toBe(true);
  expect(asked('/openapi/v2', 'curl/8.5.0')).toBe(false);
  expect(asked('/version')).toBe(true);
});

test('has the fields of an object in the order of its struct, where it is read', () => {
  const pod = { spec: { containers: [{ image: 'b', name: 'a' }] }, kind: 'Pod', metadata: { uid: 'u', name: 'n' }, apiVersion: 'v1' };
  expect(jsonText(pod, false, true)).toBe('{"kind":"Pod","apiVersion":"v1","metadata":{"name":"n","uid":"u"},"spec":{"containers":[{"name":"a","image":"b"}]}}\n');
  expect(jsonText({ spec: { b: 1, a: [{ d: 1, c: 2 }] }, kind: 'Gear', apiVersion: 'example.com/v1', metadata: { name: 'n' } }, false, true)).toBe('{"apiVersion":"example.com/v1","kind":"Gear","metadata":{"name":"n"},"spec":{"a":[{"c":2,"d":1}],"b":1}}\n');
});

test('ends as Go ends it, and may stand in HTML', () => {
  expect(jsonText({ a: [], b: { c: 1 } }, true)).toBe('{\n  "a": [],\n  "b": {\n    "c": 1\n  }\n}');
  expect(jsonText({ a: '<b> & "c"\u2028' }, false)).toBe('{"a":"\\u003cb\\u003e \\u0026 \\"c\\"\\u2028"}\n');
  expect(JSON.parse(jsonText({ a: '<b>' }, true))).toEqual({ a: '<b>' });
});
