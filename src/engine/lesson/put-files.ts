// Lays a lesson's files into the home directory, with the folders that they need; what is there already stays as it is.
import type { MemoryFiles } from '../machine/memory-files.ts';
import type { Lesson } from './lesson.ts';

export function putLessonFiles(lesson: Lesson, files: MemoryFiles, home: string): void {
  for (const [name, text] of Object.entries(lesson.files)) {
    const path = `${home}/${name}`;
    if (files.exists(path)) continue;
    files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
    files.write(path, text);
  }
}
