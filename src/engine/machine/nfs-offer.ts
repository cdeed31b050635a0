// What an NFS server offers to who mounts it: its files, as values (see Connection.offer).
import { FileError, type FileSystem } from './files.ts';

export interface NfsOffer {
  readonly type: 'nfs';
  readonly files: FileSystem;
  /** The directory that is the root of what is exported. */
  readonly root: string;
}

export function nfsOffer(offer: unknown): NfsOffer | undefined {
  return typeof offer === 'object' && offer !== null && (offer as Partial<NfsOffer>).type === 'nfs' ? (offer as NfsOffer) : undefined;
}

export function isDirectory(files: FileSystem, path: string): boolean {
  try {
    return files.stat(path).type === 'directory';
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
