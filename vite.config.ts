// Builds the page: React, the engine's worker as an ES module, and the schema that the editor fetches.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { kubernetesDescriptions } from './scripts/generate/descriptions.ts';
import { lessonIndex } from './scripts/generate/lesson-index.ts';
import { kubernetesSchema } from './scripts/generate/editor-schema.ts';

/** A name for what the engine does: a session that was logged by another one is replayed by time, not by step. */
function engineBuild(): string {
  const hash = crypto.createHash('sha256');
  for (const room of ['src/engine', 'src/bridge']) {
    const folder = path.join(import.meta.dirname, room);
    const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|json|ya?ml|md)$/.test(file) && !file.includes('.test.'));
    for (const file of files.sort()) hash.update(file).update(fs.readFileSync(path.join(folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

const policy = [
  "default-src 'self'", "script-src 'self'", "worker-src 'self' blob:", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
  "connect-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'none'",
].join('; ');

/** In the build only: the development server puts a script into the page. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' }],
  };
}

/** Every file of the page is kept by the service worker; a newer version waits until it is asked for, so that no lesson is interrupted. */
const offline = VitePWA({
  registerType: 'prompt',
  injectRegister: false,
  workbox: { globPatterns: ['**/*.{html,js,css,json,svg,png,ttf,woff2}'], maximumFileSizeToCacheInBytes: 12_000_000, ignoreURLParametersMatching: [/.*/] },
  manifest: {
    name: 'Kubarium',
    short_name: 'Kubarium',
    description: 'A living Kubernetes cluster in a browser tab, made to learn and to teach with',
    display: 'standalone',
    background_color: '#0d1420',
    theme_color: '#0d1420',
    icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
  },
});

export default defineConfig(({ command }) => {
  process.env['VITE_KUBARIUM_BUILD'] ??= command === 'build' ? engineBuild() : 'development';
  return {
    base: './',
    plugins: [react(), kubernetesSchema(), lessonIndex(), contentSecurityPolicy(), offline],
    resolve: {
      // monaco-yaml asks for a path that Monaco's exports map no longer has.
      alias: [{ find: 'monaco-editor/esm/vs/editor/editor.worker.js', replacement: 'monaco-editor/editor/editor.worker' }],
    },
    worker: { format: 'es', plugins: () => [kubernetesDescriptions(), lessonIndex()] },
    build: { target: 'es2023', chunkSizeWarningLimit: 4000, assetsInlineLimit: 0 },
    server: { host: '127.0.0.1', port: 5173 },
  };
});
