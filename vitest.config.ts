// Unit and session tests run in Node; engine tests run under tripwires.
import { defineConfig } from 'vitest/config';
import { kubernetesDescriptions } from './scripts/generate/descriptions.ts';
import { lessonIndex } from './scripts/generate/lesson-index.ts';

export default defineConfig({
  plugins: [kubernetesDescriptions(), lessonIndex()],
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    environment: 'node',
    setupFiles: ['src/testing/tripwires.ts'],
    testTimeout: 20_000,
    maxWorkers: 2,
    // The engine has no state of its own outside its worlds (determinism.test.ts), so files may share its modules: loading them is half of the time otherwise.
    isolate: false,
  },
});
