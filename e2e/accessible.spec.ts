// For every eye and every screen: axe in all dialogs and themes, no overflow from a phone to a projector, also at 200 % zoom.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { Sandbox, steady, still } from './page.ts';

async function clean(page: Page, what: string): Promise<void> {
  await still(page);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).exclude('.monaco-editor').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`), what).toEqual([]);
}

for (const [theme, locale] of [['light', 'ko-KR'], ['dark', 'en-US'], ['contrast', 'ko-KR']] as const) {
  test.describe(theme, () => {
    test.use({ locale, colorScheme: theme === 'light' ? 'light' : 'dark' });
    test(`axe finds nothing: ${theme}, ${locale}`, async ({ page }) => {
      // Eight looks at the whole page, each of several seconds.
      test.setTimeout(300_000);
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
      await clean(page, 'looking back');
      await page.keyboard.press('Escape');
      await expect(page.getByTestId('past-bar')).toBeHidden();
      const opened = [
        ['open-palette', page.getByTestId('palette').getByRole('option').first()], ['sandboxes', page.getByTestId('sandbox')], ['faults', page.getByTestId('fault-target')],
        ['terminal-tools', page.getByRole('menuitem').first()], ['time-menu', page.getByRole('menuitem').first()], ['diagram-menu', page.getByRole('menuitem').first()],
      ] as const;
      for (const [name, content] of opened) {
        await page.getByTestId(name).click();
        await expect(content).toBeVisible();
        await clean(page, name);
        await page.keyboard.press('Escape');
        await expect(content).toBeHidden();
      }
    });
  });
}

/** Buttons, tabs and fields in the header and in the panels' bars of which a part cannot be seen: hidden by an ancestor that cannot be scrolled. */
function cutOff(): string[] {
  const parts = [...document.querySelectorAll<HTMLElement>('header button, header select, [data-panel] [role="tablist"] button, [data-bar] button, [data-bar] input')].filter((part) => part.getClientRects().length > 0);
  return parts.flatMap((part) => {
    const box = part.getBoundingClientRect();
    for (let above = part.parentElement; above; above = above.parentElement) {
      const style = getComputedStyle(above);
      if (/auto|scroll/.test(style.overflowX)) return [];
      const frame = above.getBoundingClientRect();
      if (/hidden|clip/.test(style.overflowX) && (box.left < frame.left - 1 || box.right > frame.right + 1)) return [`${part.getAttribute('aria-label') ?? part.textContent} in ${above.className}`];
    }
    return box.left < -1 || box.right > window.innerWidth + 1 ? [`${part.getAttribute('aria-label') ?? part.textContent} outside of the window`] : [];
  });
}

// 720 × 450 is what 1440 × 900 leaves at 200 % zoom.
for (const [width, height] of [[390, 844], [720, 450], [820, 1180], [1024, 768], [1920, 1080]] as const) {
  test(`nothing overflows at ${width} × ${height}, and all panels can be reached`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const sandbox = new Sandbox(page);
    await sandbox.open();
    // All that comes late is there before anything is measured.
    for (const part of [page.getByTestId('open-palette'), page.getByTestId('time-menu'), page.getByTestId('terminal-tools'), page.getByTestId('lesson-11-pods'), page.getByTestId('node-node-1')]) await expect(part).toBeAttached();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    for (const name of ['lesson', 'diagram', 'terminal']) {
      const panel = page.locator(`[data-panel="${name}"]`);
      await panel.scrollIntoViewIfNeeded();
      const size = await panel.boundingBox();
      expect(size?.width ?? 0, name).toBeGreaterThan(200);
      expect(size?.height ?? 0, name).toBeGreaterThan(100);
    }
    // No button of a bar is cut off by its panel's edge.
    expect(await page.evaluate(cutOff)).toEqual([]);
    expect(await sandbox.run('echo reachable')).toBe('reachable');
    await page.getByTestId('open-palette').click();
    const palette = await steady(page.getByTestId('palette'));
    expect(palette.x >= 0 && palette.x + palette.width <= width).toBe(true);
  });
}

test('the narrator says as much as it was asked to', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await page.addInitScript(() => localStorage.setItem('kubarium/preferences', JSON.stringify({ narration: 'problems' })));
  await sandbox.open();
  await page.getByTestId('narrator').evaluate((narrator) => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(narrator.textContent ?? '')).observe(narrator, { childList: true, characterData: true, subtree: true });
  });
  await sandbox.run('kubectl create deployment web --image=nginx:1.25');
  await sandbox.run('kubectl rollout status deployment/web --timeout=60s');
  await expect(page.locator('[data-testid^="pod-web-"]')).toHaveAttribute('data-state', 'ready');
  await sandbox.run('chaos stop-node node-1');
  await page.getByTestId('time-menu').click();
  await page.getByRole('menuitem', { name: /1m/ }).first().click();
  await expect(page.getByTestId('narrator')).toContainText('node-1');
  // That the Pod is ready was known long before the node was; it was not said.
  const said = await page.evaluate(() => (window as unknown as { said: readonly string[] }).said);
  expect(said.filter((words) => /준비/.test(words))).toEqual([]);
  expect(said.join()).toContain('node-1');
});

test('who wants no motion sees messages come and go at their place, and nothing slides', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await expect(page.getByTestId('node-node-1')).toBeVisible();
  // Every animation that is begun from now on is kept, with where it leads from and to, and how long.
  await page.evaluate(() => {
    const begun: { moves: boolean; ms: number }[] = [];
    Object.assign(window, { begun });
    const seen = new WeakSet<Animation>();
    const look = (): void => {
      for (const animation of document.getAnimations()) {
        const effect = animation.effect;
        if (seen.has(animation) || !(effect instanceof KeyframeEffect) || effect.target?.closest('.xterm')) continue;
        seen.add(animation);
        const places = new Set(effect.getKeyframes().flatMap((frame) => (frame['transform'] === undefined ? [] : [String(frame['transform'])])));
        begun.push({ moves: places.size > 1, ms: Number(effect.getComputedTiming().duration) });
      }
      requestAnimationFrame(look);
    };
    look();
  });
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=3');
  await sandbox.run('kubectl rollout status deployment/web --timeout=60s');
  const begun = await page.evaluate(() => (window as unknown as { begun: readonly { moves: boolean; ms: number }[] }).begun);
  expect(begun.length).toBeGreaterThan(0);
  expect(begun.filter(({ moves, ms }) => moves && ms > 1)).toEqual([]);
});
