// What rules are estimated to cost, without and with limits on sizes: the cases and figures of apiextensions-apiserver/pkg/apiserver/schema/cel/compilation_test.go (TestCostEstimation).
import { describe, expect, test } from 'vitest';
import { compileCel, kubernetesLibrary } from '../../kube/cel/cel.ts';
import { estimateCost } from '../../kube/cel/cost.ts';
import { typeOfSchema } from '../../kube/cel/json-schema.ts';
import { dyn } from '../../kube/cel/types.ts';
import type { JsonSchema } from './definition.ts';
import { occurrences, sizedOf } from './rule-cost.ts';

type Make = (max: number | undefined) => JsonSchema;

const library = kubernetesLibrary();

function costOf(schema: JsonSchema, rule: string): number {
  const type = typeOfSchema(schema, false) ?? dyn;
  const compiled = compileCel(rule, { library, variable: (name) => (name === 'self' || name === 'oldSelf' ? type : undefined) });
  if ('error' in compiled) throw new Error(`${rule}: ${compiled.error}`);
  return estimateCost(compiled.program.expr, sizedOf(schema, false));
}

const formats = ['duration', 'date', 'date-time'];
const one = (name: string): JsonSchema => (name === 'int-or-string' ? { 'x-kubernetes-int-or-string': true } : formats.includes(name) ? { type: 'string', format: name } : { type: name });
const limited = (key: 'maxItems' | 'maxProperties' | 'maxLength', max: number | undefined): JsonSchema => (max === undefined ? {} : { [key]: max });
const array = (items: JsonSchema): Make => (max) => ({ type: 'array', items, ...limited('maxItems', max) });
const map = (additionalProperties: JsonSchema): Make => (max) => ({ type: 'object', additionalProperties, ...limited('maxProperties', max) });
const text: Make = (max) => ({ type: 'string', ...limited('maxLength', max) });
const object: JsonSchema = { type: 'object', properties: { required: { type: 'string' }, optional: { type: 'string' } }, required: ['required'] };
const nested = (all: boolean): Make => (max) => ({ type: 'array', items: { type: 'object', additionalProperties: { ...object, ...(all ? limited('maxProperties', max) : {}) }, ...limited('maxProperties', max) }, ...(all ? limited('maxItems', max) : {}) });
const texts: Make = (max) => ({ type: 'array', items: text(max), ...limited('maxItems', max) });
const fields = (...names: readonly string[]): Make => (max) => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, text(name === 'before' ? 2 : name === 'after' ? 4 : max)])) });
const ALL = 'self.all(x, true)';
const over = Infinity;

