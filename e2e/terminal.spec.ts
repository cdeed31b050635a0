// What makes the terminal comfortable: suggestions, several lines pasted, names to click, two side by side, explanations, what changed, faults beside it.
import { expect, type Page, test } from '@playwright/test';
import { Sandbox, steady } from './page.ts';

async function tool(page: Page, name: RegExp): Promise<void> {
  await page.getByTestId('terminal-tools').click();
  await page.getByRole('menuitem', { name }).click();
}

async function paste(page: Page, text: string): Promise<void> {
  await new Sandbox(page).focus();
  await page.evaluate((words) => {
    const data = new DataTransfer();
    data.setData('text/plain', words);
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

test('a suggestion is taken by the right arrow; several lines are shown before they run', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('echo suggested words');
  await sandbox.type('echo sug');
  await expect(page.locator('.xterm-rows > div', { hasText: 'echo suggested words' })).toHaveCount(2);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/suggested words\n[\s\S]*suggested words\n\S+\$ $/);
  await expect(page.getByTestId('terminal-tools')).toBeVisible();
  await paste(page, 'echo first\necho second\n');
  await page.getByTestId('paste-text').fill('echo first\necho changed');
  await page.getByRole('button', { name: /^(실행|Run)$/ }).click();
  await sandbox.waitFor(/\nfirst\nchanged\n/);
  await paste(page, 'echo single');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/\nsingle\n/);
});

test('Tab lists flags with their help; found text is marked and counted; Ctrl-C copies what is marked, and interrupts where nothing is', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await expect(page.getByTestId('terminal-tools')).toBeVisible();
  // The cluster's code is there: kubectl completes.
  await sandbox.run('kubectl get nodes');
  await sandbox.type('kubectl rollout ');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await sandbox.waitFor(/undo +\(Undo a previous rollout\)/);
  await page.keyboard.press('Control+c');
  await sandbox.waitFor(/\^C\n\S+\$ $/);
  await sandbox.type('clear; echo needle; echo hay; echo needle\n');
  await sandbox.waitFor(/^needle\nhay\nneedle\n\S+\$ $/);

  await page.keyboard.press('Control+Shift+F');
  const field = page.getByTestId('terminal-search');
  await expect(field).toBeFocused();
  await page.keyboard.insertText('needle');
  await expect(page.getByRole('search')).toContainText('1/2');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('search')).toContainText('2/2');
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(page.locator('.xterm-helper-textarea').first()).toBeFocused();

  // What was found is marked still; copying it leaves the line that is being typed.
  await sandbox.type('echo kept');
  const screen = await steady(page.locator('.xterm-screen').first());
  await page.mouse.dblclick(screen.x + 12, screen.y + 8);
  await page.keyboard.press('Control+c');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('needle');
  expect(await sandbox.text()).toMatch(/\$ echo kept$/);
  await page.keyboard.press('Control+v');
  await sandbox.waitFor(/\$ echo keptneedle$/);
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/\nkeptneedle\n/);
});

