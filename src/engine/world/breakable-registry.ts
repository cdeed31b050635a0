// The registries of the world, of which single images can be missing.
import { formatReference, parseReference } from '../images/reference.ts';
import type { ImageSource } from '../machine/container.ts';

export interface BreakableRegistry extends ImageSource {
  /** False where it is missing already or where this is no name of an image. */
  lose(image: string): boolean;
  bringBack(image: string): void;
}

export function breakable(source: ImageSource): BreakableRegistry {
  const lost = new Set<string>();
  const nameOf = (image: string): string | undefined => {
    const reference = parseReference(image);
    return reference && formatReference(reference);
  };
  return {
    resolve: (image) => {
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
}
