// What is loaded before the prompt answers, and how long that takes.
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

const LIMIT_KIB = 350;
const LIMIT_MS = 2000;

test('the prompt answers in under two seconds, with at most 350 KiB compressed before it', async ({ page }) => {
  const bodies: Promise<[string, number]>[] = [];
  let answered = false;
  page.context().on('response', (response) => {
    if (answered || !response.url().startsWith('http')) return;
    bodies.push(response.body().then((body) => [new URL(response.url()).pathname, gzipSync(body).length] as [string, number]).catch(() => ['', 0] as [string, number]));
  });
  const started = Date.now();
  await new Sandbox(page).open();
  const promptMs = Date.now() - started;
  answered = true;
  const sizes = await Promise.all(bodies);
  const kib = sizes.reduce((sum, [, size]) => sum + size, 0) / 1024;
  test.info().annotations.push({ type: 'load', description: `${kib.toFixed(0)} KiB gzip in ${sizes.length} files, prompt after ${promptMs} ms` });
  console.log(`load: ${kib.toFixed(0)} KiB gzip in ${sizes.length} files, prompt after ${promptMs} ms`);
  expect(kib, sizes.map(([path, size]) => `${path} ${size}`).join('\n')).toBeLessThanOrEqual(LIMIT_KIB);
  expect(promptMs).toBeLessThan(LIMIT_MS);
});
