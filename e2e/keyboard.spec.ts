// The whole job by keyboard: a lesson's step, a command, an edit, an inspection; in and out of every panel.
import { expect, type Page, test } from '@playwright/test';
import { Sandbox } from './page.ts';

const panel = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.closest('[data-panel]')?.getAttribute('data-panel') ?? 'none');

async function toPanel(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 6 && (await panel(page)) !== name; i++) await page.keyboard.press('F6');
  expect(await panel(page)).toBe(name);
}

test('lesson, command, edit and inspection without a mouse', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await expect(page.getByTestId('open-palette')).toBeVisible();

  // The terminal has the keyboard first; F6 goes round the panels and back.
  await toPanel(page, 'terminal');
  await page.keyboard.press('F6');
  expect(await panel(page)).not.toBe('terminal');

  // A lesson, by the palette.
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette')).toBeVisible();
  await page.keyboard.insertText('YAML');
  await expect(page.getByTestId('palette').getByRole('option').first()).toContainText('YAML');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-panel="lesson"]')).toContainText(/목표|Goals/);

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

  // An edit: vi asks for the editor; the keyboard goes there and comes back out.
  await toPanel(page, 'terminal');
  await page.keyboard.insertText('vi note.txt');
  await page.keyboard.press('Enter');
  await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
  await page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus();
  await page.keyboard.insertText('written by keyboard');
  await page.keyboard.press('F6');
  expect(await panel(page)).not.toBe('side');
});

test('keys have a sheet; the palette finds and runs; single letters leave text fields alone', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await expect(page.getByTestId('open-palette')).toBeVisible();
  await page.keyboard.press('F6');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('F6');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('2');
  await expect(page.locator('#view-workloads')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('/');
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
  await page.keyboard.press('Enter');
  await sandbox.waitFor(/\nab\n/);
});
