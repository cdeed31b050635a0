// A file system: a tree of directories, text files, links and programs, with mounts; every failure is a value that names its errno.
import type { Program } from './process.ts';

export type Errno = 'ENOENT' | 'EEXIST' | 'ENOTDIR' | 'EISDIR' | 'EACCES' | 'ENOTEMPTY' | 'ELOOP' | 'ENOSPC' | 'EROFS' | 'EINVAL' | 'EXDEV' | 'EBUSY' | 'EPERM' | 'ENXIO' | 'EIO';

/** `No such file or directory`, … as strerror words it. */
export const strerror: Readonly<Record<Errno, string>> = {
  ENOENT: 'No such file or directory', EEXIST: 'File exists', ENOTDIR: 'Not a directory', EISDIR: 'Is a directory', EACCES: 'Permission denied',
  ENOTEMPTY: 'Directory not empty', ELOOP: 'Too many levels of symbolic links', ENOSPC: 'No space left on device', EROFS: 'Read-only file system', EINVAL: 'Invalid argument', EXDEV: 'Invalid cross-device link',
  EBUSY: 'Device or resource busy', EPERM: 'Operation not permitted', ENXIO: 'No such device or address', EIO: 'Input/output error',
};

export class FileError extends Error {
  override readonly name = 'FileError';
  readonly errno: Errno;
  readonly path: string;

  constructor(errno: Errno, path: string) {
    super(strerror[errno]);
    this.errno = errno;
    this.path = path;
  }
}

export interface Stat {
  readonly type: 'file' | 'directory' | 'link' | 'program' | 'device';
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  readonly owner: string;
  /** Absent: the owner's own. */
  readonly group?: string;
  /** UTF-8 bytes */
  readonly size: number;
  readonly modifiedMs: number;
  /** Of a link that is more than its text: only its file system can follow it (/proc/PID/root). */
  readonly magic?: true;
  /** Of a device: `null`, `zero`, `stdin`, … */
  readonly device?: string;
}

/** The groups that a process runs with: files that it makes get the first, its rights come from all. */
export interface Groups {
  readonly primary: string;
  readonly all: readonly string[];
}

/** Paths are absolute (callers resolve them against cwd with `resolvePath`). Methods throw FileError. */
export interface FileSystem {
  /** The same files as another user may touch them, where users matter. */
  as?(user: string, groups?: Groups): FileSystem;
  /** Of whoever touches them here, where they are not the user's own. */
  readonly groups?: Groups | undefined;
  read(path: string): string;
  write(path: string, text: string, options?: { readonly append?: boolean; readonly mode?: number }): void;
  stat(path: string): Stat;
  /** Without following a link at the end. */
  lstat(path: string): Stat;
  exists(path: string): boolean;
  /** Names, sorted. */
  list(path: string): readonly string[];
  mkdir(path: string, options?: { readonly parents?: boolean; readonly mode?: number }): void;
  remove(path: string, options?: { readonly recursive?: boolean }): void;
  rename(from: string, to: string): void;
  link(target: string, path: string): void;
  readLink(path: string): string;
  chmod(path: string, mode: number): void;
  /** Says when a file was changed last; absent where that cannot be said. */
  setTime?(path: string, modifiedMs: number): void;
  /** The program at a path, or undefined where the file is not one. */
  program(path: string): Program | undefined;
  /** Called after anything at or below `path` changed; returns the way to stop. */
  watch(path: string, changed: (path: string) => void): () => void;
}

/** What can be mounted at a directory: an emptyDir, a ConfigMap's files, a host directory. */
export interface Mount {
  readonly path: string;
  readonly source: FileSystem;
  /** The directory (or file, for a subPath) of the source that appears at `path`. */
  readonly sourcePath: string;
  readonly readOnly: boolean;
}

/** An absolute path without `.`, `..` and doubled slashes. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
