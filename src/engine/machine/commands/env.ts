// env, printenv and date.
import { civil, parseRfc3339 } from '../../base/time.ts';
import { command, CommandFailure } from '../command.ts';
import type { Program } from '../process.ts';
import { formatDate } from '../time-text.ts';

export const env: Program = command({ name: 'env', usage: 'env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]', about: 'Set each NAME to VALUE in the environment and run COMMAND.', flags: { ignore: { short: 'i', long: 'ignore-environment' }, unset: { short: 'u', long: 'unset', takes: 'value' }, null: { short: '0' }, split: { short: 'S', takes: 'value' } }, strict: true, misuse: 125 }, function* (run) {
  const { process } = run;
  const values = run.has('ignore') || run.args[0] === '-' ? new Map<string, string>() : new Map(process.env);
  for (const name of run.all('unset')) values.delete(name);
  let args = run.args[0] === '-' ? run.args.slice(1) : run.args;
  if (run.has('split')) args = [...(run.get('split') as string).split(/\s+/), ...args];
  while (args[0] !== undefined && /^[^=]+=/.test(args[0])) {
    const at = args[0].indexOf('=');
    values.set(args[0].slice(0, at), args[0].slice(at + 1));
    args = args.slice(1);
  }
  if (args.length === 0) {
    yield* run.out([...values].map(([name, value]) => `${name}=${value}${run.has('null') ? '\0' : '\n'}`).join(''));
    return 0;
  }
  const child = process.spawn(args, { env: values });
  if (typeof child === 'string') throw new CommandFailure(`'${args[0]}': ${child.endsWith('denied') ? 'Permission denied' : 'No such file or directory'}`, child.endsWith('denied') ? 126 : 127);
  process.onSignal('SIGTERM', () => child.signal('SIGTERM'));
  return (yield* child.wait()).code;
});

export const printenv: Program = command({ name: 'printenv', usage: 'printenv [VARIABLE]...', about: 'Print the values of the specified environment VARIABLE(s).', flags: { null: { short: '0' } } }, function* (run) {
  const { env: values } = run.process;
  if (run.args.length === 0) yield* run.out([...values].map(([name, value]) => `${name}=${value}\n`).join(''));
  for (const name of run.args) {
    const value = values.get(name);
    if (value === undefined) run.status = 1;
    else yield* run.out(`${value}\n`);
  }
});

const SIZES: Readonly<Record<string, number>> = { second: 1000, sec: 1000, minute: 60_000, min: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000, fortnight: 1_209_600_000 };
const NAMED: Readonly<Record<string, number>> = { now: 0, today: 0, yesterday: -1, tomorrow: 1 };

/** The same day and time so many months later; a day that the month does not have runs into the next. */
function monthsLater(ms: number, months: number): number {
  const t = civil(ms);
  const count = t.year * 12 + t.month - 1 + months;
  const first = parseRfc3339(`${String(Math.floor(count / 12)).padStart(4, '0')}-${String((((count % 12) + 12) % 12) + 1).padStart(2, '0')}-01T00:00:00Z`) ?? ms;
  return first + (t.day - 1) * 86_400_000 + (ms - Math.floor(ms / 86_400_000) * 86_400_000);
}

/** What `-d` understands: RFC 3339, a date and a time, `@seconds`, `now`, and how far from there: `2 days ago`, `+1 hour`, `next month`. */
function parseDate(text: string, nowMs: number): number | undefined {
  const given = text.trim();
  if (/^@-?\d+(\.\d+)?$/.test(given)) return Number(given.slice(1)) * 1000;
  const exact = parseRfc3339(given.replace(' ', 'T'));
  if (exact !== undefined) return exact;
  let at = nowMs;
  let known = true;
  let rest = given.replace(/(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?( ?(?:Z|UTC))?/, (_, day: string, hour = '0', minute = '00', second = '00') => {
    const moment = parseRfc3339(`${day}T${String(hour).padStart(2, '0')}:${String(minute)}:${String(second)}Z`);
    known = moment !== undefined;
    at = moment ?? at;
    return ' ';
  });
  rest = rest.replace(/\b(now|today|yesterday|tomorrow)\b/g, (word) => {
    at += (NAMED[word] as number) * 86_400_000;
    return '';
  }).replace(/\b(next|last)\b/g, (word) => (word === 'next' ? '+1' : '-1'));
  rest = rest.replace(/([-+]?\s*\d+)?\s*\b(second|sec|minute|min|hour|day|week|fortnight|month|year)s?\b(\s+ago\b)?/g, (_, count: string | undefined, unit: string, ago: string | undefined) => {
    const by = Number((count ?? '1').replace(/\s+/g, '')) * (ago ? -1 : 1);
    at = unit === 'month' ? monthsLater(at, by) : unit === 'year' ? monthsLater(at, 12 * by) : at + by * (SIZES[unit] as number);
    return '';
  });
  return known && rest.trim() === '' ? at : undefined;
}

export const date: Program = command({ name: 'date', usage: 'date [OPTION]... [+FORMAT]', about: 'Display the current time in the given FORMAT.', flags: { utc: { short: 'u', long: 'utc' }, date: { short: 'd', long: 'date', takes: 'value' }, iso: { short: 'I', long: 'iso-8601', takes: 'optional' }, rfc: { short: 'R', long: 'rfc-email' }, rfc3339: { long: 'rfc-3339', takes: 'value' }, set: { short: 's', takes: 'value' } } }, function* (run) {
  const { nowMs } = run.process.clock;
  const given = run.get('date');
  const at = given === undefined ? nowMs : parseDate(given, nowMs);
  if (at === undefined) throw new CommandFailure(`invalid date '${given}'`);
  if (run.has('set')) throw new CommandFailure('cannot set date: Operation not permitted');
  const operand = run.args[0];
  if (operand !== undefined && !operand.startsWith('+')) throw new CommandFailure(`invalid date '${operand}'`);
  const iso = run.get('iso');
  const format = operand?.slice(1) ?? (run.has('iso') ? (iso === 'seconds' || iso === 's' ? '%Y-%m-%dT%H:%M:%S%:z' : '%F') : run.has('rfc') ? '%a, %d %b %Y %H:%M:%S %z' : run.has('rfc3339') ? '%F %T%:z' : '%a %b %e %H:%M:%S %Z %Y');
  yield* run.out(`${formatDate(at, format)}\n`);
});
