// The header's later buttons: faults, sandboxes, the palette.
import { Boxes, Command } from 'lucide-react';
import { useToolsText } from '../i18n/tools-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { useSession } from '../state/session.ts';
import { FaultsMenu } from './faults-menu.tsx';
import { IconButton } from './icon-button.tsx';

export function HeaderTools() {
  const text = useToolsText();
  const name = useSession((session) => session.sandbox.name);
  const { show } = useDialogs.getState();
  return (
    <>
      <FaultsMenu />
      <IconButton label={text.sandboxes.button(name || text.sandboxes.unnamed)} onClick={() => show('sandboxes')} data-testid="sandboxes">
        <Boxes size={16} />
      </IconButton>
      <IconButton label={text.palette.button} onClick={() => show('palette')} data-testid="open-palette">
        <Command size={16} />
      </IconButton>
    </>
  );
}
