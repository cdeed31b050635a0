// Types of the recorded normaliser.
export class Normalizer {
  constructor(options: { literal?: string; headers?: Readonly<Record<string, string>>; server?: string });
  text(text: string, options?: { dir?: string; command?: string }): string;
}
export class Bijection {}
export function same(expected: readonly string[], actual: readonly string[], notes: readonly string[], bijection: Bijection): boolean;
export function collapse(line: string): string;
