// The module that scripts/generate/descriptions.ts makes.
declare module 'virtual:kubernetes-descriptions' {
  /** Index 0 … of `texts`, by definition and field; the field '' is the definition itself. */
  export const descriptions: {
    readonly texts: readonly string[];
    readonly definitions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}
