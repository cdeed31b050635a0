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

/** What the names stand for; what is wrong with them is added to `faults`. */
export function sourcesOf(process: Process, filenames: readonly string[], recursive: boolean, faults: CliError[]): readonly SourceText[] {
  const found: SourceText[] = [];
  for (const name of filenames) {
    if (name === '-') found.push({ source: 'STDIN', read: () => readAll(process.stdin) });
    else if (isUrl(name)) found.push({ source: name, read: () => readUrl(process, name) });
    else for (const match of matchesOf(process, name, faults)) found.push(...filesAt(process, match, recursive, faults));
    if (found.length === 0 && faults.length === 0) faults.push(new CliError(`error reading [${name}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`));
  }
  return found;
}

const isUrl = (name: string): boolean => /^https?:\/\//.test(name);

function matchesOf(process: Process, name: string, faults: CliError[]): readonly string[] {
  if (process.files.exists(resolvePath(process.cwd, name))) return [name];
  const matches = /[*?[]/.test(name) ? expandPattern(process, name) : [];
  if (matches.length === 0) faults.push(new CliError(`the path ${JSON.stringify(name)} does not exist`));
  return matches;
}

function filesAt(process: Process, name: string, recursive: boolean, faults: CliError[]): readonly SourceText[] {
  if (process.files.stat(resolvePath(process.cwd, name)).type !== 'directory') return [fileSource(process, name)];
  try {
    return walk(process, name.replace(/\/+$/, ''), recursive).map((file) => fileSource(process, file));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    faults.push(new CliError(`error reading ${JSON.stringify(name)}: open ${name}: ${error.message.toLowerCase()}`));
    return [];
  }
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
  return names.map((n) => folder + n);
}

function globTest(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]');
  return new RegExp(`^${source}$`);
}
