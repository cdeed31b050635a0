// What an awk program reads and writes beside its main input: files, commands, pipes.
import type { Fiber } from '../../../sim/fiber.ts';
import { LineReader, type Reader, type Writer } from '../../../sim/stream.ts';
import { CommandFailure, type Run } from '../../command.ts';
import { HeldPipe } from '../../held-pipe.ts';
import { openInput, openOutput } from '../../open-file.ts';
import type { Child } from '../../process.ts';
import type { Redirect } from './syntax.ts';

export class AwkStreams {
  private readonly run: Run;
  private readonly writers = new Map<string, { readonly writer: Writer; readonly child: Child | undefined }>();
  private readonly readers = new Map<string, { readonly lines: LineReader; readonly child: Child | undefined }>();

  constructor(run: Run) {
    this.run = run;
  }

  *closeAll(): Fiber<void> {
    for (const key of [...this.writers.keys()]) yield* this.close(key);
  }

  *close(key: string): Fiber<number> {
    const writer = this.writers.get(key);
    const reader = this.readers.get(key);
    this.writers.delete(key);
    this.readers.delete(key);
    if (!writer && !reader) return -1;
    if (writer?.writer instanceof HeldPipe) writer.writer.end();
    const child = writer?.child ?? reader?.child;
    return child ? (yield* child.wait()).code : 0;
  }

  private shell(command: string, io: { readonly stdin?: Reader; readonly stdout?: Writer }): Child {
    const child = this.run.process.spawn(['/bin/sh', '-c', command], io);
    if (typeof child === 'string') throw new CommandFailure(child, 2);
    return child;
  }

  *system(command: string): Fiber<number> {
    return (yield* this.shell(command, {}).wait()).code;
  }

  writerTo(redirect: Redirect, target: string): Writer {
    const found = this.writers.get(target);
    if (found) return found.writer;
    let writer: Writer;
    let child: Child | undefined;
    if (redirect.op === '|') {
      const pipe = new HeldPipe();
      pipe.holdWriter();
      child = this.shell(target, { stdin: pipe });
      writer = pipe;
    } else writer = openOutput(this.run.process, target, redirect.op === '>>');
    this.writers.set(target, { writer, child });
    return writer;
  }

  /** The lines of a file or of a command's output; undefined where there is no such file. */
  linesOf(source: string, kind: 'file' | 'command'): LineReader | undefined {
    const found = this.readers.get(source);
    if (found) return found.lines;
    let reader: Reader;
    let child: Child | undefined;
    if (kind === 'command') {
      const pipe = new HeldPipe();
      child = this.shell(source, { stdout: pipe });
      reader = pipe;
    } else {
      if (source !== '-' && !this.run.process.files.exists(this.run.path(source))) return undefined;
      reader = source === '-' ? this.run.process.stdin : openInput(this.run.process, source);
    }
    const lines = new LineReader(reader);
    this.readers.set(source, { lines, child });
    return lines;
  }
}
