// The whole job by keyboard: a lesson's step, a command, an edit, an inspection; in and out of every panel.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { Sandbox } from './page.ts';

const panel = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.closest('[data-panel]')?.getAttribute('data-panel') ?? 'none');

/** Round the panels until it is there; a dialog that closes has given the keyboard back before. */
async function toPanel(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(async () => {
    for (let i = 0; i < 4 && (await panel(page)) !== name; i++) await page.keyboard.press('F6');
    expect(await panel(page)).toBe(name);
  }).toPass();
}

/** By Tab, as who has no mouse goes through a panel. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let i = 0; i < 60 && !(await target.evaluate((element) => element === document.activeElement)); i++) await page.keyboard.press('Tab');
  await expect(target).toBeFocused();
}

test('lesson, command, edit and inspection without a mouse', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await expect(page.getByTestId('open-palette')).toBeVisible();

  // F6 goes round the panels and back.
  await toPanel(page, 'terminal');
  await page.keyboard.press('F6');
  await expect.poll(() => panel(page)).not.toBe('terminal');

  // A lesson, by the palette.
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette')).toBeVisible();
  await page.keyboard.insertText('YAML');
  await expect(page.getByTestId('palette').getByRole('option').first()).toContainText('YAML');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-panel="lesson"]')).toContainText(/목표|Goals/);
  await expect(page.getByTestId('palette')).toHaveCount(0);

  // A command.
  await toPanel(page, 'terminal');
  await page.keyboard.insertText('kubectl create deployment web --image=nginx:1.25 --replicas=2');
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/deployment\.apps\/web created/);
  await expect(page.locator('[data-testid^="pod-web-"]')).toHaveCount(2);

  // An inspection, as k9s users go: kind, object, then letters.
  await toPanel(page, 'diagram');
  await page.keyboard.press(':');
  await expect(page.getByTestId('palette')).toBeVisible();
  await page.keyboard.insertText('deploy web');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('inspected')).toHaveText('web');
  await toPanel(page, 'diagram');
  await page.keyboard.press('d');
  await sandbox.waitFor(/kubectl describe deploy\S* web[\s\S]*StrategyType/);
  await toPanel(page, 'diagram');
  await page.keyboard.press('y');
  await expect(page.locator('#inspect-yaml')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('s');
  await page.getByRole('spinbutton').fill('3');
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/scaled/);

  // An edit: vi asks for the editor; the keyboard is put there, writes, and comes out to end the edit.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await toPanel(page, 'terminal');
  await page.keyboard.insertText('vi note.txt');
  await page.keyboard.press('Enter');
  await expect(page.locator('.monaco-editor.focused')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.insertText('written by keyboard');
  await expect(page.locator('.view-lines')).toContainText('written by keyboard');
  await page.keyboard.press('F6');
  await expect.poll(() => panel(page)).not.toBe('side');
  await toPanel(page, 'side');
  await tabTo(page, page.getByTestId('finish-edit'));
  await page.keyboard.press('Enter');
  await toPanel(page, 'terminal');
  await sandbox.waitFor(/\$ $/);
  await page.keyboard.insertText('cat note.txt');
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/\nwritten by keyboard/);
});

test('a lesson’s step is read, done and left by keyboard', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await toPanel(page, 'lesson');
  await tabTo(page, page.getByTestId('lesson-11-pods'));
  await page.keyboard.press('Enter');
  const lesson = page.getByTestId('lesson');
  await expect(lesson).toHaveAttribute('data-current', '0');
  await toPanel(page, 'lesson');
  // The command that the text offers, typed by the page; then the terminal has the keyboard.
  await tabTo(page, lesson.getByRole('button', { name: '터미널에 입력해 주기' }).first());
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/pod\/web created/);
  await expect(lesson).toHaveAttribute('data-current', '1', { timeout: 60_000 });
});

test('a menu is gone through with arrows, letters and Escape, and gives the keyboard back', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  for (const name of ['diagram-menu', 'terminal-tools', 'time-menu']) {
    const button = page.getByTestId(name);
    await button.focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('menu');
    await expect(menu).toBeVisible();
    await expect(menu.locator('[data-highlighted]')).toHaveCount(1);
    const first = await menu.locator('[data-highlighted]').innerText();
    await page.keyboard.press('ArrowDown');
    await expect(menu.locator('[data-highlighted]')).not.toHaveText(first);
    await page.keyboard.press('Home');
    await expect(menu.locator('[data-highlighted]')).toHaveText(first, { useInnerText: true });
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
    await expect(button).toBeFocused();
    // A click elsewhere closes it, too.
    await button.click();
    await expect(menu).toBeVisible();
    await page.mouse.click(720, 4);
    await expect(menu).toHaveCount(0);
  }
});

test('keys have a sheet; the palette finds and runs; single letters leave text fields alone', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await expect(page.getByTestId('open-palette')).toBeVisible();
  await toPanel(page, 'diagram');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('F6');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await toPanel(page, 'diagram');
  await page.keyboard.press('2');
  await expect(page.locator('#view-workloads')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('/');
  await expect(page.locator('input[type="search"]').first()).toBeFocused();
  await page.keyboard.type('1?:x');
  await expect(page.locator('input[type="search"]').first()).toHaveValue('1?:x');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.locator('input[type="search"]').first().fill('');
  // Inside the terminal letters are letters, and Ctrl-K is the shell's.
  await sandbox.type('echo ab');
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+P');
  await expect(page.getByTestId('palette')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('palette')).toHaveCount(0);
  await expect.poll(() => panel(page)).toBe('terminal');
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/\nab\n/);
});
