// What is kept, and what happens when it cannot be: several sandboxes, files, an earlier version's storage, two tabs, no room, no storage at all, a worker that dies.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, expect, type Page, test } from '@playwright/test';
import { Sandbox } from './page.ts';

const list = async (page: Page): Promise<void> => page.getByTestId('sandboxes').click();
const row = (page: Page, name: string) => page.getByTestId('sandbox').filter({ hasText: name });

/** What was typed is in the browser's storage: a reload finds it. */
async function written(page: Page, typed: string): Promise<void> {
  const keys = (): Promise<string> =>
    page.evaluate(
      () =>
        new Promise<string>((resolve, reject) => {
          const opening = indexedDB.open('kubarium');
          opening.onerror = () => reject(opening.error ?? new Error('the database cannot be opened'));
          opening.onsuccess = () => {
            const inputs = opening.result.transaction('inputs2').objectStore('inputs2').getAll();
            inputs.onerror = () => reject(inputs.error ?? new Error('the inputs cannot be read'));
            inputs.onsuccess = () => {
              opening.result.close();
              resolve((inputs.result as readonly { readonly action: { readonly keys?: string } }[]).map(({ action }) => action.keys ?? '').join(''));
            };
          };
        }),
    );
  await expect.poll(keys, { message: `${typed} is written` }).toContain(`${typed}\r`);
}

test('sandboxes have clusters and files of their own: made, named, switched, thrown away', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('echo one > which.txt; kubectl create namespace first');
  await list(page);
  await row(page, '').getByRole('button', { name: /이름 바꾸기|Rename/ }).click();
  await page.getByRole('textbox', { name: /^(이름|Name)$/ }).fill('alpha');
  await page.getByRole('textbox', { name: /^(이름|Name)$/ }).press('Enter');
  await expect(row(page, 'alpha')).toBeVisible();
  await page.getByRole('textbox', { name: /새 샌드박스 이름|Name of the new sandbox/ }).fill('beta');
  await page.getByRole('textbox', { name: /새 샌드박스 이름|Name of the new sandbox/ }).press('Enter');
  await sandbox.waitFor(/^\S+\$ $/);
  expect(await sandbox.run('cat which.txt; kubectl get namespace first')).toMatch(/No such file[\s\S]*not found/);
  await sandbox.run('echo two > which.txt');
  await written(page, 'echo two > which.txt');
  await page.reload();
  await sandbox.waitFor(/echo two[\s\S]*\$ $/);
  expect(await sandbox.run('cat which.txt')).toBe('two');
  await list(page);
  await row(page, 'alpha').getByRole('button', { name: /^(열기|Open)$/ }).click();
  await sandbox.waitFor(/echo one[\s\S]*\$ $/);
  expect(await sandbox.run('cat which.txt; kubectl get namespace first -o name')).toBe('one\nnamespace/first');
  await list(page);
  await row(page, 'beta').getByRole('button', { name: /^(삭제|Delete)$/ }).click();
  await row(page, 'beta').getByRole('button', { name: /^(삭제|Delete)$/ }).first().click();
  await expect(row(page, 'beta')).toHaveCount(0);
  await expect(page.getByTestId('sandbox')).toHaveCount(1);
});

test('a sandbox as a file: exported, imported again, anything else refused', async ({ page }) => {
  test.setTimeout(120_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create configmap kept --from-literal=a=1');
  await list(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /파일로 내보내기|Export to a file/ }).last().click()]);
  const file = await download.path();
  await page.getByTestId('import-session').setInputFiles({ name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from('{"inputs": 1}') });
  await expect(page.getByRole('alert')).toContainText(/Kubarium/);
  await page.getByTestId('import-session').setInputFiles({ name: 'from-file.json', mimeType: 'application/json', buffer: fs.readFileSync(file) });
  await sandbox.waitFor(/create configmap kept[\s\S]*\$ $/);
  await list(page);
  await expect(row(page, 'from-file')).toHaveAttribute('data-here', 'true');
  await expect(page.getByTestId('sandbox')).toHaveCount(2);
  await page.keyboard.press('Escape');
  expect(await sandbox.run('kubectl get configmap kept -o jsonpath={.data.a}; echo')).toMatch(/^1/);
});

