// The nodes of a file system in memory: trees that many containers share, copied node by node where one of them writes.
import { utf8Length } from '../base/utf8.ts';
import type { Program } from './process.ts';

interface Meta {
  readonly mode: number;
  readonly owner: string;
  /** Where it is not the owner's own. */
  readonly group?: string;
  readonly modifiedMs: number;
}
export interface FileNode extends Meta {
  readonly type: 'file';
  readonly text: string;
  readonly size: number;
}
export interface LinkNode extends Meta {
  readonly type: 'link';
  readonly target: string;
}
export interface ProgramNode extends Meta {
  readonly type: 'program';
  readonly program: Program;
}
export interface DeviceNode extends Meta {
  readonly type: 'device';
  /** `null`, `zero`, `stdin`, … */
  readonly device: string;
}
/** All other nodes never change; a directory is changed only by the file system whose token it bears. */
export interface DirectoryNode {
  readonly type: 'directory';
  mode: number;
  owner: string;
  group?: string;
  modifiedMs: number;
  readonly entries: Map<string, TreeNode>;
  readonly holder: object | undefined;
}
export type TreeNode = FileNode | LinkNode | ProgramNode | DeviceNode | DirectoryNode;

export const fileNode = (text: string, meta: Meta): FileNode => ({ type: 'file', text, size: utf8Length(text), mode: meta.mode, owner: meta.owner, modifiedMs: meta.modifiedMs });

export const directoryNode = (holder: object | undefined, meta: Meta): DirectoryNode => ({
  type: 'directory', mode: meta.mode, owner: meta.owner, modifiedMs: meta.modifiedMs, entries: new Map(), holder,
});

const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty', 'stdin', 'stdout', 'stderr'] as const;

export interface TreeOptions {
  readonly modifiedMs?: number;
  /** /tmp, /root, /home and the like, as distributions have them. */
  readonly distribution?: boolean;
}

/** A tree to share: `files` by absolute path (a trailing slash: an empty directory), `programs`, the devices. */
export function buildTree(files: Readonly<Record<string, string>>, programs: Readonly<Record<string, Program>>, options: TreeOptions = {}): DirectoryNode {
  const modifiedMs = options.modifiedMs ?? 0;
  const directory = (mode = 0o755): DirectoryNode => directoryNode(undefined, { mode, owner: 'root', modifiedMs });
  const root = directory();
  const place = (path: string, node: TreeNode | undefined): void => {
    const parts = path.split('/').filter((part) => part !== '');
    let at = root;
    for (const part of node ? parts.slice(0, -1) : parts) {
      let next = at.entries.get(part);
      if (next?.type !== 'directory') at.entries.set(part, (next = directory()));
      at = next;
    }
    if (node) at.entries.set(parts.at(-1) as string, node);
  };
  for (const device of devices) place(`/dev/${device}`, { type: 'device', device, mode: 0o666, owner: 'root', modifiedMs });
  for (const path of ['/etc', '/proc', '/sys']) place(path, undefined);
  if (options.distribution) {
    for (const path of ['/bin', '/home', '/media', '/mnt', '/opt', '/run', '/srv', '/usr/bin', '/usr/local/bin', '/var/log', '/var/lib']) place(path, undefined);
    place('/root', directory(0o700));
    place('/tmp', directory(0o1777));
    place('/var/tmp', directory(0o1777));
  }
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('/')) place(path, undefined);
    else place(path, fileNode(text, { mode: text.startsWith('#!') ? 0o755 : 0o644, owner: 'root', modifiedMs }));
  }
  for (const [path, program] of Object.entries(programs)) place(path, { type: 'program', program, mode: 0o755, owner: 'root', modifiedMs });
  return root;
}

/** What differs between two trees, as plain JSON by absolute path; programs and devices are never part of it. */
export interface TreeSnapshot {
  readonly files: Readonly<Record<string, { readonly text: string; readonly mode: number; readonly owner: string; readonly modifiedMs: number }>>;
  readonly directories: Readonly<Record<string, { readonly mode: number; readonly owner: string; readonly modifiedMs: number }>>;
  readonly links: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

export function differenceOf(root: DirectoryNode, base: DirectoryNode): TreeSnapshot {
  const files: Record<string, TreeSnapshot['files'][string]> = {};
  const directories: Record<string, TreeSnapshot['directories'][string]> = {};
  const links: Record<string, string> = {};
  const removed: string[] = [];
  const walk = (at: DirectoryNode, was: DirectoryNode | undefined, path: string): void => {
    for (const name of was?.entries.keys() ?? []) if (!at.entries.has(name)) removed.push(`${path}/${name}`);
    for (const [name, node] of at.entries) {
      const old = was?.entries.get(name);
      const full = `${path}/${name}`;
      if (node === old) continue;
      if (node.type === 'file') files[full] = { text: node.text, mode: node.mode, owner: node.owner, modifiedMs: node.modifiedMs };
      else if (node.type === 'link') links[full] = node.target;
      else if (node.type === 'directory') {
        const before = old?.type === 'directory' ? old : undefined;
        if (!before || before.mode !== node.mode || before.owner !== node.owner) directories[full] = { mode: node.mode, owner: node.owner, modifiedMs: node.modifiedMs };
        walk(node, before, full);
      }
    }
  };
  walk(root, base, '');
  return { files, directories, links, removed };
}
