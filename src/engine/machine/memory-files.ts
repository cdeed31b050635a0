// A file system in memory: layers copied on write over a shared tree, mounts, links, modes, a quota, watches and snapshots.
import { utf8Length } from '../base/utf8.ts';
import { FileError, type FileSystem, type Groups, type Mount, resolvePath, type Stat } from './files.ts';
import { demand, FileStore, groupIn, isBelow, join, type MemoryFilesOptions, nameOf, parentOf, type Place, type Who } from './file-store.ts';
import { buildTree, fileNode, differenceOf, type TreeNode, type TreeSnapshot } from './file-tree.ts';
import type { Program } from './process.ts';

export class MemoryFiles implements FileSystem, Who {
  private readonly store: FileStore;
  readonly user: string;
  /** Of whoever touches the files here, where they are not the user's own. */
  readonly groups: Groups | undefined;

  constructor(options: MemoryFilesOptions | FileStore, user = 'root', groups?: Groups) {
    this.store = options instanceof FileStore ? options : new FileStore(options);
    this.user = user;
    this.groups = groups ?? this.store.groups;
  }

  /** The same files as another user may touch them. */
  as(user: string, groups: Groups | undefined = this.store.groups): MemoryFiles {
    return user === this.user && groups === this.groups ? this : new MemoryFiles(this.store, user, groups);
  }

  /** Bytes written beyond the base. */
  get usedBytes(): number {
    return this.store.used;
  }

  get mounts(): readonly Mount[] {
    return this.store.mounts;
  }

  /** What is there now, without its mounts, for copies that are made by `new MemoryFiles({ ...image })`; what is written later is not in them. */
  image(): Required<Pick<MemoryFilesOptions, 'base' | 'used'>> {
    return { base: this.store.freeze(), used: this.store.used };
  }

  mount(mount: Mount): void {
    this.store.mounts = [...this.store.mounts, mount];
    this.store.notify(mount.path);
  }

  unmount(path: string): void {
    this.store.mounts = this.store.mounts.filter((mount) => mount.path !== path);
    this.store.notify(path);
  }

  /** What was changed since the base, as plain JSON. */
  snapshot(): TreeSnapshot {
    return differenceOf(this.store.root, this.store.base);
  }

  restore(snapshot: TreeSnapshot): void {
    this.store.root = this.store.base;
    for (const path of snapshot.removed) this.store.own(parentOf(path), this).entries.delete(nameOf(path));
    for (const [path, meta] of Object.entries(snapshot.directories)) {
      const node = this.store.own(path, this);
      node.mode = meta.mode;
      node.owner = meta.owner;
    }
    for (const [path, { text, ...meta }] of Object.entries(snapshot.files)) this.store.own(parentOf(path), this).entries.set(nameOf(path), fileNode(text, meta));
    for (const [path, target] of Object.entries(snapshot.links)) this.store.own(parentOf(path), this).entries.set(nameOf(path), { type: 'link', target, mode: 0o777, owner: 'root', modifiedMs: this.store.nowMs() });
    for (const [path, meta] of Object.entries(snapshot.directories)) this.store.own(path, this).modifiedMs = meta.modifiedMs;
    this.store.notify('/');
  }

  read(path: string): string {
    const place = this.find(path, true);
    if (place.type === 'mounted') return this.seen(place, (source) => source.read(place.inner));
    const node = place.node as TreeNode;
    if (node.type === 'directory') throw new FileError('EISDIR', path);
    demand(node, this, 4, path);
    if (node.type === 'file') return node.text;
    return node.type === 'program' ? '\u007fELF\n' : '';
  }

  write(path: string, text: string, options: { readonly append?: boolean; readonly mode?: number } = {}): void {
    const place = this.store.walk(path, this, true);
    if (place.type === 'mounted') return this.changed(place, (source) => source.write(place.inner, text, options));
    const { node } = place;
    if (node?.type === 'directory') throw new FileError('EISDIR', path);
    if (node?.type === 'device') return;
    this.demandWritable(place.path);
    if (node) demand(node, this, 2, path);
    else this.demandDirectory(place.path);
    const old = node?.type === 'file' ? node : undefined;
    const added = utf8Length(text);
    const oldSize = old?.size ?? 0;
    const size = options.append ? oldSize + added : added;
    this.store.charge(size - oldSize, path);
    const group = old ? old.group : this.groupAt(place.path);
    const meta = { mode: old?.mode ?? options.mode ?? 0o644, owner: old?.owner ?? this.user, ...(group === undefined ? {} : { group }), modifiedMs: this.store.nowMs() };
    this.store.put(place.path, { type: 'file', text: options.append ? (old?.text ?? '') + text : text, size, ...meta }, this);
  }

  stat(path: string): Stat {
    return this.statOf(this.find(path, true));
  }

  lstat(path: string): Stat {
    return this.statOf(this.find(path, false));
  }

  exists(path: string): boolean {
    try {
      // Said, not thrown, where only something is missing: it is asked along every PATH.
      const place = this.store.walk(path, this, true, true);
      return place.type === 'mounted' ? this.seen(place, (source) => source.exists(place.inner)) : place.node !== undefined;
    } catch (error) {
      if (error instanceof FileError) return false;
      throw error;
    }
  }

