// How openssl reads its words: `-name value`, and what each of its commands takes (apps/lib/opt.c).
import { CommandFailure } from '../../command.ts';
import { FileError, resolvePath } from '../../files.ts';
import type { Process } from '../../process.ts';
import { readAll } from '../../../sim/stream.ts';
import type { Fiber } from '../../../sim/fiber.ts';

export interface Shape {
  readonly name: string;
  /** Options without a value. */
  readonly flags: readonly string[];
  readonly values: readonly string[];
  /** What a word is that is no option; where absent there may be none. */
  readonly rest?: string;
  /** Options that are the real one's, and not simulated. */
  readonly absent?: readonly string[];
}

export class Options {
  readonly process: Process;
  readonly rest: readonly string[];
  private readonly given: ReadonlyMap<string, readonly string[]>;

  constructor(process: Process, given: ReadonlyMap<string, readonly string[]>, rest: readonly string[]) {
    this.process = process;
    this.given = given;
    this.rest = rest;
  }

  has(name: string): boolean {
    return this.given.has(name);
  }

  get(name: string): string | undefined {
    return this.given.get(name)?.at(-1);
  }

  all(name: string): readonly string[] {
    return this.given.get(name) ?? [];
  }

  /** The options of these that were given, in the order of the command line. */
  order(names: readonly string[]): readonly string[] {
    return [...this.given.keys()].filter((name) => names.includes(name));
  }

  number(name: string, otherwise: number): number {
    const text = this.get(name);
    if (text === undefined) return otherwise;
    if (!/^\d+$/.test(text)) throw new CommandFailure(`Non-positive number "${text}" for option -${name}`);
    return Number(text);
  }

  /** The text of the file that an option names, or standard input. */
  *input(name: string, what: string): Fiber<string> {
    const path = this.get(name);
    return path === undefined || path === '-' ? yield* readAll(this.process.stdin) : this.file(path, what);
  }

  file(path: string, what: string): string {
    try {
      return this.process.files.read(resolvePath(this.process.cwd, path));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new CommandFailure(`Could not open file or uri for loading ${what} from ${path}: ${error.message}`);
    }
  }

  /** To the file of -out, or to standard output. */
  *output(text: string, name = 'out', mode?: number): Fiber<void> {
    const path = this.get(name);
    if (path === undefined || path === '-') {
      yield* this.process.stdout.write(text);
      return;
    }
    try {
      this.process.files.write(resolvePath(this.process.cwd, path), text, mode === undefined ? {} : { mode });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new CommandFailure(`Can't open "${path}" for writing, ${error.message}`);
    }
  }

  say(text: string): void {
    this.process.stderr.push(text);
  }
}

/** @throws CommandFailure in openssl's own words */
export function readOptions(process: Process, shape: Shape, words: readonly string[]): Options {
  const given = new Map<string, string[]>();
  const rest: string[] = [];
  const wrong = (text: string): CommandFailure => new CommandFailure(`${shape.name}: ${text}\n${shape.name}: Use -help for summary.`);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!/^-./.test(word)) {
      if (shape.rest === undefined) throw wrong(`Extra (unknown) options: "${words.slice(i).join(' ')}"`);
      rest.push(...words.slice(i));
      break;
    }
    const name = word.replace(/^--?/, '');
    if (shape.absent?.includes(name)) throw new CommandFailure(`${shape.name}: -${name} is not simulated in Kubarium`);
    const takes = shape.values.includes(name);
    if (!takes && !shape.flags.includes(name)) throw wrong(`Unknown option: -${name}`);
    const value = takes ? words[++i] : '';
    if (value === undefined) throw wrong(`Option -${name} needs a value`);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  if (given.get('outform')?.at(-1)?.toUpperCase() === 'DER' || given.get('inform')?.at(-1)?.toUpperCase() === 'DER') throw new CommandFailure(`${shape.name}: files in DER are not simulated in Kubarium; PEM is`);
  return new Options(process, given, rest);
}
