// Opens paths as streams for a process: files in pieces, and the devices under /dev.
import type { Fiber, Wait } from '../sim/fiber.ts';
import { sleep } from '../sim/fiber.ts';
import type { Reader, Writer } from '../sim/stream.ts';
import { fromBytes, toUtf8, utf8Length } from '../base/utf8.ts';
import { FileError, resolvePath } from './files.ts';
import { shared, type SharedReader } from './held-pipe.ts';
import { noInput, noOutput } from './machine-process.ts';
import type { Process } from './process.ts';

type Place = Pick<Process, 'files' | 'cwd' | 'stdin' | 'stdout' | 'stderr' | 'tty' | 'random'>;

const atOnce: Wait = {
  arm: ({ wake }) => {
    wake();
    return undefined;
  },
};
const PIECE = 32_768;

/** A text that is there already. */
export function textReader(text: string, fileSize?: number): SharedReader {
  let rest = text;
  const poll = (): string | undefined => {
    if (rest === '') return undefined;
    const piece = rest.slice(0, PIECE);
    rest = rest.slice(PIECE);
    return piece;
  };
  return {
    fileSize,
    poll,
    *read() {
      return poll();
    },
    readable: atOnce,
    get ended() {
      return rest === '';
    },
    cancel: () => {
      rest = '';
    },
    unread: (back) => {
      rest = back + rest;
    },
  };
}

/** Gives without end; time passes, so that nothing else starves. */
function endless(make: () => string): Reader {
  return {
    poll: make,
    *read() {
      yield* sleep(1);
      return make();
    },
    readable: atOnce,
    ended: false,
    cancel: () => undefined,
  };
}

function deviceReader(process: Place, device: string, path: string): Reader {
  if (device === 'stdin') return process.stdin;
  if (device === 'tty') {
    if (!process.tty?.input) throw new FileError('ENXIO', path);
    return process.tty.input;
  }
  if (device === 'zero' || device === 'full') return endless(() => '\0'.repeat(1024));
  if (device === 'random' || device === 'urandom') return endless(() => fromBytes(Array.from({ length: 1024 }, () => process.random.int(256))));
  return noInput;
}

/** Throws FileError. */
export function openInput(process: Place, path: string): SharedReader {
  const full = resolvePath(process.cwd, path);
  const stat = process.files.stat(full);
  if (stat.type === 'directory') throw new FileError('EISDIR', path);
  return stat.device === undefined ? textReader(process.files.read(full), stat.size) : shared(deviceReader(process, stat.device, path));
}

/** Throws FileError; empties the file unless it is to be appended to. */
export function openOutput(process: Place, path: string, append: boolean): Writer {
  const full = resolvePath(process.cwd, path);
  const stat = process.files.exists(full) ? process.files.stat(full) : undefined;
  if (stat?.type === 'directory') throw new FileError('EISDIR', path);
  if (stat?.device !== undefined) {
    if (stat.device === 'stdout') return process.stdout;
    if (stat.device === 'stderr') return process.stderr;
    if (stat.device === 'tty') {
      if (!process.tty?.output) throw new FileError('ENXIO', path);
      return process.tty.output;
    }
    return noOutput;
  }
  process.files.write(full, '', { append });
  return new FileWriter(process, full, append ? undefined : 0);
}

class FileWriter implements Writer {
  readonly broken = false;
  private readonly process: Place;
  private readonly path: string;
  /** Where the next byte goes; undefined: always to the end. */
  private at: number | undefined;
  private since = 0;

  constructor(process: Place, path: string, at: number | undefined) {
    this.process = process;
    this.path = path;
    this.at = at;
  }

  *write(text: string): Fiber<boolean> {
    this.push(text);
    this.since += text.length;
    if (this.since > 65_536) {
      this.since = 0;
      yield* sleep(1);
    }
    return true;
  }

  push(text: string): boolean {
    const { files } = this.process;
    const size = this.at === undefined || !files.exists(this.path) ? this.at : files.stat(this.path).size;
    if (this.at === undefined || size === this.at || size === undefined) files.write(this.path, text, { append: true });
    else {
      // Somebody else has written or emptied it meanwhile: it is written over from here, beyond a gap of zeros if need be.
      const old = toUtf8(files.read(this.path));
      const added = toUtf8(text);
      const whole = new Uint8Array(Math.max(old.length, this.at + added.length));
      whole.set(old);
      whole.set(added, this.at);
      files.write(this.path, fromBytes(whole));
    }
    if (this.at !== undefined) this.at += utf8Length(text);
    return true;
  }

  end(): void {
    // What was written is there already.
  }
}
