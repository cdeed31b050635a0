// The header's later buttons: faults, sandboxes, the palette.
import { Boxes, Command, Share2 } from 'lucide-react';
import { useLearnText } from '../i18n/learn-text.ts';
import { useToolsText } from '../i18n/tools-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { useSession } from '../state/session.ts';
import { FaultsMenu } from './faults-menu.tsx';
import { IconButton } from './icon-button.tsx';

export function HeaderTools() {
  const text = useToolsText();
  const name = useSession((session) => session.sandbox.name);
  const share = useLearnText().share;
  const { show } = useDialogs.getState();
  return (
    <>
      <FaultsMenu />
      <IconButton label={text.sandboxes.button(name || text.sandboxes.unnamed)} onClick={() => show('sandboxes')} data-testid="sandboxes">
        <Boxes size={16} />
      </IconButton>
      <IconButton label={share.title} onClick={() => show('share')} data-testid="open-share">
        <Share2 size={16} />
      </IconButton>
      <IconButton label={text.palette.button} onClick={() => show('palette')} data-testid="open-palette">
        <Command size={16} />
      </IconButton>
    </>
  );
}
