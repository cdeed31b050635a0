// fluent-bit, as far as it carries lines of files to its own output: inputs tail and dummy, outputs stdout and null; of other plugins it says that they are not simulated.
import { type Json, isObject } from '../../base/json.ts';
import { FileError } from '../../machine/files.ts';
import type { Process, Program } from '../../machine/process.ts';
import { type Fiber, firstOf, timeout } from '../../sim/fiber.ts';
import { slashTime, stopSignal } from '../daemon.ts';
import { field, matches, parseConfig, parseOptions, type Section } from './config.ts';
import { type Emit, type LogRecord, Tail } from './tail.ts';

interface Stamped {
  readonly atMs: number;
  readonly record: LogRecord;
}

/** An input: what it does at the start and at each flush. */
interface Input {
  collect(): void;
}

type Say = (level: 'info' | 'warn' | 'error', text: string) => void;

export function fluentBit(version: string): Program {
  return function* (process, argv): Fiber<number> {
    const stop = stopSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
    const say: Say = (level, text) => void process.stderr.push(`[${slashTime(process.clock.nowMs)}] [${level.padStart(5)}] ${text}\n`);
    process.stderr.push(`Fluent Bit v${version}\n* Fluent Bit is a CNCF sub-project under the umbrella of Fluentd\n* https://fluentbit.io\n\n`);
    const sections = configured(process, argv, say);
    if (!sections) return 1;
    say('info', `[fluent bit] version=${version}, pid=${process.pid}`);
    const waiting = new Map<string, Stamped[]>();
    const emit: Emit = (tag, record) => {
      const held = waiting.get(tag) ?? [];
      held.push({ atMs: process.clock.nowMs, record });
      waiting.set(tag, held);
    };
    const of = (kind: string): readonly Section[] => sections.filter((section) => section.kind === kind);
    const inputs = of('input').map((section, i) => inputOf(process, section, i, emit, say));
    const outputs = of('output').filter((section, i) => isOutput(section, i, say));
    for (const [i, section] of of('filter').entries()) say('warn', `[filter:${field(section, 'name')}:${field(section, 'name')}.${i}] this filter is not simulated in Kubarium: records pass as they are`);
    const flushMs = Math.max(0.1, Number(field(of('service')[0] ?? { kind: '', fields: [] }, 'flush') ?? 1) || 1) * 1000;
    for (;;) {
      const came = yield* firstOf(stop, timeout(flushMs));
      for (const input of inputs) input.collect();
      for (const [tag, records] of waiting) for (const output of outputs) if (matches(field(output, 'match') ?? '', tag)) yield* process.stdout.write(printed(tag, records, field(output, 'format') ?? 'msgpack'));
      waiting.clear();
      if (came.index === 0) break;
    }
    say('warn', '[engine] service will shutdown in max 5 seconds');
    say('info', '[engine] service has stopped (0 pending tasks)');
    return 0;
  };
}

function configured(process: Process, argv: readonly string[], say: Say): readonly Section[] | undefined {
  const { sections, file } = parseOptions(argv.slice(1));
  if (file === undefined) return sections;
  try {
    return [...parseConfig(process.files.read(file), process.env), ...sections];
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    say('error', `could not open configuration file ${file}: ${error.message}`);
    return undefined;
  }
}

function inputOf(process: Process, section: Section, index: number, emit: Emit, say: Say): Input {
  const name = field(section, 'name') ?? '';
  const instance = `${name}.${index}`;
  const at = `[input:${name}:${instance}]`;
  if (name === 'dummy') {
    const tag = field(section, 'tag') ?? instance;
    const record = dummyRecord(field(section, 'dummy') ?? '{"message":"dummy"}');
    return { collect: () => emit(tag, record) };
  }
  if (name !== 'tail') {
    say('warn', `${at} this input is not simulated in Kubarium: nothing comes from it`);
    return { collect: () => undefined };
  }
  say('info', `${at} initializing`);
  const tail = new Tail(process.files, section, instance, emit);
  const tell = (paths: readonly string[]): void => {
    for (const path of paths) say('info', `${at} inotify_fs_add(): name=${path}`);
  };
  tell(tail.scan(true));
  const refreshMs = (Number(field(section, 'refresh_interval') ?? 60) || 60) * 1000;
  let scannedMs = process.clock.nowMs;
  return {
    collect: () => {
      if (process.clock.nowMs - scannedMs >= refreshMs) {
        scannedMs = process.clock.nowMs;
        tell(tail.scan(false));
      }
      tail.collect();
    },
  };
}

function dummyRecord(text: string): LogRecord {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    value = { message: 'dummy' };
  }
  return isObject(value) ? Object.entries(value).map(([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)]) : [['message', 'dummy']];
}

function isOutput(section: Section, index: number, say: Say): boolean {
  const name = field(section, 'name') ?? '';
  if (name === 'stdout') say('info', `[output:stdout:stdout.${index}] worker #0 started`);
  else if (name !== 'null') say('warn', `[output:${name}:${name}.${index}] this output is not simulated in Kubarium: what matches goes nowhere`);
  return name === 'stdout';
}

/** Numbered within one flush of a tag; or JSON, as `Format` wants it. */
function printed(tag: string, records: readonly Stamped[], format: string): string {
  const time = (atMs: number): string => `${Math.floor(atMs / 1000)}.${String(Math.trunc((atMs % 1000) * 1e6)).padStart(9, '0')}`;
  const json = (date: string, { record }: Stamped): string => `{"date":${date}${record.map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`).join('')}}`;
  const rows = records.map((one) => json(String(one.atMs / 1000), one));
  if (format === 'json_lines') return rows.map((row) => `${row}\n`).join('');
  if (format === 'json') return `[${rows.join(',')}]\n`;
  return records.map(({ atMs, record }, i) => `[${i}] ${tag}: [[${time(atMs)}, {}], {${record.map(([key, value]) => `${JSON.stringify(key)}=>${JSON.stringify(value)}`).join(', ')}}]\n`).join('');
}
