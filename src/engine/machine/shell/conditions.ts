// The conditions of `test`, `[` and `[[`: files, texts, numbers, and their combination.
import { FileError, type FileSystem, resolvePath, type Stat } from '../files.ts';

export interface FileTests {
  readonly files: FileSystem;
  readonly cwd: string;
  readonly user: string;
  isTty(fd: number): boolean;
  isSet(name: string): boolean;
  option(name: string): boolean;
}

export class TestError extends Error {
  override readonly name = 'TestError';
}

const unaries = new Set(['-a', '-b', '-c', '-d', '-e', '-f', '-g', '-h', '-k', '-L', '-n', '-N', '-o', '-O', '-G', '-p', '-r', '-s', '-S', '-t', '-u', '-v', '-w', '-x', '-z']);
const binaries = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** POSIX' rules by the number of arguments, then bash's grammar with `-a` and `-o`. */
export function evaluateTest(on: FileTests, args: readonly string[]): boolean {
  if (args.length === 0) return false;
  if (args.length === 1) return args[0] !== '';
  if (args.length === 2) {
    if (args[0] === '!') return args[1] === '';
    if (unaries.has(args[0] as string)) return unary(on, args[0] as string, args[1] as string);
    throw new TestError(`${args[0]}: unary operator expected`);
  }
  if (args.length === 3) {
    if (binaries.has(args[1] as string)) return binary(on, args[0] as string, args[1] as string, args[2] as string);
    if (args[1] === '-a') return args[0] !== '' && args[2] !== '';
    if (args[1] === '-o') return args[0] !== '' || args[2] !== '';
    if (args[0] === '!') return !evaluateTest(on, args.slice(1));
    if (args[0] === '(' && args[2] === ')') return args[1] !== '';
    throw new TestError(`${args[1]}: binary operator expected`);
  }
  if (args.length === 4 && args[0] === '!') return !evaluateTest(on, args.slice(1));
  const parser = new TestParser(on, args);
  const result = parser.or();
  if (!parser.done) throw new TestError('too many arguments');
  return result;
}

class TestParser {
  private at = 0;
  private readonly on: FileTests;
  private readonly args: readonly string[];

  constructor(on: FileTests, args: readonly string[]) {
    this.on = on;
    this.args = args;
  }

  get done(): boolean {
    return this.at >= this.args.length;
  }

  or(): boolean {
    let result = this.and();
    while (this.args[this.at] === '-o') {
      this.at++;
      const right = this.and();
      result = result || right;
    }
    return result;
  }

  private and(): boolean {
    let result = this.term();
    while (this.args[this.at] === '-a') {
      this.at++;
      const right = this.term();
      result = result && right;
    }
    return result;
  }

  private term(): boolean {
    const first = this.args[this.at];
    if (first === undefined) throw new TestError('argument expected');
    if (first === '!') {
      this.at++;
      return !this.term();
    }
    if (first === '(') {
      this.at++;
      const result = this.or();
      if (this.args[this.at++] !== ')') throw new TestError("`)' expected");
      return result;
    }
    const operator = this.args[this.at + 1];
    if (operator !== undefined && binaries.has(operator) && this.at + 2 < this.args.length) {
      this.at += 3;
      return binary(this.on, first, operator, this.args[this.at - 1] as string);
    }
    if (unaries.has(first) && operator !== undefined && operator !== ')') {
      this.at += 2;
      return unary(this.on, first, operator);
    }
    this.at++;
    return first !== '';
  }
}

function statOf(on: FileTests, path: string, follow = true): Stat | undefined {
  if (path === '') return undefined;
  try {
    const full = resolvePath(on.cwd, path);
    return follow ? on.files.stat(full) : on.files.lstat(full);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

function unary(on: FileTests, operator: string, value: string): boolean {
  const stat = (): Stat | undefined => statOf(on, value);
  const may = (bit: number): boolean => {
    const found = stat();
    if (!found) return false;
    if (on.user === 'root') return bit !== 1 || found.type === 'directory' || (found.mode & 0o111) !== 0;
    return ((found.owner === on.user ? found.mode >> 6 : found.mode) & bit) !== 0;
  };
  switch (operator) {
    case '-n': return value !== '';
    case '-z': return value === '';
    case '-e':
    case '-a': return stat() !== undefined;
    case '-f': return stat()?.type === 'file' || stat()?.type === 'program';
    case '-d': return stat()?.type === 'directory';
    case '-c': return stat()?.type === 'device';
    case '-L':
    case '-h': return statOf(on, value, false)?.type === 'link';
    case '-s': return (stat()?.size ?? 0) > 0;
    case '-r': return may(4);
    case '-w': return may(2);
    case '-x': return may(1);
    case '-O':
    case '-G': return stat()?.owner === on.user;
    case '-t': return on.isTty(integer(value));
    case '-v': return on.isSet(value);
    case '-o': return on.option(value);
    case '-N': return stat() !== undefined;
    case '-k': return ((stat()?.mode ?? 0) & 0o1000) !== 0;
    case '-u': return ((stat()?.mode ?? 0) & 0o4000) !== 0;
    case '-g': return ((stat()?.mode ?? 0) & 0o2000) !== 0;
    default: return false;
  }
}

/** Where a path leads, through the links at its end. */
function realPath(on: FileTests, path: string): string {
  let full = resolvePath(on.cwd, path);
  for (let i = 0; i < 40 && on.files.exists(full) && on.files.lstat(full).type === 'link'; i++) full = resolvePath(full.slice(0, full.lastIndexOf('/')) || '/', on.files.readLink(full));
  return full;
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`${text}: integer expression expected`);
  return Number(text);
}

function binary(on: FileTests, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==': return left === right;
    case '!=': return left !== right;
    case '<': return left < right;
    case '>': return left > right;
    case '-eq': return integer(left) === integer(right);
    case '-ne': return integer(left) !== integer(right);
    case '-lt': return integer(left) < integer(right);
    case '-le': return integer(left) <= integer(right);
    case '-gt': return integer(left) > integer(right);
    case '-ge': return integer(left) >= integer(right);
    case '-nt': return (statOf(on, left)?.modifiedMs ?? -1) > (statOf(on, right)?.modifiedMs ?? -1);
    case '-ot': return (statOf(on, left)?.modifiedMs ?? -1) < (statOf(on, right)?.modifiedMs ?? -1);
    case '-ef': return statOf(on, left) !== undefined && realPath(on, left) === realPath(on, right);
    default: throw new TestError(`${operator}: binary operator expected`);
  }
}
