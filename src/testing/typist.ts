// Types at a terminal of a world and reads what it shows, on the virtual clock: for sessions and lessons without a browser.
import type { Fiber } from '../engine/sim/fiber.ts';
import type { World } from '../engine/world/world.ts';

const LIMIT_MS = 300_000;

export class Typist {
  private readonly world: World;
  private readonly terminal: ReturnType<World['openTerminal']>;
  private shown = '';

  constructor(world: World) {
    this.world = world;
    this.terminal = world.openTerminal(200, 50);
    const take = (text: string): void => {
      this.shown += text;
    };
    const { terminal } = this;
    function* drain(): Fiber<void> {
      for (let text = yield* terminal.read(); text !== undefined; text = yield* terminal.read()) take(text);
    }
    world.clock.spawn(drain(), 'typist');
    this.settle();
  }

  /** Everything shown so far, without escape sequences. */
  get text(): string {
    // oxlint-disable-next-line no-control-regex
    return this.shown.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '');
  }

  keys(text: string): void {
    this.terminal.input(text);
    this.world.clock.runFor(50);
  }

  /** Types a line and waits (on the virtual clock) for the next prompt; gives what was shown between. */
  run(line: string, limitMs = LIMIT_MS): string {
    const before = this.text.length;
    this.terminal.input(`${line.replaceAll('\n', '\r')}\r`);
    this.world.clock.runFor(1);
    this.settle(limitMs);
    const shown = this.text.slice(before);
    return shown.slice(shown.indexOf('\n') + 1).replace(/[^\n]*\$ $/, '').trimEnd();
  }

  /** Runs the clock until `pattern` is shown. @throws with what was shown instead */
  waitFor(pattern: RegExp, limitMs = LIMIT_MS): void {
    const deadline = this.world.clock.nowMs + limitMs;
    while (!pattern.test(this.text)) if (!this.world.clock.step(deadline)) throw new Error(`${pattern} was not shown within ${limitMs} virtual ms, but:\n${this.text.slice(-2000)}`);
  }

  private settle(limitMs = LIMIT_MS): void {
    const { clock } = this.world;
    const deadline = clock.nowMs + limitMs;
    while (!this.terminal.atPrompt) if (!clock.step(deadline)) throw new Error(`no prompt within ${limitMs} virtual ms:\n${this.text.slice(-2000)}`);
    clock.runFor(1);
  }
}
