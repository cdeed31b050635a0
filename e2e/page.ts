// What the end-to-end tests do with the page: open it, type in the terminal, read what it shows, and wait for what is true instead of for a time.
import { expect, type Locator, type Page } from '@playwright/test';

/** `KUBARIUM_SLOW=4` makes the page's processor that much slower: a test that waits for conditions passes all the same. */
const SLOWER = Number(process.env['KUBARIUM_SLOW'] ?? 1);

/** Also behind output that ended without a newline. */
const PROMPT = /student@[\w-]+:\S*?\$ /;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where something is, once it has come to rest. */
export async function steady(locator: Locator): Promise<Box> {
  let last = '';
  await expect
    .poll(
      async () => {
        const now = JSON.stringify(await locator.boundingBox());
        const rests = now === last && now !== 'null';
        last = now;
        return rests;
      },
      { intervals: [150], message: 'it comes to rest' },
    )
    .toBe(true);
  return JSON.parse(last) as Box;
}

/** Nothing fades or slides any more: colours are what they will stay. Cursors blink on, and what time holds in flight stays held. */
export async function still(page: Page): Promise<void> {
  const moving = (): Promise<number> => page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity).length);
  await expect.poll(moving, { message: 'nothing moves any more' }).toBe(0);
}

/** Two frames later: what an event has set off is drawn. */
export async function nextFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

export class Sandbox {
  readonly page: Page;
  readonly terminal: Locator;

  constructor(page: Page) {
    this.page = page;
    this.terminal = page.getByTestId('terminal').first();
  }

  /** Opens the page and waits for the prompt, and for the page's keys. */
  async open(path = './'): Promise<void> {
    if (SLOWER > 1) await (await this.page.context().newCDPSession(this.page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await this.page.goto(path);
    await this.waitFor(/\$ $/, 30_000);
    await expect(this.page.locator('html')).toHaveAttribute('data-keys', 'on');
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
    const last = line.slice(line.lastIndexOf('\n') + 1);
    const before = echoes(await this.text(), last).length;
    await this.type(`${line}\n`);
    // What stands between the line, as it was entered, and the next prompt. Output of a job in the background may have come between: the line is then drawn anew.
    const printed = async (): Promise<string | undefined> => {
      const text = await this.text();
      const found = echoes(text, last);
      const rest = found.length > before ? text.slice(found.at(-1)) : '';
      const end = rest.search(PROMPT);
      return end < 0 ? undefined : rest.slice(0, end).trim();
    };
    let result: string | undefined;
    await expect.poll(async () => (result = await printed()), { timeout, message: `the prompt after: ${line}` }).toBeDefined();
    return result ?? '';
  }

  async type(keys: string): Promise<void> {
    await this.focus();
    for (const [i, part] of keys.split('\n').entries()) {
      if (i > 0) await this.page.keyboard.press('Enter');
      if (part) await this.page.keyboard.insertText(part);
    }
  }

  /** Gives the terminal the keyboard, without a click that could hit a name in it; a menu or dialog that closes has given it back before. */
  async focus(): Promise<void> {
    await expect(this.page.locator('[role="menu"], [role="dialog"]')).toHaveCount(0);
    const keys = this.terminal.locator('[data-active="true"] .xterm-helper-textarea');
    await keys.focus();
    await expect(keys).toBeFocused();
  }

  async setSpeed(speed: string): Promise<void> {
    await this.page.getByTestId('speed').selectOption(speed);
  }

  /** All that happened until now is in the browser's storage: a reload finds it. */
  async kept(): Promise<void> {
    const seconds = async (): Promise<number> => (await this.page.getByTestId('virtual-clock').innerText()).split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    const until = ((await seconds()) + 1) * 1000;
    const written = (): Promise<number> =>
      this.page.evaluate(
        () =>
          new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open('kubarium');
            opening.onerror = () => reject(opening.error ?? new Error('the database cannot be opened'));
            opening.onsuccess = () => {
              const heads = opening.result.transaction('heads').objectStore('heads').getAll();
              heads.onsuccess = () => {
                opening.result.close();
                resolve(Math.max(0, ...(heads.result as readonly { readonly startMs: number; readonly untilMs: number }[]).map(({ startMs, untilMs }) => untilMs - startMs)));
              };
            };
          }),
      );
    await expect.poll(written, { message: 'the log is written' }).toBeGreaterThanOrEqual(until);
  }
}

/** Where the echoes of a line end that was typed at a prompt. */
function echoes(text: string, line: string): readonly number[] {
  const ends: number[] = [];
  for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + 1)) if (/[$>#] $/.test(text.slice(Math.max(0, at - 2), at))) ends.push(at + line.length);
  return ends;
}
