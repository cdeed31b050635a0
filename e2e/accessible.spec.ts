// For every eye and every screen: axe in all dialogs and themes, no overflow from a phone to a projector, also at 200 % zoom.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { Sandbox } from './page.ts';

async function clean(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).exclude('.monaco-editor').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`), what).toEqual([]);
}

for (const [theme, locale] of [['light', 'ko-KR'], ['dark', 'en-US'], ['contrast', 'ko-KR']] as const) {
  test.describe(theme, () => {
    test.use({ locale, colorScheme: theme === 'light' ? 'light' : 'dark' });
    test(`axe finds nothing: ${theme}, ${locale}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.addInitScript((wanted) => {
        if (wanted === 'contrast') localStorage.setItem('kubarium/preferences', JSON.stringify({ theme: 'contrast' }));
      }, theme);
      const sandbox = new Sandbox(page);
      await sandbox.open();
      await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=2');
      // So that there is a past to look back to.
      await sandbox.run('kubectl rollout status deployment/web --timeout=120s');
      await expect(page.locator('[data-testid^="pod-web-"]')).toHaveCount(2);
      await page.getByTestId('pause').click();
      await clean(page, 'the page');
      await page.getByTestId('timeline').focus();
      await page.keyboard.press('Home');
      await expect(page.getByTestId('past-bar')).toBeVisible();
      await page.waitForTimeout(500);
      await clean(page, 'looking back');
      await page.keyboard.press('Escape');
      for (const name of ['open-palette', 'sandboxes', 'faults']) {
        await page.getByTestId(name).click();
        await page.waitForTimeout(500);
        await clean(page, name);
        await page.keyboard.press('Escape');
      }
      for (const name of ['terminal-tools', 'time-menu']) {
        await page.getByTestId(name).click();
        await page.waitForTimeout(300);
        await clean(page, name);
        await page.keyboard.press('Escape');
      }
    });
  });
}

// 720 × 450 is what 1440 × 900 leaves at 200 % zoom.
for (const [width, height] of [[390, 844], [720, 450], [820, 1180], [1024, 768], [1920, 1080]] as const) {
  test(`nothing overflows at ${width} × ${height}, and all panels can be reached`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const sandbox = new Sandbox(page);
    await sandbox.open();
    await expect(page.getByTestId('open-palette')).toBeVisible();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    for (const name of ['lesson', 'diagram', 'terminal']) {
      const box = page.locator(`[data-panel="${name}"]`);
      await box.scrollIntoViewIfNeeded();
      const size = await box.boundingBox();
      expect(size?.width ?? 0, name).toBeGreaterThan(200);
      expect(size?.height ?? 0, name).toBeGreaterThan(100);
    }
    expect(await sandbox.run('echo reachable')).toBe('reachable');
    await page.getByTestId('open-palette').click();
    const palette = await page.getByTestId('palette').boundingBox();
    expect((palette?.x ?? -1) >= 0 && (palette?.x ?? 0) + (palette?.width ?? 0) <= width).toBe(true);
  });
}

test('the narrator says as much as it was asked to', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await page.addInitScript(() => localStorage.setItem('kubarium/preferences', JSON.stringify({ narration: 'problems' })));
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25');
  await sandbox.run('kubectl rollout status deployment/web --timeout=60s');
  await page.waitForTimeout(1500);
  await expect(page.getByTestId('narrator')).not.toContainText('web');
  await sandbox.run('chaos stop-node node-1');
  await page.getByTestId('time-menu').click();
  await page.getByRole('menuitem', { name: /1m/ }).first().click();
  await expect(page.getByTestId('narrator')).toContainText('node-1', { timeout: 20_000 });
});
