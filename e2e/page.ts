// What the end-to-end tests do with the page: open it, type in the terminal, read what it shows.
import { expect, type Locator, type Page } from '@playwright/test';

export class Sandbox {
  readonly page: Page;
  readonly terminal: Locator;

  constructor(page: Page) {
    this.page = page;
    this.terminal = page.getByTestId('terminal').first();
  }

  /** Opens the page and waits for the prompt. */
  async open(path = './'): Promise<void> {
    await this.page.goto(path);
    await this.waitFor(/\$ $/, 30_000);
  }

  /** The terminal's text, its soft-wrapped rows joined. */
  async text(): Promise<string> {
    return this.page.evaluate(() => (window as unknown as { kubariumTerminalText(): string }).kubariumTerminalText());
  }

  async waitFor(pattern: RegExp, timeout = 30_000): Promise<string> {
    await expect.poll(() => this.text(), { timeout }).toMatch(pattern);
    return this.text();
  }

  /** Types one command line and waits for the next prompt; gives what was printed between. */
  async run(line: string, timeout = 60_000): Promise<string> {
    const before = await this.prompts();
    await this.type(`${line}\n`);
    await expect.poll(() => this.prompts(), { timeout, message: `the prompt after: ${line}` }).toBeGreaterThan(before);
    const text = await this.text();
    const at = text.lastIndexOf(line);
    return text.slice(at + line.length).replace(/\n[^\n]*\$ $/, '').trim();
  }

  async type(keys: string): Promise<void> {
    await this.terminal.click();
    for (const [i, part] of keys.split('\n').entries()) {
      if (i > 0) await this.page.keyboard.press('Enter');
      if (part) await this.page.keyboard.insertText(part);
    }
  }

  async setSpeed(speed: string): Promise<void> {
    await this.page.getByTestId('speed').selectOption(speed);
  }

  private async prompts(): Promise<number> {
    return [...(await this.text()).matchAll(/^\S+@\S+:\S+\$ /gm)].length;
  }
}
