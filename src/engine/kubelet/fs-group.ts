// Whose a volume's files are: the group that a Pod's fsGroup names (pkg/volume/volume_linux.go SetVolumeOwnership).
import type { FileSystem } from '../machine/files.ts';
import type { MemoryFilesOptions } from '../machine/file-store.ts';
import { directoryNode } from '../machine/file-tree.ts';
import { MemoryFiles } from '../machine/memory-files.ts';

/** Users and groups go by name where the node has one. */
export const groupOf = (gid: number): string => (gid === 0 ? 'root' : String(gid));

const READ_WRITE = 0o660;
const READ = 0o440;
const ENTER = 0o110;
const SETGID = 0o2000;

/** Everything in it gets the group, which may then read it (and write, where the volume can be written); what is made in its directories gets the group, too. */
export function giveToGroup(files: FileSystem, gid: number | undefined, readOnly: boolean, at = '/'): void {
  if (gid === undefined || !(files instanceof MemoryFiles)) return;
  const { type, mode } = files.lstat(at);
  files.chgrp(at, groupOf(gid));
  if (type === 'link') return;
  const added = readOnly ? READ : READ_WRITE;
  files.chmod(at, mode | added | (type === 'directory' ? ENTER | SETGID : 0));
  if (type === 'directory') for (const name of files.list(at)) giveToGroup(files, gid, readOnly, at === '/' ? `/${name}` : `${at}/${name}`);
}

/** A volume that begins empty, with its directory as the kubelet makes it: everybody may write. */
export function emptyVolume(nowMs: () => number, options: Omit<MemoryFilesOptions, 'nowMs' | 'base'> = {}): MemoryFiles {
  return new MemoryFiles({ ...options, nowMs, base: directoryNode(undefined, { mode: 0o777, owner: 'root', modifiedMs: nowMs() }) });
}
