// The text of a container's log on its node: time, stream, F or P, and the line (containerd internal/cri/io/logger.go).
import { rfc3339 } from '../base/time.ts';
import { utf8Length } from '../base/utf8.ts';
import type { LogLine } from './container-log.ts';

/** Longer lines are cut into parts: containerd's max_container_log_line_size. */
const MAX_LINE = 16 * 1024;

interface Lines {
  /** Never changed but at the end. */
  readonly lines: readonly LogLine[];
}

interface Written {
  readonly lines: readonly LogLine[];
  count: number;
  text: string;
  size: number;
}

/** What was made of a log before is kept: who follows it asks again with every line. */
const written = new WeakMap<Lines, Written>();

export function criLog(log: Lines): { readonly text: string; readonly size: number; readonly modifiedMs: number } {
  const { lines } = log;
  let made = written.get(log);
  if (!made || made.lines !== lines) written.set(log, (made = { lines, count: 0, text: '', size: 0 }));
  for (; made.count < lines.length; made.count++) {
    const text = criLines(lines[made.count] as LogLine);
    made.text += text;
    made.size += utf8Length(text);
  }
  return { text: made.text, size: made.size, modifiedMs: lines.at(-1)?.atMs ?? 0 };
}

export function criLines({ atMs, stream, text }: LogLine): string {
  const head = `${nanoTime(atMs)} ${stream}`;
  const whole = text.endsWith('\n');
  let rest = whole ? text.slice(0, -1) : text;
  let lines = '';
  for (; rest.length > MAX_LINE; rest = rest.slice(MAX_LINE)) lines += `${head} P ${rest.slice(0, MAX_LINE)}\n`;
  return `${lines}${head} ${whole ? 'F' : 'P'} ${rest}\n`;
}

/** As Go's RFC3339Nano: without zeros at the end. */
function nanoTime(atMs: number): string {
  const nanos = Math.trunc((atMs % 1000) * 1e6);
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
  return `${rfc3339(atMs).slice(0, -1)}${fraction}Z`;
}
