// What programs of the project need to be bundled with, to be run by scripts/tasks/tool.mjs.
import { defineConfig } from 'vite';
import { kubernetesDescriptions } from './generate/descriptions.ts';
import { lessonIndex } from './generate/lesson-index.ts';

export default defineConfig({ plugins: [kubernetesDescriptions(), lessonIndex()] });
