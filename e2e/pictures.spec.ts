// Pictures of the diagram's views, in both languages and themes, kept as baselines: letters are blocks, so that fonts play no part. Only what has a size of its own is compared: the width of a menu hangs on how a system rounds letters.
// What is meant to look different: `npx playwright test pictures --update-snapshots`, and look at what changed.
import { expect, type Locator, test } from '@playwright/test';
import { blockFont } from './block-font.ts';
import { Sandbox, steady, still } from './page.ts';

const style = `
  @font-face { font-family: Blocks; src: url(data:font/ttf;base64,${blockFont().toString('base64')}); }
  *, *::before, *::after, *::placeholder { font-family: Blocks !important; caret-color: transparent !important; }
  .react-flow__attribution { display: none; }
`;

/** On the nodes where they are told to be, in this order: the picture does not hang on when a browser typed what. */
const place = (name: string, node: string): string => `kubectl run ${name} --image=nginx:1.25 --labels=app=web --overrides='{"spec":{"nodeName":"${node}"}}'; kubectl wait --for=condition=Ready pod/${name} --timeout=60s`;

for (const [theme, locale] of [['light', 'ko-KR'], ['dark', 'en-US']] as const) {
  test.describe(theme, () => {
    test.use({ locale, colorScheme: theme, viewport: { width: 1440, height: 900 } });
    test(`the diagram looks as it did: ${theme}, ${locale}`, async ({ page }) => {
      test.skip(process.platform !== 'linux', 'other systems draw the edges of shapes in another way');
      test.setTimeout(180_000);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.addInitScript(() => localStorage.setItem('kubarium/preferences', JSON.stringify({ messages: false, lessonOpen: false, sideOpen: true, narration: 'off' })));
      const sandbox = new Sandbox(page);
      await sandbox.open('./?seed=7');
      await sandbox.setSpeed('10');
      for (const [name, node] of [['one', 'node-1'], ['two', 'node-2'], ['three', 'node-2']] as const) await sandbox.run(place(name, node));
      await sandbox.run('kubectl create service clusterip web --tcp=80; kubectl create deployment paused --image=nginx:1.25 --replicas=0; kubectl create cronjob tick --image=busybox:1.36 --schedule="0 0 1 1 *" -- date; sleep 20');
      await page.getByTestId('pause').click();
      await page.addStyleTag({ content: style });
      await page.evaluate(() => document.fonts.load('12px Blocks'));
      await expect.poll(() => page.evaluate(() => document.fonts.check('12px Blocks'))).toBe(true);
      const looksAsBefore = async (what: Locator, name: string): Promise<void> => {
        await steady(what);
        await still(page);
        await expect(what).toHaveScreenshot(`${name}-${theme}.png`, { maxDiffPixelRatio: 0.02, threshold: 0.25, animations: 'disabled' });
      };
      for (const view of ['cluster', 'workloads', 'network']) {
        await page.locator(`#view-${view}`).click();
        await page.getByRole('button', { name: /^(전체 보기|Fit all)$/ }).click();
        await steady(page.locator('.react-flow__node').first());
        await page.mouse.move(2, 2);
        await looksAsBefore(page.locator('[data-panel="diagram"]'), view);
      }
    });
  });
}
