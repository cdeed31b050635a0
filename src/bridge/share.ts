// A session as a text short enough for a link: what was typed in one go becomes one input, and the whole is compressed.
import { type Action, CONDENSED, type Input, type SavedSession } from './protocol.ts';

/** [milliseconds since the entry before, terminal, keys], or [milliseconds, the action as it is]. */
type Entry = readonly [number, number, string] | readonly [number, Action];

interface Packed {
  readonly v: 1;
  readonly seed: number;
  readonly start: number;
  readonly until: number;
  readonly speed: number;
  readonly paused: boolean;
  readonly inputs: readonly Entry[];
}

/**
 * The same session with fewer inputs: letters typed before a line is entered come with the key that enters it, windows onto logs are left out,
 * and of several sizes of a terminal in a row the last is kept. Whether it comes to the same history is for the caller to see.
 */
export function condense(session: SavedSession): SavedSession {
  const kept: Input[] = [];
  for (const input of session.inputs) {
    const { action } = input;
    if (action.type === 'open-log' || action.type === 'close-log' || action.type === 'suggest') continue;
    const before = kept.at(-1)?.action;
    if (action.type === 'keys' && before?.type === 'keys' && before.terminal === action.terminal && isPlain(before.keys)) {
      kept[kept.length - 1] = { ...input, action: { ...action, keys: before.keys + action.keys } };
    } else if (action.type === 'resize' && before?.type === 'resize' && before.terminal === action.terminal) {
      kept[kept.length - 1] = input;
    } else {
      kept.push(input);
    }
  }
  return { ...session, build: CONDENSED, untilStep: 0, inputs: kept.map((input) => ({ ...input, atStep: 0 })) };
}

/** Letters only: a key such as Tab or Enter has an effect of its own. */
const isPlain = (keys: string): boolean => ![...keys].some((key) => key < ' ' || key === '\x7f');

/** For the fragment of an address: only letters that need no escape there. */
export async function packSession(session: SavedSession): Promise<string> {
  let atMs = session.startMs;
  const inputs = session.inputs.map((input): Entry => {
    const sinceMs = input.atMs - atMs;
    atMs = input.atMs;
    const { action } = input;
    return action.type === 'keys' ? [sinceMs, action.terminal, action.keys] : [sinceMs, action];
  });
  const { seed, startMs, untilMs, speed, paused } = session;
  const packed: Packed = { v: 1, seed, start: startMs, until: untilMs - startMs, speed, paused, inputs };
  return toBase64Url(await squeeze(new TextEncoder().encode(JSON.stringify(packed)), new CompressionStream('deflate-raw')));
}

/** Rejects a text that is not a session, or one of a later version. */
export async function unpackSession(text: string): Promise<SavedSession> {
  let packed: Packed;
  try {
    packed = JSON.parse(new TextDecoder().decode(await squeeze(fromBase64Url(text), new DecompressionStream('deflate-raw')))) as Packed;
  } catch {
    throw new Error('the link is damaged');
  }
  if (packed.v !== 1) throw new Error('the link was made by a newer Kubarium');
  let atMs = packed.start;
  const inputs = packed.inputs.map((entry): Input => {
    atMs += entry[0];
    const action: Action = entry.length === 3 ? { type: 'keys', terminal: entry[1], keys: entry[2] } : entry[1];
    return { atMs, atStep: 0, action };
  });
  const { seed, start, until, speed, paused } = packed;
  return { build: CONDENSED, seed, startMs: start, untilMs: start + until, untilStep: 0, speed, paused, inputs };
}

async function squeeze(bytes: Uint8Array<ArrayBuffer>, through: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(through)).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
