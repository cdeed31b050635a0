// What -f names: files, directories, patterns, stdin, URLs (cli-runtime/pkg/resource/builder.go, visitor.go).
import { FileError, resolvePath } from '../../machine/files.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { CliError } from '../cli/errors.ts';
import { readUrl } from './url.ts';

export interface SourceText {
  /** As errors name it: `d/one.yaml`, `STDIN`. */
  readonly source: string;
  readonly read: () => Fiber<string>;
}

const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** @throws CliError for the first that is not there */
export function sourcesOf(process: Process, filenames: readonly string[], recursive: boolean): readonly SourceText[] {
  return filenames.flatMap((name) => sourcesOfOne(process, name, recursive));
}

/** Whether what is named is one single file. */
export function isSingleFile(process: Process, filenames: readonly string[]): boolean {
  const [name] = filenames;
  if (filenames.length !== 1 || name === undefined || name === '-' || isUrl(name)) return false;
  const path = resolvePath(process.cwd, name);
  return process.files.exists(path) && process.files.stat(path).type !== 'directory';
}

const isUrl = (name: string): boolean => /^https?:\/\//.test(name);

function sourcesOfOne(process: Process, name: string, recursive: boolean): readonly SourceText[] {
  if (name === '-') return [{ source: 'STDIN', read: () => readAll(process.stdin) }];
  if (isUrl(name)) return [{ source: name, read: () => readUrl(process, name) }];
  const matches = /[*?[]/.test(name) && !process.files.exists(resolvePath(process.cwd, name)) ? expandPattern(process, name) : [name];
  return matches.flatMap((match) => filesAt(process, match, recursive));
}

function filesAt(process: Process, name: string, recursive: boolean): readonly SourceText[] {
  const path = resolvePath(process.cwd, name);
  if (!process.files.exists(path)) throw new CliError(`the path ${JSON.stringify(name)} does not exist`);
  if (process.files.stat(path).type !== 'directory') return [fileSource(process, name)];
  const found = walk(process, name.replace(/\/+$/, ''), recursive);
  if (found.length === 0) throw new CliError(`error reading [${name}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`);
  return found.map((file) => fileSource(process, file));
}

function walk(process: Process, folder: string, recursive: boolean): string[] {
  return process.files.list(resolvePath(process.cwd, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (process.files.stat(resolvePath(process.cwd, path)).type === 'directory') return recursive ? walk(process, path, recursive) : [];
    return EXTENSIONS.some((e) => name.endsWith(e)) ? [path] : [];
  });
}

function fileSource(process: Process, name: string): SourceText {
  return {
    source: name,
    *read() {
      try {
        return process.files.read(resolvePath(process.cwd, name));
      } catch (error) {
        if (error instanceof FileError) throw new CliError(`open ${name}: ${error.message.toLowerCase()}`);
        throw error;
      }
    },
  };
}

/** filepath.Glob over the last part of a path. */
function expandPattern(process: Process, pattern: string): readonly string[] {
  const cut = pattern.lastIndexOf('/');
  const folder = cut < 0 ? '' : pattern.slice(0, cut + 1);
  const test = globTest(pattern.slice(cut + 1));
  const at = resolvePath(process.cwd, folder || '.');
  const names = process.files.exists(at) ? process.files.list(at).filter((n) => test.test(n)) : [];
  if (names.length === 0) throw new CliError(`the path ${JSON.stringify(pattern)} does not exist`);
  return names.map((n) => folder + n);
}

function globTest(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]');
  return new RegExp(`^${source}$`);
}
