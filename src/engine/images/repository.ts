// What a registry knows of one repository: which tags exist, and what is in the image of each.
import type { ContainerImage } from '../machine/container.ts';

export type ImageContent = Partial<Omit<ContainerImage, 'reference' | 'digest' | 'sizeMiB'>> & Pick<ContainerImage, 'sizeMiB'>;

export interface Repository {
  /** `docker.io/library/nginx` and other names of the same. */
  readonly names: readonly string[];
  /** The image of a tag, or undefined where there is no such tag. */
  image(tag: string): ImageContent | undefined;
}

export interface Version {
  /** In full: `1.25.5` */
  readonly version: string;
  /** What follows it in the tag: `alpine`, or ''. */
  readonly variant: string;
}

export interface Releases {
  /** The last patch of each minor (`'1.25': 5`), oldest first; a minor alone (`'3.9': undefined`) has no patches. */
  readonly last: Readonly<Record<string, number | undefined>>;
  /** Tags that are names of versions: `{ latest: '1.29', stable: '1.28' }`. */
  readonly names?: Readonly<Record<string, string>>;
  /** Suffixes that exist, apart from none. */
  readonly variants?: readonly string[];
}

/** The version that a tag means among the releases that exist: `1`, `1.25`, `1.25.3`, `1.25-alpine`, `latest`, `alpine`. */
export function versionOf(tag: string, { last, names = {}, variants = [] }: Releases): Version | undefined {
  const variant = variants.find((name) => tag === name || tag.endsWith(`-${name}`)) ?? '';
  const wanted = tag === variant ? 'latest' : variant === '' ? tag : tag.slice(0, -variant.length - 1);
  const named = Object.hasOwn(names, wanted) ? names[wanted] : undefined;
  const version = resolve(named ?? wanted, last);
  return version === undefined ? undefined : { version, variant };
}

function resolve(wanted: string, last: Releases['last']): string | undefined {
  const minors = Object.keys(last);
  const full = (minor: string): string => (last[minor] === undefined ? minor : `${minor}.${last[minor]}`);
  if (Object.hasOwn(last, wanted)) return full(wanted);
  const m = /^(.+)\.(\d+)$/.exec(wanted);
  if (m && Object.hasOwn(last, m[1] as string)) return Number(m[2]) <= (last[m[1] as string] ?? -1) ? wanted : undefined;
  // A major alone is its newest minor.
  const newest = /^\d+$/.test(wanted) ? minors.filter((minor) => minor.startsWith(`${wanted}.`)).at(-1) : undefined;
  return newest === undefined ? undefined : full(newest);
}
