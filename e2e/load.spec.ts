// What is loaded before the prompt answers, and how long that takes.
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

const LIMIT_KIB = 350;
const LIMIT_MS = 2000;

test('the prompt answers in under two seconds, with at most 350 KiB compressed before it', async ({ page }) => {
  const loaded: Promise<{ readonly path: string; readonly size: number; readonly startMs: number }>[] = [];
  page.context().on('response', (response) => {
    if (!response.url().startsWith('http')) return;
    const { startTime } = response.request().timing();
    const read = response.body().then((body) => gzipSync(body).length, () => 0);
    loaded.push(read.then((size) => ({ path: new URL(response.url()).pathname, size, startMs: startTime })));
  });
  const started = Date.now();
  await new Sandbox(page).open();
  // The page marks the moment at which the first prompt was drawn; what is fetched from then on is not in its way.
  const answeredMs = await page.evaluate(() => performance.timeOrigin + (performance.getEntriesByName('kubarium-prompt')[0]?.startTime ?? NaN));
  const promptMs = Math.round(answeredMs - started);
  const before = (await Promise.all(loaded)).filter(({ startMs }) => startMs <= answeredMs);
  const sizes = before.map(({ path, size }) => [path, size] as const);
  const kib = sizes.reduce((sum, [, size]) => sum + size, 0) / 1024;
  test.info().annotations.push({ type: 'load', description: `${kib.toFixed(0)} KiB gzip in ${sizes.length} files, prompt after ${promptMs} ms` });
  console.log(`load: ${kib.toFixed(0)} KiB gzip in ${sizes.length} files, prompt after ${promptMs} ms`);
  expect(kib, sizes.map(([path, size]) => `${path} ${size}`).join('\n')).toBeLessThanOrEqual(LIMIT_KIB);
  expect(promptMs).toBeLessThan(LIMIT_MS);
});
