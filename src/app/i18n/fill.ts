// Puts values into a sentence of the catalogue: `{name}`, and `{name:이/가}` where a Korean particle follows.
import { particle } from './particle.ts';

export function fill(sentence: string, about: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)(?::([^/}]+)\/([^}]+))?\}/g, (_, name: string, closed: string | undefined, open: string | undefined) => {
    const value = about[name] ?? '';
    return closed === undefined ? value : particle(value, closed, open ?? closed);
  });
}
