// env, printenv and date.
import { command, CommandFailure, mapLines } from '../command.ts';
import { parseDate } from '../date-text.ts';
import { FileError } from '../files.ts';
import type { Program } from '../process.ts';
import { formatDate, type Zone } from '../time-text.ts';
import { zoneName, zoneOffset } from '../time-zone.ts';

export const env: Program = command({ name: 'env', usage: 'env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]', about: 'Set each NAME to VALUE in the environment and run COMMAND.', flags: { ignore: { short: 'i', long: 'ignore-environment' }, unset: { short: 'u', long: 'unset', takes: 'value' }, null: { short: '0', long: 'null' }, split: { short: 'S', long: 'split-string', takes: 'value' }, chdir: { short: 'C', long: 'chdir', takes: 'value' }, debug: { short: 'v', long: 'debug' } }, strict: true, misuse: 125 }, function* (run) {
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
  const chdir = run.get('chdir');
  if (chdir !== undefined && !(process.files.exists(run.path(chdir)) && process.files.stat(run.path(chdir)).type === 'directory')) throw new CommandFailure(`cannot change directory to '${chdir}': No such file or directory`, 125);
  const child = process.spawn(args, { env: values, ...(chdir === undefined ? {} : { cwd: run.path(chdir) }) });
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

export const date: Program = command({
  name: 'date', usage: 'date [OPTION]... [+FORMAT]', about: 'Display date and time in the given FORMAT.',
  flags: { utc: { short: 'u', long: 'utc' }, date: { short: 'd', long: 'date', takes: 'value' }, file: { short: 'f', long: 'file', takes: 'value' }, reference: { short: 'r', long: 'reference', takes: 'value' }, iso: { short: 'I', long: 'iso-8601', takes: 'optional' }, rfc: { short: 'R', long: 'rfc-email' }, rfc3339: { long: 'rfc-3339', takes: 'value' }, set: { short: 's', long: 'set', takes: 'value' } },
}, function* (run) {
  const { nowMs } = run.process.clock;
  const zone = run.has('utc') ? undefined : run.process.env.get('TZ');
  if (run.has('set')) throw new CommandFailure('cannot set date: Operation not permitted');
  const [operand, extra] = run.args;
  if (extra !== undefined) throw new CommandFailure(`extra operand '${extra}'\nTry 'date --help' for more information.`);
  if (operand !== undefined && !operand.startsWith('+')) throw new CommandFailure(`invalid date '${operand}'`);
  const format = operand?.slice(1) ?? formatOf(run.has('iso') ? (run.get('iso') as string) : undefined, run.has('rfc'), run.get('rfc3339'));
  const file = run.get('file');
  if (file !== undefined) {
    const reader = run.open(file);
    if (!reader) return;
    yield* mapLines(run, reader, (line) => {
      const at = parseDate(line, nowMs, zone);
      if (at === undefined) run.complain(`invalid date '${line}'`);
      return at === undefined ? undefined : `${formatDate(at, format, zoneAt(zone, at))}\n`;
    });
    return;
  }
  const given = run.get('date');
  const reference = run.get('reference');
  let at: number | undefined = nowMs;
  try {
    if (reference !== undefined) at = run.process.files.stat(run.path(reference)).modifiedMs;
    else if (given !== undefined) at = parseDate(given, nowMs, zone);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandFailure(`${reference}: ${error.message}`);
  }
  if (at === undefined) throw new CommandFailure(`invalid date '${given}'`);
  yield* run.out(`${formatDate(at, format, zoneAt(zone, at))}\n`);
});

const zoneAt = (zone: string | undefined, at: number): Zone => ({ minutes: zoneOffset(zone, at), name: zoneName(zone, at) });

const ISO: Readonly<Record<string, string>> = { '': '%F', date: '%F', hours: '%FT%H%:z', minutes: '%FT%H:%M%:z', seconds: '%FT%T%:z', s: '%FT%T%:z', ns: '%FT%T,%N%:z' };

function formatOf(iso: string | undefined, email: boolean, rfc3339: string | undefined): string {
  if (iso !== undefined) return ISO[iso] ?? '%F';
  if (email) return '%a, %d %b %Y %H:%M:%S %z';
  if (rfc3339 !== undefined) return rfc3339 === 'date' ? '%F' : rfc3339 === 'ns' ? '%F %T.%N%:z' : '%F %T%:z';
  return '%a %b %e %H:%M:%S %Z %Y';
}
