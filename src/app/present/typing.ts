// Types a line at the prompt as a person would, or at once; it is not entered until the presenter says so.
import { engine } from '../state/engine.ts';
import { useTerminals } from '../terminal/terminals.ts';

let rest: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Milliseconds between two keys: quick enough to watch, uneven enough to look like a hand. */
const gapMs = (key: string): number => (key === ' ' ? 90 : 34) + Math.random() * 46;

const send = (keys: string): void => engine.send({ type: 'keys', terminal: useTerminals.getState().active, keys });

export function typeLine(line: string, likePerson: boolean): void {
  finishTyping();
  rest = [...line.replaceAll('\n', '\r')];
  if (likePerson) tick();
  else finishTyping();
}

function tick(): void {
  const key = rest.shift();
  if (key === undefined) return;
  send(key);
  timer = setTimeout(tick, gapMs(key));
}

/** The rest of the line at once; true where there was a rest. */
export function finishTyping(): boolean {
  clearTimeout(timer);
  if (rest.length === 0) return false;
  send(rest.join(''));
  rest = [];
  return true;
}

export function pressEnter(): void {
  send('\r');
}
