// Files that are made when somebody first looks: nearly no container reads its service account's token.
import type { FileSystem, Stat } from '../machine/files.ts';
import type { Program } from '../machine/process.ts';

export class LazyFiles implements FileSystem {
  private made: FileSystem | undefined;
  private readonly make: () => FileSystem;

  constructor(make: () => FileSystem) {
    this.make = make;
  }

  private get files(): FileSystem {
    return (this.made ??= this.make());
  }

  as(user: string): FileSystem {
    return this.files.as?.(user) ?? this.files;
  }
  read(path: string): string {
    return this.files.read(path);
  }
  write(path: string, text: string, options?: { readonly append?: boolean; readonly mode?: number }): void {
    this.files.write(path, text, options);
  }
  stat(path: string): Stat {
    return this.files.stat(path);
  }
  lstat(path: string): Stat {
    return this.files.lstat(path);
  }
  exists(path: string): boolean {
    return this.files.exists(path);
  }
  list(path: string): readonly string[] {
    return this.files.list(path);
  }
  mkdir(path: string, options?: { readonly parents?: boolean; readonly mode?: number }): void {
    this.files.mkdir(path, options);
  }
  remove(path: string, options?: { readonly recursive?: boolean }): void {
    this.files.remove(path, options);
  }
  rename(from: string, to: string): void {
    this.files.rename(from, to);
  }
  link(target: string, path: string): void {
    this.files.link(target, path);
  }
  readLink(path: string): string {
    return this.files.readLink(path);
  }
  chmod(path: string, mode: number): void {
    this.files.chmod(path, mode);
  }
  program(path: string): Program | undefined {
    return this.files.program(path);
  }
  watch(path: string, changed: (path: string) => void): () => void {
    return this.files.watch(path, changed);
  }
}
