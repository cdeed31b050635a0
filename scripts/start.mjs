// npm start: builds the page if need be and serves it, printing the address.
import { ensureDependencies } from './tasks/dependencies.mjs';
import { buildPage } from './tasks/build.mjs';

ensureDependencies();
if (!buildPage()) process.exit(1);
const { preview } = await import('vite');
const port = Number(process.env.PORT ?? 4173);
const server = await preview({ preview: { port, strictPort: process.env.PORT !== undefined, host: '127.0.0.1' }, logLevel: 'warn' });
console.log(`Kubarium is ready: ${server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}/`}`);
