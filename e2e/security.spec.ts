// Nothing that a manifest, a log line, a lesson or a program in the terminal says can run as script or lead the page away.
import { expect, test } from '@playwright/test';
import { nextFrames, Sandbox } from './page.ts';

const EVIL = '<img src=x onerror="window.stolen=1"><script>window.stolen=1</script><a href="javascript:window.stolen=1">x</a>';

test('the policy allows no inline script and no eval, and the browser enforces it', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  const scripts = policy?.split(';').find((part) => part.trim().startsWith('script-src')) ?? '';
  expect(scripts).toContain("'self'");
  expect(scripts).not.toMatch(/unsafe|\*|data:|blob:/);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    document.addEventListener('securitypolicyviolation', (event) => seen.push(`${event.effectiveDirective} ${event.blockedURI}`));
    const inline = document.createElement('script');
    inline.textContent = 'window.stolen = 1';
    document.body.append(inline);
    const image = document.createElement('div');
    image.innerHTML = '<img src="x" onerror="window.stolen=1">';
    document.body.append(image);
    const frame = document.createElement('iframe');
    frame.srcdoc = '<script>parent.stolen=1</scr' + 'ipt>';
    frame.addEventListener('load', () => seen.push('frame loaded'));
    document.body.append(frame);
    // In a task of the page's own: what the test's debugger runs itself is exempt from the policy.
    setTimeout(() => {
      try {
        // oxlint-disable-next-line no-eval -- the policy must refuse it
        seen.push(`eval ${String((0, eval)('true'))}`);
      } catch {
        seen.push('eval refused');
      }
    });
  });
  const seen = (): Promise<readonly string[]> => page.evaluate(() => (window as unknown as { seen: readonly string[] }).seen);
  // The script, the handler of the picture that cannot be loaded, and eval: each has been refused, and the frame has been there.
  await expect.poll(async () => (await seen()).filter((one) => one.startsWith('script-src')).length).toBeGreaterThanOrEqual(3);
  await expect.poll(seen).toEqual(expect.arrayContaining(['eval refused', 'frame loaded']));
  expect(await page.evaluate(() => 'stolen' in window)).toBe(false);
});

test('manifests, logs, events and terminal escapes are text', async ({ page, context }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  const here = page.url();
  await sandbox.run(`cat > evil.yaml <<'END'\napiVersion: v1\nkind: Pod\nmetadata:\n  name: evil\n  annotations:\n    note: '${EVIL}'\n  labels:\n    app: evil\nspec:\n  containers:\n    - name: shout\n      image: busybox:1.36\n      command: ["sh", "-c", "echo '${EVIL.replaceAll('"', '\\"')}'; sleep 1000"]\nEND`);
  await sandbox.run('kubectl apply -f evil.yaml');
  await sandbox.run('kubectl wait --for=condition=Ready pod/evil --timeout=60s');
  await sandbox.run('kubectl logs evil; kubectl get pod evil -o yaml | head -20');
  await page.getByTestId('pod-evil').first().click();
  await expect(page.getByTestId('inspected')).toHaveText('evil');
  for (const tab of ['summary', 'why', 'events', 'metrics']) {
    await page.locator(`#inspect-${tab}`).click();
    await expect(page.locator(`#inspected-part[aria-labelledby="inspect-${tab}"]`)).toBeVisible();
  }
  // Where it is shown, it is shown as it is.
  await page.locator('#inspect-yaml').click();
  await expect(page.getByTestId('yaml')).toContainText('onerror="window.stolen=1"');
  await page.locator('#inspect-logs').click();
  await expect(page.locator('#inspected-part')).toContainText('onerror="window.stolen=1"');
  await page.locator('#side-editor').click();
  // OSC 8 links, OSC 52, titles, and a URL: nothing happens by itself, and a script URL is never followed.
  await sandbox.type(`clear; printf '\\033]8;;javascript:window.stolen=1\\033\\\\here it is\\033]8;;\\033\\\\\\n\\033]52;c;c3RvbGVu\\007\\033]0;stolen\\007\\n'\n`);
  await sandbox.waitFor(/here it is[\s\S]*\$ $/);
  const screen = await page.locator('.xterm-screen').first().boundingBox();
  if (!screen) throw new Error('no screen');
  for (const y of [8, 24, 40]) {
    await page.mouse.move(screen.x + 20, screen.y + y);
    await page.mouse.move(screen.x + 24, screen.y + y);
    await nextFrames(page);
    await page.mouse.click(screen.x + 24, screen.y + y);
  }
  // A picture that is asked for now fails after all those before it: what their handlers would do is done by then.
  await page.evaluate(() => new Promise((resolve) => Object.assign(new Image(), { onerror: resolve, src: 'no-such-picture' })));
  await nextFrames(page);
  expect(await page.evaluate(() => 'stolen' in window)).toBe(false);
  expect(page.url()).toBe(here);
  expect(context.pages()).toHaveLength(1);
  expect(await page.title()).not.toContain('stolen');
});
