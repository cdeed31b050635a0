// The logs of a node's containers as the files that they are there: /var/log/pods, and the links in /var/log/containers (pkg/kubelet/kuberuntime/helpers.go, legacy.go); made when they are read.
import { FileError, type FileSystem, type Stat } from '../machine/files.ts';
import type { MemoryFiles } from '../machine/memory-files.ts';
import type { Program } from '../machine/process.ts';
import type { ContainerLog } from './container-log.ts';
import { criLog } from './cri-log.ts';
import type { ContainerRecord } from './container-record.ts';
import type { PodWorker } from './pod-worker.ts';

const PODS = '/var/log/pods';

/** Puts both folders where a node has them. */
export function mountLogs(node: MemoryFiles, logs: FileSystem): void {
  node.mount({ path: PODS, source: logs, sourcePath: '/pods', readOnly: false });
  node.mount({ path: '/var/log/containers', source: logs, sourcePath: '/containers', readOnly: false });
}

interface LogFile {
  readonly type: 'file';
  readonly text: string;
  readonly size: number;
  readonly modifiedMs: number;
}
type Entry = LogFile | { readonly type: 'directory'; readonly mode: number; readonly names: () => readonly string[] } | { readonly type: 'link'; readonly target: string };

interface Watcher {
  readonly path: string;
  readonly changed: (path: string) => void;
}

export class LogFiles implements FileSystem {
  private readonly workers: () => Iterable<PodWorker>;
  private readonly nowMs: () => number;
  private readonly watchers = new Set<Watcher>();

  constructor(workers: () => Iterable<PodWorker>, nowMs: () => number) {
    this.workers = workers;
    this.nowMs = nowMs;
  }

  /** Something was written to a container's log, or it has got a new one. */
  touched(worker: PodWorker, record: ContainerRecord): void {
    if (this.watchers.size === 0) return;
    const paths = [`/pods/${folderOf(worker)}/${record.name}/${record.restartCount}.log`, `/containers/${linkOf(worker, record)}`];
    for (const { path, changed } of [...this.watchers]) for (const at of paths) if (path === '/' || at === path || at.startsWith(`${path}/`)) changed(at);
  }