  list(path: string): readonly string[] {
    const place = this.find(path, true);
    if (place.type === 'mounted') {
      const names = this.seen(place, (source) => source.list(place.inner));
      const more = this.store.mountNames(place.path).filter((name) => !names.includes(name));
      return more.length ? [...names, ...more].sort(byCode) : names;
    }
    const node = place.node as TreeNode;
    if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
    demand(node, this, 4, path);
    return [...new Set([...node.entries.keys(), ...this.store.mountNames(place.path)])].sort(byCode);
  }

  mkdir(path: string, options: { readonly parents?: boolean; readonly mode?: number } = {}): void {
    const place = this.store.walk(path, this, true, options.parents);
    if (place.type === 'mounted') return this.changed(place, (source) => source.mkdir(place.inner, options));
    if (place.node) {
      if (options.parents && place.node.type === 'directory') return;
      throw new FileError('EEXIST', path);
    }
    this.demandWritable(place.path);
    if (options.parents) this.demandAbove(place.path);
    else this.demandDirectory(place.path);
    const node = this.store.own(place.path, this);
    if (options.mode !== undefined) node.mode = options.mode | (node.mode & 0o2000);
    this.store.notify(place.path);
  }

  remove(path: string, options: { readonly recursive?: boolean } = {}): void {
    const place = this.find(path, false);
    if (place.type === 'mounted') {
      if (this.store.mounts.some((mount) => mount.path === place.path)) throw new FileError('EBUSY', path);
      return this.changed(place, (source) => source.remove(place.inner, options));
    }
    const node = place.node as TreeNode;
    if (place.path === '/' || this.store.mountNames(place.path).length) throw new FileError('EBUSY', path);
    if (node.type === 'directory' && !options.recursive && node.entries.size) throw new FileError('ENOTEMPTY', path);
    this.demandWritable(place.path);
    this.demandDirectory(place.path);
    const parent = this.store.own(parentOf(place.path), this);
    parent.entries.delete(nameOf(place.path));
    parent.modifiedMs = this.store.nowMs();
    this.store.used = Math.max(0, this.store.used - sizeOf(node));
    this.store.notify(place.path);
  }

  rename(from: string, to: string): void {
    const source = this.find(from, false);
    const target = this.store.walk(to, this, false);
    if (source.type === 'mounted' || target.type === 'mounted') {
      if (source.type !== 'mounted' || target.type !== 'mounted' || source.mount.source !== target.mount.source) throw new FileError('EXDEV', to);
      return this.changed(target, (files) => files.rename(source.inner, target.inner));
    }
    if (source.path === target.path) return;
    const node = source.node as TreeNode;
    if (isBelow(target.path, source.path)) throw new FileError('EINVAL', to);
    if (target.node?.type === 'directory') {
      if (node.type !== 'directory') throw new FileError('EISDIR', to);
      if (target.node.entries.size) throw new FileError('ENOTEMPTY', to);
    } else if (target.node && node.type === 'directory') throw new FileError('ENOTDIR', to);
    this.demandWritable(target.path);
    this.demandDirectory(source.path);
    this.demandDirectory(target.path);
    this.store.own(parentOf(source.path), this).entries.delete(nameOf(source.path));
    this.store.notify(source.path);
    this.store.put(target.path, node, this);
  }

  link(target: string, path: string): void {
    const place = this.store.walk(path, this, false);
    if (place.type === 'mounted') return this.changed(place, (source) => source.link(target, place.inner));
    if (place.node) throw new FileError('EEXIST', path);
    this.demandWritable(place.path);
    this.demandDirectory(place.path);
    this.store.put(place.path, { type: 'link', target, mode: 0o777, owner: this.user, modifiedMs: this.store.nowMs() }, this);
  }

  readLink(path: string): string {
    const place = this.find(path, false);
    if (place.type === 'mounted') return this.seen(place, (source) => source.readLink(place.inner));
    if (place.node?.type !== 'link') throw new FileError('EINVAL', path);
    return place.node.target;
  }

  chmod(path: string, mode: number): void {
    const place = this.find(path, true);
    if (place.type === 'mounted') return this.changed(place, (source) => source.chmod(place.inner, mode));
    const node = place.node as TreeNode;
    this.demandWritable(place.path);
    if (this.user !== 'root' && node.owner !== this.user) throw new FileError('EPERM', path);
    if (node.type === 'directory') {
      this.store.own(place.path, this).mode = mode;
      this.store.notify(place.path);
    } else this.store.put(place.path, { ...node, mode }, this);
  }

  setTime(path: string, modifiedMs: number): void {
    const place = this.find(path, true);
    if (place.type === 'mounted') return this.changed(place, (source) => source.setTime?.(place.inner, modifiedMs));
    const node = place.node as TreeNode;
    this.demandWritable(place.path);
    if (this.user !== 'root' && node.owner !== this.user) throw new FileError('EPERM', path);
    if (node.type === 'directory') this.store.own(place.path, this).modifiedMs = modifiedMs;
    else this.store.put(place.path, { ...node, modifiedMs }, this);
  }

