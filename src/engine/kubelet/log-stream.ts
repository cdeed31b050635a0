// Reads a container's log as it was asked for, and follows it (pkg/kubelet/kuberuntime/logs/logs.go ReadLogs).
import { rfc3339 } from '../base/time.ts';
import { utf8Length } from '../base/utf8.ts';
import type { ApiStream } from '../client/api.ts';
import type { LogOptions } from '../client/kubelet-api.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Task } from '../sim/task.ts';
import type { ContainerLog, LogLine } from './container-log.ts';

/** @param goesOn asked when all that is there has been sent */
export function logStream(clock: Clock, log: ContainerLog, options: LogOptions, goesOn: () => boolean): ApiStream<string> {
  let task: Task<void> | undefined;
  return {
    listen(sink) {
      task = clock.spawn(send(clock, log, options, goesOn, sink), 'logs');
    },
    close: () => task?.kill(),
  };
}

function* send(clock: Clock, log: ContainerLog, options: LogOptions, goesOn: () => boolean, sink: { item(text: string): void; end(): void }): Fiber<void> {
  const sinceMs = options.sinceTimeMs ?? (options.sinceSeconds === undefined ? -Infinity : clock.nowMs - options.sinceSeconds * 1000);
  let left = options.limitBytes ?? Infinity;
  let next = options.tailLines === undefined ? log.first : Math.max(log.first, log.next - options.tailLines);
  for (;;) {
    const lines = log.since(next).filter(({ atMs }) => atMs >= sinceMs);
    next = log.next;
    let text = '';
    for (const line of lines) {
      const part = limited(shown(line, options.timestamps), left);
      left -= utf8Length(part);
      text += part;
      if (left <= 0) break;
    }
    if (text !== '') sink.item(text);
    if (left <= 0 || !goesOn()) break;
    yield log.changed.next;
  }
  // What came with the container's end.
  const rest = left > 0 ? log.since(next).map((line) => shown(line, options.timestamps)).join('') : '';
  if (options.follow && rest !== '') sink.item(limited(rest, left));
  sink.end();
}

function shown({ atMs, text }: LogLine, timestamps: boolean): string {
  if (!timestamps) return text;
  const nanos = String(Math.trunc((atMs % 1000) * 1e6)).padStart(9, '0');
  return `${rfc3339(atMs).slice(0, -1)}.${nanos}Z ${text}`;
}

function limited(text: string, bytes: number): string {
  if (utf8Length(text) <= bytes) return text;
  let result = '';
  let size = 0;
  for (const char of text) {
    size += utf8Length(char);
    if (size > bytes) break;
    result += char;
  }
  return result;
}
