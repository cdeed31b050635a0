// Makes the link to exactly this state.
import { EngineClient } from '../../bridge/engine-client.ts';
import type { SavedSession } from '../../bridge/protocol.ts';
import { condense, packSession } from '../../bridge/share.ts';
import { engine } from '../state/engine.ts';

/** Longer addresses are cut by chat programs and mail. */
const LONGEST_LINK = 32 * 1024;
const MARK = 's=';

export interface SharedLink {
  readonly url: string;
  readonly characters: number;
}

/** Undefined where the log is too long for a link, or does not come to the same history when it is condensed. */
export async function makeLink(embed = false): Promise<SharedLink | undefined> {
  const exported = await engine.call('export-session', null);
  const condensed = condense({ ...exported, paused: true });
  const text = await packSession({ ...condensed, paused: exported.paused });
  if (text.length > LONGEST_LINK) return undefined;
  if ((await historyOf(condensed)) !== exported.historyHash) return undefined;
  const address = new URL(location.href);
  address.search = embed ? '?embed' : '';
  address.hash = MARK + text;
  return { url: address.href, characters: text.length };
}

/** Has the session again in an engine of its own, which is thrown away. */
async function historyOf(session: SavedSession): Promise<string> {
  const again = new EngineClient();
  try {
    await new Promise<void>((resolve, reject) => {
      again.on('joined', () => resolve());
      again.on('crashed', ({ message }) => reject(new Error(message)));
      again.start({ mode: 'restore', session, unsaved: 'off' });
    });
    return await again.call('history-hash', null);
  } finally {
    again.stop();
  }
}
