// Bundles a TypeScript program of the project and runs it in Node: benchmarks, the session player.
import path from 'node:path';
import { build } from 'vite';
import { root, run } from './dependencies.mjs';

/** The bundled program's path. */
export async function bundleTool(entry) {
  const name = path.basename(entry, '.ts');
  await build({
    root,
    configFile: path.join(root, 'scripts/tool.config.ts'),
    publicDir: false,
    logLevel: 'warn',
    build: { ssr: path.join(root, entry), outDir: path.join(root, '.cache/tools', name), emptyOutDir: true, target: 'node20', minify: false, sourcemap: true, rollupOptions: { output: { entryFileNames: `${name}.mjs` } } },
    ssr: { noExternal: true, target: 'node' },
  });
  return path.join('.cache/tools', name, `${name}.mjs`);
}

export async function runTool(entry, args, nodeFlags = []) {
  return run('node', ['--enable-source-maps', ...nodeFlags, await bundleTool(entry), ...args]);
}
