// pflag's ways of reading a command line, with the words of the recorded transcripts usage/unknown and usage/misc.
import { expect, test } from 'vitest';
import { FlagError } from './errors.ts';
import { type Flag, parseDuration, parseFlags, splitCsv } from './flag.ts';

const flags: readonly Flag[] = [
  { name: 'output', short: 'o', type: 'string', usage: '' },
  { name: 'namespace', short: 'n', type: 'string', usage: '' },
  { name: 'stdin', short: 'i', type: 'bool', usage: '' },
  { name: 'tty', short: 't', type: 'bool', usage: '' },
  { name: 'replicas', type: 'int', default: '1', usage: '' },
  { name: 'v', short: 'v', type: 'int', usage: '' },
  { name: 'filename', short: 'f', type: 'slice', usage: '' },
  { name: 'from-literal', type: 'array', usage: '' },
  { name: 'dry-run', type: 'string', default: 'none', bare: 'unchanged', usage: '' },
  { name: 'timeout', type: 'duration', default: '0s', usage: '' },
];

test('shorthands, values, lists and the double dash', () => {
  const { values, args, dashAt } = parseFlags(flags, ['pod', '-it', '-nfoo', '-o=yaml', '-f', 'a,b', '-f', 'c', '--from-literal=a=1,2', '--dry-run', 'x', '--', '-n', 'y']);
  expect(args).toEqual(['pod', 'x', '-n', 'y']);
  expect(dashAt).toBe(2);
  expect([values.bool('stdin'), values.bool('tty'), values.string('namespace'), values.string('output'), values.list('filename'), values.list('from-literal'), values.string('dry-run')]).toEqual([true, true, 'foo', 'yaml', ['a', 'b', 'c'], ['a=1,2'], 'unchanged']);
  expect([values.int('replicas'), values.changed('replicas'), values.changed('tty')]).toEqual([1, false, true]);
});

test.each([
  [['--nosuchflag'], 'unknown flag: --nosuchflag'],
  [['-example=1'], "unknown shorthand flag: 'e' in -example=1"],
  [['--output'], 'flag needs an argument: --output'],
  [['-o'], "flag needs an argument: 'o' in -o"],
  [['--replicas=two'], 'invalid argument "two" for "--replicas" flag: strconv.ParseInt: parsing "two": invalid syntax'],
  [['-v=nosuch'], 'invalid argument "nosuch" for "-v, --v" flag: strconv.ParseInt: parsing "nosuch": invalid syntax'],
  [['--stdin=maybe'], 'invalid argument "maybe" for "-i, --stdin" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
  [['--timeout=5'], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
])('%j', (argv, message) => {
  expect(() => parseFlags(flags, argv)).toThrow(new FlagError(message));
});

test('durations and CSV', () => {
  expect([parseDuration('1m30s'), parseDuration('1.5h'), parseDuration('250ms'), parseDuration('-1s'), parseDuration('x')]).toEqual([90_000, 5_400_000, 250, -1000, undefined]);
  expect(splitCsv('a,"b,c",d')).toEqual(['a', 'b,c', 'd']);
});
