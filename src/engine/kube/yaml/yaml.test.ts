// YAML as kubectl reads and writes it: its errors at their lines, YAML 1.1 values, and the look of -o yaml.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import { composeYaml, formatYaml, parseYaml, splitYaml } from '../yaml.ts';

const failure = (text: string): string => {
  try {
    parseYaml(text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};
const head = 'apiVersion: v1\nkind: ConfigMap\n';

describe('reading YAML', () => {
  // The texts are those that the real kubectl gave.
  it.each([
    [`${head}metadata:\n\tname: t\n`, 'yaml: line 4: found character that cannot start any token'],
    [`${head}metadata:\n  name: t\n   labels: x\n`, 'yaml: line 5: mapping values are not allowed in this context'],
    [`${head}metadata: {name: q\n`, "yaml: line 3: did not find expected ',' or '}'"],
    [`${head}metadata: {name: q}\ndata: {a: "unclosed}\n`, 'yaml: line 5: found unexpected end of stream'],
    [`${head}metadata: {name: p}\nspec:\n  containers:\n  -name: c\n   image: nginx\n`, 'yaml: line 7: mapping values are not allowed in this context'],
    ['a: [\n', 'yaml: line 1: did not find expected node content'],
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
    ['x: 1\na:\n  - b\n c: d\n', 'yaml: line 3: did not find expected key'],
    ['x: 1\na: *nope\n', "yaml: unknown anchor 'nope' referenced"],
    ['x: 1\na: @b\n', 'yaml: line 2: found character that cannot start any token'],
    ['x: 1\ny\nz: 2\n', "yaml: line 3: could not find expected ':'"],
    ['x: 1\n- a\n', 'yaml: line 1: did not find expected key'],
  ])('%j: %s', (text, message) => {
    expect(failure(text)).toBe(message);
  });

  it.each<[string, Json]>([
    ['a: yes\nb: off\nc: y\nd: "yes"\n', { a: true, b: false, c: true, d: 'yes' }],
    ['a: 0x1F\nb: 0b11\nc: 0o17\nd: 017\ne: 1_000\nf: 1e3\ng: 08\nh: 1.5\ni: 2020-01-01\n', { a: 31, b: 3, c: 15, d: 15, e: 1000, f: 1000, g: 8, h: 1.5, i: '2020-01-01' }],
    ['a: ~\nb:\nc: null\nd: ""\n', { a: null, b: null, c: null, d: '' }],
    ['on: 1\n8080: x\n~: z\n', { true: 1, 8080: 'x', null: 'z' }],
    ['a: |\n  x\n   y\n\n  z\nb: >-\n  one\n  two\n\n  three\nc: |+\n  k\n\n', { a: 'x\n y\n\nz\n', b: 'one two\nthree', c: 'k\n\n' }],
    ['base: &b {x: 1, z: 2}\nuse:\n  <<: *b\n  z: 3\n', { base: { x: 1, z: 2 }, use: { z: 3, x: 1 } }],
    ['- a\n- - b\n  - c\n- d: e\n  f:\n  - g\n', ['a', ['b', 'c'], { d: 'e', f: ['g'] }]],
    ["a: 'it''s'\nb: \"x\\ty\\u0041\\n\"\nc: plain # comment\nd: a#b\ne: http://x:80/\n", { a: "it's", b: 'x\tyA\n', c: 'plain', d: 'a#b', e: 'http://x:80/' }],
    ['{"a": [1, {"b": "c",}], "d":{}}', { a: [1, { b: 'c' }], d: {} }],
    ['a: one\n  two\n\n  three\nb: "x\n  y"\n', { a: 'one two\nthree', b: 'x y' }],
    ['? complex\n: value\n', { complex: 'value' }],
    ['# only a comment\n', null],
    ['a: !!str 5\nb: !!int "7"\n', { a: '5', b: 7 }],
    ['a: x\na: z\n', { a: 'z' }],
    ['--- # c\na: b\n...\n', { a: 'b' }],
  ])('%j', (text, value) => {
    expect(parseYaml(text)).toEqual(value);
  });

  it('knows where things stand and what is given twice', () => {
    const { places, duplicates } = composeYaml('a: 1\nspec:\n  ports:\n  - port: 80\n    port: 81\n');
    expect(places.get('/spec/ports/0')).toMatchObject({ line: 3, column: 4 });
    expect(duplicates).toEqual(['line 5: key "port" already set in map']);
  });

  it('bounds what aliases make of a small text', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[i]}`).join(',')}]`).join('\n')}\n`;
    expect(failure(bomb)).toBe('yaml: document contains excessive aliasing');
    expect(failure('['.repeat(20_000))).toMatch(/exceeded max depth/);
    expect(failure(Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'))).toMatch(/exceeded max depth/);
  });

  it('cuts documents at their separators', () => {
    expect(splitYaml('---\na: 1\n--- # two\nb: 2\n---\n\n---\nc: 3')).toEqual([{ text: '---\na: 1\n', line: 1 }, { text: 'b: 2\n', line: 4 }, { text: '\n', line: 6 }, { text: 'c: 3', line: 8 }]);
  });
});

describe('writing YAML', () => {
  it('looks like kubectl -o yaml', () => {
    const value = {
      kind: 'X', apiVersion: 'v1', a10: 1, a2: 2, 'f:x': null, empty: {}, none: [], list: [{ b: 1, a: 'x' }, ['n', ['m']], 'plain'], yes: 'yes', number: '8080', date: '2020-01-01', time: '2020-01-01T00:00:00Z', hex: '0x1',
      text: 'line 1\n  line 2\n', keep: 'a\n\n', bare: 'a\nb', tab: 'a\tb\n', trailing: 'a \nb', colon: 'a: b', hash: 'a #b', dash: '- a', star: '*', at: '@x', blank: '', space: ' x', quote: "it's", quoted: '"x"', octal: '0755', sexagesimal: '1:30', korean: '한국어', big: 1500000.5, tilde: '~', percent: '25%', url: 'http://x/?a=b', json: '{"a":1}\n',
    };
    expect(formatYaml(value)).toBe(`a2: 2
a10: 1
apiVersion: v1
at: '@x'
bare: |-
  a
  b
big: 1.5000005e+06
blank: ""
colon: 'a: b'
dash: '- a'
date: "2020-01-01"
empty: {}
f:x: null
hash: 'a #b'
hex: "0x1"
json: |
  {"a":1}
keep: |+
  a

kind: X
korean: 한국어
list:
- a: x
  b: 1
- - "n"
  - - m
- plain
none: []
number: "8080"
octal: "0755"
percent: 25%
quote: it's
quoted: '"x"'
sexagesimal: "1:30"
space: ' x'
star: '*'
tab: "a\\tb\\n"
text: |
  line 1
    line 2
tilde: "~"
time: "2020-01-01T00:00:00Z"
trailing: "a \\nb"
url: http://x/?a=b
"yes": "yes"
`);
  });

  it('escapes line separators in keys', () => {
    for (const value of [{ '\u2028': 'yes' }, [{ 'a\u2029': 1 }]]) expect(parseYaml(formatYaml(value))).toEqual(value);
  });

  it('reads back what it wrote', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-z0-9:#\-?&*!|>'"%@`,[\]{} \n\t.~<=+_]{0,12}$/), fc.constantFrom('yes', '1_0', '0o7', '1e3', '<<', '---', '...', '- ', '? x', 'a:', '\n', '\n\n', ' \n', 'x\n ', '.5', '+1', '=', '!x', '0b1', '1:2'));
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(text, tie('value'), { maxKeys: 3 })),
    }));
    fc.assert(fc.property(value, (json) => {
      expect(parseYaml(formatYaml(json))).toEqual(JSON.parse(JSON.stringify(json)));
    }), { numRuns: 500 });
  });
});
