// The terminal's further tools: side by side, size, copying, explanations.
import { AArrowDown, AArrowUp, Columns2, Copy, GitCompare, HelpCircle, Square } from 'lucide-react';
import { Menu, MenuCheck, MenuItem, MenuLine } from '../controls/menu.tsx';
import { useToolsText } from '../i18n/tools-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { usePreferences } from '../state/preferences.ts';
import { copyScreen, focusTerminal, setFontSize, toggleSplit, useTerminals } from './terminals.ts';

export function TerminalTools() {
  const text = useToolsText().terminal;
  const pair = useTerminals((state) => state.pair);
  const { fontSize, suggestions, screenReader, set } = usePreferences();
  const { show } = useDialogs.getState();
  return (
    <>
      <p id="terminal-keys-note" className="visually-hidden">
        {text.keysNote}
      </p>
      <Menu label={text.menu} testId="terminal-tools">
        <MenuItem icon={<HelpCircle size={15} />} onSelect={() => show('explain')}>
          {text.explain}
        </MenuItem>
        <MenuItem icon={<GitCompare size={15} />} onSelect={() => show('changes')}>
          {text.changes}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={pair ? <Square size={15} /> : <Columns2 size={15} />} onSelect={toggleSplit}>
          {pair ? text.unsplit : text.split}
        </MenuItem>
        <MenuItem icon={<Copy size={15} />} onSelect={() => void copyScreen().then(() => focusTerminal())}>
          {text.copy}
        </MenuItem>
        <MenuItem icon={<AArrowUp size={15} />} aside={`${fontSize}px`} stays onSelect={() => setFontSize(fontSize + 1)}>
          {text.bigger}
        </MenuItem>
        <MenuItem icon={<AArrowDown size={15} />} stays onSelect={() => setFontSize(fontSize - 1)}>
          {text.smaller}
        </MenuItem>
        <MenuLine />
        <MenuCheck checked={suggestions} onChange={(value) => set({ suggestions: value })}>
          {text.suggestions}
        </MenuCheck>
        <MenuCheck checked={screenReader} onChange={(value) => set({ screenReader: value })}>
          {text.screenReader}
        </MenuCheck>
      </Menu>
    </>
  );
}
