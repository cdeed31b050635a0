// The rest of the settings, and what starts the session anew.
import { Download, Keyboard, RotateCcw, Settings, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../i18n/text.ts';
import { useToolsText } from '../i18n/tools-text.ts';
import { restartEngine } from '../state/engine.ts';
import { useDialogs } from '../state/dialogs.ts';
import { type Narration, type Theme, usePreferences } from '../state/preferences.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Menu, MenuCheck, MenuChoice, MenuItem, MenuLine } from './menu.tsx';
import { exportOpenSession } from './session-files.ts';

export function SettingsMenu() {
  const text = useText().header;
  const tools = useToolsText();
  const { theme, narration, messages, systemShown, screenReader, set } = usePreferences();
  const [asking, setAsking] = useState(false);
  const themes: readonly (readonly [Theme, string])[] = [['system', text.themeSystem], ['light', text.themeLight], ['dark', text.themeDark], ['contrast', tools.settings.contrast]];
  const narrations = (['off', 'problems', 'normal', 'all'] as const).map((name): readonly [Narration, string] => [name, tools.settings.narrations[name]]);
  return (
    <>
      <Menu label={text.settings} icon={<Settings size={16} />}>
        <MenuChoice label={text.theme} value={theme} choices={themes} onChange={(value) => set({ theme: value })} />
        <MenuLine />
        <MenuChoice label={tools.settings.narration} value={narration} choices={narrations} onChange={(value) => set({ narration: value })} />
        <MenuLine />
        <MenuCheck checked={messages} onChange={(value) => set({ messages: value })}>
          {text.showMessages}
        </MenuCheck>
        <MenuCheck checked={systemShown} onChange={(value) => set({ systemShown: value })}>
          {text.showSystem}
        </MenuCheck>
        <MenuCheck checked={screenReader} onChange={(value) => set({ screenReader: value })}>
          {text.screenReader}
        </MenuCheck>
        <MenuLine />
        <MenuItem icon={<Keyboard size={15} />} aside="?" onSelect={() => useDialogs.getState().show('keys')}>
          {tools.keys.title}
        </MenuItem>
        <MenuItem icon={<Undo2 size={15} />} onSelect={() => restartEngine('undo')}>
          {text.undo}
        </MenuItem>
        <MenuItem icon={<Download size={15} />} onSelect={() => void exportOpenSession()}>
          {text.exportSession}
        </MenuItem>
        <MenuItem icon={<RotateCcw size={15} />} onSelect={() => setAsking(true)}>
          {text.newSession}
        </MenuItem>
      </Menu>
      <ConfirmDialog open={asking} onOpenChange={setAsking} title={text.newSession} question={text.newSessionAsk} confirm={text.newSession} onConfirm={() => restartEngine('fresh')} />
    </>
  );
}