  watch(path: string, changed: (path: string) => void): () => void {
    const watcher = { path, changed };
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  read(path: string): string {
    const entry = this.followed(path);
    if (entry.type !== 'file') throw new FileError('EISDIR', path);
    return entry.text;
  }

  stat(path: string): Stat {
    return this.statOf(this.followed(path));
  }

  lstat(path: string): Stat {
    return this.statOf(this.at(path));
  }

  exists(path: string): boolean {
    return this.find(path) !== undefined;
  }

  list(path: string): readonly string[] {
    const entry = this.at(path);
    if (entry.type !== 'directory') throw new FileError('ENOTDIR', path);
    return [...entry.names()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }

  readLink(path: string): string {
    const entry = this.at(path);
    if (entry.type !== 'link') throw new FileError('EINVAL', path);
    return entry.target;
  }

  program(): Program | undefined {
    return undefined;
  }

  // The runtime has these files open and the kubelet sees to them; what others would do to them is not simulated.
  write(path: string): void {
    throw new FileError('EPERM', path);
  }
  mkdir(path: string, options: { readonly parents?: boolean } = {}): void {
    if (!options.parents || !this.exists(path)) throw new FileError(this.exists(path) ? 'EEXIST' : 'EPERM', path);
  }
  remove(path: string): void {
    throw new FileError('EPERM', path);
  }
  rename(path: string): void {
    throw new FileError('EPERM', path);
  }
  link(_target: string, path: string): void {
    throw new FileError('EPERM', path);
  }
  chmod(path: string): void {
    throw new FileError('EPERM', path);
  }

  private at(path: string): Entry {
    const entry = this.find(path);
    if (!entry) throw new FileError('ENOENT', path);
    return entry;
  }

  private followed(path: string): Entry {
    const entry = this.at(path);
    return entry.type === 'link' ? this.at(entry.target.slice('/var/log'.length)) : entry;
  }

  private find(path: string): Entry | undefined {
    const [top, first, container, file, ...more] = path.split('/').filter(Boolean);
    if (top === undefined) return { type: 'directory', mode: 0o755, names: () => ['containers', 'pods'] };
    if (more.length > 0) return undefined;
    if (top === 'containers') return container === undefined ? this.containers(first) : undefined;
    if (top !== 'pods') return undefined;
    if (first === undefined) return { type: 'directory', mode: 0o750, names: () => [...this.workers()].filter(hasLogs).map(folderOf) };
    for (const worker of this.workers()) if (folderOf(worker) === first && hasLogs(worker)) return ofPod(worker, container, file);
    return undefined;
  }

  private containers(name: string | undefined): Entry | undefined {
    if (name === undefined) return { type: 'directory', mode: 0o755, names: () => [...this.workers()].flatMap((worker) => logged(worker).map((record) => linkOf(worker, record))) };
    for (const worker of this.workers()) {
      for (const record of logged(worker)) if (linkOf(worker, record) === name) return { type: 'link', target: `${PODS}/${folderOf(worker)}/${record.name}/${record.restartCount}.log` };
    }
    return undefined;
  }

  private statOf(entry: Entry): Stat {
    switch (entry.type) {
      case 'file':
        return { type: 'file', mode: 0o640, owner: 'root', size: entry.size, modifiedMs: entry.modifiedMs };
      case 'link':
        return { type: 'link', mode: 0o777, owner: 'root', size: entry.target.length, modifiedMs: this.nowMs() };
      default:
        return { type: 'directory', mode: entry.mode, owner: 'root', size: 4096, modifiedMs: this.nowMs() };
    }
  }
}

/** `default_web-7d4b9_6f1c…`: of a static Pod with the hash of its manifest, which is its UID on the node. */
function folderOf({ pod: { metadata } }: PodWorker): string {
  return `${metadata.namespace}_${metadata.name}_${metadata.annotations?.['kubernetes.io/config.hash'] ?? metadata.uid}`;
}

function linkOf({ pod: { metadata } }: PodWorker, record: ContainerRecord): string {
  return `${metadata.name}_${metadata.namespace}_${record.name}-${record.id.slice(record.id.lastIndexOf('/') + 1)}.log`;
}

const logged = (worker: PodWorker): readonly ContainerRecord[] => worker.records.filter(({ log }) => log !== undefined);
const hasLogs = (worker: PodWorker): boolean => worker.records.some(({ log, previousLog }) => log !== undefined || previousLog !== undefined);

function ofPod(worker: PodWorker, container: string | undefined, file: string | undefined): Entry | undefined {
  const records = worker.records.filter(({ log, previousLog }) => log !== undefined || previousLog !== undefined);
  if (container === undefined) return { type: 'directory', mode: 0o755, names: () => records.map(({ name }) => name) };
  const record = records.find(({ name }) => name === container);
  if (!record) return undefined;
  const files = filesOf(record);
  if (file === undefined) return { type: 'directory', mode: 0o755, names: () => [...files.keys()] };
  return files.get(file)?.();
}

/** The log of the run that is and of the one before; the kubelet keeps no more of dead containers. */
function filesOf({ log, previousLog, restartCount }: ContainerRecord): ReadonlyMap<string, () => LogFile> {
  const files = new Map<string, () => LogFile>();
  const add = (of: ContainerLog | undefined, number: number): void => {
    if (!of) return;
    files.set(`${number}.log`, () => ({ type: 'file', ...criLog(of) }));
    const { rotated } = of;
    if (rotated) files.set(`${number}.log.${rotated.suffix}`, () => ({ type: 'file', ...criLog(rotated) }));
  };
  add(previousLog, restartCount - 1);
  add(log, restartCount);
  return files;
}
