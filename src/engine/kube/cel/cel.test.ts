// CEL against answers that cel-go gives: values, compile errors and faults.
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import { definition } from '../schema/schema.ts';
import { compileCel, kubernetesLibrary, lazily, runCel } from './cel.ts';
import { fromJson, toJson } from './convert.ts';
import { isWritable, jsonNameOf, typeOfShape } from './schema-type.ts';
import { dyn, int, typeText, type CelType } from './types.ts';

const library = kubernetesLibrary();

function run(source: string, values: Readonly<Record<string, Json>> = {}, types: Readonly<Record<string, CelType>> = {}): Json {
  const compiled = compileCel(source, { library, variable: (name) => types[name] ?? (name in values ? dyn : undefined) });
  if ('error' in compiled) return `compile: ${compiled.error}`;
  const result = runCel(compiled.program, library, lazily(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, () => fromJson(value, types[name] ?? dyn)]))));
  return 'error' in result ? `error: ${result.error}` : toJson(result.value);
}

const object = { spec: { replicas: 3, labels: { 'a.b/c': 'x', app: 'web' }, list: [{ name: 'a', n: 1 }, { name: 'b', n: 2 }], port: '80%' }, ratio: 1.5 };

describe('values', () => {
  it.each<readonly [string, Json]>([
    ['1 + 2 * 3', 7],
    ['-7 / 2', -3],
    ['-7 % 2', -1],
    ['1u + 2u', 3],
    ['0x10', 16],
    ['1.5 + 2.0', 3.5],
    ['"a" + r"\\n"', 'a\\n'],
    ['"tab\\t\\u00e9"', 'tab\té'],
    ['[1, 2] + [3]', [1, 2, 3]],
    ['{"a": 1}.a', 1],
    ['{"a": 1}["a"]', 1],
    ['dyn(1) == 1.0', true],
    ['1 < 1.5', true],
    ['dyn(1) == dyn("1")', false],
    ['"b" in {"a": 1, "b": 2}', true],
    ['3 in [1, 2, 3]', true],
    ['true || (1 / 0 > 0)', true],
    ['(1 / 0 > 0) || true', true],
    ['false && (1 / 0 > 0)', false],
    ['[1, 2, 3].all(x, x > 0)', true],
    ['[1, 2, 3].exists(x, x > 2)', true],
    ['[1, 2, 3].exists_one(x, x > 2)', true],
    ['[1, 2, 3].filter(x, x % 2 == 1)', [1, 3]],
    ['[1, 2, 3].map(x, x * 2)', [2, 4, 6]],
    ['[1, 2, 3].map(x, x > 1, x * 2)', [4, 6]],
    ['{"a": 1, "b": 2}.all(k, v, v > 0)', true],
    ['[5, 6].transformList(i, v, i + v)', [5, 7]],
    ['{"a": 1}.transformMap(k, v, v + 1)', { a: 2 }],
    ['cel.bind(x, 3, x * x)', 9],
    ['size("héllo")', 5],
    ['"hello".substring(1, 3)', 'el'],
    ['"a,b,c".split(",")', ['a', 'b', 'c']],
    ['["a", "b"].join("-")', 'a-b'],
    ['"Hello".lowerAscii()', 'hello'],
    ['"%s is %d, %.2f".format(["x", 3, 1.0])', 'x is 3, 1.00'],
    ['"abc 123".find("[0-9]+")', '123'],
    ['"1 2 3".findAll("[0-9]", 2)', ['1', '2']],
    ['"foo-bar".matches("^[a-z]+-[[:alpha:]]+$")', true],
    ['[3, 1, 2].min()', 1],
    ['[1, 2].sum()', 3],
    ['[1, 1, 2].isSorted()', true],
    ['[2, 1].sort()', [1, 2]],
    ['sets.contains([1, 2, 3], [2])', true],
    ['quantity("1.5Gi").isGreaterThan(quantity("1024Mi"))', true],
    ['quantity("50k").asInteger()', 50000],
    ['quantity("1").add(2).compareTo(quantity("3"))', 0],
    ['isQuantity("1.3Gii")', false],
    ['ip("192.168.0.1").family()', 4],
    ['isIP("256.0.0.1")', false],
    ['cidr("10.0.0.0/8").containsIP("10.1.2.3")', true],
    ['string(cidr("10.1.2.3/8").masked())', '10.0.0.0/8'],
    ['url("https://example.com:80/path?k=v").getHost()', 'example.com:80'],
    ['url("https://example.com:80/p?k=v&k=w").getQuery()["k"]', ['v', 'w']],
    ['isURL("../relative")', false],
    ['!format.dns1123Label().validate("my-name").hasValue()', true],
    ['format.named("dns1123Label").value().validate("-x").hasValue()', true],
    ['semver("1.2.3").isLessThan(semver("1.10.0"))', true],
    ['optional.of(3).orValue(4)', 3],
    ['optional.none().orValue(4)', 4],
    ['{"a": 1}[?"b"].orValue(7)', 7],
    ['[1, ?optional.none(), 2]', [1, 2]],
    ['{?"a": optional.of(1), ?"b": optional.none()}', { a: 1 }],
    ['optional.of(2).optMap(x, x * 2).value()', 4],
    ['duration("1h30m").getMinutes()', 90],
    ['timestamp("2024-02-29T10:00:00Z") + duration("24h") == timestamp("2024-03-01T10:00:00Z")', true],
    ['timestamp("2024-02-29T10:00:00Z").getMonth()', 1],
    ['type(1) == int', true],
    ['string(1) + string(true) + string(2u)', '1true2'],
    ['int("42") + int(3.9)', 45],
    ["b'abc'.size()", 3],
    ['has({"a": 1}.a)', true],
  ])('%s', (source, value) => {
    expect(run(source)).toEqual(value);
  });

  it.each<readonly [string, Json]>([
    ['object.spec.replicas <= 2', false],
    ['has(object.spec.nope)', false],
    ['object.?spec.?nope.orValue(1)', 1],
    ['object.spec.labels["a.b/c"]', 'x'],
    ['object.spec.list.all(c, c.n > 0 && c.name.size() == 1)', true],
    ['object.spec.list.map(c, c.name)', ['a', 'b']],
    ['object.spec.labels.exists(k, k == "app")', true],
    ['object.ratio * 2.0', 3],
    ['type(object.spec.replicas) == int', true],
    ['object.spec.nope > 1', 'error: no such key: nope'],
    ['object.spec.list[7]', 'error: index out of bounds: 7'],
    ['object.spec.replicas + "x"', 'error: no such overload'],
    ['object.spec.replicas.startsWith("x")', 'error: no such overload: startsWith(int, string)'],
    ['1 / (object.spec.replicas - 3)', 'error: division by zero'],
    ['9223372036854775807 + object.spec.replicas', 'error: integer overflow'],
  ])('of an object: %s', (source, value) => {
    expect(run(source, { object })).toEqual(value);
  });
});

