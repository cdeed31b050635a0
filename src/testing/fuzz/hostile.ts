// Values that were made to hurt a server: what fast-check invents, and what is known to have felled others.
import fc from 'fast-check';
import type { Json, JsonObject } from '../../engine/base/json.ts';

/** A value nested so deeply that whoever walks it by recursion without a limit falls. */
export function nested(depth: number, list = false): Json {
  let value: Json = 'x';
  for (let i = 0; i < depth; i++) value = list ? [value] : { a: value };
  return value;
}

/** An object whose own keys are names of JavaScript's prototypes. */
const proto = (text: string): JsonObject => JSON.parse(text) as JsonObject;

export const hostileStrings: readonly string[] = [
  '', ' ', '\u0000', 'a\u0000b', '\ud800', '\udc00\ud800', '﻿', '‮abc', '한국어', '💥'.repeat(70), 'a'.repeat(64), 'a'.repeat(254), 'A', 'x y', '../..', '/', '%', '%00', '\n', '--- \n', '${A}', '$(A)', '$(A', '{{.}}',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf', '0', '-0', '-1', '1e400', '0x10', '1_000', 'NaN', 'Infinity', '9223372036854775807', '9223372036854775808', '18446744073709551616', '1e21', '99999999999999999999999999Ei', '0.0000000001n', '1m', '1.5Gi', '100%', '-5%', '300%', '%%',
  'true', 'yes', 'null', '~', '[]', '{}', '2026-13-45T99:99:99Z', '0001-01-01T00:00:00Z', '99999-01-01T00:00:00Z', '1h', '-1h', '9999999h', '* * * * *', '@every 1ns', '@every 0s', '*/0 * * * *', '0-59/61 * * * *', '30 2 31 2 *', '1-0 * * * *', 'TZ=Nowhere 1 * * * *',
  '255.255.255.256', '::', '::ffff:1.2.3.4', '10.96.0.0/16', '10.96.0.1', '0.0.0.0/0', '1.2.3.4/33', 'fe80::1%eth0', 'a=b,c!=d', 'a in (b', '!a', 'a in ()', 'kubernetes.io/', '/x', 'a/b/c', 'nginx:', 'nginx@sha256:0', 'NGINX', ':', 'a:b:c', 'system:masters', 'system:admin', '*',
  '(a+)+$', '(a|a)*$', '(.*)*b', '([a-z]+)*1', '^(\\w+\\s?)*$', '(?=a)', '(?i)a', '\\p{L}', '[', '(', '*', 'a{1001}', 'a{2,1}', '\\', '(?P<n>a)', '(?<n>a)\\k<n>', `${'(a?)'.repeat(30)}${'a'.repeat(30)}`, 'a'.repeat(40) + '!', '1'.repeat(400),
  'self.x', 'self.all(x, x.all(y, y.all(z, z > 0)))', 'size(self) > 0 &&', 'has(self.a.b)', "'a'.matches('(a+)+$')", '1/0', 'self[9999999999]',
];

export const hostileNumbers: readonly number[] = [0, -0, -1, 1, 0.5, -0.5, 1e9, 2147483647, 2147483648, -2147483649, 4294967296, 9007199254740992, 9.3e18, -9.3e18, 1e308, 5e-324, 65535, 65536, 100, 101, 1000000];

export const hostileValues: readonly Json[] = [
  null, true, false, [], {}, [[]], [null], [{}], [[[]]], { '': '' }, { a: null }, [1, 'a', null, {}], nested(64), nested(200, true), nested(900), nested(2000, true),
  proto('{"__proto__":{"polluted":true}}'), proto('{"constructor":{"prototype":{"polluted":true}}}'), proto('{"__proto__":null}'), proto('{"toString":1,"valueOf":1,"hasOwnProperty":1}'), proto('{"__proto__":[]}'),
  { $patch: 'delete' }, { $patch: 'replace' }, { $patch: 'nonsense' }, { $patch: null }, [{ $patch: 'delete', name: 'c' }], { '$setElementOrder/containers': [{ name: 'x' }] }, { '$setElementOrder/containers': 'x' }, { '$deleteFromPrimitiveList/finalizers': ['a', null] }, { $retainKeys: ['x'] }, { $retainKeys: 1 },
  { '.': {}, 'f:': {}, 'k:{': {}, 'v:': {} }, Array.from({ length: 2000 }, (_, i) => i), Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, `v${i}`])), 'a'.repeat(70_000),
  { matchExpressions: [{ key: 'a', operator: 'In' }] }, { matchExpressions: [{ key: '', operator: 'Nope', values: ['!'] }] }, { '%': '%' }, { 'a b': 'c d' },
];

export const hostileKeys: readonly string[] = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', ' ', '.', '/', '~', '~1', 'a.b', '$patch', '$retainKeys', '\u0000', '0', 'length', 'f:x', '한', 'Metadata', 'METADATA'];

/** Any JSON value: deep, wide, odd keys, odd numbers, any Unicode. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false),
    fc.oneof(fc.constantFrom(...hostileNumbers), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.oneof(fc.constantFrom(...hostileStrings), fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 8 })),
    fc.constantFrom(...hostileValues),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.oneof(fc.constantFrom(...hostileKeys), fc.string({ maxLength: 8 })), tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
})).value;
