// The log of one container: lines with their times, rotated and capped as a kubelet does (pkg/kubelet/logs).
import { utf8Length } from '../base/utf8.ts';
import { Signal } from '../sim/fiber.ts';

export interface LogLine {
  readonly atMs: number;
  readonly stream: 'stdout' | 'stderr';
  /** With its newline, unless the program ended without one. */
  readonly text: string;
}

// containerLogMaxSize is 10 MiB in a real kubelet; a tab of a browser has less room.
const MAX_BYTES = 256 * 1024;

export class ContainerLog {
  private lines: LogLine[] = [];
  private bytes = 0;
  private dropped = 0;
  private readonly partial = { stdout: '', stderr: '' };
  private ended = false;
  readonly changed = new Signal();

  write(stream: 'stdout' | 'stderr', text: string, nowMs: number): void {
    let rest = this.partial[stream] + text;
    let from = 0;
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n', from)) {
      this.add({ atMs: nowMs, stream, text: rest.slice(from, at + 1) });
      from = at + 1;
    }
    rest = rest.slice(from);
    this.partial[stream] = rest;
    this.changed.fire();
  }

  /** The program ended: what it left without a newline is a line too. */
  end(nowMs: number): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.partial[stream] !== '') this.add({ atMs: nowMs, stream, text: this.partial[stream] });
      this.partial[stream] = '';
    }
    this.ended = true;
    this.changed.fire();
  }

  get closed(): boolean {
    return this.ended;
  }

  /** Number of the next line; numbers of dropped lines are not used again. */
  get next(): number {
    return this.dropped + this.lines.length;
  }

  /** The lines from number `from` on that are still there. */
  since(from: number): readonly LogLine[] {
    return this.lines.slice(Math.max(0, from - this.dropped));
  }

  /** The last `bytes` bytes of the text, for a termination message. */
  tail(lines: number, bytes: number): string {
    let text = '';
    for (const line of this.lines.slice(-lines).reverse()) {
      if (utf8Length(text) + utf8Length(line.text) > bytes) break;
      text = line.text + text;
    }
    return text;
  }

  private add(line: LogLine): void {
    this.lines.push(line);
    this.bytes += utf8Length(line.text);
    if (this.bytes <= MAX_BYTES) return;
    let count = 0;
    while (this.bytes > MAX_BYTES * 0.75 && count < this.lines.length - 1) this.bytes -= utf8Length((this.lines[count++] as LogLine).text);
    this.lines = this.lines.slice(count);
    this.dropped += count;
  }
}