  /** Root's alone. */
  chown(path: string, owner: string): void {
    const place = this.find(path, true);
    if (this.user !== 'root') throw new FileError('EPERM', path);
    if (place.type === 'mounted') return this.changed(place, (source) => (source instanceof MemoryFiles ? source.chown(place.inner, owner) : undefined));
    this.demandWritable(place.path);
    if (place.node?.type === 'directory') this.store.own(place.path, this).owner = owner;
    else this.store.put(place.path, { ...(place.node as TreeNode), owner }, this);
  }

  /** Root's alone. */
  chgrp(path: string, group: string): void {
    const place = this.find(path, false);
    if (this.user !== 'root') throw new FileError('EPERM', path);
    if (place.type === 'mounted') return this.changed(place, (source) => (source instanceof MemoryFiles ? source.chgrp(place.inner, group) : undefined));
    this.demandWritable(place.path);
    if (place.node?.type === 'directory') this.store.own(place.path, this).group = group;
    else this.store.put(place.path, { ...(place.node as TreeNode), group }, this);
  }

  program(path: string): Program | undefined {
    const place = this.store.walk(path, this, true);
    if (place.type === 'mounted') return place.mount.source.program(place.inner);
    return place.node?.type === 'program' ? place.node.program : undefined;
  }

  watch(path: string, changed: (path: string) => void): () => void {
    const watcher = { path: resolvePath('/', path), changed };
    const watchers = (this.store.watchers ??= new Set());
    watchers.add(watcher);
    const stops = this.store.mounts.flatMap((mount) => {
      const above = isBelow(mount.path, watcher.path);
      if (!above && !isBelow(watcher.path, mount.path)) return [];
      const inner = above ? mount.sourcePath : resolvePath(mount.sourcePath, `.${watcher.path.slice(mount.path.length)}`);
      return [mount.source.watch(inner, (at) => changed(resolvePath(mount.path, `./${at.slice(mount.sourcePath === '/' ? 0 : mount.sourcePath.length)}`)))];
    });
    return () => {
      watchers.delete(watcher);
      for (const stop of stops) stop();
    };
  }

  private statOf(place: Place): Stat {
    if (place.type === 'mounted') {
      return this.seen(place, (source) => (place.inner === place.mount.sourcePath ? source.stat(place.inner) : source.lstat(place.inner)));
    }
    const node = place.node as TreeNode;
    const size = node.type === 'file' ? node.size : node.type === 'link' ? utf8Length(node.target) : node.type === 'device' ? 0 : node.type === 'program' ? 1_048_576 : 4096;
    const { type, mode, owner, group, modifiedMs } = node;
    const stat = { type, mode, owner, size, modifiedMs, ...(group === undefined ? {} : { group }) };
    return node.type === 'device' ? { ...stat, device: node.device } : stat;
  }

  /** The group that a new file there gets. */
  private groupAt(path: string): string | undefined {
    const above = this.store.walk(parentOf(path), this, true, true);
    return above.type === 'own' && above.node?.type === 'directory' ? groupIn(above.node, this) : this.groups?.primary;
  }

  /** The place of something that is there. */
  private find(path: string, follow: boolean): Place {
    const place = this.store.walk(path, this, follow);
    if (place.type === 'own' ? place.node === undefined : false) throw new FileError('ENOENT', path);
    return place;
  }

  private seen<T>(place: Place & { type: 'mounted' }, act: (source: FileSystem) => T): T {
    const { source } = place.mount;
    return act(source.as?.(this.user, this.groups) ?? source);
  }

  private changed(place: Place & { type: 'mounted' }, act: (source: FileSystem) => void): void {
    if (place.mount.readOnly) throw new FileError('EROFS', place.path);
    this.seen(place, act);
  }

  private demandWritable(path: string): void {
    if (this.store.readOnly) throw new FileError('EROFS', path);
  }

  private demandDirectory(path: string): void {
    if (this.user === 'root') return;
    const place = this.store.walk(parentOf(path), this, true);
    if (place.type === 'own' && place.node) demand(place.node, this, 2, path);
  }

  private demandAbove(path: string): void {
    let above = parentOf(path);
    while (above !== '/' && !this.exists(above)) above = parentOf(above);
    this.demandDirectory(join(above, 'x'));
  }
}

function sizeOf(node: TreeNode): number {
  if (node.type === 'file') return node.size;
  let size = 0;
  if (node.type === 'directory') for (const child of node.entries.values()) size += sizeOf(child);
  return size;
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Files of one's own without a base: a volume, a test's directory. */
export function emptyFiles(nowMs: () => number, options: Omit<MemoryFilesOptions, 'nowMs' | 'base'> = {}): MemoryFiles {
  return new MemoryFiles({ ...options, nowMs });
}

/** A machine's files from plain text and programs. */
export function filesOf(nowMs: () => number, files: Readonly<Record<string, string>>, programs: Readonly<Record<string, Program>> = {}): MemoryFiles {
  return new MemoryFiles({ nowMs, base: buildTree(files, programs, { modifiedMs: nowMs(), distribution: true }) });
}
