// The files as a process with another umask makes them.
import type { FileSystem } from './files.ts';

/** The same files for a process whose new ones get other permissions than usual. */
export function masked(files: FileSystem, umask: number): FileSystem {
  const view = Object.create(files) as FileSystem;
  view.write = (path, text, options = {}) => files.write(path, text, { mode: 0o666 & ~umask, ...options });
  view.mkdir = (path, options = {}) => files.mkdir(path, { mode: 0o777 & ~umask, ...options });
  return view;
}
