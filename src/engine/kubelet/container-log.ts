// The log of one container: lines with their times, rotated as a kubelet does (pkg/kubelet/logs/container_log_manager.go).
import { civil } from '../base/time.ts';
import { utf8Length } from '../base/utf8.ts';
import { Signal } from '../sim/fiber.ts';

export interface LogLine {
  readonly atMs: number;
  readonly stream: 'stdout' | 'stderr';
  /** With its newline, unless the program ended without one. */
  readonly text: string;
}

// The node's settings are containerLogMaxSize 256Ki and containerLogMaxFiles 2; a real kubelet's are 10Mi and 5 unless it is told otherwise, but a tab of a browser has less room.
const MAX_BYTES = 256 * 1024;

/** A file that was put aside when it was full: `0.log.20260102-150405`. */
export interface RotatedLog {
  readonly suffix: string;
  readonly lines: readonly LogLine[];
}

export class ContainerLog {
  /** Of the file that is written now, which is all that `kubectl logs` reads. */
  private current: LogLine[] = [];
  private bytes = 0;
  private dropped = 0;
  private before: RotatedLog | undefined;
  private readonly partial = { stdout: '', stderr: '' };
  private ended = false;
  readonly changed = new Signal();

  get lines(): readonly LogLine[] {
    return this.current;
  }

  get rotated(): RotatedLog | undefined {
    return this.before;
  }

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

  /** Number of the next line; numbers are never used again. */
  get next(): number {
    return this.dropped + this.current.length;
  }

  /** Number of the first line of the present file. */
  get first(): number {
    return this.dropped;
  }

  /** The lines from number `from` on that are still there; who follows finds those that were put aside meanwhile, too. */
  since(from: number): readonly LogLine[] {
    const missed = this.dropped - from;
    if (missed > 0 && this.before) return [...this.before.lines.slice(-missed), ...this.current];
    return this.current.slice(Math.max(0, -missed));
  }

  /** The last `bytes` bytes of the text, for a termination message. */
  tail(lines: number, bytes: number): string {
    let text = '';
    for (const line of this.current.slice(-lines).reverse()) {
      if (utf8Length(text) + utf8Length(line.text) > bytes) break;
      text = line.text + text;
    }
    return text;
  }

  private add(line: LogLine): void {
    if (this.bytes > MAX_BYTES) this.rotate(line.atMs);
    this.current.push(line);
    this.bytes += utf8Length(line.text);
  }

  private rotate(nowMs: number): void {
    const t = civil(nowMs);
    const two = (n: number): string => String(n).padStart(2, '0');
    this.before = { suffix: `${t.year}${two(t.month)}${two(t.day)}-${two(t.hour)}${two(t.minute)}${two(t.second)}`, lines: this.current };
    this.dropped += this.current.length;
    this.current = [];
    this.bytes = 0;
  }
}
