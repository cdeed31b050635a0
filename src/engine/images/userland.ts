// The shell and commands that images of distributions carry.
import { ash, bash, dash } from '../machine/shell/shell.ts';
import type { Program } from '../machine/process.ts';

export type Flavour = 'busybox' | 'debian';

export function userland(flavour: Flavour): Readonly<Record<string, Program>> {
  return flavour === 'busybox' ? { '/bin/sh': ash } : { '/bin/sh': dash, '/bin/bash': bash };
}
