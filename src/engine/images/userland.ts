// The shell and commands that images of distributions carry: one table each, shared by all their images.
import { alpinePrograms, busyboxPrograms, coreutilsPrograms } from '../machine/commands/table.ts';
import type { Program } from '../machine/process.ts';

type Programs = Readonly<Record<string, Program>>;

const makers = {
  busybox: () => busyboxPrograms(),
  'old-busybox': () => busyboxPrograms(true),
  alpine: () => alpinePrograms(),
  'alpine-curl': () => alpinePrograms('curl'),
  'alpine-curl-jq': () => alpinePrograms('curl', 'jq'),
  'alpine-git': () => alpinePrograms('git'),
  'alpine-openssl': () => alpinePrograms('openssl'),
  /** Made for looking around in networks. */
  toolbox: () => alpinePrograms('curl', 'jq', 'network'),
  debian: () => coreutilsPrograms(),
  'debian-curl': () => coreutilsPrograms('curl'),
  'debian-dnsutils': () => coreutilsPrograms('network'),
} as const satisfies Readonly<Record<string, () => Programs>>;

export type Flavour = keyof typeof makers;

const made = new Map<Flavour, Programs>();

export function userland(flavour: Flavour): Programs {
  let programs = made.get(flavour);
  if (!programs) {
    programs = makers[flavour]();
    made.set(flavour, programs);
  }
  return programs;
}
