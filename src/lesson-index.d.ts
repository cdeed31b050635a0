// The modules that scripts/generate/lesson-index.ts makes.
declare module 'virtual:lesson-index' {
  export const lessonIndex: readonly import('./bridge/lesson-view.ts').LessonEntry[];
}
declare module 'virtual:glossary' {
  export const glossary: readonly {
    readonly id: string;
    readonly word: { readonly ko: string; readonly en: string };
    readonly also?: { readonly ko?: readonly string[]; readonly en?: readonly string[] };
    readonly meaning: { readonly ko: string; readonly en: string };
    readonly see?: readonly string[];
    /** A lesson's slug without its number. */
    readonly lesson?: string;
    readonly everyday?: readonly string[];
  }[];
}
declare module 'virtual:lesson-schema' {
  /** A JSON Schema. */
  export const lessonSchema: object;
}
