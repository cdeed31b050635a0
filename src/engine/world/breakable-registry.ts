// The registries of the world, of which single images can be missing.
import { formatReference, parseReference, type Reference } from '../images/reference.ts';
import type { ImageSource } from '../machine/container.ts';

export interface BreakableRegistry extends ImageSource {
  /** False where it is missing already or where this is no name of an image. */
  lose(image: string): boolean;
  bringBack(image: string): void;
  /** No registry answers at all. */
  down: boolean;
}

export function breakable(source: ImageSource): BreakableRegistry {
  const lost = new Set<string>();
  const nameOf = (image: string): string | undefined => {
    const reference = parseReference(image);
    return reference && formatReference(reference);
  };
  const registry: BreakableRegistry = {
    down: false,
    resolve: (image) => {
      const reference = registry.down ? parseReference(image) : undefined;
      if (reference) return { type: 'refused', message: `failed to resolve reference "${formatReference(reference)}": ${timedOut(reference)}` };
      const name = lost.size === 0 ? undefined : nameOf(image);
      if (name !== undefined && lost.has(name)) return { type: 'refused', message: `failed to resolve reference "${name}": ${name}: not found` };
      return source.resolve(image);
    },
    lose: (image) => {
      const name = nameOf(image);
      if (name === undefined || lost.has(name)) return false;
      lost.add(name);
      return true;
    },
    bringBack: (image) => {
      const name = nameOf(image);
      if (name !== undefined) lost.delete(name);
    },
  };
  return registry;
}

function timedOut({ host, path, tag, digest }: Reference): string {
  const server = host === 'docker.io' ? 'registry-1.docker.io' : host;
  return `failed to do request: Head "https://${server}/v2/${path}/manifests/${digest ?? tag}": dial tcp: lookup ${server}: i/o timeout`;
}
