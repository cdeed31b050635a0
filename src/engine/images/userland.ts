// The shell and commands that images of distributions carry: one table each, shared by all their images.
import { busyboxPrograms, coreutilsPrograms } from '../machine/commands/table.ts';
import type { Program } from '../machine/process.ts';

export type Flavour = 'busybox' | 'debian';

const made = new Map<Flavour, Readonly<Record<string, Program>>>();

export function userland(flavour: Flavour): Readonly<Record<string, Program>> {
  let programs = made.get(flavour);
  if (!programs) {
    programs = flavour === 'busybox' ? busyboxPrograms() : coreutilsPrograms();
    made.set(flavour, programs);
  }
  return programs;
}
