// The tree behind a file system in memory: how a path is followed through links and mounts, and how a shared directory becomes one's own.
import { FileError, type FileSystem, type Groups, type Mount, resolvePath } from './files.ts';
import { type DirectoryNode, directoryNode, type TreeNode } from './file-tree.ts';

export interface MemoryFilesOptions {
  readonly nowMs: () => number;
  /** Shared with others; never changed. */
  readonly base?: DirectoryNode;
  readonly mounts?: readonly Mount[];
  /** Bytes that may be written beyond the base. */
  readonly quotaBytes?: number;
  readonly readOnly?: boolean;
  /** Of all who are not asked for by another name: a container's securityContext. */
  readonly groups?: Groups | undefined;
  /** Bytes of the base that count as written: it is a copy. */
  readonly used?: number;
}

/** Where a path leads: into this tree, or through a mount into another file system. */
export type Place =
  | { readonly type: 'own'; readonly path: string; readonly node: TreeNode | undefined }
  | { readonly type: 'mounted'; readonly path: string; readonly mount: Mount; readonly inner: string };

/** Who touches the files. */
export interface Who {
  readonly user: string;
  readonly groups: Groups | undefined;
}

const SETGID = 0o2000;

interface Watcher {
  readonly path: string;
  readonly changed: (path: string) => void;
}

/** What the views of different users share. */
export class FileStore {
  root: DirectoryNode;
  readonly base: DirectoryNode;
  readonly nowMs: () => number;
  readonly quotaBytes: number;
  readonly readOnly: boolean;
  readonly groups: Groups | undefined;
  mounts: readonly Mount[];
  used: number;
  /** Whoever bears it may be changed. */
  private token: object = this;
  watchers: Set<Watcher> | undefined;

  constructor(options: MemoryFilesOptions) {
    this.base = options.base ?? EMPTY;
    this.root = this.base;
    this.nowMs = options.nowMs;
    this.quotaBytes = options.quotaBytes ?? Infinity;
    this.readOnly = options.readOnly ?? false;
    this.mounts = options.mounts ?? [];
    this.used = options.used ?? 0;
    this.groups = options.groups;
  }

  notify(path: string): void {
    for (const { path: watched, changed } of this.watchers ?? []) if (isBelow(path, watched) || isBelow(watched, path)) changed(path);
  }

  /** Follows a path; only its last part may be missing (or more, for mkdir -p). */
  walk(path: string, who: Who, follow: boolean, missing = false): Place {
    let parts = split(path);
    let at = '/';
    let node: TreeNode = this.root;
    let mount: Mount | undefined;
    let inner = '/';
    let links = 0;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string;
      const last = i === parts.length - 1;
      if (!mount && node.type !== 'directory') throw new FileError('ENOTDIR', path);
      if (!mount) demand(node, who, 1, path);
      const above = at;
      at = join(at, part);
      const here = this.mountAt(at);
      let target: string | undefined;
      if (here) {
        mount = here;
        inner = here.sourcePath;
        continue;
      }
      if (mount) {
        inner = join(inner, part);
        target = linkIn(mount.source, inner, last && !follow);
      } else {
        const next: TreeNode | undefined = (node as DirectoryNode).entries.get(part) ?? (this.mountNames(at).length ? EMPTY : undefined);
        if (!next) {
          if (!last && !missing) throw new FileError('ENOENT', path);
          return { type: 'own', path: last ? at : join(at, parts.slice(i + 1).join('/')), node: undefined };
        }
        node = next;
        if (next.type === 'link' && (!last || follow)) target = next.target;
      }
      if (target === undefined) continue;
      if (++links > MAX_LINKS) throw new FileError('ELOOP', path);
      parts = split(resolvePath(above, [target, ...parts.slice(i + 1)].join('/')));
      [i, at, node, mount, inner] = [-1, '/', this.root, undefined, '/'];
    }
    return mount ? { type: 'mounted', path: at, mount, inner } : { type: 'own', path: at, node };
  }

  mountAt(path: string): Mount | undefined {
    const { mounts } = this;
    for (let i = mounts.length - 1; i >= 0; i--) if ((mounts[i] as Mount).path === path) return mounts[i];
    return undefined;
  }

  /** Names of what mounts make appear in a directory. */
  mountNames(path: string): string[] {
    if (!this.mounts.length) return [];
    const prefix = path === '/' ? '/' : `${path}/`;
    return this.mounts.flatMap((mount) => (mount.path.startsWith(prefix) && mount.path !== path ? [mount.path.slice(prefix.length).split('/')[0] as string] : []));
  }

  /** The directory at a path of this tree, made this store's own (and made at all, where it is not there). */
  own(path: string, who: Who): DirectoryNode {
    let at = (this.root = this.mine(this.root));
    for (const part of split(path)) {
      const next = at.entries.get(part);
      if (next && next.type !== 'directory') throw new FileError('ENOTDIR', path);
      const mine = next ? this.mine(next) : this.made(at, who);
      if (mine !== next) at.entries.set(part, mine);
      at = mine;
    }
    return at;
  }

  private made(parent: DirectoryNode, who: Who): DirectoryNode {
    const group = groupIn(parent, who);
    const node = directoryNode(this.token, { mode: 0o755 | (parent.mode & SETGID), owner: who.user, modifiedMs: this.nowMs() });
    if (group !== undefined) node.group = group;
    return node;
  }

  mine(node: DirectoryNode): DirectoryNode {
    return node.holder === this.token ? node : { ...node, entries: new Map(node.entries), holder: this.token };
  }

  /** The tree as it is now, which from here on nobody changes: this store copies what it writes to. */
  freeze(): DirectoryNode {
    this.token = {};
    return this.root;
  }

  put(path: string, node: TreeNode, who: Who): void {
    const parent = this.own(parentOf(path), who);
    parent.entries.set(nameOf(path), node);
    parent.modifiedMs = this.nowMs();
    this.notify(path);
  }

  charge(bytes: number, path: string): void {
    if (bytes > 0 && this.used + bytes > this.quotaBytes) throw new FileError('ENOSPC', path);
    this.used = Math.max(0, this.used + bytes);
  }
}

const EMPTY = directoryNode(undefined, { mode: 0o755, owner: 'root', modifiedMs: 0 });
const MAX_LINKS = 40;
export const isBelow = (path: string, top: string): boolean => top === '/' || path === top || path.startsWith(`${top}/`);
export const join = (path: string, name: string): string => (path === '/' ? `/${name}` : `${path}/${name}`);
export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The group of what is made in a directory: the directory's own where that is set-group-ID, else its maker's. */
export function groupIn(parent: DirectoryNode, { groups }: Who): string | undefined {
  return parent.mode & SETGID ? (parent.group ?? parent.owner) : groups?.primary;
}

/** Permission bits as the owner, as one of its group or as anybody else; root may do all. */
export function demand(node: TreeNode, { user, groups }: Who, bit: 1 | 2 | 4, path: string): void {
  if (user === 'root') return;
  const mode = node.owner === user ? node.mode >> 6 : groups?.all.includes(node.group ?? node.owner) ? node.mode >> 3 : node.mode;
  if (!(mode & bit)) throw new FileError('EACCES', path);
}

export function split(path: string): string[] {
  return resolvePath('/', path).split('/').filter((part) => part !== '');
}

/** The target of a link in a source, or undefined where there is none to follow. */
function linkIn(source: FileSystem, path: string, keep: boolean): string | undefined {
  if (keep) return undefined;
  try {
    const { type, magic } = source.lstat(path);
    return type === 'link' && !magic ? source.readLink(path) : undefined;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
