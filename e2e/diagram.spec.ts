// The diagram: from afar and from nearby, as a tree by keyboard, as a picture, with boxes that were moved; and what it says to axe in every view.
import fs from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { Sandbox, steady, still } from './page.ts';

test('nearer and farther, tree, picture, moved boxes', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.setSpeed('10');
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=3; kubectl expose deployment web --port=80; kubectl wait --for=condition=Available deployment/web --timeout=90s');
  const pod = page.locator('[data-testid^=pod-web]').first();
  const name = (await pod.getAttribute('data-testid'))?.slice('pod-'.length) ?? '';
  const box = await steady(pod);
  await page.mouse.move(box.x + 20, box.y + 20);
  for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -200);
  await expect(page.getByTestId(`pod-${name}`)).toContainText('nginx:1.25');
  await expect(page.getByTestId(`pod-${name}`)).toContainText('docker-entrypoint');
  for (let i = 0; i < 40; i++) await page.mouse.wheel(0, 200);
  await expect(page.locator('canvas[role=img]').first()).toBeVisible();
  await page.getByRole('button', { name: '전체 보기' }).click();

  const node = page.getByTestId('node-node-1');
  await expect(node).toBeVisible();
  const before = await steady(node);
  const moved = async (): Promise<number> => Math.round(((await node.boundingBox())?.y ?? 0) - before.y);
  await page.mouse.move(before.x + before.width * 0.6, before.y + 16);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width * 0.6, before.y + 76, { steps: 6 });
  await page.mouse.up();
  await expect.poll(moved).toBeGreaterThan(30);
  await page.getByTestId('diagram-menu').click();
  await page.getByRole('menuitem', { name: '옮긴 상자 제자리로' }).click();
  await expect.poll(async () => Math.abs(await moved())).toBeLessThan(3);

  for (const [kind, item, head] of [['svg', 'SVG로 내보내기', '<svg'], ['png', 'PNG로 내보내기', 'PNG']] as const) {
    await page.getByTestId('diagram-menu').click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`kubarium-cluster.${kind}`);
    const bytes = fs.readFileSync(await file.path());
    expect(bytes.subarray(0, 8).toString('latin1')).toContain(head);
    if (kind === 'svg') expect(bytes.toString()).toContain('>node-1</text>');
  }

  await page.getByTestId('tree-toggle').click();
  const tree = page.getByTestId('tree');
  await tree.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  for (const key of ['Home', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await expect(tree.getByRole('treeitem', { name: /nginx/ }).first()).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('inspected')).toHaveText(/^web-/);
});

test('a world of several namespaces fills the view: frames, nothing beside them, nothing under the buttons', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.setSpeed('20');
  for (const namespace of ['shop', 'data', 'team']) {
    await sandbox.run(`kubectl create namespace ${namespace}; for d in a b c; do kubectl -n ${namespace} create deployment ${namespace}-$d --image=nginx:1.25 --replicas=3; kubectl -n ${namespace} expose deployment ${namespace}-$d --port=80; done`);
  }
  const buttons = await steady(page.getByRole('button', { name: '전체 보기' }).locator('..'));
  for (const view of ['workloads', 'network']) {
    await page.locator(`#view-${view}`).click();
    const last = view === 'workloads' ? page.getByTestId('workload-team-c') : page.getByTestId('service-team-c');
    await expect(last).toBeVisible();
    await expect(page.locator('.react-flow__node', { hasText: /^(shop|data|team)$/ })).not.toHaveCount(0);
    await page.getByRole('button', { name: '전체 보기' }).click();
    await steady(last);
    const boxes = await page.locator('.react-flow__node').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as { x: number; y: number; width: number; height: number }));
    const surface = await steady(page.locator('.react-flow'));
    // In a single column three namespaces would take a fifth of the width.
    const right = Math.max(...boxes.map((one) => one.x + one.width));
    expect((right - Math.min(...boxes.map((one) => one.x))) / surface.width, view).toBeGreaterThan(0.5);
    const covered = boxes.filter((one) => one.x < buttons.x + buttons.width && one.x + one.width > buttons.x && one.y < buttons.y + buttons.height && one.y + one.height > buttons.y);
    expect(covered, view).toEqual([]);
  }
});

test('axe finds nothing in any view, as a diagram and as a tree, light and dark', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.setSpeed('10');
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=3; kubectl expose deployment web --port=80 --type=LoadBalancer; kubectl create deployment bad --image=nginx:nope; kubectl create ingress shop --rule="a.example.com/*=web:80"; sleep 30');
  const found: string[] = [];
  const look = async (where: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).include('section[aria-label="클러스터 그림"]').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
    found.push(...violations.flatMap(({ id, nodes }) => nodes.map((node) => `${where} ${id}: ${node.target.join(' ')}`)));
  };
  for (const view of ['cluster', 'workloads', 'network', 'control-plane']) {
    await page.locator(`#view-${view}`).click();
    await expect(page.locator('.react-flow__node').first()).toBeVisible();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', scheme);
      await still(page);
      await look(`${view} ${scheme}`);
    }
  }
  await page.getByTestId('tree-toggle').click();
  await expect(page.getByTestId('tree')).toBeVisible();
  await look('tree');
  expect(found).toEqual([]);
});