describe('compile errors', () => {
  it.each([
    ['object.foo', "ERROR: <input>:1:1: undeclared reference to 'object' (in container '')\n | object.foo\n | ^"],
    ['1 + "a"', "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + \"a\"\n | ..^"],
    ['"a".contains(1)', "ERROR: <input>:1:13: found no matching overload for 'contains' applied to 'string.(int)'\n | \"a\".contains(1)\n | ............^"],
    ['nope(1)', "ERROR: <input>:1:5: undeclared reference to 'nope' (in container '')\n | nope(1)\n | ....^"],
    ['1.all(x, true)', "ERROR: <input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | 1.all(x, true)\n | ^"],
    ['[1].foo', "ERROR: <input>:1:4: type 'list(int)' does not support field selection\n | [1].foo\n | ...^"],
    ['1 +', "ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | 1 +\n | ...^"],
    ['a..b', "ERROR: <input>:1:3: Syntax error: no viable alternative at input '..'\n | a..b\n | ..^"],
  ])('%s', (source, message) => {
    expect(run(source)).toBe(`compile: ${message}`);
  });

  it('knows the fields of a type', () => {
    const pod = typeOfShape(definition('io.k8s.api.core.v1.Pod'));
    expect(run('self.spec.contaners.size() > 0', { self: {} }, { self: pod })).toBe("compile: ERROR: <input>:1:10: undefined field 'contaners'\n | self.spec.contaners.size() > 0\n | .........^");
    expect(run('self.spec.containers.all(c, c.image != "x") && self.spec.terminationGracePeriodSeconds > 3', { self: { spec: { containers: [{ image: 'y' }], terminationGracePeriodSeconds: 30 } } }, { self: pod })).toBe(true);
  });

  it('types what it compiles', () => {
    const typeOf = (source: string): string => {
      const compiled = compileCel(source, { library, variable: (name) => (name === 'n' ? int : undefined) });
      return 'error' in compiled ? compiled.error : typeText(compiled.program.type);
    };
    expect(typeOf('[n].map(x, string(x))')).toBe('list(string)');
    expect(typeOf('{"a": n}')).toBe('map(string, int)');
    expect(typeOf('n > 1 ? "a" : "b"')).toBe('string');
    expect(typeOf('{"a": n}.?a')).toBe('optional_type(int)');
    expect(typeOf('[]')).toBe('list(dyn)');
  });
});

describe('limits', () => {
  it('an expression that costs too much is cancelled', () => {
    const source = 'lists.range(2000).all(x, lists.range(2000).all(y, x + y >= 0))';
    expect(run(source)).toBe('error: operation cancelled: actual cost limit exceeded');
  });

  it('long and deep expressions are refused, or stay shallow', () => {
    expect(run(Array.from({ length: 5000 }, () => 'true').join(' && '))).toBe(true);
    expect(run(Array.from({ length: 5000 }, () => 'false').join(' || '))).toBe(false);
    expect(run(Array.from({ length: 5000 }, () => '1').join(' + '))).toMatch(/expression recursion limit exceeded: 250/);
    expect(run(`{}${'.a'.repeat(5000)}`)).toMatch(/expression recursion limit exceeded: 250/);
    expect(run(`${'('.repeat(5000)}1${')'.repeat(5000)}`)).toMatch(/expression recursion limit exceeded: 250/);
    expect(run(`${'['.repeat(5000)}1${']'.repeat(5000)}`)).toMatch(/expression recursion limit exceeded: 250/);
  });

  it('large lists cost what they hold', () => {
    expect(run('lists.range(900).all(x, size(lists.range(900000)) > x)')).toBe('error: operation cancelled: actual cost limit exceeded');
    expect(run('lists.range(9000000000).size()')).toBe('error: operation cancelled: actual cost limit exceeded');
  });

  it('names of properties are escaped', () => {
    expect(jsonNameOf('a__dash__b__dot__c')).toBe('a-b.c');
    expect(jsonNameOf('__namespace__')).toBe('namespace');
    expect(isWritable('a b')).toBe(false);
  });
});
