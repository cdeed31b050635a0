// A monkey at the page: seeded random clicks, keys, commands and drags; no error in the console, and nothing lost. 150 actions here, KUBARIUM_MONKEY says how many.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

const ACTIONS = Number(process.env['KUBARIUM_MONKEY'] ?? 150);
const SEED = Number(process.env['KUBARIUM_SEED'] ?? 1);

/** mulberry32 */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const lines = [
  'kubectl get pods', 'kubectl create deployment web --image=nginx:1.25 --replicas=3', 'kubectl scale deployment web --replicas=6', 'kubectl scale deployment web --replicas=1', 'kubectl set image deployment/web nginx=nginx:1.27',
  'kubectl delete deployment web --wait=false', 'kubectl expose deployment web --port=80', 'kubectl describe nodes', 'kubectl run broken --image=nginx:nope', 'kubectl delete pods --all --wait=false', 'chaos stop-node node-2', 'chaos heal', 'ls -la', 'kubectl get events | tail -5',
];
const keys = ['F6', 'Shift+F6', 'Escape', 'Tab', 'Enter', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', '1', '2', '3', '4', '.', '/', '?', ':', 'y', 'l', 'v', 'Control+k', 'Control+Shift+P', 'Home', 'Space'];

test(`${ACTIONS} random actions, seed ${SEED}`, async ({ page, context }) => {
  test.setTimeout(90_000 + ACTIONS * 1500);
  const random = dice(SEED);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => void dialog.dismiss());
  context.on('page', (other) => void other.close());
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('echo precious > precious.txt; kubectl create configmap precious --from-literal=a=1');
  const done: string[] = [];
  const act = async (): Promise<string> => {
    const chance = random();
    if (chance < 0.2) {
      const line = pick(lines);
      await page.getByTestId('terminal').first().click({ timeout: 1000 });
      await page.keyboard.press('Control+c');
      await page.keyboard.insertText(line);
      await page.keyboard.press('Enter');
      return `run ${line}`;
    }
    if (chance < 0.5) {
      const key = pick(keys);
      await page.keyboard.press(key);
      return `key ${key}`;
    }
    if (chance < 0.6) {
      const [x, y] = [random() * 1440, random() * 900];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + (random() - 0.5) * 200, y + (random() - 0.5) * 200, { steps: 3 });
      await page.mouse.up();
      return `drag ${Math.round(x)},${Math.round(y)}`;
    }
    if (chance < 0.68) {
      const speed = pick(['0.5', '1', '4', '20']);
      await page.getByTestId('speed').selectOption(speed, { timeout: 500 });
      return `speed ${speed}`;
    }
    // What starts a session anew or throws one away is a person's decision, not the monkey's.
    const buttons = page.locator('button:visible:not(:disabled), [role="tab"]:visible, [role="menuitem"]:visible, [role="option"]:visible');
    const count = await buttons.count();
    const button = buttons.nth(Math.floor(random() * count));
    const name = (await button.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent ?? '', undefined, { timeout: 500 })).trim();
    if (/새 클러스터|새 샌드박스|되돌리기|갈라|Start a new|New sandbox|Undo|Fork|삭제|Delete|처음부터|다시 하기|Restart|내보내기|Export|가져오기|Import|열기|^Open|발표|Present|공유|Share|초기화|Reset|delete|rm /.test(name)) return `left ${name}`;
    await button.click({ timeout: 700 });
    return `click ${name.slice(0, 40)}`;
  };
  for (let i = 0; i < ACTIONS; i++) {
    done.push(await act().catch((error: unknown) => `missed ${String(error).slice(0, 60)}`));
    if (i % 25 === 24) await page.waitForTimeout(200);
  }
  const story = `seed ${SEED}, the last actions:\n${done.slice(-20).join('\n')}`;
  expect(errors, story).toEqual([]);
  await expect(page.getByTestId('crash-banner'), story).toHaveCount(0);
  await expect(page.getByTestId('part-failed'), story).toHaveCount(0);
  // Nothing is lost: after a reload, at whatever moment, all is there.
  await page.evaluate(() => localStorage.removeItem('kubarium/preferences'));
  await page.reload();
  await sandbox.waitFor(/student@kubarium/, 60_000);
  // The monkey may have stopped time, and a command with it.
  const pause = page.getByTestId('pause');
  if ((await pause.getAttribute('aria-pressed')) === 'true') await pause.click();
  await page.getByTestId('terminal').first().click();
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+c');
  await page.keyboard.insertText('clear; cat ~/precious.txt; kubectl get configmap precious -o name; echo e"nd"');
  await page.keyboard.press('Enter');
  await expect.poll(() => sandbox.text(), { timeout: 60_000, message: story }).toMatch(/precious\nconfigmap\/precious\nend\n/);
  expect(errors, story).toEqual([]);
});
