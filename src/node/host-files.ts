// The computer's own files as an engine FileSystem, so that our kubectl runs on them unchanged.
import fs from 'node:fs';
import path from 'node:path';
import { FileError, strerror, type Errno, type FileSystem, type Stat } from '../engine/machine/files.ts';
import type { Program } from '../engine/machine/process.ts';

function guarded<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code in strerror) throw new FileError(code as Errno, file);
    if (code === 'EPERM') throw new FileError('EACCES', file);
    throw error;
  }
}

function toStat(stat: fs.Stats): Stat {
  const type = stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'link' : stat.isFile() ? 'file' : 'device';
  return { type, mode: stat.mode & 0o7777, owner: String(stat.uid), size: stat.size, modifiedMs: stat.mtimeMs };
}

export class HostFiles implements FileSystem {
  read(file: string): string {
    return guarded(file, () => fs.readFileSync(file, 'utf8'));
  }
  write(file: string, text: string, options: { readonly append?: boolean; readonly mode?: number } = {}): void {
    guarded(file, () => fs.writeFileSync(file, text, { flag: options.append ? 'a' : 'w', ...(options.mode === undefined ? {} : { mode: options.mode }) }));
  }
  stat(file: string): Stat {
    return guarded(file, () => toStat(fs.statSync(file)));
  }
  lstat(file: string): Stat {
    return guarded(file, () => toStat(fs.lstatSync(file)));
  }
  exists(file: string): boolean {
    return fs.existsSync(file);
  }
  list(file: string): readonly string[] {
    return guarded(file, () => fs.readdirSync(file).sort());
  }
  mkdir(file: string, options: { readonly parents?: boolean; readonly mode?: number } = {}): void {
    guarded(file, () => fs.mkdirSync(file, { recursive: options.parents ?? false, ...(options.mode === undefined ? {} : { mode: options.mode }) }));
  }
  remove(file: string, options: { readonly recursive?: boolean } = {}): void {
    guarded(file, () => (options.recursive || !fs.lstatSync(file).isDirectory() ? fs.rmSync(file, { recursive: options.recursive ?? false }) : fs.rmdirSync(file)));
  }
  rename(from: string, to: string): void {
    guarded(from, () => fs.renameSync(from, to));
  }
  link(target: string, file: string): void {
    guarded(file, () => fs.symlinkSync(target, file));
  }
  readLink(file: string): string {
    return guarded(file, () => fs.readlinkSync(file));
  }
  chmod(file: string, mode: number): void {
    guarded(file, () => fs.chmodSync(file, mode));
  }
  program(): Program | undefined {
    return undefined;
  }
  watch(file: string, changed: (path: string) => void): () => void {
    const watcher = fs.watch(file, { recursive: false }, (_event, name) => changed(name ? path.join(file, name) : file));
    return () => watcher.close();
  }
}
