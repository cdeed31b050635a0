// The built page, served on a port of its own, and a Chromium: for measurements that are no tests.
import { spawn } from 'node:child_process';
import { chromium } from '@playwright/test';
import { buildPage } from '../tasks/build.mjs';
import { ensureChromium } from '../tasks/chromium.mjs';
import { environment, root } from '../tasks/dependencies.mjs';

export const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--no-first-run'];

/** `KUBARIUM_DIST`: a folder with a page that was built already. */
export async function served(port, use) {
  const folder = process.env.KUBARIUM_DIST;
  if (!folder && !buildPage()) process.exit(1);
  const server = spawn('vite', ['preview', ...(folder ? ['--outDir', folder] : []), '--port', String(port), '--strictPort', '--host', '127.0.0.1'], { cwd: root, stdio: 'ignore', env: environment() });
  const address = `http://127.0.0.1:${port}/`;
  try {
    for (let tries = 0; tries < 100; tries++) {
      const answered = await fetch(address).then((response) => response.ok, () => false);
      if (answered) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return await use(address);
  } finally {
    server.kill();
  }
}

export const launch = (options = {}) => chromium.launch({ ...options, args: [...args, ...(options.args ?? [])], ...(ensureChromium() ? { executablePath: ensureChromium() } : {}) });