/** Writes what the first version of the page kept: one session in two stores. */
async function writeFirstVersion(page: Page, build: string): Promise<void> {
  await page.evaluate(
    (made) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('kubarium', 1);
        request.onupgradeneeded = () => {
          request.result.createObjectStore('head');
          request.result.createObjectStore('inputs', { autoIncrement: true });
        };
        request.onerror = () => reject(request.error ?? new Error('open'));
        request.onsuccess = () => {
          const startMs = Date.UTC(2026, 0, 5);
          const change = request.result.transaction(['head', 'inputs'], 'readwrite');
          change.objectStore('head').put({ build: made, seed: 3, startMs, untilMs: startMs + 60_000, untilStep: 5000, speed: 1, paused: false }, 'session');
          const inputs = [
            { atMs: startMs, atStep: 0, action: { type: 'open-terminal', terminal: 1, columns: 100, rows: 30 } },
            { atMs: startMs, atStep: 2, action: { type: 'join' } },
            { atMs: startMs + 2000, atStep: 900, action: { type: 'keys', terminal: 1, keys: 'kubectl create namespace from-before\r' } },
          ];
          for (const input of inputs) change.objectStore('inputs').add(input);
          change.oncomplete = () => {
            request.result.close();
            resolve();
          };
        };
      }),
    build,
  );
}

test('the single session of the first version becomes a sandbox, and says that it was run again', async ({ page }) => {
  await page.route('**/*', (route) => (route.request().resourceType() === 'document' ? route.fulfill({ contentType: 'text/html', body: '<title>empty</title>' }) : route.continue()));
  await page.goto('./');
  await writeFirstVersion(page, 'an-earlier-build');
  await page.unroute('**/*');
  const sandbox = new Sandbox(page);
  await sandbox.open();
  expect(await sandbox.run('kubectl get namespace from-before -o name')).toBe('namespace/from-before');
  await expect(page.getByTestId('note-other-build')).toBeVisible();
  const stores = await page.evaluate(async () => (await indexedDB.databases()).map(({ name, version }) => `${name} ${version}`));
  expect(stores).toContain('kubarium 2');
});

test('storage of a newer version is left alone', async ({ page }) => {
  await page.route('**/*', (route) => (route.request().resourceType() === 'document' ? route.fulfill({ contentType: 'text/html', body: '<title>empty</title>' }) : route.continue()));
  await page.goto('./');
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('kubarium', 99);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
      }),
  );
  await page.unroute('**/*');
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await expect(page.getByTestId('storage-note')).toHaveAttribute('data-state', 'newer');
  expect(await sandbox.run('echo works')).toBe('works');
});

test('two tabs on one sandbox: the second says that it is not kept and can open another', async ({ page, context }) => {
  test.setTimeout(120_000);
  const first = new Sandbox(page);
  await first.open();
  await first.run('echo mine > whose.txt');
  const page2 = await context.newPage();
  const second = new Sandbox(page2);
  await second.open();
  await expect(page2.getByTestId('storage-note')).toHaveAttribute('data-state', 'elsewhere');
  await second.run('echo theirs > whose.txt');
  await page2.getByRole('button', { name: /샌드박스 보기|Show sandboxes/ }).click();
  await expect(page2.getByTestId('sandbox')).toContainText(/다른 탭|another tab/);
  await page2.getByRole('textbox', { name: /새 샌드박스 이름|Name of the new sandbox/ }).fill('second');
  await page2.getByRole('textbox', { name: /새 샌드박스 이름|Name of the new sandbox/ }).press('Enter');
  await second.waitFor(/^\S+\$ $/);
  await expect(page2.getByTestId('storage-note')).toBeHidden();
  expect(await first.run('cat whose.txt')).toBe('mine');
});