/** Name, schema, rule, cost without limits (`over`: beyond every budget), the limit, and the cost with it. */
const cases: readonly (readonly [string, Make, string, number, number, number])[] = [
  ['number array with all', array(one('number')), ALL, 4718591, 10, 32],
  ['string array with all', array(one('string')), ALL, 3145727, 20, 62],
  ['boolean array with all', array(one('boolean')), ALL, 1887437, 5, 17],
  ['array of number arrays with all', array({ type: 'array', items: one('number') }), ALL, 3145727, 100, 302],
  ['array of objects with all', array(object), ALL, 555128, 50, 152],
  ['map of numbers with all', map(one('number')), ALL, 1348169, 10, 32],
  ['map of strings with all', map(one('string')), ALL, 1179647, 3, 11],
  ['map of booleans with all', map(one('boolean')), ALL, 943718, 100, 302],
  ['string with contains', text, "self.contains('test')", 314574, 10, 5],
  ['string with startsWith', text, "self.startsWith('test')", 2, 15, 2],
  ['string with endsWith', text, "self.endsWith('test')", 2, 30, 2],
  ['concat string', text, 'size(self + "hello") > size("hello")', 314578, 4, 7],
  ['index of array with numbers', array(one('number')), 'self[1] == 0.0', 2, 5000, 2],
  ['index of array with strings', array(one('string')), 'self[1] == self[1]', 314577, 8, 314577],
  ['O(n^2) loop with numbers', array(one('number')), 'self.all(x, self.all(y, true))', over, 10, 352],
  ['O(n^3) loop with numbers', array(one('number')), 'self.all(x, self.all(y, self.all(z, true)))', over, 10, 3552],
  ['regex matches simple', text, 'self.matches("x")', 314574, 50, 22],
  ['regex matches empty string', text, '"".matches("(((((((((())))))))))[0-9]")', 7, 10, 7],
  ['regex matches empty regex', text, 'self.matches("")', 1, 100, 1],
  ['map of strings with value length', map(one('string')), 'self.all(x, x.contains(self[x]))', 2752507, 10, 72],
  ['set array maxLength to zero', array(one('number')), 'self[3] == 0.0', 2, 0, 2],
  ['set map maxLength to zero', map(one('number')), 'self["x"] == 0.0', 2, 0, 2],
  ['set string maxLength to zero', text, 'self == "x"', 2, 0, 1],
  ['set maxLength greater than estimated maxLength', array(one('number')), 'self.all(x, x == 0.0)', 6291454, 3 * 1024 * 2048, 25165826],
  ['nested types with root rule with all supporting maxLength', nested(true), 'self.all(x, x["y"].required == "z")', 7340027, 10, 72],
  ['nested types with root rule with one supporting maxLength', nested(false), 'self.all(x, x["y"].required == "z")', 7340027, 10, 7340027],
  ['int-or-string array with all', array(one('int-or-string')), ALL, 4718591, 10, 32],
  ['index of array with int-or-strings', array(one('int-or-string')), 'self[0] == 5', 3, 10, 3],
  ['index of array with booleans', array(one('boolean')), 'self[0] == false', 2, 25, 2],
  ['index of array of array of numnbers', array({ type: 'array', items: one('number') }), 'self[0][0] == -1.0', 3, 51, 3],
  ['array of number maps with all', array({ type: 'object', additionalProperties: one('number') }), 'self.all(x, x.y == 25.2)', 6291452, 12, 74],
  ['index of array of number maps', array({ type: 'object', additionalProperties: one('number') }), 'self[0].x > 2.0', 4, 3000, 4],
  ['duration array with all', array(one('duration')), ALL, 2359295, 5, 17],
  ['index of duration array', array(one('duration')), 'self[0].getHours() == 2', 4, 525, 4],
  ['date array with all', array(one('date')), ALL, 725936, 15, 47],
  ['index of date array', array(one('date')), 'self[2].getDayOfMonth() == 13', 4, 42, 4],
  ['date-time array with all', array(one('date-time')), ALL, 428963, 25, 77],
  ['index of date-time array', array(one('date-time')), 'self[2].getMinutes() == 45', 4, 99, 4],
  ['map of int-or-strings with all', map(one('int-or-string')), ALL, 1348169, 15, 47],
  ['map of objects with all', map(object), ALL, 428963, 20, 62],
  ['map of number maps with all', map({ type: 'object', additionalProperties: one('number') }), ALL, 1179647, 10, 32],
  ['map of number arrays with all', map({ type: 'array', items: one('number') }), ALL, 1179647, 25, 77],
  ['map of durations with all', map(one('duration')), ALL, 1048577, 5, 17],
  ['map of dates with all', map(one('date')), ALL, 524288, 10, 32],
  ['map of date-times with all', map(one('date-time')), ALL, 349526, 25, 77],
  ['extended library regex find', text, "self.find('[0-9]+') == ''", 629147, 10, 11],
  ['extended library join', texts, "self.join(' ') == 'aa bb'", 329853068905, 10, 43],
  ['extended library isSorted', texts, 'self.isSorted() == true', 329854432052, 10, 52],
  ['extended library replace', fields('str', 'before', 'after'), "self.str.replace(self.before, self.after) == 'does not matter'", 629154, 4, 12],
  ['extended library split', fields('str', 'separator'), 'self.str.split(self.separator) == []', 629160, 10, 22],
  ['extended library lowerAscii', text, "self.lowerAscii() == 'lower!'", 314575, 10, 6],
  ['check cost of size call', map(one('integer')), 'oldSelf.size() == self.size()', 5, 10, 5],
  ['check cost of timestamp comparison', map(one('date-time')), 'self["a"] == self["b"]', 8, 7, 8],
  ['check cost of duration comparison', map(one('duration')), 'self["c"] == self["d"]', 8, 42, 8],
  ['enums with maxLength equals to the longest possible value', (max) => ({ ...text(max), enum: ['A', 'B', 'C', 'LongValue'] }), "self.contains('A')", 2, 1000, 401],
];

describe('cost estimation', () => {
  test.each(cases)('%s', (_name, make, rule, without, limit, expected) => {
    const cost = costOf(make(undefined), rule);
    if (without === over) expect(cost).toBeGreaterThan(10_000_000);
    else expect(cost).toBe(without);
    expect(costOf(make(limit), rule)).toBe(expected);
  });

  test('how often something may occur that nothing bounds', () => {
    expect([occurrences(one('boolean')), occurrences(one('string')), occurrences(object)]).toEqual([629145, 1048576, 185042]);
  });
});