test('Korean and wide letters are typed, edited and cut as on a terminal; a long output is whole while the window changes', async ({ page }) => {
  test.setTimeout(120_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  // An input method composes in steps; only what is done comes to the shell.
  const keyboard = await page.context().newCDPSession(page);
  await sandbox.type('echo ');
  for (const text of ['ㅎ', '하', '한']) await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await keyboard.send('Input.insertText', { text: '한' });
  await sandbox.waitFor(/echo 한$/);
  await page.keyboard.insertText('글🚀끝');
  await sandbox.waitFor(/echo 한글🚀끝$/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Backspace');
  await page.keyboard.insertText('도');
  await sandbox.waitFor(/echo 한글도/);
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/\n한글도끝\n/);

  await sandbox.type('clear; seq 9000; echo all\n');
  for (const width of [1100, 700, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await steady(page.locator('.xterm-screen').first());
  }
  const text = await sandbox.waitFor(/\nall\n\S+\$ $/, 60_000);
  const numbers = text.split('\n').filter((line) => /^\d+$/.test(line)).map(Number);
  expect(numbers).toEqual(Array.from({ length: 9000 }, (_, i) => i + 1));
});

test('a name in the output inspects the object; two terminals side by side; larger text', async ({ page }) => {
  test.setTimeout(120_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25');
  await sandbox.run('kubectl rollout status deployment/web --timeout=120s');
  await sandbox.type('clear\n');
  await sandbox.waitFor(/^\S+\$ $/);
  const name = (await sandbox.run('kubectl get pods -o name')).replace('pod/', '');
  const screen = await page.locator('.xterm-screen').first().boundingBox();
  if (!screen) throw new Error('no screen');
  const rows = (await sandbox.text()).split('\n');
  const row = rows.findIndex((line) => line.startsWith('pod/'));
  const size = await page.evaluate(() => ({ rows: Number(document.querySelectorAll('.xterm-rows > div').length), width: (document.querySelector('.xterm-screen') as HTMLElement).clientWidth }));
  const y = screen.y + (screen.height / size.rows) * (row + 0.5);
  await expect(async () => {
    await page.mouse.move(screen.x + 60, y);
    await page.mouse.move(screen.x + 70, y);
    await expect(page.locator('.xterm-cursor-pointer').first()).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.mouse.click(screen.x + 70, y);
  await expect(page.getByTestId('inspected')).toHaveText(name);

  await tool(page, /나란히|Side by side/);
  await expect(page.locator('.xterm:visible')).toHaveCount(2);
  await page.getByTestId('terminal-2').click();
  await expect(page.getByTestId('terminal-2').locator('.xterm-helper-textarea')).toBeFocused();
  await sandbox.waitFor(/\$ $/);
  await page.keyboard.insertText('echo right side');
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/\nright side\n/);
  await tool(page, /하나만|One only/);
  await expect(page.locator('.xterm:visible')).toHaveCount(1);
  const before = await page.locator('.xterm-rows').first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  await tool(page, /글자 크게|Larger text/);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('.xterm-rows').first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))).toBeGreaterThan(before);
});

test('a command in words, and what changed since the last one', async ({ page }) => {
  test.setTimeout(120_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl wait --for=condition=Ready pod --all -n kube-system --timeout=90s');
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=2');
  await expect(page.locator('[data-testid^="pod-web-"]')).toHaveCount(2);
  await tool(page, /달라진 것|What changed/);
  await expect(page.getByTestId('changes-created')).toContainText(/Deployment[\s\S]*web/);
  await expect(page.getByTestId('changes-created')).toContainText('ReplicaSet');
  await page.keyboard.press('Escape');
  await sandbox.type('kubectl get po -A --sort-by=.metadata.name --nope');
  await sandbox.waitFor(/--nope$/);
  await tool(page, /이 명령 설명|Explain this/);
  const words = page.getByTestId('explained').locator('dt');
  await expect(words).toHaveText(['kubectl', 'get', 'po', '-A', '--sort-by=.metadata.name', '--nope']);
  await expect(page.getByTestId('explained')).toContainText('list the requested object(s) across all namespaces');
  await expect(page.getByTestId('explained')).toContainText(/철자|spelling/);
});

test('a fault is made and healed from its menu, which says the command line that does the same', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await page.getByTestId('faults').click();
  await page.getByTestId('fault-kind').selectOption('stop-node');
  await page.getByTestId('fault-target').selectOption('node-2');
  await expect(page.getByText('chaos stop-node node-2')).toBeVisible();
  await page.getByTestId('apply-fault').click();
  await expect(page.getByTestId('active-faults')).toContainText('node-2');
  await page.keyboard.press('Escape');
  expect(await sandbox.run('chaos')).toBe('stop-node node-2');
  await page.getByTestId('faults').click();
  await page.getByTestId('active-faults').getByRole('button', { name: /고치기|Heal/ }).click();
  await expect(page.getByTestId('active-faults')).toHaveCount(0);
});