test.describe('little room', () => {
  // What is kept for offline use would need the room.
  test.use({ serviceWorkers: 'block' });

  test('no room: it is said, the session goes on, and is kept again once there is room', async ({ page, context, baseURL }) => {
    test.setTimeout(120_000);
    const sandbox = new Sandbox(page);
    await page.goto('about:blank');
    const browser = await context.newCDPSession(page);
    const { origin } = new URL(baseURL ?? '');
    await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 100_000 });
    await sandbox.open();
    await sandbox.run('echo early > early.txt');
    const note = page.getByTestId('storage-note');
    for (let i = 0; i < 25 && !(await note.isVisible()); i++) {
      await sandbox.type(`: ${'x'.repeat(8000)}\n`);
      await note.waitFor({ timeout: 300 }).catch(() => undefined);
    }
    await expect(note).toHaveAttribute('data-state', 'full', { timeout: 20_000 });
    expect(await sandbox.run('cat early.txt')).toBe('early');
    await browser.send('Storage.overrideQuotaForOrigin', { origin });
    await page.getByRole('button', { name: /다시 저장|Try saving/ }).click();
    await expect(page.getByTestId('storage-note')).toBeHidden();
    await sandbox.run('echo late > late.txt');
    await written(page, 'echo late > late.txt');
    await page.reload();
    await sandbox.waitFor(/echo late[\s\S]*\$ $/);
    expect(await sandbox.run('cat early.txt late.txt')).toBe('early\nlate');
  });
});

test('a browser that allows no storage: it is said, all else works, also after the engine stopped', async ({ baseURL, launchOptions }) => {
  test.setTimeout(120_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kubarium-no-storage-'));
  fs.mkdirSync(path.join(folder, 'Default'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'Default/Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 }, cookie_controls_mode: 1, block_third_party_cookies: true } }));
  const context = await chromium.launchPersistentContext(folder, { ...launchOptions, baseURL: baseURL ?? '', locale: 'ko-KR', viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const sandbox = new Sandbox(page);
    await sandbox.open();
    await expect(page.getByTestId('storage-note')).toHaveAttribute('data-state', 'off');
    await sandbox.run('kubectl create namespace fleeting');
    await killWorker(page);
    await expect(page.getByTestId('note-recovered')).toBeVisible({ timeout: 30_000 });
    expect(await sandbox.run('kubectl get namespace fleeting -o name')).toBe('namespace/fleeting');
  } finally {
    await context.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

/** A fault of the engine, as the worker would meet it. */
async function killWorker(page: Page): Promise<void> {
  // The newest: the one before it may only just have gone.
  const worker = page.workers().findLast((one) => one.url().includes('engine'));
  if (!worker) throw new Error(`no engine among ${page.workers().map((one) => one.url()).join(', ')}`);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('a fault made by the test');
    });
  });
}

test('the worker stops: the page says so, brings it back from the log, and nothing is lost', async ({ page }) => {
  test.setTimeout(120_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=2');
  await sandbox.run('kubectl rollout status deployment/web --timeout=120s');
  await sandbox.run('echo last words > last.txt');
  await written(page, 'echo last words > last.txt');
  await killWorker(page);
  await expect(page.getByTestId('note-recovered')).toBeVisible({ timeout: 30_000 });
  await sandbox.waitFor(/last words > last\.txt[\s\S]*\$ $/);
  // Again at once: now the person decides.
  await killWorker(page);
  await expect(page.getByTestId('crash-banner')).toBeVisible();
  await page.getByRole('button', { name: /기록으로 다시|Restart from the log/ }).click();
  await sandbox.waitFor(/last words > last\.txt[\s\S]*\$ $/);
  expect(await sandbox.run('cat last.txt; kubectl get deployment web -o jsonpath={.status.readyReplicas}; echo')).toMatch(/^last words\n2/);
});
