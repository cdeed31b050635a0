// The module that scripts/generate/lesson-index.ts makes.
declare module 'virtual:lesson-index' {
  export const lessonIndex: readonly import('./bridge/lesson-view.ts').LessonEntry[];
}
