// Bundles src/node/cli.ts into one file that runs on Node.js alone.
import path from 'node:path';
import { defineConfig } from 'vite';
import { kubernetesDescriptions } from './generate/descriptions.ts';
import { lessonIndex } from './generate/lesson-index.ts';

const root = path.join(import.meta.dirname, '..');

export default defineConfig({
  root,
  publicDir: false,
  plugins: [kubernetesDescriptions(), lessonIndex()],
  build: {
    ssr: path.join(root, 'src/node/cli.ts'),
    outDir: path.join(root, 'dist-cli'),
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rollupOptions: { output: { minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } }, entryFileNames: 'kubarium.mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' } },
  },
  ssr: { noExternal: true, target: 'node' },
});
